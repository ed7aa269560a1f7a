"""A lesson through a real relay: real process, real TLS sockets, real database."""

import asyncio
import json
import ssl
import urllib.error
import urllib.request
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from websockets.exceptions import InvalidStatus

from relay.protocol.admission import DoorSet
from relay.protocol.chat import Chat, MessagePosted
from relay.protocol.classes import ClassReply, MakeClass
from relay.protocol.entering import LeaveRoom, LeftRoom
from relay.protocol.hands import CallOn, Hands, LowerHand, RaiseHand
from relay.protocol.lesson import EndSession, Lesson, SessionEnded
from relay.protocol.log import Answered, LogPage, ReadLog
from relay.protocol.people import People, RemovePerson
from relay.protocol.sessions import (
    GetSession,
    ListSessions,
    Session,
    SessionChanged,
    SessionDetails,
    SessionList,
    SessionReply,
    StartSession,
)
from relay.server.listening import CLOSE_SECONDS, CUT_SECONDS
from relay.shared.ids import new_ref
from tests.patience import PATIENCE
from tests.relay.client import Client, NotAccepted, SchoolOfTests, post_message
from tests.relay.process import RelayProcess, school

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture
async def running(tmp_path: Path) -> AsyncIterator[tuple[RelayProcess, SchoolOfTests]]:
    async with school(tmp_path / "data", "Ana Silva", "Tom Becker") as both:
        yield both


@pytest.fixture
def relay(running: tuple[RelayProcess, SchoolOfTests]) -> RelayProcess:
    return running[0]


@pytest.fixture
def classroom(running: tuple[RelayProcess, SchoolOfTests]) -> SchoolOfTests:
    return running[1]


def texts(client: Client, session: str) -> list[str]:
    return [m.text for m in client.rooms[session].memories[Chat].messages if m.text]


async def everybody(classroom: SchoolOfTests) -> tuple[Client, Client, Client]:
    """Ms Lee, Ana and Tom, each on a connection."""
    return (
        await classroom.teacher(),
        await classroom.student("Ana Silva"),
        await classroom.student("Tom Becker"),
    )


async def hears(client: Client, session: str, *said: str) -> None:
    await client.until(lambda: texts(client, session) == list(said))


async def sees(client: Client, session: str, people: int) -> None:
    await client.until(lambda: len(client.rooms[session].memories[People].present()) == people)


async def sees_the_end(client: Client, session: str) -> None:
    """In the room, and told that the session is another one than it was."""
    await client.until(lambda: not client.rooms[session].memories[Lesson].live)
    await client.until(lambda: sum(isinstance(n, SessionChanged) for n in client.notices) >= 2)


async def show(client: Client, session: str) -> Session:
    return (await client.ask(GetSession(ref=new_ref(), session=session), SessionDetails)).session


async def test_a_whole_lesson(classroom: SchoolOfTests) -> None:
    lee, ana, tom = await everybody(classroom)
    planned = await classroom.planned(lee)
    listed = (await ana.ask(ListSessions(ref=new_ref(), shown=["upcoming", "overdue"]), SessionList)).sessions
    assert [s.id for s in listed] == [planned.id]

    await lee.ask(StartSession(ref=new_ref(), session=planned.id), SessionReply)
    await ana.until(lambda: [n for n in ana.notices if isinstance(n, SessionChanged)])
    live = await show(ana, planned.id)
    assert (live.status, live.connect_address) == ("live", f"127.0.0.1:{classroom.port}")

    for client in (lee, ana, tom):
        await client.enter(planned.id)
    question = await ana.do(post_message(planned.id, "Why?", kind="question"))
    await lee.do(post_message(planned.id, "Because.", kind="answer", answers=question.seq))  # type: ignore[union-attr]
    await tom.do(RaiseHand(ref=new_ref(), session=planned.id))
    await lee.do(CallOn(ref=new_ref(), session=planned.id, account=tom.me.id))
    await lee.do(LowerHand(ref=new_ref(), session=planned.id, account=tom.me.id))
    all_three = (lee, ana, tom)
    for client in all_three:
        await sees(client, planned.id, 3)
        assert texts(client, planned.id) == ["Why?", "Because."]
    assert (await show(lee, planned.id)).participant_count == 2

    await lee.do(EndSession(ref=new_ref(), session=planned.id))
    for client in all_three:
        await sees_the_end(client, planned.id)
    with pytest.raises(NotAccepted, match="session_not_live"):
        await ana.do(post_message(planned.id, "too late"))
    details = await lee.ask(GetSession(ref=new_ref(), session=planned.id), SessionDetails)
    assert details.session.status == "ended"
    assert details.figures is not None
    assert (details.figures.people, details.figures.messages, details.figures.hands) == (2, 2, 1)
    assert {a.name for a in details.attendance} == {"Ms Lee", "Ana Silva", "Tom Becker"}
    assert all(a.how == "left" and a.present > 0 for a in details.attendance)
    assert not (await ana.ask(GetSession(ref=new_ref(), session=planned.id), SessionDetails)).attendance
    # One order for all, and everybody's log is the same; of the door teachers alone hear.
    assert any(isinstance(e, DoorSet) for e in lee.rooms[planned.id].told)
    assert {tuple(e.ref for e in c.rooms[planned.id].told) for c in (ana, tom)} == {
        tuple(e.ref for e in lee.rooms[planned.id].told if not isinstance(e, DoorSet))
    }


