"""The examples of the command line that are shown anywhere, the files they name, and how they are run."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import generated_cohort
import polars
import pyoxigraph as ox
from click.core import ParameterSource
from conftest import HANGS, ROOT

import lenaowl
from lenaowl.cli import app
from lenaowl.ontology.graphs import GRAPHS, parts

PROGRAMS = Path(sys.executable).parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
_LINE = re.compile(r"`((?:eval \"\$\()?lenaowl [^`]*)`")


def commands(
    command: click.Command = app, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command with the words that call it, templates of `query run` included."""
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            assert found is not None
            yield from commands(found, (*path, name))


# The columns of examples/cohort-mapping.yaml, from records such as examples/patient.ttl.
PATIENTS = """SELECT ?patient ?line ?drugs ?icd10 ?variants ?variants_beside ?losses ?cytogenetics {
  ?record lena:hasTreatmentLine ?treated . ?treated lena:lineNumber ?line ; lena:lineComponent/lena:hasDrug ?drugs .
  BIND (REPLACE(STR(?record), "^.*/", "") AS ?patient) BIND ("C90.0" AS ?icd10)
}"""


def of_help() -> list[str]:
    """The examples below `--help` of each command; those of templates are on the page of questions."""
    found: list[str] = []
    for path, command in commands():
        if path[:2] == ("query", "run") and path[2:]:
            continue
        text = (command.epilog or "").partition("Examples:\n")[2].partition("\n\n")[0].replace("\\\n", " ")
        found += [re.sub(r"\s+", " ", line).strip() for line in text.splitlines() if line.strip()]
    return list(dict.fromkeys(found))


def of_pages() -> list[str]:
    """The calls that the README and the documents written by hand mention in a line, with all they need."""
    found = [call for page in PAGES for call in _LINE.findall(page.read_text(encoding="utf-8"))]
    complete = (call for call in dict.fromkeys(found) if not re.search(r"\b(URL|FILE|DIR)\b", call))
    return [call for call in complete if call.count(" ") > 1 or call == "lenaowl shapes"]  # not the name of a command


def words(line: str) -> Iterator[list[str]]:
    """The words of each call of lenaowl in a line of the shell."""
    marks = "|>()$"
    inner = line.removeprefix('eval "').removesuffix('"') if line.startswith("eval") else line
    found = shlex.shlex(inner, posix=True, punctuation_chars=marks)
    found.whitespace_split = True
    parts: list[list[str]] = [[]]
    for word in found:
        if set(word) <= set(marks):
            parts.append([])
        else:
            parts[-1].append(word)
    yield from (part[1:] for part in parts if part[:1] == ["lenaowl"])


def used(arguments: list[str]) -> tuple[tuple[str, ...], set[str]]:
    """The command that is called, and the parameters that the call gives; wrong calls raise what click raises."""
    command: click.Command = app
    path: tuple[str, ...] = ()
    rest = list(arguments)
    while isinstance(command, click.Group) and rest and (inner := command.get_command(click.Context(command), rest[0])):
        command, path = inner, (*path, rest.pop(0))
    context = command.make_context(" ".join(path), rest)
    given = {
        p.name for p in command.params if context.get_parameter_source(p.name or "") == ParameterSource.COMMANDLINE
    }
    return path, {name for name in given if name}


def fill(folder: Path) -> Path:
    """Put the files that examples name into a folder."""
    examples, release = ROOT / "examples", ROOT / "ontology" / "release"
    shutil.copytree(examples, folder / "examples")
    for name in ("patients.ttl", "my-data.ttl", "records/patient.ttl"):
        (folder / name).parent.mkdir(exist_ok=True)
        shutil.copy(examples / "patient.ttl", folder / name)
    for name in ("my-compound.ttl", "my-ontology.ttl", "my-claims.ttl"):
        shutil.copy(examples / "new-compound.ttl", folder / name)
    shutil.copy(ROOT / "shapes" / "patients.ttl", folder / "my-shapes.ttl")
    shutil.copytree(ROOT / "shapes", folder / "shapes")
    shutil.copy(lenaowl.path("ontology/experiments.tsv"), folder / "my-screen.tsv")
    for name in ("old", "lenaowl-2026-06", "lenaowl-2026-11"):
        (folder / name).mkdir()
        shutil.copy(release / "lenaowl-inferred.ttl", folder / name)
    for name, source, form in (
        ("data.nt", "patient", ox.RdfFormat.N_TRIPLES),
        ("data.jsonld", "patient", ox.RdfFormat.JSON_LD),
        ("go.owl", "new-compound", ox.RdfFormat.RDF_XML),
    ):
        quads = ox.parse(path=str(examples / f"{source}.ttl"), format=ox.RdfFormat.TURTLE)
        (folder / name).write_bytes(ox.serialize((quad.triple for quad in quads), format=form) or b"")
    shutil.copy(examples / "proteomics.tsv", folder / "results.tsv")
    (folder / "ratios.csv").write_text("protein,M,q\nQ13422,4.1,0.001\nP60709,1.02,0.9\n", encoding="utf-8")
    candidates = {"Comparison (group1/group2)": ["drug / DMSO"], "Genes": ["IKZF3"], "AVG Log2 Ratio": [-2.1],
                  "Qvalue": [0.001]}  # fmt: skip
    polars.DataFrame(candidates).write_excel(folder / "candidates.xlsx", worksheet="Candidates")
    shutil.copy(examples / "cohort.csv", folder / "my-patients.csv")
    shutil.copy(examples / "cohort-mapping.yaml", folder / "mapping.yaml")
    patients = generated_cohort.patients(3)
    generated_cohort.write_fhir_bundle(patients, folder / "bundle.json")
    generated_cohort.write_phenopackets(patients, folder / "packets.ndjson")
    generated_cohort.write_omop(patients, folder / "omop-tables")
    polars.DataFrame(generated_cohort.rows(patients)).write_excel(folder / "patients.xlsx", worksheet="Patients")
    (folder / "patients.rq").write_text(PATIENTS, encoding="utf-8")
    (folder / "my-query.rq").write_text("SELECT ?drug { ?drug a lena:Drug }", encoding="utf-8")
    with_release(folder / "oxigraph-store")
    (folder / ".config" / "fish" / "completions").mkdir(parents=True)
    return folder


def with_release(folder: Path) -> None:
    """Make an Oxigraph store that holds what push loads."""
    store = ox.Store(str(folder))
    for name, triples in parts().items():
        graph = ox.NamedNode(GRAPHS[name])
        store.bulk_extend(ox.Quad(t.subject, t.predicate, t.object, graph) for t in triples)
    store.flush()


def shell(line: str, folder: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """Run a line in a shell that finds the installed program; a part of a pipe that fails is a failure."""
    installed = {
        "PATH": f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(folder),
        "BROWSER": "true",  # a browser that opens nothing
        "PYTHONIOENCODING": "utf-8",
    }
    return subprocess.run(
        ["bash", "-o", "pipefail", "-c", line], cwd=folder, env={**os.environ, **installed, **env},
        capture_output=True, text=True, encoding="utf-8", check=False, timeout=HANGS,
    )  # fmt: skip
