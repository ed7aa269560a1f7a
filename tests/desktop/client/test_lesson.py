"""A lesson over the real line and the real relay, with faults in between."""

import random

import psutil
import pytest

from desktop.client import RoomClient
from relay.protocol.base import Event
from relay.protocol.chat import Chat
from relay.protocol.hands import Hands, LowerHand
from relay.protocol.lesson import EndSession, Lesson
from relay.protocol.people import People, RemovePerson
from relay.shared.ids import new_ref
from tests.chaos import chaos_before
from tests.desktop.classroom import PlainClassroom, hand, message, until


def texts(room: RoomClient) -> list[str]:
    return [m.text for m in room.memories[Chat].messages if m.kind != "system"]


def numbers(room: RoomClient) -> list[int]:
    """The numbers of the events a room tells from now on."""
    seen: list[int] = []

    def told(events: list[Event], live: bool) -> None:
        seen.extend(event.seq for event in events)

    room.on_told.connect(told)
    return seen


async def test_everybody_has_the_same_lesson(classroom: PlainClassroom) -> None:
    teacher = await classroom.teacher_room()
    ana = await classroom.student_room("Ana")
    ben = await classroom.student_room("Ben")
    assert (teacher.role, ana.role) == ("teacher", "student")
    ana.send(message(ana, "hello"))
    ben.send(hand(ben))
    rooms = (teacher, ana, ben)
    await until(lambda: all(r.memories[Hands].is_up(ben.me.id) and texts(r) == ["hello"] for r in rooms))
    late = await classroom.student_room("Cleo")
    await until(lambda: late.upto == teacher.upto)
    assert texts(late) == ["hello"]
    assert [h.account for h in late.memories[Hands].queue] == [ben.me.id]
    teacher.send(LowerHand(ref=new_ref(), session=teacher.session_id, account=ben.me.id))
    await until(lambda: not any(r.memories[Hands].queue for r in (*rooms, late)))
    assert not any(r.waiting for r in rooms)


async def test_what_is_said_too_fast_waits_its_turn_and_keeps_its_order(classroom: PlainClassroom) -> None:
    ana = await classroom.student_room("Ana")
    refused: list[object] = []
    ana.on_refused.connect(refused.append)
    for n in range(7):
        ana.send(message(ana, f"{n}"))
    await until(lambda: not ana.waiting)
    assert texts(ana) == [f"{n}" for n in range(7)]
    assert refused == []


async def test_said_while_the_line_was_down_arrives_with_its_time(classroom: PlainClassroom) -> None:
    teacher = await classroom.teacher_room()
    async with chaos_before(classroom.process.ready["port"]) as proxy:
        classroom.port = proxy.listens_on
        line = await classroom.student("Ana")
        ana = await classroom.room(line)
        await proxy.stop()
        await until(lambda: line.state.kind == "reconnecting")
        waiting = ana.send(message(ana, "can you hear me?"))
        ana.send(hand(ana))
        assert waiting.state == "waiting"
        await proxy.start()
        line.wake()
        await until(lambda: texts(teacher) == ["can you hear me?"])
        await until(lambda: teacher.memories[Hands].is_up(ana.me.id))
        said = teacher.memories[Chat].messages[-1]
        assert 0 < said.said_at <= said.at
        await until(lambda: not ana.waiting)


async def test_the_lesson_survives_kills_and_cuts(classroom: PlainClassroom) -> None:
    """What two people say arrives once each and in each one's order, through cuts, resets and kill -9."""
    chance = random.Random(8)
    teacher = await classroom.teacher_room()
    async with chaos_before(classroom.process.ready["port"]) as proxy:
        classroom.port = proxy.listens_on
        ana = await classroom.student_room("Ana")
        seen = {teacher: numbers(teacher), ana: numbers(ana)}
        at_first = {room: room.upto for room in seen}
        said: dict[RoomClient, list[str]] = {teacher: [], ana: []}
        for n in range(6):
            for room, lines in said.items():
                lines.append(f"{room.role} {n}")
                room.send(message(room, lines[-1]))
            match chance.randrange(4):
                case 0:
                    proxy.cut()
                case 1:
                    proxy.reset()
                case 2:
                    process = classroom.process.process
                    assert process is not None
                    psutil.Process(process.pid).kill()
                    await process.wait()
                    await classroom.process.start()
            await until(lambda: teacher.is_in and ana.is_in)
        await until(lambda: not teacher.waiting and not ana.waiting)
        await until(lambda: teacher.upto == ana.upto)
        for room, lines in said.items():
            assert [text for text in texts(teacher) if text in lines] == lines
            assert [text for text in texts(ana) if text in lines] == lines, room.role
        assert texts(teacher) == texts(ana)
        for room, told in seen.items():
            assert told == list(range(at_first[room] + 1, room.upto + 1)), "each once, without gaps"


