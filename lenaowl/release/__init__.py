"""The files that a release consists of, and how two releases differ."""
