"""SHACL shapes: reading them, compiling them to SPARQL, and the engines that run them."""
