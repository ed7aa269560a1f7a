"""What a test that fails leaves to the others: a process that lives, and nothing else."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.patience import PATIENCE

ROOT = Path(__file__).parent.parent
RUN = """
import sys
import pytest
from tests import patience
patience.LIMIT = 1.0
sys.exit(pytest.main([*sys.argv[1:], "-p", "tests.conftest", "-p", "tests.desktop.conftest"]))
"""
TESTS = """
import asyncio
import gc

import pytest
from PySide6.QtCore import QTimer

from tests.desktop.program import program

gc.set_threshold(20, 2, 2)


@pytest.mark.parametrize("turn", range(4))
async def test_a_program(turn, tmp_path, theme):
    async with program(tmp_path, theme) as ana:
        kept = [QTimer() for _ in range(5)]
        for timer in kept:
            timer.kept = kept
            timer.start(1)
        if turn % 2 == 0:
            await asyncio.Event().wait()
        del kept, timer
"""


@pytest.mark.rare  # it is needed only where a test has failed
def test_after_tests_that_never_end_others_pass(tmp_path: Path) -> None:
    pytest.importorskip("PySide6")
    file = tmp_path / "test_programs.py"
    file.write_text(TESTS, "utf-8")
    done = subprocess.run(
        [
            sys.executable,
            "-X",
            "faulthandler",
            "-c",
            RUN,
            f"--rootdir={ROOT}",
            "-c",
            str(ROOT / "pyproject.toml"),
            str(file),
        ],
        cwd=ROOT,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert (done.returncode, "2 failed, 2 passed" in done.stdout) == (1, True), done.stdout + done.stderr
