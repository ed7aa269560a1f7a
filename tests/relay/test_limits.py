"""Every limit, from both sides: what is still taken, and what is answered beyond it."""

import asyncio
import contextlib
import importlib
import threading
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, TypeVar

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from relay.protocol.accounts import ChangePassword, Done, LoggedIn, LogIn
from relay.protocol.base import Command, Reply
from relay.protocol.catalog import codes, encode
from relay.protocol.chat import PostMessage
from relay.protocol.entering import EnterRoom
from relay.protocol.joining import SignInWithPass
from relay.protocol.lesson import EndSession
from relay.protocol.limits import (
    CONTROL_FRAMES_PER_SECOND,
    DESCRIPTION_LENGTH,
    DEVICES_WITHOUT_KEY,
    FIRST_FRAME_BYTES,
    FRAME_BYTES,
    FREE_FAILURES,
    HEADER_BYTES,
    LIMITS,
    LISTED,
    LONGEST_PASSWORD,
    MESSAGE_LENGTH,
    NAME_LENGTH,
    PASSWORDS_AT_ONCE,
    REOPEN_MINUTES,
    SEARCH_WORDS,
    SHORTEST_PASSWORD,
    Limit,
)
from relay.protocol.log import ReadLog
from relay.protocol.sessions import (
    CreateSession,
    ListSessions,
    ReopenSession,
    SessionList,
    SessionReply,
)
from relay.school import passwords, turns
from relay.shared.ids import new_ref
from tests.patience import PATIENCE, until
from tests.protocol_documents import limits_of_subjects
from tests.relay import by_hand, door_limits, joins
from tests.relay.client import PASSWORD, Client, NotAccepted, SchoolOfTests
from tests.relay.inside import (
    STILL_TAKEN,
    MovingClock,
    code_of,
    hurry_visitors,
    in_lesson,
    school_inside,
    stalled,
)

pytestmark = pytest.mark.attack


Try = Callable[[Path], Awaitable[str]]
R = TypeVar("R", bound=Reply)

TRIES: dict[str, Try] = {}
"""By a limit's name: goes up to the limit and one further, and gives what is answered there.

A subject has those of its own limits as ``TRIES`` in ``limits_of_<subject>.py`` beside this file.
"""
for subject in limits_of_subjects():
    TRIES |= importlib.import_module(f"tests.relay.limits_of_{subject}").TRIES


def every_limit() -> list[Limit]:
    return [*LIMITS, *chain.from_iterable(limits_of_subjects().values())]


def of(name: str) -> Callable[[Try], Try]:
    """Declares the try of one limit."""

    def declare(attempt: Try) -> Try:
        TRIES[name] = attempt
        return attempt

    return declare


of("wrong codes")(door_limits.wrong_codes)
of("passes")(door_limits.passes)
of("guests' events")(door_limits.guests_events)
of("bytes beneath")(door_limits.bytes_beneath)
of("unused passes")(door_limits.unused_passes)


async def closed(client: Client) -> str:
    """The close code with which a connection ends."""
    await client.until(lambda: client.socket.close_code is not None)
    return str(client.socket.close_code)


async def refused_to_connect(opening: Awaitable[object]) -> str:
    """The HTTP status."""
    with pytest.raises(InvalidStatus) as no:
        await opening
    return str(no.value.response.status_code)


def wrong(number: int = 0) -> LogIn:
    return LogIn(ref=new_ref(), username=f"nobody{number}", password="not a good one")


@of("connections")
async def connections(folder: Path) -> str:
    async with school_inside(folder, "Ana", "Tom", connections=2) as (server, made):
        await made.student("Ana")
        await made.student("Ana")
        assert len(server.capacity.taken) == 2
        assert (await made.teacher()).welcome.you, "teachers get in all the same"
        return await refused_to_connect(made.student("Tom"))


of("guests")(door_limits.guests)
of("guests' devices")(door_limits.guests_devices)
of("guests' seats")(door_limits.guests_seats)


@of("visitors")
async def visitors(folder: Path) -> str:
    async with school_inside(folder, visitors=3) as (_, made):
        three = [await made.client() for _ in range(3)]
        await made.client()
        return await closed(three[0])


