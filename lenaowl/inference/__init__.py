"""What follows from the claims: rules, steps, axioms, proofs, and OWL reasoners as judges."""
