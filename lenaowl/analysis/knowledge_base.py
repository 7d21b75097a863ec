"""The front door: the ontology with all that follows from it, and the questions to ask of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from lenaowl.analysis import search_index
from lenaowl.analysis.catalogue import Catalogue
from lenaowl.analysis.class_effects import ClassEffects, class_effects
from lenaowl.analysis.compare import Comparison, compare
from lenaowl.analysis.degradation import Degradation, degradation
from lenaowl.analysis.effects import EffectRecords, Effects, at_level
from lenaowl.analysis.explain import Explanation, explain
from lenaowl.analysis.exposures import Exposure, Resolver
from lenaowl.analysis.published_standing import published_standing
from lenaowl.analysis.search import Hit, Search
from lenaowl.analysis.standing import Judge
from lenaowl.analysis.term_records import TermSummary
from lenaowl.analysis.tree import Branch, tree
from lenaowl.analysis.what_if import WhatIf, WhatIfs
from lenaowl.errors import LenaowlError
from lenaowl.inference.inferred_ontology import InferredOntology
from lenaowl.ontology.annotate import published
from lenaowl.ontology.records import Records
from lenaowl.ontology.sources import trials
from lenaowl.rdf.vocabulary import lena

if TYPE_CHECKING:
    import pyoxigraph as ox
    from rdflib import Graph

    from lenaowl.analysis.cohort import Cohorts
    from lenaowl.analysis.cohort_records import Cohort
    from lenaowl.analysis.contradictions import Contradiction
    from lenaowl.analysis.experiments import Prediction
    from lenaowl.analysis.interpretation import Interpretation
    from lenaowl.analysis.many_what_ifs import ManyWhatIfs
    from lenaowl.query.results import Answer
    from lenaowl.query.runner import TemplateRunner


class KnowledgeBase:
    """The front door: the ontology with all that follows from it, and the questions to ask of it; see `lenaowl.load`.

    Attributes:
        ontology: the ontology with what was inferred, which the questions are answered from.
    """

    def __init__(self, ontology: InferredOntology) -> None:
        self.ontology = ontology

    @cached_property
    def _resolver(self) -> Resolver:
        return Resolver(self.ontology)

    @cached_property
    def _effects(self) -> Effects:
        return Effects(self.ontology, self._judge)

    @cached_property
    def _judge(self) -> Judge:
        return Judge(self.ontology, lambda: self.ontology.admitting("open"))

    @cached_property
    def _what_ifs(self) -> WhatIfs:
        return WhatIfs(self.ontology, self._effects, self._resolver, self._judge)

    @cached_property
    def cohorts(self) -> Cohorts:
        """What reads and judges cohorts; what it made for one serves the next."""
        from lenaowl.analysis.cohort import Cohorts

        return Cohorts(self.ontology, self._effects, self._resolver, self._judge)

    @cached_property
    def catalogue(self) -> Catalogue:
        """What is known of each term."""
        return Catalogue(self.ontology, self._effects)

    @cached_property
    def _search(self) -> Search:
        return Search(lambda: self.catalogue, search_index.read if self.ontology.is_prepared else lambda: None)

    @property
    def graph(self) -> Graph:
        """The ontology with compiled axioms, all that was inferred, and the trials: a new rdflib graph at each call."""
        from lenaowl.rdf.canonical import to_rdflib

        return to_rdflib([*self.statements(), *self.ontology.core_axioms()])

    @cached_property
    def questions(self) -> TemplateRunner:
        """The packaged questions, asked of the statements as the release tells them, with the trials."""
        from lenaowl.query.runner import TemplateRunner

        return TemplateRunner(published(self.statements(), self.ontology.claims.values()))

    def statements(self) -> list[ox.Triple]:
        """Return what the release states: all that holds, how each effect stands, and the trials."""
        standing = published_standing(self.ontology, self._effects, self._judge)
        return [*self.ontology.statements(), *standing, *trials()]

    # -- the questions ----------------------------------------------------------------------------

    def effects(self, name: str, *, context: str | Iterable[str] = (), level: str | None = None) -> EffectRecords:
        """Return what there is more or less of under an agent.

        Args:
            name: a drug, a knock-down, or a class of drugs (then: what holds for every member).
            context: only what follows where nothing but these contexts is present.
            level: only effects at this level: molecular, cellular, immune or clinical.

        Raises: UnknownNameError, AmbiguousNameError, WrongKindError: if a name does not tell one term.
        """
        return at_level(self._effects.of(self.ontology.agent(name), self._present(context)), level)

    def weaker_status(self, name: str) -> str:
        """Return the strongest status that must be admitted for more to follow under an agent, or an empty text."""
        return self._judge.weaker_status(self.ontology.agent(name))

    def class_effects(self, name: str, *, context: str | Iterable[str] = (), level: str | None = None) -> ClassEffects:
        """Return what follows for any member of a class of drugs, and, apart from it, what all known members share.

        Args:
            name: a class of drugs.
            context: as for `effects`.
            level: as for `effects`.

        Raises: UnknownNameError, AmbiguousNameError, WrongKindError: if a name does not tell one term.

        >>> import lenaowl; kb = lenaowl.load()
        >>> "ZFP91" in {effect.entity.name for effect in kb.class_effects("IMiD").shared}
        True
        """
        cls = self.ontology.names.find(name, self.ontology.arbitrary_members, "class of agents")
        found = class_effects(self.ontology, self._effects, cls, self._present(context))
        return replace(found, entailed=at_level(found.entailed, level), shared=at_level(found.shared, level))

    def _present(self, context: str | Iterable[str]) -> frozenset[str] | None:
        """Return the contexts of these names with all broader ones, or nothing if there are none."""
        named = [context] if isinstance(context, str) else context
        asked = [self.ontology.names.find(name, self.ontology.members(lena("Context")), "context") for name in named]
        return self.ontology.contexts.with_broader(asked) or None

    def explain(self, agent: str, relation: str, target: str, *, every: bool = False) -> Explanation:
        """Explain why something follows of an agent, or what is known nearby if it does not.

        Args:
            agent: a drug, a class of drugs, a knock-down; with `is-a` any individual, a protein form too.
            relation: increases, decreases, induces, degrades or is-a.
            target: an entity; a state or an entity for induces; a class for is-a.
            every: all proofs instead of the best.
        """
        return explain(self.ontology, self._judge, agent, relation, target, every)

    def what_if(self, exposure: Exposure | None = None, **described: str | Iterable[str]) -> WhatIf:
        """Return what is lost in an exposure against its agents' reference profiles, what still follows, what is new.

        Nothing still follows by silence: where no claim says whether it needs what was changed, it is not judged.

        Args:
            exposure: what acts on what; or leave it out, and describe it by name.
            described: the fields of an `Exposure`: agents, contexts, without, forms, also, species.

        Raises: UnknownNameError, AmbiguousNameError, WrongKindError, LenaowlError: if the exposure makes no sense.

        >>> import lenaowl; kb = lenaowl.load()
        >>> answer = kb.what_if(agents="lenalidomide", without="CRBN")
        >>> [lost.effect.entity.name for lost in answer.lost if lost.effect.level == "immune"]
        ['B-cell-differentiation', 'T-cell-differentiation', 'NK-cell-proliferation', 'T-cell-activation']
        """
        if exposure is not None and described:
            raise LenaowlError("describe an exposure either by an Exposure or by keywords, not by both.")
        return self._what_ifs.answer(exposure or Exposure.of(**described))

    def what_ifs(self, exposures: Iterable[Exposure | Mapping[str, str | Iterable[str]]]) -> ManyWhatIfs:
        """Answer many what-ifs together; those that make no sense do not stop the others.

        Args:
            exposures: each an `Exposure`, or what describes it by keywords, as for `what_if`; with contexts each is a
                tenth of the work. A proof is made once for all that it is the same in: its subject is any of these.

        >>> import lenaowl; kb = lenaowl.load()
        >>> many = kb.what_ifs([{"agents": "lenalidomide", "without": "CRBN"}, {"agents": "aspirine"}])
        >>> len(many.answers[0].lost) > 5, many.answers[1], many.refused[0].number
        (True, None, 2)
        """
        from lenaowl.analysis.many_what_ifs import ManyAnswers

        return ManyAnswers(self.ontology, self._resolver, self._what_ifs).answer(exposures)

    def predict(self, file: Path | None = None, *, strict: bool = False) -> Records[Prediction]:
        """Predict the experiments of a table beside their controls, and compare with what was observed.

        Args:
            file: a table as `lenaowl experiments --help` describes it; the packaged one if left out.
            strict: whether a name that the ontology does not have makes the table unusable, and not only its row.

        Raises: DataError: if the table cannot be used; it lists all that is wrong, with lines.
        """
        from lenaowl.analysis.experiment_table import read_experiments
        from lenaowl.analysis.experiments import Predictor

        predict = Predictor(self.ontology, self._resolver, self._judge, self._what_ifs).predict
        return Records(map(predict, read_experiments(self.ontology, self._resolver, file, strict=strict)))

    def interpret(
        self, table: object, agent: str, *, context: str | Iterable[str] = (), min_effect: float = 1.0,
        max_p: float = 0.05, **columns: str | bool,
    ) -> Interpretation:  # fmt: skip
        """Judge a table of results: what was expected, what is new, what contradicts, each row with its proof.

        Args:
            table: a path (CSV, TSV, Parquet, Excel), a data frame, or a mapping from names of columns to values.
            agent: a drug, a class of drugs or a knock-down.
            context: the cells; what follows in other cells is then not expected. A screen needs it.
            min_effect: the least log2 ratio, up or down, of what changed.
            max_p: the greatest p or q value of what changed.
            columns: what is not found out from the table: the fields of `lenaowl.analysis.tables.columns.Choice`.

        Raises: DataError, LenaowlError: if the table cannot be read, a column cannot be told, or a name makes no sense.
        """
        from lenaowl.analysis.interpret import Interpreter

        interpreter = Interpreter(self.ontology, self._effects, self._what_ifs, self._judge)
        return interpreter.interpret(table, columns, Exposure((agent,), context), min_effect, max_p)  # type: ignore[arg-type]

    def cohort(self, files: object, mapping: object = None, *, strict: bool = False) -> Cohort:
        """Judge a cohort: what is to be expected in each patient. It is not treatment advice.

        Args:
            files: tables (CSV, TSV, Parquet, Excel), FHIR or Phenopackets as JSON, OMOP, folders; data frames, rows.
            mapping: a YAML file, or a mapping with the same keys; a table needs one: `lenaowl cohort template FILE`.
            strict: whether damaged rows make the cohort unusable, and not only the rows.

        Raises: DataError, MissingEngineError: if a file or the mapping cannot be used.
        """
        return self.cohorts.judge(files, mapping, strict=strict)

    def contradictions(self) -> Records[Contradiction]:
        """Return where what follows contradicts an established denial, observation, resistance or antagonism."""
        from lenaowl.analysis.contradictions import Checker

        return Records(Checker(self.ontology, self._resolver, self._judge).contradictions())

    def compare(self, names: Iterable[str]) -> Comparison:
        """Compare the effects of agents, or of classes of them: shared, distinct, opposite, or not tested.

        They are distinct only where the absence was measured; silence on one of them compares nothing.

        Raises: LenaowlError: if a name does not tell one agent, or there are fewer than two.
        """
        return compare(self.ontology, self._effects, self._judge, names)

    def degradation(self, name: str = "Drug") -> Records[Degradation]:
        """Return whether each drug of a class leads to the degradation of each protein; silence is an answer too."""
        return degradation(self.ontology, self._judge, name)

    def query(self, template: str, *, limit: int | None = None, **params: object) -> Answer:
        """Ask a packaged question, one of those that `lenaowl query list` lists.

        Args:
            template: its name.
            limit: the greatest number of rows or triples to return.
            params: its parameters: names as in `effects`, text, numbers, dates or booleans.

        Raises: LenaowlError: if a name does not tell one term, or a parameter is missing, unknown or not of its type.
        """
        return self.questions.answer(template, params, limit)

    def sparql(self, query: str, *, limit: int | None = None, timeout: float | None = None) -> Answer:
        """Ask a query of your own, of the statements as the release has them, with the trials.

        Args:
            query: SPARQL; our prefixes (lena, owl, rdfs, skos, ...) need no declaration.
            limit: the greatest number of rows or triples to return.
            timeout: the seconds it may take, in a process of its own (on Linux); without end, in this one, if left out.

        Raises: LenaowlError: if the query is wrong, takes longer, is an update, or asks other servers (SERVICE, FROM).
        """
        return self.questions.sparql(query, limit, timeout)

    def term(self, name: str) -> TermSummary:
        """Return what is known of the term, claim or publication of that name."""
        iri = self.catalogue.find(name)
        return replace(self.catalogue.term(iri), statements=tuple(self.catalogue.statements(iri)))

    def search(self, text: str, kind: str | None = None) -> Records[Hit]:
        """Return where a text occurs, the best first; see `lenaowl.analysis.search.Search`."""
        return self._search(text, kind)

    def tree(self, name: str | None = None, *, depth: int | None = None) -> Branch:
        """Return what stands below a term, or the whole ontology; see `lenaowl.analysis.tree.tree`."""
        return tree(self.ontology, self.catalogue, name, depth)
