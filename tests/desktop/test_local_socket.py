"""Programs of one computer hand each other a few words, by either kind of socket."""

import os
import socket
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from desktop.local_socket import (
    LONGEST_WORDS,
    FileServer,
    Hear,
    LocalServer,
    PipeServer,
    local_server,
    say,
    say_in_pipe,
)
from tests.desktop.classroom import until

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="no sockets in files there"),
    pytest.mark.usefixtures("qapp"),
]

KINDS = [FileServer, PipeServer]


@contextmanager
def listening(kind: Callable[[Hear, QObject], LocalServer], name: Path, hear: Hear) -> Iterator[LocalServer]:
    parent = QObject()
    server = kind(hear, parent)
    assert server.listen(str(name)) == ""
    try:
        yield server
    finally:
        server.close()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("by", [say, say_in_pipe])
async def test_what_is_said_is_heard_whole_and_once(
    kind: Callable[[Hear, QObject], LocalServer], by: Callable[[str, bytes], bool], tmp_path: Path
) -> None:
    heard: list[bytes] = []
    name = tmp_path / "s"
    with listening(kind, name, heard.append):
        for words in (b"schoolbell://a\ntoken", b"", "é\n".encode()):
            assert by(str(name), words)
            await until(lambda: heard)
            assert heard == [words]
            heard.clear()
        assert by(str(name), b"x" * (LONGEST_WORDS + 1000))
        await until(lambda: heard)
        assert heard == [b"x" * LONGEST_WORDS]
    assert not by(str(name), b"too late")


@pytest.mark.parametrize("kind", KINDS)
async def test_who_says_nothing_holds_nothing(
    kind: Callable[[Hear, QObject], LocalServer], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.local_socket.ANSWER_MS", 20)
    heard: list[bytes] = []
    with listening(kind, tmp_path / "s", heard.append), socket.socket(socket.AF_UNIX) as silent:
        silent.connect(str(tmp_path / "s"))
        await until(lambda: heard)
        assert heard == [b""]
        silent.setblocking(False)
        assert silent.recv(1) == b"", "it was hung up"


async def test_a_name_that_a_crash_left_is_taken_and_is_this_users_alone(tmp_path: Path) -> None:
    name = tmp_path / "s"
    with socket.socket(socket.AF_UNIX) as crashed:
        crashed.bind(str(name))
    assert not say(str(name), b"nobody hears")
    heard: list[bytes] = []
    with listening(local_server, name, heard.append):
        assert stat.S_IMODE(os.stat(name).st_mode) == 0o600
        assert say(str(name), b"now")
        await until(lambda: heard)
    assert not name.exists()


async def test_where_no_socket_can_be_made_it_is_said_why(qapp: QApplication, tmp_path: Path) -> None:
    server = local_server(lambda words: None, qapp)
    assert server.listen(str(tmp_path / "gone" / "s"))
    server.close()