@of("tokens")
async def tokens(folder: Path) -> str:
    async with school_inside(folder) as (_, made):
        first = await made.client((await made.log_in("lee")).token)
        for _ in range(DEVICES_WITHOUT_KEY - 1):
            await made.log_in("lee")
        assert first.socket.close_code is None
        await made.log_in("lee")
        return await closed(first)


@of("devices")
async def devices(folder: Path) -> str:
    async with school_inside(folder, "Ana") as (_, made):
        for _ in range(4):
            await made.student("Ana")
        await made.teacher()
        return await refused_to_connect(made.student("Ana"))


@of("first word")
async def first_word(folder: Path) -> str:
    async with school_inside(folder, first_frame_seconds=0.2) as (_, made):
        lee = await made.teacher()
        code = await closed(await made.client())
        await lee.ask(ListSessions(ref=new_ref()), SessionList)  # not for members
        return code


@of("first frame")
async def first_frame(folder: Path) -> str:
    async with school_inside(folder) as (_, made):
        visitor = await made.client()
        word = encode(wrong())
        fits = word[:-1] + b" " * (FIRST_FRAME_BYTES - len(word)) + b"}"
        await visitor.socket.send(fits, text=True)
        await visitor.until(lambda: visitor._replies)
        other = await made.client()
        await other.socket.send(fits[:-1] + b" }", text=True)
        return await closed(other)


@of("silence")
async def silence(folder: Path) -> str:
    async with school_inside(folder) as (server, made):
        visitor = await made.client()
        hurry_visitors(server)
        assert await code_of(visitor.ask(wrong(), LoggedIn)) == "wrong_password"
        return await closed(visitor)


@of("frame")
async def frame(folder: Path) -> str:
    async with school_inside(folder) as (_, made):
        lee = await made.teacher()
        command = ListSessions(ref=new_ref())
        word = encode(command)
        fits = word[:-1] + b" " * (FRAME_BYTES - len(word)) + b"}"
        await lee.socket.send(fits, text=True)
        await lee.until(lambda: command.ref in lee._replies)
        await lee.socket.send(fits[:-1] + b" }", text=True)
        return await closed(lee)


@of("frames")
async def frames(folder: Path) -> str:
    async with school_inside(folder, frames_per_second=0.01, frames_burst=10) as (_, made):
        lee = await made.teacher()
        for _ in range(10):
            await lee.ask(ListSessions(ref=new_ref()), SessionList)
        one_too_many = ListSessions(ref=new_ref())
        await lee.send(one_too_many)
        code = await closed(lee)
        assert one_too_many.ref not in lee._replies
        return code