async def test_the_chat_is_there_afterwards_and_after_a_restart(
    relay: RelayProcess, classroom: SchoolOfTests
) -> None:
    lee = await classroom.teacher()
    session = await classroom.live(lee)
    await lee.enter(session)
    for n in range(5):
        await lee.do(post_message(session, f"line {n}"))
    await lee.do(EndSession(ref=new_ref(), session=session))
    assert await relay.stop() == 0
    await relay.start()
    ana = await classroom.student("Ana Silva")
    page = await ana.ask(ReadLog(ref=new_ref(), session=session), LogPage)
    assert page.upto == page.head
    said = [event["text"] for raw in page.events if "text" in (event := json.loads(bytes(raw)))]
    assert said == [f"line {n}" for n in range(5)]


async def test_private_words_reach_only_whom_they_are_for(classroom: SchoolOfTests) -> None:
    lee, ana, tom = await everybody(classroom)
    session = await classroom.live(lee)
    for client in (lee, ana, tom):
        await client.enter(session)
    await ana.do(post_message(session, "may I go?", private=True))
    await lee.do(post_message(session, "to all"))
    await tom.until(lambda: texts(tom, session) == ["to all"])
    await lee.until(lambda: texts(lee, session) == ["may I go?", "to all"])
    assert tom.rooms[session].upto == lee.rooms[session].upto
    await tom.close()
    again = await classroom.student("Tom Becker")
    await again.enter(session)
    assert texts(again, session) == ["to all"]
    page = await again.ask(ReadLog(ref=new_ref(), session=session), LogPage)
    assert b"may I go" not in b"".join(bytes(raw) for raw in page.events)


async def test_a_killed_relay_loses_nothing_that_it_answered(
    relay: RelayProcess, classroom: SchoolOfTests
) -> None:
    lee, ana = await classroom.teacher(), await classroom.student("Ana Silva")
    session = await classroom.live(lee)
    await lee.enter(session)
    place = await ana.enter(session)
    await ana.do(RaiseHand(ref=new_ref(), session=session))
    await ana.do(post_message(session, "acknowledged"))
    unanswered = post_message(session, "perhaps")
    await ana.send(unanswered)
    await relay.kill()
    await ana.cut()
    await relay.start()

    back, lee2 = await classroom.student("Ana Silva"), await classroom.teacher()
    back.rooms[session] = place
    await back.enter(session)
    await lee2.enter(session)
    await back.until(lambda: back.rooms[session].memories[People].is_here(lee2.me.id))
    await back.do(unanswered)
    await back.do(unanswered)
    assert texts(back, session) == ["acknowledged", "perhaps"]
    assert [h.account for h in back.rooms[session].memories[Hands].queue] == [back.me.id]
    hers, anas = lee2.rooms[session], back.rooms[session]
    await lee2.until(lambda: hers.upto == anas.upto)
    assert [e.seq for e in hers.told] == list(range(1, hers.upto + 1))
    assert [e.seq for e in anas.told] == [e.seq for e in hers.told if not isinstance(e, DoorSet)]


async def test_the_same_ref_again_gives_the_same_answer(classroom: SchoolOfTests) -> None:
    lee = await classroom.teacher()
    session = await classroom.live(lee)
    await lee.enter(session)
    command = post_message(session, "once")
    event = await lee.do(command)
    assert isinstance(event, MessagePosted)
    other = await classroom.teacher()
    answered = await other.do(command)
    assert isinstance(answered, Answered)
    assert (answered.first, answered.last) == (event.seq, event.seq)


