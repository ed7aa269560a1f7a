"""What is fed with rubbish: each reads bytes, and only the errors it promises may come out."""

import contextlib
import functools
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import msgspec

import relay.features
from desktop.address import UnreadableAddress, read_address
from desktop.poll_text import read_polls, write_aiken, write_polls
from relay.protocol import announcement
from relay.protocol.base import Command, Event, Notice, Reply, RoomCommand, Word
from relay.protocol.catalog import (
    FROM_CLIENTS,
    UnfitCommand,
    UnreadableFrame,
    encode,
    new_memories,
    read_event,
    read_from_client,
    read_from_relay,
    words,
)
from relay.protocol.joincode import clean_code
from relay.protocol.log import Page
from relay.protocol.packed import pack_end, pack_joined
from relay.protocol.refusals import Refusal
from relay.protocol.text import clean_name, clean_text
from relay.room import RoomLimits
from relay.rules import Rulebook
from relay.school import declared
from relay.shared.rosters.exporting import oneroster_zip
from relay.shared.rosters.problems import NotARoster
from relay.shared.rosters.reading import read_pasted, read_roster
from tests.fuzz.school import school_lines
from tests.relay.lists import SESSION, Lesson, person

Target = Callable[[bytes], None]

CORPUS = Path(__file__).parent / "corpus"
GOLDEN = Path(__file__).parents[1] / "relay" / "golden"


def client_frame(data: bytes) -> None:
    """A frame as a client sends it. What was read is written, and read again as the same."""
    try:
        word = read_from_client(data)
    except (UnfitCommand, UnreadableFrame):
        return
    assert encode(read_from_client(encode(word))) == encode(word)
    repr(word)


def relay_frame(data: bytes) -> None:
    """A frame as a relay sends it, packed or not, pages and their events among them."""
    try:
        word = read_from_relay(data)
        if isinstance(word, Page):
            memories = new_memories()
            for raw in word.events:
                event = read_event(raw)
                if event is not None:
                    for memory in memories:
                        memory.apply(event)
    except UnreadableFrame:
        return


def log_event(data: bytes) -> None:
    """An event of a log that somebody tampered with."""
    try:
        event = read_event(data)
    except UnreadableFrame:
        return
    if event is not None:
        for memory in new_memories():
            memory.apply(event)


POLLS = """Which?
- Lyon
* Paris
# Why

How long?
@ 90 s
= 3,14 ± 0.01 m

1. Who?
A) I
B. You
ANSWER: B
@ yes_no, right 1
\\ - Of several
\\ lines
"""

ROOM_PEOPLE = [person("Ms Lee", "teacher"), person("Ana"), person("Tom"), person("Eve")]


@functools.cache
def _rulebook() -> Rulebook:
    return Rulebook(relay.features.find())


def lesson_lines(data: bytes) -> None:
    """A lesson line by line: who says it, by the first byte, and what. Only refusals come out."""
    lesson = Lesson(limits=RoomLimits(pace_factor=0))
    lesson.enter(*ROOM_PEOPLE[:2])
    for line in data.split(b"\n")[:40]:
        if not line:
            continue
        asker = ROOM_PEOPLE[line[0] % len(ROOM_PEOPLE)]
        try:
            command = read_from_client(line[1:])
        except (UnfitCommand, UnreadableFrame):
            lesson.pass_time(line[0])
            continue
        if isinstance(command, RoomCommand) and type(command) in _rulebook().rules:
            try:
                lesson.ask(asker, command)
            except Refusal:
                continue
    assert [entry.seq for entry in lesson.told] == list(range(1, lesson.room.head + 1))


def roster(data: bytes) -> None:
    """A file that somebody says is a roster: a table or a zip."""
    with contextlib.suppress(NotARoster):
        read_roster(data)
    with contextlib.suppress(NotARoster):
        read_pasted(data.decode("utf-8", "replace"))


def typed_address(data: bytes) -> None:
    """What somebody pastes, or a link that was clicked."""
    try:
        read_address(data.decode("utf-8", "replace"))
    except UnreadableAddress:
        return


def text(data: bytes) -> None:
    """Names, messages and codes: cleaned once is clean."""
    raw = data.decode("utf-8", "replace")
    for clean in (clean_name, clean_text, clean_code):
        once = clean(raw)
        assert clean(once) == once, (clean, raw)


def announced(data: bytes) -> None:
    """What a stranger announces on the network: pairs, each a line of name=value."""
    pairs: dict[bytes, bytes | None] = {}
    for line in data.split(b"\n"):
        key, equals, value = line.partition(b"=")
        pairs[key] = value if equals else None
    announcement.read(pairs)


def polls_text(data: bytes) -> None:
    """Polls that somebody pastes. What is read of them is written, and read again as the same."""
    drafts = [poll.draft for poll in read_polls(data.decode("utf-8", "replace")) if poll.draft]
    assert [poll.draft for poll in read_polls(write_polls(drafts))] == drafts
    written = write_aiken(drafts)
    assert len(read_polls(written.text)) == len(drafts) - len(written.left_out)


TARGETS: dict[str, Target] = {
    target.__name__: target
    for target in (
        *(client_frame, relay_frame, log_event, lesson_lines, school_lines),
        *(roster, typed_address, text, announced, polls_text),
    )
}


def seeds(name: str) -> Iterator[bytes]:
    """Where a target begins: what is kept in the tree, and the golden samples."""
    for file in sorted((CORPUS / name).glob("*")):
        yield file.read_bytes()
    kinds: dict[str, tuple[type[Word], ...]] = {
        "client_frame": tuple(word for kind in FROM_CLIENTS for word in words(kind)),
        "lesson_lines": tuple(word for word in words(Command) if issubclass(word, RoomCommand)),
        "school_lines": tuple(declared()),
        "relay_frame": (*words(Reply), *words(Notice)),
        "log_event": words(Event),
    }
    for number, word in enumerate(kinds.get(name, ())):
        sample = msgspec.json.decode((GOLDEN / f"{word.__struct_config__.tag}.json").read_bytes())["sample"]
        frame = msgspec.json.encode(sample | ({"session": SESSION} if "session" in sample else {}))
        if name == "school_lines":
            yield b"\n".join(bytes((asker,)) + frame for asker in range(5))
            continue
        yield bytes((number % 4,)) + frame if name == "lesson_lines" else frame
        if name == "relay_frame":
            yield pack_joined(frame[:7], pack_end(frame[7:]))
    yield from _begun(name)


def _begun(name: str) -> Iterator[bytes]:
    """What the program itself writes."""
    if name == "announced":
        lessons = [announcement.AnnouncedLesson("Physics 10b", "Ms Lee", "Pulleys")]
        made = announcement.announcement(SESSION, "A2" * 26, "Hill School", lessons)
        yield "\n".join(f"{key}={value}" for key, value in announcement.written(made).items()).encode()
    if name == "polls_text":
        yield POLLS.encode()
    if name == "roster":
        yield b"Name;Class;Username\r\nAna Silva;7b;ana.silva\r\n"
        yield oneroster_zip([], [], "Hill School", date(2026, 11, 23))
    if name == "typed_address":
        yield b"schoolbell://[fe80::1%25eth0]:8443/#pin=" + b"A2" * 26 + b"&secret=ABCD-EFGH"
        yield "http://schule.münchen.example:99999".encode()
    if name == "text":
        yield "A\u0301na \u202eaviS\u2066 2345-6789".encode()
