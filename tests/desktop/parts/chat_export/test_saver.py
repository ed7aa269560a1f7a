"""Saving the chat: in slices, whole or not at all, for its owner alone, and told in words."""

import asyncio
import os
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.parts.chat_export import ChatSaver, saver as saving
from desktop.parts.chat_export.saver import PDF, PIECES
from desktop.theme import Theme, Tone
from relay.protocol.memory import Memories
from tests.desktop.classroom import until
from tests.desktop.features.stand import choose_file
from tests.desktop.parts.chat_export.saved import KINDS, TOM, begun, folded, record_of, said
from tests.desktop.pdf import text_of

MANY = 10_000
each_kind = pytest.mark.parametrize("kind", KINDS)


class Told:
    """What a page was told."""

    def __init__(self) -> None:
        self.words: list[tuple[Tone, str, str]] = []
        self.then: Callable[[], object] | None = None

    def __call__(
        self, tone: Tone, text: str, action: str = "", then: Callable[[], object] | None = None
    ) -> None:
        self.words.append((tone, text, action))
        self.then = then


@pytest.fixture(scope="module")
def long() -> Memories:
    """A chat of ten thousand messages."""
    return folded([*begun("Ana", "Tom"), *(said(TOM, "Tom", f"It is {n} metres") for n in range(MANY))])


@pytest_asyncio.fixture
async def page(theme: Theme) -> AsyncIterator[QWidget]:
    made = QWidget()
    made.show()
    yield made
    made.hide()
    made.deleteLater()
    await asyncio.sleep(0)


def saver_of(theme: Theme, memories: Memories, page: QWidget) -> tuple[ChatSaver, Told]:
    told = Told()
    return ChatSaver(theme, lambda: record_of(memories), told, page), told


def names_in(folder: Path) -> list[str]:
    return [file.name for file in folder.iterdir()]


@each_kind
@pytest.mark.rare
async def test_a_long_chat_is_saved_while_others_have_their_turn(
    theme: Theme, page: QWidget, long: Memories, tmp_path: Path, kind: str
) -> None:
    saver, told = saver_of(theme, long, page)
    file, turns = tmp_path / f"chat.{kind}", 0
    saver.save(file, kind)
    while not any(tone == "ok" for tone, _, _ in told.words):
        turns += 1
        await asyncio.sleep(0)
    assert turns > 5
    assert told.words[-1] == ("ok", f"Saved as chat.{kind}.", "Open")
    content = file.read_bytes()
    words = text_of(content) if kind == PDF else content.decode("utf-8")
    assert words.count("metres") == MANY
    assert file.stat().st_mode & 0o077 == 0, "of its owner alone"
    assert names_in(tmp_path) == [file.name]


async def test_it_tells_how_far_it_is_and_can_be_cancelled(
    theme: Theme, page: QWidget, long: Memories, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saving, "PATIENCE_SECONDS", 0)
    saver, told = saver_of(theme, long, page)
    saver.save(tmp_path / "chat.txt", "txt")
    await until(lambda: told.then)
    tone, text, action = told.words[-1]
    assert (tone, action) == ("info", "Cancel")
    assert text.startswith("Saving the chat: ")
    assert told.then is not None
    told.then()
    assert told.words[-1] == ("info", "The chat was not saved.", "")
    count = len(told.words)
    await asyncio.sleep(0)
    await until(lambda: len(saver._tasks) == 0)
    assert len(told.words) == count
    assert not names_in(tmp_path)


async def test_what_is_private_is_said_to_be(theme: Theme, page: QWidget, tmp_path: Path) -> None:
    saver, told = saver_of(theme, folded([*begun("Tom"), said(TOM, "Tom", "I am lost", private=True)]), page)
    saver.save(tmp_path / "chat.txt", "txt")
    await until(lambda: told.words)
    assert "private or hidden messages" in told.words[-1][1]


@pytest.fixture
def full(tmp_path: Path) -> Iterator[Path]:
    """A disk on which there is no room left."""
    disk = tmp_path / "disk"
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=8k", "tmpfs", str(disk)]
    root = sys.platform.startswith("linux") and os.geteuid() == 0
    if not root or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("a small disk takes root, on Linux, and leave to mount")
    try:
        yield disk
    finally:
        subprocess.run(["umount", "--lazy", str(disk)], check=True)


@each_kind
async def test_a_full_disk_is_told_and_holds_no_half_a_file(
    theme: Theme, page: QWidget, full: Path, kind: str
) -> None:
    lines = [said(TOM, "Tom", f"It is {n} metres") for n in range(1_000)]
    saver, told = saver_of(theme, folded([*begun("Ana", "Tom"), *lines]), page)
    before = shutil.disk_usage(full).free
    saver.save(full / "chat", kind)
    await until(lambda: told.words and told.words[-1][0] == "danger")
    assert told.words[-1][1].startswith("There is no room left on this disk.")
    assert not names_in(full)
    assert shutil.disk_usage(full).free == before
    assert told.then is not None
    told.then()
    dialog = page.findChild(QFileDialog)
    assert dialog is not None, "one may choose another place"
    dialog.close()


async def test_one_chooses_where_and_as_what(theme: Theme, page: QWidget, tmp_path: Path) -> None:
    saver, told = saver_of(theme, folded(begun("Tom")), page)
    saver.choose()
    dialog = page.findChild(QFileDialog)
    assert dialog is not None
    assert Path(dialog.selectedFiles()[0]).name.startswith("Chat Energy · ")
    assert [kind.rpartition("*")[2] for kind in dialog.nameFilters()] == [f".{kind})" for kind in KINDS]
    dialog.selectNameFilter(dialog.nameFilters()[-1])
    dialog.filterSelected.emit(dialog.nameFilters()[-1])
    choose_file(page, tmp_path / "mine")
    await until(lambda: told.words)
    assert names_in(tmp_path) == ["mine.csv"]
    assert (tmp_path / "mine.csv").read_bytes() == b"".join(PIECES["csv"](record_of(folded(begun("Tom")))))


async def test_whoever_leaves_the_page_is_told_nothing_any_more(
    theme: Theme, page: QWidget, long: Memories, tmp_path: Path
) -> None:
    saver, told = saver_of(theme, long, page)
    saver.save(tmp_path / "chat.txt", "txt")
    saver._tasks.cancel()
    await until(lambda: len(saver._tasks) == 0)
    assert not told.words
    assert not names_in(tmp_path)
