"""Runs the command line: `python -m lenaowl`."""

from lenaowl.cli import main

main()
