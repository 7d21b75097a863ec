"""The packaged questions: template files, parameters, the runner and its results."""
