"""What the structure of a compound says: which recorded drug it is, and by which motif it could bind cereblon."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from lenaowl.errors import LenaowlError, MissingEngineError
from lenaowl.ontology.sources import trials
from lenaowl.rdf.vocabulary import PREFIXES, lena, local_name

_LABEL = PREFIXES["rdfs"] + "label"
_MODULATOR = lena("CRBNModulator")
_SKELETON = 14  # the first letters of an InChIKey: atoms and bonds without stereochemistry, isotopes and charge


@dataclass(frozen=True)
class Motif:
    """A part of a structure that fits the pocket of cereblon.

    Attributes:
        name: its local name.
        label: its name in words.
        smarts: the pattern by which it is found.
    """

    name: str
    label: str
    smarts: str


@dataclass(frozen=True)
class Compound:
    """What the structure of a compound says.

    Attributes:
        smiles: the structure, as RDKit writes it.
        inchi_key: its InChIKey.
        drugs: local names of the recorded drugs with this InChIKey.
        related: local names of the recorded drugs with the same atoms and bonds but another InChIKey, such as another
            stereoisomer.
        motifs: the cereblon-binding motifs that it has.
        known_motifs: all motifs that were looked for.
    """

    smiles: str
    inchi_key: str
    drugs: tuple[str, ...]
    related: tuple[str, ...]
    motifs: tuple[Motif, ...]
    known_motifs: tuple[Motif, ...]

    @property
    def recognised(self) -> bool:
        """Whether it is a recorded drug, is related to one, or has a motif."""
        return bool(self.drugs or self.related or self.motifs)


def chemistry(smiles: str) -> Compound:
    """Return what the structure of a compound says, against the structures and motifs that the ontology records.

    Args:
        smiles: the structure as a SMILES text.

    Raises:
        MissingEngineError: if RDKit is not installed.
        LenaowlError: if the text is not a SMILES of a compound.
    """
    chem = _rdkit()
    molecule = _read(chem, smiles)
    key = str(chem.MolToInchiKey(molecule))
    keys: dict[str, str] = {}
    smarts: dict[str, str] = {}
    labels: dict[str, str] = {}
    for triple in trials():
        if not isinstance(triple.subject, ox.NamedNode) or not isinstance(triple.object, ox.Literal):
            continue
        for predicate, found in ((lena("InChIKey"), keys), (lena("smarts"), smarts), (_LABEL, labels)):
            if triple.predicate.value == predicate:
                found[triple.subject.value] = triple.object.value
    motifs = tuple(Motif(local_name(iri), labels.get(iri, local_name(iri)), smarts[iri]) for iri in sorted(smarts))
    alike = {local_name(iri): other for iri, other in keys.items() if other[:_SKELETON] == key[:_SKELETON]}
    return Compound(
        str(chem.MolToSmiles(molecule)),
        key,
        tuple(sorted(name for name, other in alike.items() if other == key)),
        tuple(sorted(name for name, other in alike.items() if other != key)),
        tuple(m for m in motifs if molecule.HasSubstructMatch(chem.MolFromSmarts(m.smarts))),
        motifs,
    )


def agent_of(smiles: str) -> tuple[str, str]:
    """Return what a structure can be judged as, with a sentence that says so.

    It is the recorded drug that it is; or any cereblon modulator, if it has a motif by which compounds bind cereblon.

    Raises:
        MissingEngineError, LenaowlError: as for `chemistry`; and if it is neither.
    """
    found = chemistry(smiles)
    if found.drugs:
        return found.drugs[0], f"The structure is {found.drugs[0]}."
    if not found.motifs:
        raise LenaowlError(
            "the structure is not a recorded drug, and no motif was found by which it could bind cereblon."
        )
    motif = found.motifs[0].label
    said = (
        f"The structure is not recorded; it has the motif '{motif}', and is judged as any cereblon modulator would be."
    )
    return local_name(_MODULATOR), said


def _rdkit() -> Any:  # noqa: ANN401 - it is loaded where it is needed, and is not there for everybody
    try:
        from rdkit import Chem
    except ImportError:
        raise MissingEngineError("Structures are read by RDKit. Get it with: pip install 'lenaowl[chem]'.") from None
    return Chem


def _read(chem: Any, smiles: str) -> Any:  # noqa: ANN401
    """Return the molecule of a SMILES text; RDKit's own messages do not reach the user."""
    from rdkit.rdBase import BlockLogs

    with BlockLogs():
        molecule = chem.MolFromSmiles(smiles)
        if molecule is None or not molecule.GetNumAtoms() or not chem.MolToInchiKey(molecule):
            raise LenaowlError(
                f"'{smiles}' is not a SMILES text of a compound. Write the structure alone, in quotes,"
                " such as 'O=C1CCC(N2C(=O)c3ccccc3C2=O)C(=O)N1'."
            )
    return molecule
