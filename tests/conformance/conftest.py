"""What the tests of the release by other programs share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from programs import java


@pytest.fixture(scope="session")
def robot() -> Callable[..., str]:
    """Run ROBOT, which shall have nothing to complain of, and return what it said."""

    def run(*args: str | Path) -> str:
        answer = java("robot", "org.obolibrary.robot.CommandLineInterface", *args)
        assert answer.returncode == 0, answer.stdout + answer.stderr
        assert answer.stderr == ""
        return answer.stdout

    return run
