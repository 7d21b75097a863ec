"""A small cluster of Spark for tests: two executors, and one of them is killed in the middle."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import HANGS, ROOT

NO_SPARK = pytest.mark.skipif(
    not importlib.util.find_spec("pyspark") or not shutil.which("java") or sys.platform != "linux",
    reason="it takes Linux, a Java and: pip install 'lenaowl[spark]'",
)
_JAVA = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"


def judged_on_spark(folder: Path) -> Path:
    """Judge the cohort in a folder by `on_spark.py`, and return the folder; it says what is written there."""
    import pyspark

    home = Path(pyspark.__file__).parent
    conf = {
        "spark.ui.enabled": "false", "spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.memory": "512m", "spark.sql.shuffle.partitions": "1", "spark.local.dir": folder / "local",
        # what takes time to compile pays off only in longer work
        "spark.driver.extraJavaOptions": f"'{_JAVA}'", "spark.executor.extraJavaOptions": f"'{_JAVA}'",
        "spark.sql.codegen.wholeStage": "false", "spark.sql.codegen.factoryMode": "NO_CODEGEN",
        "spark.sql.adaptive.enabled": "false", "spark.shuffle.compress": "false", "spark.eventLog.enabled": "false",
    }  # fmt: skip
    options = " ".join(f"--conf {key}={value}" for key, value in conf.items())
    env = {
        **os.environ, "SPARK_HOME": str(home), "SPARK_LOCAL_IP": "127.0.0.1", "SPARK_WORKER_DIR": str(folder / "work"),
        "PYSPARK_PYTHON": sys.executable, "PYTHONPATH": os.pathsep.join((str(ROOT), os.environ.get("PYTHONPATH", ""))),
        "PYSPARK_SUBMIT_ARGS": f"--master local-cluster[2,1,1024] {options} pyspark-shell",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, Path(__file__).parent / "on_spark.py", folder], env=env, cwd=folder, capture_output=True,
        text=True, timeout=HANGS, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-5000:]
    return folder
