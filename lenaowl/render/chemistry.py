"""What the structure of a compound says, as text or JSON."""

from __future__ import annotations

from lenaowl.analysis.chemistry import Compound
from lenaowl.render.tables import as_json


def chemistry_json(compound: Compound) -> str:
    """Return what a structure says as JSON."""
    return as_json({
        "smiles": compound.smiles,
        "inchiKey": compound.inchi_key,
        "drugs": [f"lena:{name}" for name in compound.drugs],
        "related": [f"lena:{name}" for name in compound.related],
        "motifs": [f"lena:{motif.name}" for motif in compound.motifs],
    })  # fmt: skip


def chemistry_text(compound: Compound) -> str:
    """Return what a structure says in words."""
    lines = [f"SMILES    {compound.smiles}", f"InChIKey  {compound.inchi_key}", ""]
    if compound.drugs:
        lines.append(f"This compound is recorded as {_names(compound.drugs)}.")
    elif compound.related:
        lines.append(
            f"This compound is not recorded; {_names(compound.related)} has the same atoms and bonds, but another"
            " stereochemistry, isotope or charge."
        )
    else:
        lines.append("This compound is not recorded.")
    if compound.motifs:
        found = " and ".join(motif.label for motif in compound.motifs)
        lines.append(f"It has a motif by which compounds bind cereblon: {found}.")
        if not compound.drugs:
            lines.append("Whether it binds cereblon, and which proteins it degrades, is not recorded.")
    else:
        known = ", ".join(motif.label for motif in compound.known_motifs)
        lines.append(f"It has none of the motifs by which compounds are known to bind cereblon ({known}).")
        lines.append("This does not show that it does not bind cereblon.")
    return "\n".join(lines) + "\n"


def _names(names: tuple[str, ...]) -> str:
    return ", ".join(f"lena:{name}" for name in names)
