"""Files of N-Triples beyond what is held in memory are judged in a store on the disk, with the same result."""

from __future__ import annotations

import random
import re

import patients
import pytest

from lenaowl.errors import DataError
from lenaowl.rdf import large_files
from lenaowl.validation.validate import validate

ODD = """<https://example.org/odd> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://w3id.org/lenaowl/PatientRecord> .
<https://example.org/odd> <https://w3id.org/lenaowl/birthYear> "0960"^^<http://www.w3.org/2001/XMLSchema#int> .
<https://example.org/odd> <https://w3id.org/lenaowl/diagnosis> _:d .
_:d <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://w3id.org/lenaowl/Diagnosis> .
_:d <https://w3id.org/lenaowl/disease> <https://w3id.org/lenaowl/mieloma> .
<https://example.org/odd> <http://xmlns.com/foaf/0.1/knows> _:friend .
_:friend <http://xmlns.com/foaf/0.1/name> "Jane Roe" .
"""


@pytest.fixture
def large(tmp_path, monkeypatch):
    """A file of over 1 MB in parts of 100 kB, of which one ends in the midst of a record."""
    text, _ = patients.records(3_000, 0.05)
    lines = (text + ODD).splitlines(keepends=True) + [f"# {'.' * 1_000}\n"] * 700
    random.Random(7).shuffle(lines)
    file = tmp_path / "large.nt"
    file.write_text("".join(lines), encoding="utf-8")
    assert file.stat().st_size > 1_000_000
    monkeypatch.setattr(large_files, "_PART", 100_000)
    return file


def test_what_is_found_is_the_same(large, monkeypatch):
    here = validate(large)
    monkeypatch.setenv(large_files.IN_MEMORY, "1")
    there = validate(large)
    assert "on the disk" not in here.reason
    assert "store on the disk, as more than 1 MB" in there.reason
    assert len(here.findings) > 30
    assert {"direct-identifiers", "terms"} <= {finding.shape for finding in here.findings}
    assert [f.as_dict() for f in there.findings] == [f.as_dict() for f in here.findings]
    assert all(finding.line for finding in there.findings)
    assert (there.name, there.size, there.nodes) == (here.name, here.size, here.nodes)


def test_a_fault_is_placed_in_the_file(large, monkeypatch):
    monkeypatch.setenv(large_files.IN_MEMORY, "1")
    lines = large.read_text("utf-8").splitlines(keepends=True)
    for wrong, told in (
        ("<https://example.org/x> <https://example.org/y> 5 .\n", "line 2001: not valid"),
        ("<https://example.org/x> <https://example.org/y> \"\0\" .\n", "NUL byte"),
        ('<https://example.org/x> <https://example.org/y> "' + "x" * 200_000 + '" .\n', "a line has more than"),
    ):  # fmt: skip
        large.write_text("".join([*lines[:2_000], wrong, *lines[2_000:]]), encoding="utf-8")
        with pytest.raises(DataError, match=re.escape(told)):
            validate(large)
    large.write_bytes("".join(lines).encode() + b'<https://example.org/x> <https://example.org/y> "\xff" .\n')
    with pytest.raises(DataError, match=f"line {len(lines) + 1}: is not UTF-8"):
        validate(large)


def test_nothing_stays_in_the_folder_for_temporary_files(large, monkeypatch, tmp_path):
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    monkeypatch.setenv(large_files.IN_MEMORY, "1")
    validate(large, shapes=["patients"])
    assert list(folder.iterdir()) == []
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "absent"))
    with pytest.raises(DataError, match="TMPDIR"):
        validate(large)
