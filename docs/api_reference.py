"""Write the API reference from the docstrings: python docs/api_reference.py [FOLDER]. Needs `pip install .[docs]`."""

from __future__ import annotations

import sys
from pathlib import Path

import pdoc

import lenaowl


def write(folder: Path) -> Path:
    """Write the reference of the public names, and return its first page."""
    for name in lenaowl.__all__:  # they are imported when first asked for, and pdoc does not ask
        setattr(lenaowl, name, getattr(lenaowl, name))
    pdoc.render.configure(docformat="google")
    pdoc.pdoc(Path(lenaowl.__file__).parent, output_directory=folder)
    return folder / "lenaowl.html"


if __name__ == "__main__":
    sys.stdout.write(f"{write(Path(sys.argv[1] if len(sys.argv) > 1 else 'api'))}\n")
