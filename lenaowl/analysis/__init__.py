"""The questions that the ontology answers: effects, proofs, what-ifs, comparisons, terms."""
