"""Results that are simulated from the model with noise. No value of these tables was measured.

`python tests/tables/simulated.py > examples/proteomics.tsv` makes the example.
"""

from __future__ import annotations

import math
import random
import sys
from collections.abc import Iterable

COLUMNS = ("Protein.Group", "Genes", "logFC", "AveExpr", "P.Value", "adj.P.Val")
# What the simulation plants that the model does not expect, as log2 ratios.
PLANTED = {"IKZF2": -1.8, "GSPT1": -2.1, "STAT1": 1.7, "ZNF827": 0.0, "DTWD1": -1.3, "HMGCS1": 1.5, "SQSTM1": -1.4}
# Genes that any cell expresses, without a change.
PLAIN = """
ACTB ACTG1 AHNAK ALDOA ANXA2 ARF1 ATP5F1A CALR CANX CCT2 CFL1 CLTC COPA CS DDX5 EEF1A1 EEF2 EIF4A1 ENO1 FASN FLNA
GAPDH GDI2 HNRNPK HSP90AB1 HSPA5 HSPA8 HSPD1 IDH2 ILF2 ILF3 LDHA LMNB1 MDH2 MSN NCL NPM1 P4HB PABPC1 PCNA PFN1
PGK1 PHB1 PKM PPIA PRDX1 RAN RPL4 RPLP0 RPS3 SND1 TALDO1 TPI1 TUBA1B TUBB UBA1 VCP VDAC1 VIM XRCC6 YWHAZ BRD4
CUL4A DDB1 RBX1 UBE2G1 UBE2D3 UBE2M CDK4 RUNX1 TSC2 KPNA2 GLUL BRD2
""".split()  # noqa: SIM905
EXPECTED = {
    "IKZF1": -2.4, "IKZF3": -2.8, "CSNK1A1": -1.5, "ZFP91": -1.6, "RAB28": -1.3, "IRF4": -1.6, "MYC": -1.4,
    "CDKN1A": 1.5,
}  # fmt: skip
ACCESSIONS = {
    "IKZF1": "Q13422;Q13422-2", "IKZF3": "Q9UKT9", "ACTB": "P60709;P63261", "IRF4": "Q15306", "GAPDH": "P04406",
}  # fmt: skip
_NOISE = 0.15  # standard error of a log2 ratio


def simulated(truth: dict[str, float], seed: int = 1) -> list[tuple[str, ...]]:
    """Return rows as limma writes them, of true log2 ratios by symbol, with noise and its p values."""
    chance = random.Random(seed)
    found = [(gene, effect + chance.gauss(0, _NOISE), chance.uniform(18, 30)) for gene, effect in truth.items()]
    ps = [math.erfc(abs(effect) / _NOISE / math.sqrt(2)) for _, effect, _ in found]
    return [
        (ACCESSIONS.get(gene, ""), gene, f"{effect:.3f}", f"{amount:.2f}", f"{p:.3g}", f"{q:.3g}")
        for (gene, effect, amount), p, q in zip(found, ps, adjusted(ps), strict=True)
    ]


def adjusted(ps: list[float]) -> list[float]:
    """Return p values adjusted as Benjamini and Hochberg do."""
    order = sorted(range(len(ps)), key=lambda n: -ps[n])
    found, least = [0.0] * len(ps), 1.0
    for rank, n in zip(range(len(ps), 0, -1), order, strict=True):
        least = min(least, ps[n] * len(ps) / rank)
        found[n] = least
    return found


def example() -> str:
    """Return the example of `examples/proteomics.tsv`."""
    truth = {**EXPECTED, **PLANTED, **dict.fromkeys(PLAIN, 0.0)}
    notes = (
        "# Simulated, not measured: what lenaowl expects of lenalidomide in MM1S cells, with noise (standard error"
        f" {_NOISE}), and",
        "# planted: IKZF2, GSPT1, DTWD1 down, ZNF827 unchanged, STAT1, HMGCS1 and SQSTM1 changed, one damaged row.",
    )
    damaged = ("", "TUBB4B", "0.1x", "25.01", "0.5", "0.9")
    return "\n".join((*notes, *map("\t".join, (COLUMNS, *simulated(truth), damaged)))) + "\n"


def lines(rows: Iterable[Iterable[str]]) -> str:
    """Return rows as tab-separated text."""
    return "".join("\t".join(row) + "\n" for row in rows)


if __name__ == "__main__":
    sys.stdout.write(example())
