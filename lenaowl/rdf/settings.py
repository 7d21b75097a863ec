"""Numbers that the environment may set."""

from __future__ import annotations

import os

from lenaowl.errors import DataError


def whole_number(variable: str, default: int) -> int:
    """Return the number that a variable of the environment says, or the default if it is not set.

    Raises:
        DataError: if the variable is not a whole number above 0.
    """
    told = os.environ.get(variable, str(default))
    if not (told.isascii() and told.isdigit() and int(told[:10]) > 0):
        raise DataError(f"{variable}: '{told[:20]}' is not a whole number above 0.")
    return int(told[:10])
