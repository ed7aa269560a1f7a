"""Both who watch over a child end it by themselves: the parent, and the system where no parent looks."""

import sys
from pathlib import Path

import pytest

from desktop.documents import reader_process
from desktop.documents.lines import UnreadPage
from desktop.documents.opening import open_document
from tests.desktop.documents.bombs import slow_page
from tests.desktop.documents.files import children, code_of, seconds_of_children, written
from tests.patience import until

pytestmark = pytest.mark.rare

EATS_MEMORY = """
import time
kept = []
while True:
    kept.append(b"x" * 10_000_000)
    time.sleep(0.01)
"""
WORKS = """
while True:
    pass
"""


@pytest.mark.parametrize(("does", "code"), [(EATS_MEMORY, "too_big"), (WORKS, "too_slow")])
async def test_the_parent_ends_a_child_without_limits(
    does: str, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As it is where the system knows none."""
    monkeypatch.setattr(reader_process, "COMMAND", (sys.executable, "-c", does))
    before = seconds_of_children()
    assert await code_of(tmp_path) == code
    assert seconds_of_children() - before < 12


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits")
async def test_the_system_ends_a_child_at_which_nobody_looks(tmp_path: Path) -> None:
    before = seconds_of_children()
    async with open_document(written(tmp_path / "deck.pdf", slow_page())) as document:
        (child,) = children()
        await until(lambda: child.status() == "zombie")
        assert await anext(aiter(document)) == UnreadPage(0, "too_slow")
    assert 8 < seconds_of_children() - before < 12
