"""The packaged ontology: its files, claims, names, contexts and class definitions, and what a user states beside them."""
