"""`.ci/dependencies` lists licences, and says by name where no index of advisories can be asked."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

# In place of pip-audit: the index `pypi` knows what {pypi} says, and `osv` cannot be reached.
AUDIT = """
import json, sys
if "osv" in sys.argv:
    sys.exit("ConnectionError: no such host")
print(json.dumps({{"dependencies": {pypi}}}))
"""
KNOWN = {"name": "click", "version": "8.1", "vulns": []}
BAD = {**KNOWN, "vulns": [{"id": "PYSEC-0-0", "fix_versions": ["9.0"]}]}
UNKNOWN = {"name": "click", "skip_reason": "Dependency not found on PyPI"}


@pytest.mark.parametrize(
    ("pypi", "code", "said"),
    [
        ([UNKNOWN], 2, "advisories: NOT LOOKED FOR: https://pypi.org/pypi knows none of {n} packages; "
                       "https://api.osv.dev cannot be asked: ConnectionError: no such host"),
        ([KNOWN], 0, "advisories: 0, by https://pypi.org/pypi; packages that it does not know: "),
        ([BAD], 1, "ADVISORY  click 8.1  PYSEC-0-0, fixed in 9.0"),
    ],
    ids=["no index", "none", "one"],
)  # fmt: skip
def test_what_cannot_be_asked_is_said_by_name(tmp_path, pypi, code, said):
    """An index that knew no package passed as one without advisories."""
    (tmp_path / "pip_audit.py").write_text(AUDIT.format(pypi=pypi), encoding="utf-8")
    done = audited(PYTHONPATH=f"{tmp_path}{os.pathsep}{ROOT}")
    packages = sum("  " in line for line in done.stdout.splitlines() if not line.startswith("ADVISORY")) - 1
    assert said.format(n=packages) in done.stdout
    assert " 0 not known to be permissive" in done.stdout
    assert done.returncode == code, done.stdout


def audited(**env: str) -> subprocess.CompletedProcess[str]:
    script = Path(ROOT, ".ci", "dependencies")
    return subprocess.run([sys.executable, str(script)], capture_output=True, text=True, env={**os.environ, **env})