async def test_a_cut_line_is_cleaned_up(classroom: SchoolOfTests) -> None:
    lee, ana = await classroom.teacher(), await classroom.student("Ana Silva")
    session = await classroom.live(lee)
    await lee.enter(session)
    await ana.enter(session)
    people = lee.rooms[session].memories[People]
    await lee.until(lambda: len(people.present()) == 2)
    await ana.cut()
    await lee.until(lambda: people.everybody[ana.me.id].state == "lost")
    assert (await show(lee, session)).participant_count == 0


async def test_leaving_is_not_being_lost(classroom: SchoolOfTests) -> None:
    lee, ana, tom = await everybody(classroom)
    session = await classroom.live(lee)
    for client in (lee, ana, tom):
        await client.enter(session)
    people = lee.rooms[session].memories[People]
    await lee.until(lambda: len(people.present()) == 3)
    await ana.ask(LeaveRoom(ref=new_ref(), session=session), LeftRoom)
    await tom.close()
    await lee.until(lambda: len(people.present()) == 1)
    assert [people.everybody[c.me.id].state for c in (ana, tom)] == ["left", "left"]
    with pytest.raises(NotAccepted, match="not_in_room"):
        await ana.do(post_message(session, "from outside"))


async def test_two_devices_of_one_account_count_once(classroom: SchoolOfTests) -> None:
    lee, laptop, _ = await everybody(classroom)
    phone = await classroom.student("Ana Silva")
    session = await classroom.live(lee)
    for client in (lee, laptop, phone):
        await client.enter(session)
    await laptop.do(post_message(session, "from the laptop"))
    await phone.do(post_message(session, "from the phone"))
    for client in (lee, laptop, phone):
        await hears(client, session, "from the laptop", "from the phone")
        await sees(client, session, 2)


async def test_a_full_session_refuses(classroom: SchoolOfTests) -> None:
    lee, ana, tom = await everybody(classroom)
    session = await classroom.live(lee, seats=1)
    await lee.enter(session)
    await ana.enter(session)
    with pytest.raises(NotAccepted, match="session_full"):
        await tom.enter(session)


async def test_a_removed_person_is_out_at_once_and_stays_out(classroom: SchoolOfTests) -> None:
    lee, ana = await classroom.teacher(), await classroom.student("Ana Silva")
    session = await classroom.live(lee)
    await lee.enter(session)
    await ana.enter(session)
    await lee.until(lambda: lee.rooms[session].memories[People].is_here(ana.me.id))
    await lee.do(RemovePerson(ref=new_ref(), session=session, account=ana.me.id))
    await ana.until(lambda: ana.rooms[session].memories[People].is_removed(ana.me.id))
    reached = ana.rooms[session].upto
    await lee.do(post_message(session, "not for her"))
    with pytest.raises(NotAccepted, match="removed"):
        await ana.do(post_message(session, "but"))
    assert ana.rooms[session].upto == reached
    back = await classroom.student("Ana Silva")
    with pytest.raises(NotAccepted, match="removed"):
        await back.enter(session)


async def test_a_wrong_token_is_refused_before_anything_is_shown(classroom: SchoolOfTests) -> None:
    with pytest.raises(InvalidStatus) as refused:
        await classroom.client("sb_wrong")
    assert refused.value.response.status_code == 401


async def test_a_visitor_may_only_sign_in(classroom: SchoolOfTests) -> None:
    visitor = await classroom.client()
    assert visitor.welcome.you is None
    with pytest.raises(NotAccepted, match="not_signed_in"):
        await visitor.ask(ListSessions(ref=new_ref()), SessionList)


async def test_a_student_of_another_class_gets_nothing(classroom: SchoolOfTests) -> None:
    lee = await classroom.teacher()
    session = await classroom.live(lee)
    physics = classroom.class_id
    classroom.class_id = (await lee.ask(MakeClass(ref=new_ref(), name="Art"), ClassReply)).school_class.id
    await classroom.add_students(lee, "Zoe Quinn")
    classroom.class_id = physics
    zoe = await classroom.student("Zoe Quinn")
    with pytest.raises(NotAccepted, match="not_enrolled"):
        await zoe.enter(session)
    with pytest.raises(NotAccepted):
        await zoe.ask(ReadLog(ref=new_ref(), session=session), LogPage)
    assert (await zoe.ask(ListSessions(ref=new_ref()), SessionList)).sessions == []


