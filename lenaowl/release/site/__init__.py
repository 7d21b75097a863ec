"""The ontology as pages to read offline."""
