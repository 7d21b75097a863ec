"""The errors a user can meet, one tree, each with the exit code of the command line.

Exit codes: 0 done; 1 the answer is no (it does not follow, findings were made); 2 the call was wrong
(an unknown name, an unknown option); 3 the user's data is wrong; 4 an optional engine is missing; 5 a server
did not do what it was asked for. The command line adds 70, a fault of its own, and 130, stopped by Ctrl-C.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence


class LenaowlError(Exception):
    """Base of all errors that are the user's to fix; its text says what, where and how."""

    exit_code = 2

    def __reduce__(self) -> tuple[Callable[..., LenaowlError], tuple[object, ...]]:
        """Pickle it with its text and attributes, whatever arguments it is made from."""
        return _unpickled, (type(self), self.args, self.__dict__)


def one_line(said: object, longest: int = 300) -> str:
    """Return what a library says of a fault in one line, cut where it is long: parsers list all they would take."""
    text = " ".join(str(said).split())
    return text if len(text) <= longest else f"{text[:longest]}..."


def _unpickled(kind: type[LenaowlError], args: tuple[object, ...], attributes: dict[str, object]) -> LenaowlError:
    error = kind.__new__(kind, *args)
    error.__dict__.update(attributes)
    return error


class UnknownNameError(LenaowlError):
    """No term has this name; `suggestions` are the nearest that exist, `hint` is shown if there are none."""

    def __init__(self, name: str, suggestions: Sequence[str] = (), wanted: str = "term", hint: str = "") -> None:
        self.name = name
        self.suggestions = tuple(suggestions)
        near = f" Did you mean: {', '.join(self.suggestions)}?"
        super().__init__(f"no {wanted} is named '{name}'.{near if self.suggestions else f' {hint}'.rstrip()}")


class AmbiguousNameError(LenaowlError):
    """Several terms have this name; `choices` are their local names, `kinds` in words what kind of thing each is."""

    def __init__(self, name: str, choices: Sequence[str], kinds: Sequence[str] = ()) -> None:
        self.name = name
        self.choices = tuple(choices)
        self.kinds = tuple(kinds)
        shown = [f"{choice} ({kind})" for choice, kind in zip(choices, kinds, strict=True)] if kinds else choices
        super().__init__(f"'{name}' is the name of several terms: {', '.join(shown)}. Give one of these.")


class WrongKindError(LenaowlError):
    """The name is known, but to a thing of another kind than the call needs."""


class DataError(LenaowlError):
    """The user's data cannot be used; the text says where (file and line) and how to fix it."""

    exit_code = 3


class MissingEngineError(LenaowlError):
    """An optional engine is not installed; the text says how to get it."""

    exit_code = 4


class EndpointError(LenaowlError):
    """A server cannot be reached, refused or failed; the text says which one and why, in one line."""

    exit_code = 5


class LeftOutWarning(UserWarning):
    """Something that was handed over is not read; the text names it."""
