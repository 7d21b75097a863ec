"""Many what-ifs at once: equal exposures are answered once, and one that makes no sense does not stop the rest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lenaowl.analysis.exposures import Exposure
from lenaowl.analysis.what_if import WhatIf, WhatIfs
from lenaowl.errors import LenaowlError
from lenaowl.ontology.records import Record, Records


@dataclass(frozen=True)
class RefusedExposure(Record):
    """An exposure of many that makes no sense.

    Attributes:
        number: its place among them, from 1.
        reason: what is wrong, in a sentence.
    """

    number: int
    reason: str

    def __str__(self) -> str:
        """Return place and reason in a line."""
        return f"exposure {self.number}: {self.reason}"


@dataclass(frozen=True)
class ManyWhatIfs(Record):
    """The answers to many what-ifs.

    Attributes:
        answers: in the order of the exposures; none in the place of one that was refused. Equal exposures share one.
        refused: those that make no sense, with the reason.
    """

    answers: tuple[WhatIf | None, ...]
    refused: Records[RefusedExposure]


def answer_all(what_ifs: WhatIfs, described: Iterable[Exposure | Mapping[str, str | Iterable[str]]]) -> ManyWhatIfs:
    """Answer exposures, or what describes them by keywords; see `KnowledgeBase.what_ifs`."""
    known: dict[Exposure, WhatIf] = {}
    answers: list[WhatIf | None] = []
    refused = []
    for number, one in enumerate(described, 1):
        try:
            exposure = one if isinstance(one, Exposure) else Exposure.of(**one)
            if exposure not in known:
                known[exposure] = what_ifs.answer(exposure)
            answers.append(known[exposure])
        except LenaowlError as error:
            answers.append(None)
            refused.append(RefusedExposure(number, str(error)))
    return ManyWhatIfs(tuple(answers), Records(refused))
