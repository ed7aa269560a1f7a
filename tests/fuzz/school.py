"""A real school for the fuzz: its database, its threads and its commands, begun anew for each input."""

import asyncio
import atexit
import functools
import shutil
import tempfile
from pathlib import Path
from typing import NamedTuple

import msgspec

import relay.school.pake_exchanges
from relay.protocol.base import Command
from relay.protocol.catalog import UnfitCommand, UnreadableFrame, encode, read_from_client, read_from_relay
from relay.protocol.refusals import Refusal
from relay.protocol.safekeeping import MakeBackup
from relay.school import OWNER, Member, declared
from relay.school.history import LogRead
from tests.relay.forks import hash_cheaply
from tests.relay.schoolhouse import open_school

MOST_LINES = 12
SAMPLES = ("01ARZ3NDEK", "01BX5ZZKBK")
"""How the ids of golden samples begin: such an id stands for one that exists."""


class Furnished(NamedTuple):
    """A data folder that is ready, and who and what there is in it."""

    folder: Path
    askers: tuple[Member | None, ...]
    known: dict[str, list[str]]


def school_lines(data: bytes) -> None:
    """Commands of the school line by line: who asks, by the first byte, and what. Only refusals come out.

    Whatever else comes out would be told to the asker as a ``fault``.
    """
    made = _furnished()
    with tempfile.TemporaryDirectory(prefix="schoolbell-fuzz-") as place:
        folder = Path(place) / "data"
        shutil.copytree(made.folder, folder)
        asyncio.run(_ask(made, folder, data.split(b"\n")[:MOST_LINES]))


async def _ask(made: Furnished, folder: Path, lines: list[bytes]) -> None:
    _hurry()
    async with open_school(folder) as house:
        for line in lines:
            try:
                command = read_from_client(line[1:])
            except (UnfitCommand, UnreadableFrame):
                house.clock.seconds += len(line)
                continue
            if not isinstance(command, Command) or type(command) not in declared():
                continue
            try:
                reply = await house.school.answer(
                    made.askers[line[0] % len(made.askers)], _meant(command, made, folder)
                )
            except Refusal as refusal:
                encode(refusal.answer(command.ref))
                continue
            told = reply.page if isinstance(reply, LogRead) else reply
            assert type(read_from_relay(encode(told))) is type(told), told


def _meant(command: Command, made: Furnished, folder: Path) -> Command:
    """With ids that exist for those of the samples, and no file elsewhere on this computer."""
    changes: dict[str, object] = {}
    for name, ids in made.known.items():
        value = getattr(command, name, None)
        if isinstance(value, str) and value.startswith(SAMPLES):
            changes[name] = ids[ord(value[-1]) % len(ids)]
        elif isinstance(value, list):
            changes[name] = [ids[ord(one[-1]) % len(ids)] for one in value]
    if isinstance(command, MakeBackup) and command.file:
        changes["file"] = str(folder.parent) + "/" + command.file.replace("/", "").replace("..", "")
    return msgspec.structs.replace(command, **changes)


@functools.cache
def _furnished() -> Furnished:
    folder = Path(tempfile.mkdtemp(prefix="schoolbell-fuzz-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return asyncio.run(_furnish(folder / "data"))


async def _furnish(folder: Path) -> Furnished:
    _hurry()
    async with open_school(folder) as house:
        admin, teacher = await house.admin(), await house.teacher("Bo Berg")
        school_class = await house.school_class(teacher, "7b", ["Ana", "Cy"])
        student = await house.signed_in(school_class.students[0].username, school_class.students[0].code)
        planned = await house.session(teacher, school_class.id)
        live = await house.started(teacher, await house.session(teacher, school_class.id))
        accounts = [admin.account.id, teacher.account.id, *(one.id for one in school_class.students)]
    known = {
        "session": [planned.id, live.id],
        "class_id": [school_class.id],
        "account": accounts,
        "accounts": accounts[2:],
    }
    return Furnished(folder, (None, OWNER, admin, teacher, student), known)


def _hurry() -> None:
    """What is slow on purpose is quick here: passwords, and answers to whoever gives a code."""
    hash_cheaply()
    relay.school.pake_exchanges.GRID = 0.001
