"""RDF as bytes and terms: the store, files in and out, canonical text, SPARQL text, prefixes."""
