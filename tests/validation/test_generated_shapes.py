"""The engines agree on shapes of all components, or refuse them: none says that data conforms which another finds broken."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from generated_shapes import data, shapes

from lenaowl.errors import LenaowlError
from lenaowl.rdf.files import parse
from lenaowl.validation.shacl.reading import load_shapes
from lenaowl.validation.shacl.shapes import Shapes
from lenaowl.validation.validate import run


def found(chosen: Shapes, store: ox.Store, engine: str) -> set[tuple[str, str, str]] | None:
    """Return what an engine finds; none if it refuses the shapes."""
    try:
        raw = run(chosen, store, engine)[2]
    except LenaowlError:
        return None
    return {(str(one.focus), one.parameter, str(one.value)) for one in raw}


@pytest.mark.parametrize(
    "seeds", [range(60), pytest.param(range(1_000, 3_000), marks=pytest.mark.long)], ids=["some", "many"]
)
def test_sparql_and_shifty_find_the_same(tmp_path, seeds):
    compared, file = 0, tmp_path / "s.ttl"
    for seed in seeds:
        file.write_text(shapes(seed), encoding="utf-8")
        try:
            chosen = load_shapes([str(file)])
        except LenaowlError:
            continue
        store = ox.Store()
        store.extend(ox.Quad(*triple) for triple in parse(data(seed), "data"))
        answers = [found(chosen, store, engine) for engine in ("sparql", "shifty")]
        if None not in answers:
            compared += 1
            assert answers[0] == answers[1], f"seed {seed}: {shapes(seed)}"
    assert compared > len(seeds) / 3
