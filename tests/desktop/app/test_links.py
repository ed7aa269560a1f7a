"""A clicked link: how it reaches the program, on which systems, and who else can read it."""

import asyncio
import ctypes
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from PySide6.QtCore import QUrl
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

from desktop.address import join_link, read_address
from desktop.app import App
from desktop.app.start import Wishes
from desktop.credentials import MemoryCredentials
from desktop.notifications import SilentNotifier
from desktop.single_instance import OnlyOne, hand_over
from desktop.theme import Theme
from tests.desktop.classroom import until
from tests.desktop.program import program
from tests.patience import PATIENCE

STARTS_AND_SHOWS = """
from pathlib import Path
import desktop.__main__
desktop.__main__.refuse_broken_pyside = lambda *_: "this is far enough"
desktop.__main__.main()
print(Path("/proc/self/cmdline").read_text(), end="")
"""
TOKEN = "a-click-of-the-window-system"


def in_the_environment(name: str) -> object:
    """As Qt reads it, which is not always as Python knows it."""
    getenv = ctypes.CDLL(None).getenv
    getenv.restype = ctypes.c_char_p
    return getenv(name.encode())


class Stranger:
    """Somebody who listens where a link leads, and says nothing."""

    heard = False

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.heard = True
        writer.close()

    link = ""


@pytest_asyncio.fixture
async def stranger() -> AsyncIterator[Stranger]:
    made = Stranger()
    server = await asyncio.start_server(made.answer, "127.0.0.1", 0)
    places = [("127.0.0.1", server.sockets[0].getsockname()[1])]
    made.link = join_link(places, "A" * 52, code="K7M2XP", personal="SECRET")
    yield made
    server.close()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a process's words are its owner's to read")
def test_a_link_that_the_program_is_started_with_is_not_for_others_to_read(tmp_path: Path) -> None:
    link = "schoolbell://10.0.0.7:8443/#pin=AAAA&code=K7M2XP&pass=SECRET"
    words = [sys.executable, "-c", STARTS_AND_SHOWS, "--profile", str(tmp_path), link]
    shown = subprocess.run(words, capture_output=True, text=True, check=True, timeout=PATIENCE).stdout
    assert shown.split("\0")[:5] == words[:5]
    assert not any(secret in shown for secret in ("SECRET", "K7M2XP", "8443", "schoolbell:/"))


async def test_a_second_start_hands_over_its_link_and_its_click(qapp: QApplication, tmp_path: Path) -> None:
    first = OnlyOne(tmp_path)
    told: list[tuple[str, str]] = []
    first.asked_to_show.connect(lambda token: told.append(("show", token)))
    first.asked_to_open.connect(lambda link: told.append(("open", link)))
    assert not hand_over(tmp_path)
    assert first.take()
    first.listen()
    assert not OnlyOne(tmp_path).take()
    for words in (("schoolbell://a/#pass=b", TOKEN), ("schoolbell://c", ""), ("", TOKEN), ("", "")):
        told.clear()
        assert hand_over(tmp_path, *words)
        link, token = words
        expected = [("show", token), *([("open", link)] if link else [])]
        await until(lambda expected=expected: told == expected)  # type: ignore[misc]
    first.release()


@pytest.mark.skipif(sys.platform == "win32", reason="no Wayland there")
async def test_the_window_comes_forward_with_the_token_of_the_click(theme: Theme, tmp_path: Path) -> None:
    async with program(tmp_path, theme) as person:
        person.window.showMinimized()
        person.app.show(TOKEN)
        try:
            assert in_the_environment("XDG_ACTIVATION_TOKEN") == TOKEN.encode()
        finally:
            os.unsetenv("XDG_ACTIVATION_TOKEN")
        assert person.window.isVisible()
        assert not person.window.isMinimized()


async def test_a_link_that_comes_while_the_program_starts_is_followed(
    stranger: Stranger, theme: Theme, tmp_path: Path
) -> None:
    app = App(tmp_path, theme=theme, credentials=MemoryCredentials(), notifier=SilentNotifier())
    app.open_link(stranger.link)
    assert not app.window.isVisible()
    await app.open()
    await until(lambda: stranger.heard)
    await app.close()


def test_macos_says_a_link_in_an_event() -> None:
    said: list[str] = []
    wishes = Wishes(lambda: said.append("quit"), said.append)
    places = [("192.168.0.7", 8443), ("fe80::1%eth0", 8443), ("::1", 9000)]
    link = join_link(places, "A" * 52, lesson="01ABC", code="K7M-2XP")
    assert wishes.take(QFileOpenEvent(QUrl(link)))
    (heard,) = said
    assert read_address(heard) == read_address(link)