@of("control frames")
async def control_frames(folder: Path) -> str:
    async with school_inside(folder) as (_, made):
        lee = await made.teacher()
        for _ in range(CONTROL_FRAMES_PER_SECOND // 2):
            await lee.socket.pong()
        await lee.ask(ListSessions(ref=new_ref()), SessionList)
        for _ in range(CONTROL_FRAMES_PER_SECOND * 2):
            await lee.socket.pong()
        return await closed(lee)


async def _bytes(client: Client, frame: bytes, at_once: int) -> str:
    for _ in range(at_once):
        await client.socket.send(frame, text=True)
    await client.until(lambda: client._replies)
    with contextlib.suppress(ConnectionClosed):
        for _ in range(at_once):
            await client.socket.send(frame, text=True)
    return await closed(client)


def _padded(command: Command, size: int) -> bytes:
    word = encode(command)
    return word[:-1] + b" " * (size - len(word)) + b"}"


@of("bytes")
async def bytes_(folder: Path) -> str:
    async with school_inside(folder, bytes_per_second=100_000) as (_, made):
        lee = await made.teacher()
        return await _bytes(lee, _padded(ListSessions(ref=new_ref()), 30_000), 3)


@of("visitor's bytes")
async def visitors_bytes(folder: Path) -> str:
    async with school_inside(folder, visitor_bytes_per_second=10_000) as (_, made):
        return await _bytes(await made.client(), _padded(wrong(), 3_000), 3)


async def _with_header(made: SchoolOfTests, size: int) -> str:
    """The status for a request with as many bytes, a bad token among them."""
    reader, writer = await by_hand.dial(made.port, made.certificate)
    more, least = b"", len(by_hand.request("no"))
    while size - least - len(more) > 8_000:
        more += b"X: " + b"x" * 4_000 + b"\r\n"
    head = by_hand.request("no", more + b"X: " + b"x" * (size - least - len(more) - 5) + b"\r\n")
    assert len(head) == size
    writer.write(head)
    status = (await reader.readline()).split()[1]
    writer.close()
    return status.decode()


@of("head")
async def head(folder: Path) -> str:
    async with school_inside(folder) as (_, made):
        assert await _with_header(made, HEADER_BYTES) == "401"
        return await _with_header(made, HEADER_BYTES + 1)


@of("early bytes")
async def early_bytes(folder: Path) -> str:
    async with school_inside(folder) as (_, made):
        reader, writer = await by_hand.dial(made.port, made.certificate)
        writer.write(by_hand.request(made.teacher_token) + by_hand.frame(b""))
        with contextlib.suppress(ConnectionError):
            assert await reader.read() == b""
        writer.close()
        return "1006"  # no goodbye


@of("events")
async def events(folder: Path) -> str:
    async with school_inside(folder, "Ana", lesson_events=5) as (_, made):
        lee, ana, session = await in_lesson(made)
        try:
            for _ in range(5):
                await ana.do(PostMessage(ref=new_ref(), session=session, text="hello"))
        except NotAccepted as no:
            await lee.do(EndSession(ref=new_ref(), session=session))
            return str(no)
    raise AssertionError("all was taken")


@of("events of one")
async def events_of_one(folder: Path) -> str:
    async with school_inside(folder, "Ana", lesson_events_of_one=3) as (_, made):
        lee, ana, session = await in_lesson(made)
        for _ in range(2):
            await ana.do(PostMessage(ref=new_ref(), session=session, text="hello"))
        await lee.do(PostMessage(ref=new_ref(), session=session, text="hello"))
        return await code_of(ana.do(PostMessage(ref=new_ref(), session=session, text="hello")))


def plan(made: SchoolOfTests, title: str = "Energy", description: str = "") -> CreateSession:
    return CreateSession(
        ref=new_ref(), class_id=made.class_id, title=title, description=description, scheduled_at=1
    )


@of("name")
async def name(folder: Path) -> str:
    async with school_inside(folder) as (_, made):
        lee = await made.teacher()
        await lee.ask(plan(made, "ü" * NAME_LENGTH), SessionReply)
        return await code_of(lee.ask(plan(made, "ü" * (NAME_LENGTH + 1)), SessionReply))


@of("description")
async def description(folder: Path) -> str:
    async with school_inside(folder) as (_, made):
        lee = await made.teacher()
        await lee.ask(plan(made, description="ü" * DESCRIPTION_LENGTH), SessionReply)
        too_long = plan(made, description="ü" * (DESCRIPTION_LENGTH + 1))
        return await code_of(lee.ask(too_long, SessionReply))


async def new_password(folder: Path, fits: str, does_not: str) -> str:
    async with school_inside(folder) as (_, made):
        lee = await made.teacher()
        await lee.ask(ChangePassword(ref=new_ref(), old=PASSWORD, new=fits), Done)
        return await code_of(lee.ask(ChangePassword(ref=new_ref(), old=fits, new=does_not), Done))


@of("short password")
async def short_password(folder: Path) -> str:
    return await new_password(folder, "x" * SHORTEST_PASSWORD, "x" * (SHORTEST_PASSWORD - 1))


@of("long password")
async def long_password(folder: Path) -> str:
    return await new_password(folder, "x" * LONGEST_PASSWORD, "x" * (LONGEST_PASSWORD + 1))


@of("guesses")
async def guesses(folder: Path) -> str:
    async with school_inside(folder) as (_, made):
        for _ in range(FREE_FAILURES):
            assert await code_of(made.log_in("lee", "not her password")) == "wrong_password"
        return await code_of(made.log_in("lee"))


@of("join code")
async def join_code(folder: Path) -> str:
    async with school_inside(folder, "Ana") as (_, made):
        lee = await made.teacher()
        here, elsewhere = await made.live(lee), await made.live(lee, title="Optics")
        code, other = await joins.code_of(lee, here), await joins.code_of(lee, elsewhere)
        await joins.token_by_code(made, here, code)
        return await code_of(joins.may_join(made, await made.client(), here, other))


@of("passwords")
async def passwords_hashed(folder: Path) -> str:
    """Wrong ones for ever other names; and an account's own, changed again and again."""
    async with school_inside(folder) as (_, made):
        visitor = await made.client()
        for number in range(PASSWORDS_AT_ONCE):
            assert await code_of(visitor.ask(wrong(number), LoggedIn)) == "wrong_password"
        told, old = await code_of(visitor.ask(wrong(), LoggedIn)), PASSWORD
        for number in range(PASSWORDS_AT_ONCE // 2):  # the old and the new
            new = f"another password {number}"
            lee = await made.teacher()
            await lee.ask(ChangePassword(ref=new_ref(), old=old, new=new), Done)
            await lee.close()
            old = new
        again = ChangePassword(ref=new_ref(), old=old, new=PASSWORD)
        assert await code_of((await made.teacher()).ask(again, Done)) == told
        return told


@of("passwords waiting")
async def passwords_waiting(folder: Path) -> str:
    with pytest.MonkeyPatch.context() as fewer:
        fewer.setattr(passwords, "PASSWORDS_WAITING", 4)  # as the limit is, it takes longer than a test may
        async with school_inside(folder) as (server, made):
            go, pool = threading.Event(), server.school._passwords._pool
            for _ in range(pool._max_workers):  # none is hashed before all places are taken
                pool.submit(go.wait, PATIENCE)
            return await _one_of(made, [wrong(number) for number in range(8)], LoggedIn, go.set)


@of("codes waiting")
async def codes_waiting(folder: Path) -> str:
    with pytest.MonkeyPatch.context() as fewer:
        fewer.setattr(turns, "CODES_A_SECOND", 1)
        fewer.setattr(turns, "CODES_WAITING", 2)
        async with school_inside(folder) as (_, made):
            guesses = [SignInWithPass(ref=new_ref(), secret=f"{number}") for number in range(5)]
            return await _one_of(made, guesses, LoggedIn)


async def _one_of(
    made: SchoolOfTests, commands: Sequence[Command], kind: type[Reply], go: Callable[[], object] = int
) -> str:
    """What those are told that are not looked at, of so many that are asked at once.

    ``go`` is called once the first has an answer.
    """
    people = [await made.client() for _ in commands]
    asking = [
        asyncio.create_task(code_of(client.ask(each, kind)))
        for client, each in zip(people, commands, strict=True)
    ]
    await asyncio.wait(asking, return_when=asyncio.FIRST_COMPLETED)
    go()
    answers = Counter(await asyncio.gather(*asking))
    assert answers["busy"] < len(commands) - 1
    return min(answers, key=lambda code: code != "busy")


@of("seats")
async def seats(folder: Path) -> str:
    async with school_inside(folder, "Ana", "Tom") as (_, made):
        lee = await made.teacher()
        session = await made.live(lee, seats=1)
        await (await made.student("Ana")).enter(session)
        tom = await made.student("Tom")
        return await code_of(tom.do(EnterRoom(ref=new_ref(), session=session)))


@of("list")
async def listed(folder: Path) -> str:
    async with school_inside(folder) as (_, made):
        lee = await made.teacher()
        await lee.ask(ListSessions(ref=new_ref(), limit=LISTED), SessionList)
        return await code_of(lee.ask(ListSessions(ref=new_ref(), limit=LISTED + 1), SessionList))


@of("search")
async def search(folder: Path) -> str:
    async with school_inside(folder) as (_, made):
        lee = await made.teacher()
        await lee.ask(ListSessions(ref=new_ref(), text="a " * SEARCH_WORDS), SessionList)
        return await code_of(lee.ask(ListSessions(ref=new_ref(), text="a " * 200), SessionList))


@of("reopening")
async def reopening(folder: Path) -> str:
    clock = MovingClock()
    async with school_inside(folder, clock=clock) as (_, made):
        teacher = await made.teacher()
        session = await made.live(teacher)
        for ahead in (REOPEN_MINUTES * 60 - 5, REOPEN_MINUTES * 60):
            known = teacher.changes(session)
            await teacher.answer(EndSession(ref=new_ref(), session=session))
            await teacher.told_of_more(session, known)
            clock.move(ahead)
            try:
                await teacher.ask(ReopenSession(ref=new_ref(), session=session), SessionReply)
            except NotAccepted as refused:
                return str(refused)
    return ""


@of("disk")
async def disk(folder: Path) -> str:
    async with school_inside(folder, "Ana") as (server, made):
        lee, ana, session = await in_lesson(made)
        server._disk_changed(True)
        code = await code_of(ana.do(PostMessage(ref=new_ref(), session=session, text="hello")))
        await lee.ask(ListSessions(ref=new_ref()), SessionList)  # reading is served
        server._disk_changed(False)
        await ana.do(PostMessage(ref=new_ref(), session=session, text="hello"))
        return code


@of("reader")
async def reader(folder: Path) -> str:
    few: dict[str, Any] = {
        "reader_stuck_seconds": 0.5,
        "live_buffer_bytes": 4_096,
        "pace_factor": 0,
        "frames_per_second": 0,
        "bytes_per_second": 0,
    }
    async with school_inside(folder, "Ana", **few) as (server, made):
        lee, ana, session = await in_lesson(made)
        stalled(server, ana)
        for number in range(3_000):
            await lee.do(PostMessage(ref=new_ref(), session=session, text=f"{number} " + "x" * 1_900))
            if server.delivery.unsent.cuts:
                break
        await until(lambda: server.delivery.unsent.cuts)
        ana.read_on()
        return await closed(ana)


@of("unsent")
async def unsent(folder: Path) -> str:
    lifted: dict[str, Any] = {
        "pace_factor": 0,
        "frames_per_second": 0,
        "reader_buffer_bytes": 10**9,
        "reader_stuck_seconds": 60,
    }
    most = 400_000 + 8 * STILL_TAKEN
    async with school_inside(folder, "Ana", "Tom", unsent_bytes=most, **lifted) as (server, made):
        lee, ana, session = await in_lesson(made)
        tom = await made.student("Tom")
        for number in range(20):
            await lee.do(PostMessage(ref=new_ref(), session=session, text=f"{number} " + "x" * 1_900))
        senders = [stalled(server, client) for client in (ana, tom)]
        for _ in range(4 + 2 * STILL_TAKEN // 42_000):  # of 42 kB each
            await tom.send(ReadLog(ref=new_ref(), session=session))
        await until(lambda: senders[1].waiting() >= 100_000)
        with contextlib.suppress(ConnectionClosed):
            for _ in range(12 + 10 * STILL_TAKEN // 42_000):
                await ana.send(ReadLog(ref=new_ref(), session=session))
        await until(lambda: not senders[0].open)
        assert senders[1].open, "she had more"
        tom.read_on()
        ana.read_on()
        return await closed(ana)


@pytest.mark.parametrize("limit", every_limit(), ids=lambda limit: limit.name)
async def test_a_limit(limit: Limit, tmp_path: Path) -> None:
    assert await TRIES[limit.name](tmp_path / "data") == limit.answer


def test_no_try_without_a_limit_and_no_answer_that_does_not_exist() -> None:
    names = [limit.name for limit in every_limit()]
    assert sorted(TRIES) == sorted(names)
    for limit in every_limit():
        assert limit.answer.isdigit() or limit.answer in codes()


def test_commands_are_below_the_frame() -> None:
    """The longest message in characters that take most bytes fits into a frame, and so does its event."""
    longest: Command = PostMessage(ref=new_ref(), session=new_ref(), text="\U0001f600" * MESSAGE_LENGTH)
    assert len(encode(longest)) < FRAME_BYTES
