"""Binary frames of clients over real sockets: taken by a subject, or refused, and never an end."""

import asyncio
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, strategies as st
from ulid import ULID

from relay.lanes import LaneRules, takes_frames
from relay.presence import Asker
from relay.protocol.base import Reply
from relay.protocol.chat import Typing
from relay.protocol.frames import LONGEST, Frame, read_frame
from relay.protocol.hello import Hello
from relay.protocol.limits import MOMENTS_TOLD
from relay.protocol.log import EVERYBODY, TEACHERS, Audience
from relay.protocol.mutes import MUTED
from relay.protocol.people import People
from relay.protocol.refusals import Refusal, Refused
from relay.protocol.sessions import ListSessions
from relay.room import Room
from relay.rules import ANYONE, STUDENTS
from relay.server import RelayServer
from relay.server.passing import Passing
from relay.shared.ids import new_ref
from tests.patience import PATIENCE
from tests.relay.client import Client, SchoolOfTests
from tests.relay.delivery.test_moments import begin
from tests.relay.inside import MovingClock, school_inside

ECHO, KEPT, BROKEN = 5, 6, 7
HELLO = Hello(can=["frames", "drums"])


def drums() -> tuple[ModuleType, list[Frame]]:
    """A subject that has to do with three kinds of frames, and what it was given to keep."""
    subject, kept = ModuleType("relay.features.drums"), list[Frame]()

    @takes_frames(ECHO, ANYONE)
    def echo(room: Room, asker: Asker, frame: Frame) -> Audience:
        return EVERYBODY if frame.stream else TEACHERS

    @takes_frames(KEPT, STUDENTS)
    def keep(room: Room, asker: Asker, frame: Frame) -> None:
        if frame.body == b"no":
            raise Refusal(MUTED)
        kept.append(frame)

    @takes_frames(BROKEN, ANYONE)
    def fail(room: Room, asker: Asker, frame: Frame) -> None:
        raise ZeroDivisionError

    vars(subject).update(echo=echo, keep=keep, fail=fail)
    return subject, kept


class Drummers:
    """A lesson in which the teacher, Ana and Tom are, at a relay that knows drums."""

    def __init__(self, server: RelayServer, made: SchoolOfTests) -> None:
        subject, self.kept = drums()
        self.server, self.made = server, made
        server.passing = Passing(LaneRules([subject]), server.delivery.moments)

    async def begin(self) -> list[Client]:
        """Everybody comes in."""
        made, tokens = self.made, self.made.student_tokens
        lee = await made.client(made.teacher_token, hello=HELLO)
        self.session = await made.live(lee)
        await lee.enter(self.session)
        others = [await made.client(tokens[name], hello=HELLO) for name in ("Ana", "Tom")]
        people = lee.rooms[self.session].memories[People]
        for client in (lee, *others):
            client.heard = []
            if client is not lee:
                await client.enter(self.session)
        here = {client.me.id for client in (lee, *others)}
        await lee.until(lambda: all(map(people.is_here, here)))
        return [lee, *others]


def heard(client: Client) -> list[bytes]:
    """Binary frames that came."""
    return [frame for frame in client.heard or () if frame[:1] != b"{"]


async def answered(client: Client) -> Refused:
    """What was refused without a ref."""
    await client.until(lambda: "" in client._replies)
    reply: Reply = client._replies.pop("")
    assert isinstance(reply, Refused)
    return reply


@given(
    st.integers(2, 8),
    st.binary(min_size=16, max_size=16),
    st.integers(0, (1 << 32) - 1),
    st.binary(max_size=50),
)
def test_a_frame_comes_out_as_it_went_in(kind: int, session: bytes, stream: int, body: bytes) -> None:
    data = bytes([kind]) + session + stream.to_bytes(4, "big") + body
    frame = read_frame(data)
    assert (frame.kind, frame.stream, frame.body) == (kind, stream, body)
    assert len(frame.session) == 26
    assert frame.encode() == data


def test_the_session_is_its_ulid() -> None:
    session = new_ref()
    assert Frame(2, session, 1, b"").encode() == b"\2" + ULID.from_str(session).bytes + b"\0\0\0\1"


@pytest.mark.parametrize("length", [0, 1, 20, LONGEST + 1])
def test_what_is_no_frame(length: int) -> None:
    with pytest.raises(ValueError, match="bytes"):
        read_frame(bytes(length))


def test_what_can_be_no_frame() -> None:
    fits = Frame(2, "0" * 26, 1, bytes(LONGEST - 21))
    assert len(fits.encode()) == LONGEST
    for wrong in (fits._replace(body=bytes(LONGEST - 20)), fits._replace(stream=1 << 32)):
        with pytest.raises(ValueError):  # noqa: PT011  # which of the two does not matter
            wrong.encode()


@pytest.mark.asyncio
async def test_frames_are_passed_on_as_they_are_to_whom_the_subject_says(tmp_path: Path) -> None:
    async with school_inside(tmp_path, "Ana", "Tom") as (server, made):
        lesson = Drummers(server, made)
        lee, ana, tom = await lesson.begin()
        to_all = Frame(ECHO, lesson.session, 1, b"boom").encode()
        to_lee = Frame(ECHO, lesson.session, 0, bytes(LONGEST - 21)).encode()
        old = await made.student("Tom")
        old.heard = []
        await old.enter(lesson.session)
        await ana.socket.send(to_lee)
        await lee.until(lambda: heard(lee) == [to_lee])  # behind so much no other would be passed on
        await ana.socket.send(to_all)
        await lee.until(lambda: heard(lee) == [to_lee, to_all])
        await tom.until(lambda: heard(tom) == [to_all])
        await old.all_is_read()
        assert heard(old) == heard(ana) == []


