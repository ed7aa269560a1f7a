"""The owner's socket: the same words one a line, for the owner of the folder alone."""

import asyncio
import json
import os
import socket
import stat
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from relay.protocol.accounts import ChangePassword
from relay.protocol.admin import AccountReply, AddTeacher
from relay.protocol.base import Reply
from relay.protocol.catalog import encode, read_from_relay
from relay.protocol.refusals import Refused
from relay.server import control
from relay.server.control import Control
from relay.shared.children import program
from relay.shared.control_line import ask_to_stop, door_file, is_file_socket
from relay.shared.ids import new_ref
from tests.patience import PATIENCE
from tests.posix import posix
from tests.relay.process import RelayProcess
from tests.relay.schoolhouse import SchoolHouse


def mode_of(file: Path) -> int:
    return stat.S_IMODE(file.stat().st_mode)


def is_there(file: Path) -> bool:
    return file.exists()


@asynccontextmanager
async def listening(
    house: SchoolHouse, path: Path, stop: Callable[[], None] | None = None
) -> AsyncIterator[Control]:
    opened = Control(path.parent, house.school, stop or asyncio.Event().set)
    await opened.start()
    try:
        yield opened
    finally:
        await opened.stop()


async def say(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, line: bytes) -> Reply | None:
    writer.write(line + b"\n")
    async with asyncio.timeout(PATIENCE):
        answer = await reader.readline()
    if not answer:
        return None
    word = read_from_relay(answer)
    assert isinstance(word, Reply)
    return word


@pytest.fixture
def path(house: SchoolHouse) -> Path:
    return house.store.folder / "control.sock"


needs_unix = posix("sockets in files")


@needs_unix
async def test_it_answers_as_an_admin_and_says_no_as_everybody(house: SchoolHouse, path: Path) -> None:
    async with listening(house, path):
        assert mode_of(path) == 0o600
        reader, writer = await asyncio.open_unix_connection(path)
        command = AddTeacher(ref=new_ref(), name="Bo Berg")
        made = await say(reader, writer, encode(command))
        assert isinstance(made, AccountReply)
        assert (made.ref, made.account.username) == (command.ref, "bo.berg")
        for line, code in (
            (encode(AddTeacher(ref=new_ref(), name=" ")), "empty"),
            (encode(ChangePassword(ref=new_ref(), old="x" * 8, new="y" * 8)), "wrong_password"),
            (b'{"t":"add_teacher","ref":"' + new_ref().encode() + b'","name":7}', "bad_value"),
            (b'{"t":"fly_to_the_moon","ref":"' + new_ref().encode() + b'"}', "unknown_type"),
            (b"rubbish", "unknown_type"),
            (b"\xff\xfe", "unknown_type"),
        ):
            refused = await say(reader, writer, line)
            assert isinstance(refused, Refused)
            assert refused.code == code
        writer.close()
        await writer.wait_closed()
    assert not is_there(path)


@needs_unix
async def test_stopping_lets_the_command_line_go(house: SchoolHouse, path: Path) -> None:
    async with listening(house, path) as opened:
        reader, writer = await asyncio.open_unix_connection(path)
        await say(reader, writer, b"rubbish")
        async with asyncio.timeout(PATIENCE):
            await opened.stop()
            assert await reader.read() == b""
        writer.close()
        await writer.wait_closed()


@needs_unix
async def test_a_socket_left_over_is_in_nobodys_way(house: SchoolHouse, path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as left_over:
        left_over.bind(str(path))
    assert is_there(path)
    async with listening(house, path):
        reader, writer = await asyncio.open_unix_connection(path)
        assert isinstance(await say(reader, writer, b"rubbish"), Refused)
        writer.close()
        await writer.wait_closed()


async def test_without_unix_sockets_it_wants_the_secret(house: SchoolHouse) -> None:
    path = house.store.folder / ("x" * 100) / "control.sock"
    path.parent.mkdir()
    assert not is_file_socket(path)
    async with listening(house, path):
        file = door_file(path)
        assert mode_of(file) & 0o077 == 0 or sys.platform == "win32"
        door = json.loads(file.read_text("utf-8"))
        line = encode(AddTeacher(ref=new_ref(), name="Bo Berg"))
        for secret, answered in (("wrong", False), ("", False), (door["secret"], True)):
            reader, writer = await asyncio.open_connection("127.0.0.1", door["port"])
            writer.write(f"{secret}\n".encode())
            assert isinstance(await say(reader, writer, line), AccountReply) is answered
            writer.close()
            await writer.wait_closed()
    assert not is_there(file)


@pytest.mark.parametrize("long", [False, True])
async def test_the_owner_stops_the_relay(house: SchoolHouse, long: bool) -> None:
    folder = house.store.folder / ("x" * 100 if long else "")
    folder.mkdir(exist_ok=True)
    assert not await asyncio.to_thread(ask_to_stop, folder), "none runs"
    told = asyncio.Event()
    async with listening(house, folder / "control.sock", told.set):
        assert await asyncio.to_thread(ask_to_stop, folder)
        assert told.is_set()


@needs_unix
async def test_an_endless_line_is_cut_off(
    house: SchoolHouse, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(control, "LINE_BYTES", 1_000)
    async with listening(house, path):
        reader, writer = await asyncio.open_unix_connection(path)
        assert await say(reader, writer, b"x" * 10_000) is None
        writer.close()
        await writer.wait_closed()


@posix("languages by surroundings")
async def test_a_relay_on_a_long_path_and_without_a_language_serves(tmp_path: Path) -> None:
    folder = tmp_path / ("Schule Nr. 7, " + "é" * 60) / ("y" * 60)
    assert len(os.fsencode(folder)) > 200
    relay = RelayProcess(folder, {}, program=("env", "LC_ALL=C", *program("relay")))
    await relay.start()
    try:
        words = ["env", "LC_ALL=C", *program("relay"), "add-teacher", "Zoë Ünal", "--data", str(folder)]
        made = await asyncio.create_subprocess_exec(*words, stdout=PIPE, stderr=PIPE)
        out, errors = await made.communicate()
        assert (made.returncode, errors) == (0, b"")
        assert "Zoë Ünal signs in first as" in out.decode()
    finally:
        assert await relay.stop() == 0
