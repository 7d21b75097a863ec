"""What the routes answer with."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from lenaowl.query.runner import TemplateRunner
from lenaowl.web.analyst import Analyst
from lenaowl.web.dataset import Dataset
from lenaowl.web.descriptions import Descriptions
from lenaowl.web.limits import Limits
from lenaowl.web.metrics import Metrics
from lenaowl.web.one_offs import OneOffs
from lenaowl.web.pool import Pool
from lenaowl.web.queries import Answers


@dataclass(frozen=True)
class Services:
    """What the routes answer with.

    Attributes:
        dataset: the data.
        limits: what is allowed.
        pool: the processes that answer queries.
        answers: queries of clients.
        one_offs: tasks in processes of their own.
        analyst: questions to the knowledge base.
        descriptions: what is stated of each thing.
        metrics: what is counted.
    """

    dataset: Dataset
    limits: Limits
    pool: Pool
    answers: Answers
    one_offs: OneOffs
    analyst: Analyst
    descriptions: Descriptions
    metrics: Metrics

    @cached_property
    def _runner(self) -> TemplateRunner:
        return TemplateRunner(self.dataset.store())

    def runner(self) -> TemplateRunner:
        """Return what makes queries of templates; it is made when it is first needed, by the analyst."""
        return self._runner

    @classmethod
    def of(cls, dataset: Dataset, limits: Limits, file: Path) -> Services:
        """Return the services for some data; `file` is where the processes will read it if it is not on a disk."""
        metrics = Metrics()
        pool, one_offs = Pool(dataset.disk.folder if dataset.disk else file, limits, metrics.lost), OneOffs(limits)
        answers = Answers(pool, one_offs, limits)
        metrics.watch(pool, answers)
        return cls(dataset, limits, pool, answers, one_offs, Analyst(limits.waiting), dataset.descriptions(), metrics)