async def test_a_copy_of_the_lesson_made_late_is_the_same(classroom: PlainClassroom) -> None:
    teacher = await classroom.teacher_room()
    ana = await classroom.student_room("Ana")
    for n in range(5):
        teacher.send(message(teacher, f"{n}"))
        ana.send(message(ana, f"a{n}"))
    await until(lambda: not teacher.waiting and not ana.waiting)
    late = await classroom.teacher_room()
    await until(lambda: late.upto == teacher.upto)
    for kind in (Chat, Hands, People, Lesson):
        assert late.memories[kind] == teacher.memories[kind]


async def test_who_is_removed_is_out_and_stays_out(classroom: PlainClassroom) -> None:
    teacher = await classroom.teacher_room()
    line = await classroom.student("Ana")
    ana = await classroom.room(line)
    await until(lambda: teacher.memories[People].is_here(ana.me.id))
    ends: list[str] = []
    ana.on_closed.connect(ends.append)
    teacher.send(RemovePerson(ref=new_ref(), session=teacher.session_id, account=ana.me.id))
    await until(lambda: ends)
    assert ends == ["removed"]
    again = line.room(classroom.session)
    await until(lambda: again.over)
    assert again is not ana


async def test_a_full_room_says_so(classroom: PlainClassroom) -> None:
    teacher = await classroom.teacher()
    session = await classroom.live_lesson(teacher, seats=1)
    await classroom.room(await classroom.student("Ana"), session)
    line = await classroom.student("Ben")
    ends: list[str] = []
    line.room(session).on_closed.connect(ends.append)
    await until(lambda: ends)
    assert ends == ["session_full"]


async def test_the_end_reaches_who_was_away_for_it(classroom: PlainClassroom) -> None:
    teacher = await classroom.teacher_room()
    async with chaos_before(classroom.process.ready["port"]) as proxy:
        classroom.port = proxy.listens_on
        line = await classroom.student("Ana")
        ana = await classroom.room(line)
        seen = numbers(ana)
        upto = ana.upto
        await proxy.stop()
        await until(lambda: line.state.kind == "reconnecting")
        late = ana.send(message(ana, "too late"))
        teacher.send(message(teacher, "goodbye"))
        await until(lambda: not teacher.waiting)
        teacher.send(EndSession(ref=new_ref(), session=teacher.session_id))
        await until(lambda: teacher.memories[Lesson].ended_at > 0)
        assert not teacher.waiting
        await proxy.start()
        line.wake()
        await until(lambda: ana.over)
        assert ana.memories[Lesson].ended_why == "teacher"
        assert texts(ana) == ["goodbye"]
        assert (late.state, late.code) == ("refused", "session_not_live")
        assert seen == list(range(upto + 1, ana.upto + 1))
        assert ana.upto == teacher.upto


async def test_leaving_is_told_as_left(classroom: PlainClassroom) -> None:
    teacher = await classroom.teacher_room()
    line = await classroom.student("Ana")
    ana = await classroom.room(line)
    await until(lambda: teacher.memories[People].is_here(ana.me.id))
    await ana.leave()
    await until(lambda: teacher.memories[People].everybody[ana.me.id].state == "left")
    back = await classroom.room(line)
    await until(lambda: teacher.memories[People].is_here(ana.me.id))
    assert back is not ana


async def test_a_line_that_is_lost_is_told_as_lost(classroom: PlainClassroom) -> None:
    teacher = await classroom.teacher_room()
    async with chaos_before(classroom.process.ready["port"]) as proxy:
        classroom.port = proxy.listens_on
        ana = await classroom.student_room("Ana")
        await until(lambda: teacher.memories[People].is_here(ana.me.id))
        await proxy.stop()
        await until(lambda: teacher.memories[People].everybody[ana.me.id].state == "lost")


@pytest.mark.parametrize("seconds_a_byte", [0, 1 / 30_000])
async def test_a_line_in_small_pieces_carries_a_lesson(
    classroom: PlainClassroom, seconds_a_byte: float
) -> None:
    async with chaos_before(classroom.process.ready["port"]) as proxy:
        proxy.chop, proxy.rate = 11, 1 / seconds_a_byte if seconds_a_byte else 0
        classroom.port = proxy.listens_on
        ana = await classroom.student_room("Ana")
        ana.send(message(ana, "å" * 1500))
        await until(lambda: texts(ana) == ["å" * 1500])
