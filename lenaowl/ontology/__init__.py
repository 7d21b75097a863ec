"""The packaged ontology: files, claims, names, contexts, class definitions, and what a user states beside them."""
