"""PySide6 loses no references here, and where it is known to, the desktop refuses to start."""

import subprocess
import sys

import pytest
from PySide6.QtCore import QObject, Signal

from desktop.guard import refuse_broken_pyside
from tests.patience import PATIENCE

SIGNALS = 5_000


class Speaker(QObject):
    said = Signal(bool)


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="True is immortal from Python 3.12 on")
def test_signals_lose_no_references() -> None:
    speaker = Speaker()
    heard: list[bool] = []
    speaker.said.connect(heard.append)
    spare = [True, None] * SIGNALS  # so that a lossy PySide6 fails this test instead of ending the process
    true, none = sys.getrefcount(True), sys.getrefcount(None)
    for _ in range(SIGNALS):
        speaker.said.emit(False)
    assert len(heard) == len(spare) // 2
    # Other threads and caches may take or drop a few; the fault drops one a signal.
    assert abs(sys.getrefcount(True) - true) < SIGNALS // 50
    assert abs(sys.getrefcount(None) - none) < SIGNALS // 50


@pytest.mark.parametrize(
    ("python", "pyside"),
    [((3, 11, 7), "6.11.3"), ((3, 12, 1), "6.12.0"), ((3, 13, 0), "6.12.0"), ((3, 11, 7), "6.9.3")],
)
def test_good_pairs_may_start(python: tuple[int, ...], pyside: str) -> None:
    assert refuse_broken_pyside(python, pyside) is None


@pytest.mark.parametrize("python", [(3, 10, 13), (3, 11, 2)])
def test_the_broken_pair_is_refused_with_a_way_out(python: tuple[int, ...]) -> None:
    sentence = refuse_broken_pyside(python, "6.12.0")
    assert sentence is not None
    assert f"Python {python[0]}.{python[1]}" in sentence
    assert "PySide6-Essentials<6.12" in sentence


def test_the_guard_needs_no_qt() -> None:
    code = "import sys, desktop.guard; sys.exit(any(name.startswith('PySide6') for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=PATIENCE).returncode == 0


READS = """
import linecache, sys
import PySide6.QtCore
from desktop.guard import import_as_python_does
if "take it back" in sys.argv:
    import_as_python_does()
import desktop.theme.tokens
from PySide6.QtCore import QObject, Signal
sys.exit(any("tokens" in name for name in linecache.cache))
"""


@pytest.mark.parametrize(("words", "reads"), [(["take it back"], False), ([], True)])
def test_pyside_reads_the_source_of_no_module(words: list[str], reads: bool) -> None:
    """Without that it still does: once it no longer does, there is nothing to take back."""
    ran = subprocess.run([sys.executable, "-c", READS, *words], check=False, timeout=PATIENCE)
    assert bool(ran.returncode) == reads
