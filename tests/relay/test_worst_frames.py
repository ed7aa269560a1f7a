"""One frame, of whatever word and from whomever, that is made to be as much work as it can be."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any

import msgspec
import pytest
import pytest_asyncio
from msgspec import inspect

from relay.protocol.base import Command
from relay.protocol.catalog import words
from relay.protocol.limits import DECODED, FRAME_BYTES
from relay.protocol.refusals import FAULT, Refused
from relay.shared.ids import new_ref
from tests import attacks
from tests.patience import CPU_SLOWNESS
from tests.posix import linux
from tests.relay.client import Client, SchoolOfTests
from tests.relay.process import RelayProcess, school
from tests.relay.protocol.test_words import golden, name

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.attack]

CPU_SECONDS = 0.1
"""Of its processor, what the relay may work for one frame; counted in steps of 0.01 s."""
RUNS = ("\u0344\u0323", "\uff9e\u0323", "\u0323\u202e\u0301\u200b")
"""Runs of marks, of letters that come apart into marks, and of marks with something between that goes."""
LIFTED = ("pace_factor", "frames_per_second", "bytes_per_second", "visitor_bytes_per_second")
ROOM = FRAME_BYTES - 1_500
"""Bytes of a frame for one field."""

MUCH_ASKED_FOR = {("add_students", "teacher")}
"""Who makes hundreds of accounts with one frame has asked for that much work, and may: 0.14 s of the writer's
thread, in which others are answered."""


@dataclass
class Relay:
    """A relay with a lesson that takes people by code, and one of each kind of person."""

    process: RelayProcess
    made: SchoolOfTests
    session: str
    people: dict[str, Client]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def relay(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Relay]:
    """One relay for all words."""
    lifted = dict.fromkeys(LIFTED, 0)
    async with school(tmp_path_factory.mktemp("worst") / "data", "Ana", **lifted) as (process, made):
        lee, ana = await made.teacher(), await made.student("Ana")
        session = await made.live(lee)
        for client in (lee, ana):
            await client.enter(session)
        people = {"visitor": await made.client(), "pupil": ana, "teacher": lee}
        await answered(
            people["visitor"], {"t": "log_out", "ref": new_ref()}
        )  # whose first frame has to be short
        yield Relay(process, made, session, people)


def filled(kind: inspect.Type, text: str, most: int) -> Any:
    """A value of this type that is as long as its length allows, its strings made of ``text``; else None."""
    match kind:
        case inspect.StrType(pattern=None, max_length=int(longest)):
            length = min(longest, most // len(text.encode()) * len(text))
            return (text * (length // len(text) + 1))[:length]
        case inspect.ListType(max_length=int(longest)):
            one = filled(kind.item_type, text, most)
            if one is None:
                return None
            size = len(msgspec.json.encode(one)) + 1
            return [one] * min(longest, max(1, most // size))
        case inspect.StructType():
            fields = {field.name: filled(field.type, text, 800) for field in kind.fields}
            given = {key: value for key, value in fields.items() if value is not None}
            missing = [field.name for field in kind.fields if field.required and field.name not in given]
            return None if missing else given
        case inspect.UnionType():
            return next((made for one in kind.types if (made := filled(one, text, most)) is not None), None)
        case inspect.Metadata():
            return filled(kind.type, text, most)
    return None


def shorter(value: Any, parts: int) -> Any:
    """The same with each string cut to a part: as long as a rule takes it, for instance."""
    match value:
        case str():
            return value[: len(value) // parts]
        case list():
            return [shorter(one, parts) for one in value]
        case dict():
            return {key: shorter(one, parts) for key, one in value.items()}
    return value


def frames(word: type[Command], session: str, class_id: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Frames of one word, each with one field at its worst."""
    sample = golden(word)["sample"]
    sample |= {key: value for key, value in (("session", session), ("class_id", class_id)) if key in sample}
    for field in inspect.type_info(word).fields:  # type: ignore[attr-defined]
        for run in RUNS:
            worst = filled(field.type, run, ROOM)
            if worst is not None:
                yield f"{field.name} to its length", sample | {field.name: worst}
                yield f"{field.name} to its limit", sample | {field.name: shorter(worst, DECODED)}
                if isinstance(worst, str):
                    yield (
                        f"{field.name} to the frame",
                        sample | {field.name: run * (ROOM // len(run.encode()))},
                    )


@linux("how long another process was at work, to the hundredth of a second")
@pytest.mark.parametrize("word", words(Command), ids=name)
async def test_no_frame_is_much_work(relay: Relay, word: type[Command]) -> None:
    """Before, some of them were 4 to 15 seconds each, in which nobody was answered."""
    for what, fields in frames(word, relay.session, relay.made.class_id):
        for who, client in relay.people.items():
            before = relay.process.cpu()
            await answered(client, fields | {"ref": new_ref()})
            used = relay.process.cpu() - before
            attacks.note(cpu=used)
            if (name(word), who) not in MUCH_ASKED_FOR:
                assert used <= CPU_SECONDS * CPU_SLOWNESS, f"{what}, from a {who}"


async def answered(client: Client, fields: dict[str, Any]) -> None:
    """Send a frame and wait for whatever answers."""
    await client.socket.send(msgspec.json.encode(fields).decode())
    await client.until(lambda: fields["ref"] in client._replies or fields["ref"] in client._events)
    reply = client._replies.get(fields["ref"])
    assert not (isinstance(reply, Refused) and reply.code == FAULT.name)
