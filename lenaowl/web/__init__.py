"""The server: a SPARQL endpoint, linked data, a REST interface and pages to explore the ontology."""
