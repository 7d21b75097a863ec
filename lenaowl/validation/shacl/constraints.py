"""What shapes demand of one node or value, as SPARQL expressions; `shapes_sparql` makes queries of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import pyoxigraph as ox

from lenaowl.errors import LenaowlError
from lenaowl.rdf.vocabulary import PREFIXES
from lenaowl.validation.as_written import APART, BROKEN
from lenaowl.validation.lexical_forms import FORMS
from lenaowl.validation.shacl.conditions import Condition, every, exists, filters, no, plain, some
from lenaowl.validation.shacl.patterns import is_for_oxigraph
from lenaowl.validation.shacl.shapes import NESTING, SH, Constraint, Shape, Shapes, Term

_XSD = PREFIXES["xsd"]
_NUMERIC = {_XSD + name for name in ("integer", "decimal", "double", "float")}
_KEPT_APART = (_XSD + "dateTimeStamp",)
RANGES = {"minInclusive": ">=", "maxInclusive": "<=", "minExclusive": ">", "maxExclusive": "<"}
LESS = {"lessThan": "<", "lessThanOrEquals": "<="}
_NODE_KINDS = {
    "IRI": "isIRI({v})", "BlankNode": "isBLANK({v})", "Literal": "isLITERAL({v})",
    "BlankNodeOrIRI": "!isLITERAL({v})", "BlankNodeOrLiteral": "!isIRI({v})", "IRIOrLiteral": "!isBLANK({v})",
}  # fmt: skip
# Parameters that speak of each value by itself, of all values of a node together, and of other parameters.
OF_VALUES = (
    "class", "datatype", "nodeKind", "pattern", "minLength", "maxLength", "in", *RANGES, "not", "and", "or",
    "xone", "node",
)  # fmt: skip
OF_SETS = ("minCount", "maxCount", "hasValue", "equals", "disjoint", *LESS, "sparql")
MARKS = ("flags",)

SubclassesOf = Callable[[str], Iterable[str]]


class UnsupportedShapeError(LenaowlError):
    """A shape demands what is not compiled to SPARQL; the text names the component and the shape."""


def refuse(shape: Shape, what: str) -> UnsupportedShapeError:
    """Return the error for a shape that demands what is not compiled."""
    return UnsupportedShapeError(
        f"the shape {shape.name} uses sh:{what}, which is not compiled to SPARQL; use --engine pyshacl"
    )


def check_values(shape: Shape, constraint: Constraint) -> None:
    """Refuse a constraint on a node without a name, which a query would take for any node.

    Raises:
        UnsupportedShapeError: if it names one.
    """
    if constraint.name not in (*NESTING, "sparql") and any(isinstance(v, ox.BlankNode) for v in constraint.values):
        raise refuse(shape, f"{constraint.name} (of a node without a name)")


class Expressions:
    """Makes tests of shapes. None is ever an error for any value, as SPARQL would take that for a no or a yes."""

    def __init__(self, shapes: Shapes, subclasses_of: SubclassesOf) -> None:
        self._shapes = shapes
        self._subclasses_of = subclasses_of
        self._known: dict[str, list[str]] = {}
        self._number = 0
        self._nesting: list[str] = []

    def subclasses(self, cls: str) -> list[str]:
        """Return a class and all below it, sorted."""
        if cls not in self._known:
            self._known[cls] = sorted({cls, *self._subclasses_of(cls)})
        return self._known[cls]

    def valued(self, v: str) -> str:
        """Return an expression for what a value is compared as, where a store keeps some values apart."""
        if not self._shapes.apart:
            return v
        text = f"STR({v})"
        read = f"COALESCE(<{_XSD}decimal>({text}), <{_XSD}dateTime>({text}))"
        return f'IF(isLITERAL({v}) && STRSTARTS(STR(DATATYPE({v})), "{APART}"), {read}, {v})'

    def comparable(self, v: str) -> str:
        """Return an expression for: SPARQL compares a value with itself, see `comparable`."""
        told = comparable(v)
        return f'{told} && !STRSTARTS(STR(DATATYPE({v})), "{BROKEN}")' if self._shapes.apart else told

    def shape(self, iri: str) -> Shape | None:
        """Return a shape that another refers to; none if it is switched off.

        Raises:
            UnsupportedShapeError: if there is none, so that nothing would be checked.
        """
        if iri not in self._shapes.by_iri and iri not in self._shapes.off:
            raise UnsupportedShapeError(f"the shapes refer to {iri}, which is no shape that is read here")
        return self._shapes.by_iri.get(iri)

    def test(self, shape: Shape, constraint: Constraint, v: str) -> Condition:
        """Return the test for: the value v is as the constraint demands."""
        name = constraint.name
        if name == "in":
            return some(plain(same(v, one)) for one in constraint.values)
        if not constraint.values:
            raise refuse(shape, f"{name} (without a value)")
        term = constraint.value
        if name == "nodeKind":
            return plain(_NODE_KINDS[str(term.value).removeprefix(SH)].format(v=v))
        if name == "class":
            return self._of_class(str(term.value), v)
        if name == "datatype":
            return plain(_of_datatype(shape, str(term.value), v))
        if name == "pattern":
            flags = shape.get("flags")
            if not is_for_oxigraph(str(term.value), str(flags.value.value) if flags else ""):
                raise refuse(shape, f"pattern ({str(term.value)[:60]!r}, with what its expressions lack)")
            told = f", {_plain(flags.value)}" if flags else ""
            return plain(f"!isBLANK({v}) && REGEX(STR({v}), {_plain(term)}{told})")
        if name in ("minLength", "maxLength"):
            return plain(f"!isBLANK({v}) && STRLEN(STR({v})) {'>=' if name == 'minLength' else '<='} {term.value}")
        if name in RANGES:
            return plain(f"COALESCE({self.valued(v)} {RANGES[name]} {term}, false)")
        return self._logical(name, constraint.values, v)

    def _of_class(self, cls: str, v: str) -> Condition:
        classes = self.subclasses(cls)
        if len(classes) == 1:
            return exists(f"{v} a <{classes[0]}>")
        kind, listed = self._fresh(), ", ".join(f"<{c}>" for c in classes)
        return exists(f"{v} a {kind} . FILTER ({kind} IN ({listed}))")

    def _logical(self, name: str, inner: tuple[Term, ...], v: str) -> Condition:
        tests = [self._conforms(str(part.value), v) for part in inner]
        if name == "not":
            return no(tests[0])
        if name in ("and", "node"):
            return every(tests)
        if name == "or":
            return some(tests)
        return some(every(t if i == j else no(t) for j, t in enumerate(tests)) for i in range(len(tests)))

    # -- shapes within shapes -----------------------------------------------------------------------

    def _fresh(self) -> str:
        self._number += 1
        return f"?n{self._number}"

    def _conforms(self, iri: str, node: str) -> Condition:
        """Return the test for: a node conforms to a shape."""
        shape = self.shape(iri)
        if shape is None:
            return every(())
        if iri in self._nesting:
            raise refuse(shape, "node (of a shape within itself)")
        self._nesting.append(iri)
        found = every(list(self._demands(shape, node)))
        self._nesting.pop()
        return found

    def _demands(self, shape: Shape, node: str) -> Iterator[Condition]:
        for constraint in shape.constraints:
            check_values(shape, constraint)
            if constraint.name in OF_VALUES:
                value = self._fresh() if shape.path else node
                yield self._of_all(shape, node, value, self.test(shape, constraint, value))
            elif constraint.name in OF_SETS:
                yield self._of_set(shape, constraint, node)
            elif constraint.name not in MARKS:
                raise refuse(shape, constraint.name)
        for iri in shape.properties:
            value = self._fresh() if shape.path else node
            yield self._of_all(shape, node, value, self._conforms(iri, value))

    def _of_all(self, shape: Shape, node: str, value: str, test: Condition) -> Condition:
        """Return the test for: a test holds of all values, or of the node itself."""
        return no(exists(f"{node} {shape.path.sparql} {value} . {filters(no(test))}")) if shape.path else test

    def _of_set(self, shape: Shape, constraint: Constraint, node: str) -> Condition:
        name, term = constraint.name, constraint.value
        if shape.path is None:
            if name == "hasValue":
                return plain(same(node, term))
            raise refuse(shape, f"{name} (of a node shape)")
        if name == "hasValue":
            return exists(f"{node} {shape.path.sparql} {term}")
        if name in ("minCount", "maxCount"):
            count = int(str(term.value)) + (name == "maxCount")
            found = exists(self._several(node, shape.path.sparql, count)) if count else every(())
            return found if name == "minCount" else no(found)
        if name == "equals":
            value = self._fresh()
            one, two = f"{node} {shape.path.sparql} {value} .", f"{node} {term} {value} ."
            return every(no(exists(f"{a} FILTER NOT EXISTS {{ {b} }}")) for a, b in ((one, two), (two, one)))
        raise refuse(shape, f"{name} (of a shape within another)")

    def _several(self, node: str, path: str, count: int) -> str:
        values = [self._fresh() for _ in range(count)]
        patterns = " ".join(f"{node} {path} {value} ." for value in values)
        different = [f"!sameTerm({a}, {b})" for i, a in enumerate(values) for b in values[:i]]
        return patterns + (f" FILTER ({' && '.join(different)})" if different else "")


def _of_datatype(shape: Shape, datatype: str, v: str) -> str:
    """Return an expression for: a literal of a datatype, written as that datatype allows."""
    told = f"isLITERAL({v}) && DATATYPE({v}) = <{datatype}>"
    if datatype == _XSD + "string" or not datatype.startswith(_XSD):  # how it is written is not known of others
        return told
    if datatype in FORMS and datatype not in _KEPT_APART:
        written = f"REGEX(STR({v}), {_plain(ox.Literal(FORMS[datatype]))})"
        # a store has read nearly all numbers already; not those beyond what it can hold
        return f"{told} && {f'(isNUMERIC({v}) || {written})' if datatype in _NUMERIC else written}"
    raise refuse(shape, f"datatype ({datatype})")


def same(v: str, term: Term) -> str:
    """Return an expression for: a value is a term. To Virtuoso a text is not the same term as itself."""
    is_text = isinstance(term, ox.Literal) and term.datatype.value == _XSD + "string"
    return f"COALESCE({v} = {term}, false)" if is_text else f"sameTerm({v}, {term})"


def comparable(v: str) -> str:
    """Return an expression for: SPARQL compares a value with itself, as it is written as its datatype allows.

    What is written otherwise is neither before nor after another value of the datatype.
    """
    some_values = {"boolean": "true", "date": "1000-01-01", "dateTime": "1000-01-01T00:00:00"}
    others = {f"<{_XSD}{name}>": f'"{text}"^^<{_XSD}{name}>' for name, text in some_values.items()}
    ordered = " || ".join(f"{v} <= {other} || {v} > {other}" for other in others.values())
    kinds = ", ".join([*(f"<{kind}>" for kind in sorted(_NUMERIC)), *others])
    return f'isLITERAL({v}) && LANG({v}) = "" && (DATATYPE({v}) NOT IN ({kinds}) || isNUMERIC({v}) || {ordered})'


def _plain(term: Term) -> str:
    return str(ox.Literal(str(term.value)))