@pytest.mark.asyncio
async def test_a_message_in_several_frames_is_one(tmp_path: Path) -> None:
    async with school_inside(tmp_path, "Ana", "Tom") as (server, made):
        lesson = Drummers(server, made)
        _, ana, tom = await lesson.begin()
        whole = Frame(ECHO, lesson.session, 1, b"").encode()
        await ana.socket.send([whole[:1], b"", whole[1:20], whole[20:]])
        text = ListSessions(ref=new_ref())
        await ana.all_is_read()
        await tom.until(lambda: heard(tom) == [whole])
        assert text.ref not in ana._replies


@pytest.mark.asyncio
async def test_a_subject_keeps_or_refuses_and_is_asked_about_nobody_else(tmp_path: Path) -> None:
    clock = MovingClock()
    async with school_inside(tmp_path, "Ana", "Tom", clock=clock) as (server, made):
        lesson = Drummers(server, made)
        lee, ana, tom = await lesson.begin()
        keep = Frame(KEPT, lesson.session, 3, b"yes")
        await ana.socket.send(keep.encode())
        await ana.all_is_read()
        assert lesson.kept == [keep]
        assert heard(lee) == heard(tom) == []
        expected = {
            "muted": (ana, keep._replace(body=b"no").encode()),
            "not_allowed": (lee, keep.encode()),
            "not_in_room": (ana, keep._replace(session="0" * 26).encode()),
            "bad_value": (ana, keep.encode()[:20]),
            "fault": (ana, keep._replace(kind=BROKEN).encode()),
        }
        for code, (client, data) in expected.items():
            clock.move(2)
            await client.socket.send(data)
            assert (await answered(client)).code == code
        clock.move(2)
        visitor = await made.client()
        await visitor.socket.send(keep.encode())
        assert (await answered(visitor)).code == "not_signed_in"
        assert lesson.kept == [keep]


@pytest.mark.asyncio
async def test_an_unknown_kind_is_refused_once_a_second_and_closes_nothing(tmp_path: Path) -> None:
    clock = MovingClock()
    async with school_inside(tmp_path, "Ana", clock=clock) as (_, made):
        ana = await made.student("Ana")
        for data in (b"\x01{}", b"\x02", b"\xff" * 100, b"", b'{"t":"list_sessions"}'):
            for _ in range(5):
                await ana.socket.send(data)
            refused = await answered(ana)
            assert (refused.code, refused.detail) == ("unknown_type", str(data[0]) if data else "")
            await ana.all_is_read()
            assert "" not in ana._replies
            clock.move(1)
        assert ana.socket.close_code is None


@pytest.mark.asyncio
async def test_they_are_counted_like_other_frames(tmp_path: Path) -> None:
    async with school_inside(tmp_path, "Ana", frames_per_second=1.0, frames_burst=10) as (_, made):
        ana = await made.student("Ana")
        for _ in range(11):
            await ana.socket.send(b"\x08")
        async with asyncio.timeout(PATIENCE):
            await ana.socket.wait_closed()
        assert ana.socket.close_code == 4429


@pytest.mark.asyncio
async def test_a_visitors_are_no_first_frame(tmp_path: Path) -> None:
    async with school_inside(tmp_path, "Ana", first_frame_seconds=0.3) as (_, made):
        visitor = await made.client()
        await visitor.socket.send(b"\x08")
        async with asyncio.timeout(PATIENCE):
            await visitor.socket.wait_closed()
        assert visitor.socket.close_code == 4408


@pytest.mark.asyncio
async def test_one_that_is_longer_than_may_be_ends_the_connection_as_before(tmp_path: Path) -> None:
    async with school_inside(tmp_path, "Ana") as (_, made):
        ana = await made.student("Ana")
        await ana.socket.send(b"\x08" * 65_537)
        async with asyncio.timeout(PATIENCE):
            await ana.socket.wait_closed()
        assert ana.socket.close_code == 1009


@pytest.mark.attack
@pytest.mark.asyncio
async def test_a_crowd_that_types_costs_no_more_than_so_many_writes(tmp_path: Path) -> None:
    """Each of 300 made-up guests once a second was two seconds of the processor in each."""
    names = [f"S{number}" for number in range(9)]
    async with school_inside(tmp_path, *names, pace_factor=0, frames_per_second=0) as (_, made):
        lesson = await begin(made)
        crowd = [await lesson.enter(made.student_tokens[name]) for name in names]
        for number in range(2_000):
            await crowd[number % 8].send(Typing(session=lesson.session))
        for client in crowd:
            await client.all_is_read()
        last = await lesson.posts(crowd[0])
        await lesson.caught_up(lesson.lee, last)
        assert MOMENTS_TOLD // 10 <= len(lesson.lee.moments) < 2_000
        before = len(crowd[8].moments)
        for _ in range(20):
            await lesson.lee.send(Typing(session=lesson.session))
        await lesson.lee.all_is_read()
        await lesson.caught_up(crowd[8], await lesson.posts(lesson.lee))
        of_lee = [moment for moment in crowd[8].moments[before:] if moment.by == lesson.lee.me.id]
        assert len(of_lee) == 20, "the teacher is not kept quiet by a crowd"
