"""What the structure of a compound says, and what the recorded structures are worth."""

from __future__ import annotations

import sys

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lenaowl.analysis.chemistry import agent_of, chemistry
from lenaowl.errors import LenaowlError, MissingEngineError
from lenaowl.ontology.sources import trials
from lenaowl.rdf.vocabulary import lena, local_name

pytest.importorskip("rdkit")
from rdkit import Chem

THALIDOMIDE = "O=C1CCC(N2C(=O)c3ccccc3C2=O)C(=O)N1"
N_METHYLTHALIDOMIDE = "O=C1CCC(N2C(=O)c3ccccc3C2=O)C(=O)N1C"
PHENYL_DIHYDROURACIL = "O=C1CCN(c2ccccc2)C(=O)N1"
ASPIRIN = "CC(=O)Oc1ccccc1C(=O)O"


def recorded(predicate: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for triple in trials():
        if triple.predicate.value == lena(predicate) and isinstance(triple.subject, ox.NamedNode):
            found.setdefault(local_name(triple.subject.value), []).append(triple.object.value)
    return found


STRUCTURES = {name: values[0] for name, values in recorded("smiles").items()}


def motifs(compound):
    return {motif.name for motif in compound.motifs}


def test_each_recorded_structure_has_its_key_its_motifs_and_a_source():
    keys, sources, motives = recorded("InChIKey"), recorded("structureFrom"), recorded("hasCereblonMotif")
    assert len(STRUCTURES) > 15
    for name, smiles in STRUCTURES.items():
        compound = chemistry(smiles)
        assert [compound.inchi_key] == keys[name], name
        assert compound.drugs == (name,)
        assert motifs(compound) == {local_name(iri) for iri in motives.get(name, ())}, name
        assert len(sources[name]) == 1, name


def test_drugs_claimed_to_bind_cereblon_have_a_motif_and_others_have_none(kb):
    binders = {row["agent"] for row in kb.sparql(
        "SELECT DISTINCT ?agent WHERE { ?c lena:subject ?agent ; lena:predicate lena:binds ; lena:object lena:CRBN ;"
        " lena:status lena:established ; lena:polarity lena:positive }"
    )}  # fmt: skip
    binding = {local_name(iri) for iri in binders}
    for name, smiles in STRUCTURES.items():
        if name in binding:
            assert motifs(chemistry(smiles)), name
    for name in ("dexamethasone", "bortezomib", "melphalan", "prednisone"):
        assert not motifs(chemistry(STRUCTURES[name])), name


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(st.sampled_from(sorted(STRUCTURES)), st.integers(0, 10**6))
def test_the_answer_does_not_depend_on_how_a_structure_is_written(name, seed):
    molecule = Chem.MolFromSmiles(STRUCTURES[name])
    other = Chem.MolToRandomSmilesVect(molecule, 1, randomSeed=seed)[0]
    assert chemistry(other) == chemistry(STRUCTURES[name])


def test_a_compound_that_is_not_recorded():
    assert chemistry(ASPIRIN).recognised is False
    assert motifs(chemistry(PHENYL_DIHYDROURACIL)) == {"dihydrouracil-motif"}
    assert motifs(chemistry("O=c1cc[nH]c(=O)[nH]1")) == set()  # uracil is flat


def test_a_methyl_group_on_the_imide_takes_the_motif_away():
    assert motifs(chemistry(THALIDOMIDE)) == {"glutarimide-motif"}
    assert motifs(chemistry(N_METHYLTHALIDOMIDE)) == set()


def test_a_stereoisomer_of_a_recorded_drug_is_related_and_not_the_same():
    compound = chemistry("O=C1CC[C@@H](N2C(=O)c3ccccc3C2=O)C(=O)N1")
    assert (compound.drugs, compound.related) == ((), ("thalidomide",))


@pytest.mark.parametrize("text", ["", "thalidomide", "C1CC", "C(C)(C)(C)(C)C"])
def test_what_is_not_a_structure_is_refused_in_one_line(text, capfd):
    with pytest.raises(LenaowlError, match="is not a SMILES text"):
        chemistry(text)
    assert capfd.readouterr().err == ""


def test_without_rdkit_the_user_hears_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "rdkit", None)
    with pytest.raises(MissingEngineError, match=r"pip install 'lenaowl\[chem\]'"):
        chemistry(THALIDOMIDE)


def test_the_command_says_drug_motif_or_neither(run):
    known = run("chemistry", THALIDOMIDE)
    assert known.returncode == 0
    assert "recorded as lena:thalidomide" in known.stdout
    assert "glutarimide" in known.stdout
    neither = run("chemistry", ASPIRIN)
    assert neither.returncode == 1
    assert "does not show that it does not bind cereblon" in neither.stdout
    wrong = run("chemistry", "thalidomide")
    assert (wrong.returncode, wrong.stdout, wrong.stderr.count("\n")) == (2, "", 1)


def test_a_structure_can_stand_for_an_agent():
    drug, said = agent_of(THALIDOMIDE)
    assert (drug, said) == ("thalidomide", "The structure is thalidomide.")
    binder, said = agent_of("O=C1CCC(N2C(=O)c3c(CCCCCl)cccc3C2=O)C(=O)N1")
    assert binder == "CRBNModulator"
    assert "judged as any cereblon modulator" in said
    with pytest.raises(LenaowlError, match="no motif was found"):
        agent_of(ASPIRIN)
