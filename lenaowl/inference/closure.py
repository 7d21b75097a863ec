"""Statements closed under the rules of `queries/rules/` that do not ask for steps: OWL 2 RL, and what holds by system.

Each new statement is joined once with what it leads on with (semi-naive evaluation), so the work grows with what is
inferred, not with how often a rule is run. The rules on steps are in `saturation.py`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import partial

import pyoxigraph as ox

from lenaowl.rdf.store import STEPS, EmbeddedStore
from lenaowl.rdf.vocabulary import PREFIXES, RDF_TYPE, lena

_OWL, _RDF, _RDFS = PREFIXES["owl"], PREFIXES["rdf"], PREFIXES["rdfs"]
_TYPE = ox.NamedNode(RDF_TYPE)

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Pairs = list[tuple[Term, Term]]
Rule = Callable[[Pairs], None]
Table = dict[Term, set[Term]]


class Closure:
    """Statements of the default graph by property, and the rules that wait for new ones.

    Attributes:
        added: the statements that were not in the store.
        meets: the parts of definitions that each term meets.
    """

    def __init__(self, store: EmbeddedStore) -> None:
        self.added: list[ox.Quad] = []
        self.meets: Table = defaultdict(set)
        self._tables = _Tables(store)
        self._inverse: dict[ox.NamedNode, Table] = {}
        self._rules: dict[ox.NamedNode, list[Rule]] = defaultdict(list)
        self._new: dict[ox.NamedNode, Pairs] = {}
        self._noted = _Tables(store, STEPS)
        self._definitions, self._taken_out = self.noted("definedBy"), _inverted(self.noted("takesOut"))
        self._defined_by = _inverted(self._definitions)
        self._subjects(_TYPE)
        self._schema()
        self._classes()
        self._parts()
        self._chains()
        self._systems()
        self._rules[iri(lena("decreaseOf"))].append(self._losses_anywhere)
        self._new = defaultdict(list, {prop: _pairs(self._tables[prop]) for prop in self._rules})

    def noted(self, name: str) -> Table:
        """Return subject → objects of a property that the rules of compilation note in the graph of steps."""
        return self._noted[iri(lena(name))]

    def table(self, name: str) -> Table:
        """Return subject → objects of a property, by its IRI."""
        return self._tables[iri(name)]

    def members(self) -> Table:
        """Return the members of each class."""
        return self._inverse[_TYPE]

    def add(self, prop: ox.NamedNode, pairs: Iterable[tuple[Term, Term]]) -> None:
        """State a property of pairs of subject and object, where it is not stated of them."""
        table, inverse, new = self._tables[prop], self._inverse.get(prop), self._new[prop]
        for subject, obj in pairs:
            objects = table[subject]
            if obj not in objects and not isinstance(subject, ox.Literal):
                objects.add(obj)
                new.append((subject, obj))
                self.added.append(ox.Quad(subject, prop, obj))
                if inverse is not None:
                    inverse[obj].add(subject)

    def run(self) -> bool:
        """Apply the rules until nothing more follows; return whether there was something to apply them to."""
        begun = any(self._new.values())
        while any(self._new.values()):
            new, self._new = self._new, defaultdict(list)
            for prop, pairs in new.items():
                for rule in self._rules.get(prop, ()):
                    rule(pairs)
        return begun

    # -- the rules, each made for the properties and classes that there are -------------------------

    def _schema(self) -> None:
        """Make the rules on subproperties, domains and ranges of object properties."""
        object_property = iri(_OWL + "ObjectProperty")
        objects = [p for p, kinds in self.table(RDF_TYPE).items() if object_property in kinds]
        for prop in _named(objects):
            for above in _named(self.table(_RDFS + "subPropertyOf").get(prop, ())):
                if above in objects:
                    self._rules[prop].append(partial(self.add, above))
            for cls in self.table(_RDFS + "domain").get(prop, ()):
                self._rules[prop].append(partial(self._domain, cls))
            for cls in self.table(_RDFS + "range").get(prop, ()):
                self._rules[prop].append(partial(self._range, cls))

    def _domain(self, cls: Term, pairs: Pairs) -> None:
        self.add(_TYPE, ((subject, cls) for subject in {subject for subject, _ in pairs}))

    def _range(self, cls: Term, pairs: Pairs) -> None:
        self.add(_TYPE, ((obj, cls) for obj in {obj for _, obj in pairs}))

    def _classes(self) -> None:
        """Make the rule on members: of the classes above, of the genera of definitions, and with the values there."""
        subclasses = self.table(_RDFS + "subClassOf")
        above: dict[Term, list[ox.NamedNode]] = {
            sub: list(_named(classes)) for sub, classes in subclasses.items() if isinstance(sub, ox.NamedNode)
        }
        genera = {cls: list(_named(parts)) for cls, parts in self._definitions.items()}
        values = {cls: list(self._values(parts)) for cls, parts in self._definitions.items()}

        def rule(pairs: Pairs) -> None:
            for member, cls in pairs:
                if isinstance(member, ox.NamedNode):
                    self.add(_TYPE, ((member, one) for one in above.get(cls, ())))
                self.add(_TYPE, ((member, one) for one in genera.get(cls, ())))
                for prop, value in values.get(cls, ()):
                    self.add(prop, [(member, value)])

        self._rules[_TYPE].append(rule)

    def _values(self, parts: Iterable[Term]) -> Iterator[tuple[ox.NamedNode, Term]]:
        """Yield property and value of the restrictions to a value among the parts of a definition."""
        for part in parts:
            for prop in self._on_property(part):
                yield from ((prop, value) for value in self.table(_OWL + "hasValue").get(part, ()))

    def _on_property(self, part: Term) -> Iterator[ox.NamedNode]:
        return _named(self.table(_OWL + "onProperty").get(part, ()))

    def _parts(self) -> None:
        """Make the rules on who meets the parts of a definition: classes, restrictions to a value or to some member."""
        kinds: dict[Term, list[tuple[Term, Table]]] = defaultdict(list)
        for part in self._defined_by:
            for prop in self._on_property(part):
                for value in self.table(_OWL + "hasValue").get(part, ()):
                    self._rules[prop].append(partial(self._by_value, part, value))
                for kind in self.table(_OWL + "someValuesFrom").get(part, ()):
                    self._rules[prop].append(partial(self._by_kind, part, kind))
                    kinds[kind].append((part, self._subjects(prop)))

        def by_class(pairs: Pairs) -> None:
            for member, cls in pairs:
                if cls in self._defined_by:
                    self._meet(cls, (member,))
                for part, subjects in kinds.get(cls, ()):
                    self._meet(part, tuple(subjects.get(member, ())))

        self._rules[_TYPE].append(by_class)

    def _by_value(self, part: Term, value: Term, pairs: Pairs) -> None:
        self._meet(part, [subject for subject, obj in pairs if obj == value])

    def _by_kind(self, part: Term, kind: Term, pairs: Pairs) -> None:
        types = self.table(RDF_TYPE)
        self._meet(part, [subject for subject, obj in pairs if kind in types.get(obj, ())])

    def _meet(self, part: Term, subjects: Iterable[Term]) -> None:
        """Note who meets a part of a definition; who meets all parts is a member of the class."""
        for subject in subjects:
            met = self.meets[subject]
            if part not in met:
                met.add(part)
                classes = [cls for cls in self._defined_by[part] if self._definitions[cls] <= met]
                self.add(_TYPE, ((subject, cls) for cls in classes))

    def _chains(self) -> None:
        """Make the rules on chains of two properties."""
        for prop, chains in self.table(_OWL + "propertyChainAxiom").items():
            for chain in map(self._listed, chains):
                if isinstance(prop, ox.NamedNode) and len(chain) == 2:
                    one, two = chain
                    self._rules[one].append(partial(self._by_first, prop, self._tables[two]))
                    self._rules[two].append(partial(self._by_second, prop, self._subjects(one)))

    def _listed(self, node: Term) -> list[ox.NamedNode]:
        """Return the properties of a list, from its first node."""
        nil = iri(_RDF + "nil")
        found: list[ox.NamedNode] = []
        while node != nil and len(found) <= 2:
            first, rest = self.table(_RDF + "first").get(node), self.table(_RDF + "rest").get(node)
            if not first or not rest:
                return []
            found += _named(first)
            node = next(iter(rest))
        return found

    def _by_first(self, prop: ox.NamedNode, seconds: Table, pairs: Pairs) -> None:
        self.add(prop, [(x, z) for x, y in pairs for z in seconds.get(y, ())])

    def _by_second(self, prop: ox.NamedNode, firsts: Table, pairs: Pairs) -> None:
        self.add(prop, [(x, z) for y, z in pairs for x in firsts.get(y, ())])

    def _systems(self) -> None:
        """Make the rules on what follows in a profile, and so of its agent in that system; and the other way round."""
        self._rules[iri(lena("degrades"))].append(partial(self._of_agent, self._by_system("inducesDegradationOf")))
        induces = self._by_system("induces")
        self._rules[iri(lena("hasEffect"))].append(partial(self._of_agent, induces))
        for system, props in induces.items():
            for prop in props:
                self._rules[prop].append(partial(self._in_profile, system))

    def _by_system(self, general: str) -> dict[Term, list[ox.NamedNode]]:
        """Return the properties of each reference system below a general one."""
        above, found = self.table(_RDFS + "subPropertyOf"), defaultdict(list)
        for prop, systems in self.table(lena("forSystem")).items():
            if isinstance(prop, ox.NamedNode) and iri(lena(general)) in above.get(prop, ()):
                for system in systems:
                    found[system].append(prop)
        return found

    def _of_agent(self, by_system: dict[Term, list[ox.NamedNode]], pairs: Pairs) -> None:
        systems, agents = self.table(lena("inSystem")), self._subjects(iri(lena("hasProfile")))
        for profile, followed in pairs:
            for system in systems.get(profile, ()):
                for prop in by_system.get(system, ()):
                    self.add(prop, [(agent, followed) for agent in agents.get(profile, ())])

    def _in_profile(self, system: Term, pairs: Pairs) -> None:
        systems, profiles = self.table(lena("inSystem")), self.table(lena("hasProfile"))
        for agent, state in pairs:
            there = [one for one in profiles.get(agent, ()) if system in systems.get(one, ())]
            self.add(iri(lena("hasEffect")), [(profile, state) for profile in there])

    def _losses_anywhere(self, pairs: Pairs) -> None:
        """State that of what an agent takes out there is less in any system."""
        found = [(agent, less) for less, lost in pairs for agent in self._taken_out.get(lost, ())]
        self.add(iri(lena("effectInAnySystem")), found)

    def _subjects(self, prop: ox.NamedNode) -> Table:
        """Return object → subjects of a property; it is kept up from now on."""
        if prop not in self._inverse:
            self._inverse[prop] = _inverted(self._tables[prop])
        return self._inverse[prop]


class _Tables(dict[ox.NamedNode, Table]):
    """Subject → objects of each property in a graph of a store, read when first asked for: most are asked for never."""

    def __init__(self, store: EmbeddedStore, graph: ox.NamedNode | None = None) -> None:
        super().__init__()
        self._store = store
        self._graph = graph

    def __missing__(self, prop: ox.NamedNode) -> Table:
        table: Table = defaultdict(set)
        for quad in self._store.stating(prop.value, self._graph):
            table[quad.subject].add(quad.object)
        self[prop] = table
        return table


def iri(name: str) -> ox.NamedNode:
    """Return the term of an IRI."""
    return ox.NamedNode(name)


def _named(terms: Iterable[Term]) -> Iterator[ox.NamedNode]:
    return (term for term in terms if isinstance(term, ox.NamedNode))


def _pairs(table: Table) -> Pairs:
    return [(subject, obj) for subject, objects in table.items() for obj in objects]


def _inverted(table: Table) -> Table:
    found: Table = defaultdict(set)
    for subject, objects in table.items():
        for obj in objects:
            found[obj].add(subject)
    return found