async def test_rubbish_is_answered_and_the_relay_stays_up(classroom: SchoolOfTests) -> None:
    ana = await classroom.student("Ana Silva")
    await ana.socket.send('{"t": "from_the_future", "ref": "x"}')
    await ana.until(lambda: "x" in ana._replies)
    assert ana._replies["x"].code == "unknown_type"  # type: ignore[attr-defined]
    await ana.socket.send("{")
    await ana.socket.wait_closed()
    assert ana.socket.close_code == 4400
    again = await classroom.student("Ana Silva")
    assert (await again.ask(ListSessions(ref=new_ref()), SessionList)).sessions == []


async def test_too_many_devices_of_one_account(classroom: SchoolOfTests) -> None:
    for _ in range(4):
        await classroom.student("Ana Silva")
    with pytest.raises(InvalidStatus) as refused:
        await classroom.student("Ana Silva")
    assert refused.value.response.status_code == 429


async def test_a_long_history_is_caught_up_in_pages(tmp_path: Path) -> None:
    async with school(
        tmp_path / "data", "Ana Silva", pace_factor=0, frames_per_second=0, bytes_per_second=0
    ) as (_, classroom):
        lee = await classroom.teacher()
        session = await classroom.live(lee)
        await lee.enter(session)
        for n in range(1000):
            await lee.send(post_message(session, f"{n}"))
        await lee.until(lambda: len(texts(lee, session)) == 1000)
        ana = await classroom.student("Ana Silva")
        room = await ana.enter(session)
        assert texts(ana, session) == [str(n) for n in range(1000)]
        assert 1000 // 64 <= room.pages <= 1000 // 64 + 3


async def test_the_teacher_away_pauses_and_then_ends(tmp_path: Path) -> None:
    settings = {"teacher_away_minutes": 0.05, "grace_seconds": 0.2, "gather_seconds": 0.1}
    async with school(tmp_path / "data", "Ana Silva", **settings) as (_, classroom):
        lee, ana = await classroom.teacher(), await classroom.student("Ana Silva")
        session = await classroom.live(lee)
        await lee.enter(session)
        room = await ana.enter(session)
        await ana.until(lambda: room.memories[People].is_here(lee.me.id))
        await lee.cut()
        await ana.until(lambda: room.memories[Lesson].paused)
        with pytest.raises(NotAccepted, match="teacher_away"):
            await ana.do(post_message(session, "hello?"))
        back = await classroom.teacher()
        await back.enter(session)
        await ana.until(lambda: not room.memories[Lesson].paused)
        await ana.do(post_message(session, "there you are"))
        await back.close()
        await ana.until(lambda: isinstance(room.told[-1], SessionEnded))
        assert room.memories[Lesson].ended_why == "teacher_gone"


async def test_sigterm_tells_everybody_and_is_quick(relay: RelayProcess, classroom: SchoolOfTests) -> None:
    assert CLOSE_SECONDS + CUT_SECONDS < 3
    ana = await classroom.student("Ana Silva")
    async with asyncio.timeout(PATIENCE):
        assert await relay.stop() == 0
    await ana.socket.wait_closed()
    assert (ana.socket.close_code, ana.socket.close_reason) == (1012, "restart")


async def test_health(relay: RelayProcess) -> None:
    context = ssl.create_default_context(cafile=str(relay.certificate))

    def get(path: str) -> tuple[int, str]:
        request = urllib.request.Request(f"https://127.0.0.1:{relay.ready['port']}{path}")
        with urllib.request.urlopen(request, context=context) as answer:
            return answer.status, answer.read().decode()

    status, body = await asyncio.to_thread(get, "/health")
    assert (status, json.loads(body)["status"]) == (200, "ok")
    with pytest.raises(urllib.error.HTTPError, match="404"):
        await asyncio.to_thread(get, "/secrets")


async def test_a_low_disk_refuses_writing_and_still_shows(tmp_path: Path) -> None:
    async with school(tmp_path / "data", "Ana Silva") as (relay, classroom):
        lee = await classroom.teacher()
        session = await classroom.live(lee)
        await lee.enter(session)
        await lee.do(post_message(session, "before"))
        await relay.stop()
        relay.settings["disk_low_mb"] = 10**9
        await relay.start()
        ana = await classroom.student("Ana Silva")
        assert ana.welcome.disk_low
        await ana.enter(session)
        assert texts(ana, session) == ["before"]
        with pytest.raises(NotAccepted, match="disk_low"):
            await ana.do(post_message(session, "no room"))
