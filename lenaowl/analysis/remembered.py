"""Memory with a bound, for what is asked again and again by those who may ask without end."""

from __future__ import annotations

from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")
MOST = 50_000  # some ten megabytes of answers; of systems with their protein forms, some hundred


class Remembered(dict[K, V]):
    """What was found; when it is full, all is forgotten and found anew."""

    def __setitem__(self, key: K, found: V) -> None:
        """Remember what was found."""
        if len(self) >= MOST:
            self.clear()
        super().__setitem__(key, found)
