"""The version of the software. That of the ontology is a date, in `ontology/metadata.ttl`."""

__version__ = "0.1.0"
