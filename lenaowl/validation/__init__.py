"""Checks of users' data and of ontologies."""
