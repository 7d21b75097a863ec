"""SPARQL endpoints: asking, loading, and inference inside the server."""
