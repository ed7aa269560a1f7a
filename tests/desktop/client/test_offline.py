"""Offline first, on a real relay: rooms go on from the disk, and what was said goes out exactly once."""

import asyncio
import dataclasses
import os
import random
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from desktop.client import DiskAccountCache, PendingCommand, RelayClient, RoomClient, Store, Trouble
from relay.protocol.base import ChatLine, Event, RoomCommand
from relay.protocol.chat import Chat, PostMessage
from relay.protocol.hands import Hands, LowerHand, RaiseHand
from relay.protocol.lesson import EndSession, Lesson
from relay.protocol.people import People
from relay.shared.ids import new_ref
from tests.desktop.classroom import PlainClassroom, until
from tests.patience import PATIENCE


@asynccontextmanager
async def desk(classroom: PlainClassroom, profile: Path, name: str = "Ana") -> AsyncIterator[RelayClient]:
    """A started line with all that is kept on a profile, as a program has it; not waited for."""
    troubles: list[Trouble] = []
    if name not in classroom.tokens:
        await classroom.add_students(name)
    store = Store(profile, 10_000_000, troubles.append)
    await store.open()
    keep = await DiskAccountCache.open(store, classroom.process.ready["pin"], name.lower())
    relay = RelayClient(classroom.address, classroom.process.ready["pin"], classroom.tokens[name], cache=keep)
    relay.start()
    try:
        yield relay
    finally:
        await relay.leave_rooms()
        await relay.close()
        await store.close()
        assert not troubles


def say(room: RoomClient, text: str) -> str:
    return room.send(PostMessage(ref=new_ref(), session=room.session_id, text=text)).ref


def said(room: RoomClient) -> list[ChatLine]:
    return [message for message in room.memories[Chat].messages if message.kind != "system"]


def texts(room: RoomClient) -> list[str]:
    return [message.text for message in said(room)]


async def test_a_room_goes_on_from_the_disk_after_the_program_was_closed(
    classroom: PlainClassroom, tmp_path: Path
) -> None:
    teacher = await classroom.teacher_room()
    async with desk(classroom, tmp_path) as ana:
        room = await classroom.room(ana)
        for number in range(5):
            say(teacher, f"before {number}")
        await until(lambda: len(texts(room)) == 5)
        upto = room.upto
    for number in range(5):
        say(teacher, f"after {number}")
    await until(lambda: len(texts(teacher)) == 10)
    async with desk(classroom, tmp_path) as ana:
        told: list[Event] = []
        room = ana.room(classroom.session)
        room.on_told.connect(lambda events, live: told.extend(events))
        await until(lambda: room.caught_up and room.upto == teacher.upto)
        assert texts(room) == texts(teacher)
        assert room.memories[Chat] == teacher.memories[Chat]
        assert room.memories[People] == teacher.memories[People]
        assert min(event.seq for event in told) > upto - 1, "only what was missed is told again"


async def test_another_log_clears_what_was_kept(classroom: PlainClassroom, tmp_path: Path) -> None:
    teacher = await classroom.teacher_room()
    async with desk(classroom, tmp_path) as ana:
        room = await classroom.room(ana)
        say(teacher, "kept")
        await until(lambda: texts(room) == ["kept"])
        upto = room.upto
    keep = ana.cache
    async with desk(classroom, tmp_path) as ana:
        keep = ana.cache
        await until(lambda: ana.welcome is not None)  # at which logs of another epoch are forgotten
        position = await keep.log_position(classroom.session)
        assert position is not None
        assert position.upto >= upto
        lies = type(position)(
            "01J0000000000000000000000E", position.role, position.upto, position.seen, position.seen_ref
        )
        pages = await keep.pages(classroom.session, 0)
        keep.drop_log(classroom.session)
        for page in pages:
            at = dataclasses.replace(lies, upto=page.upto, as_of=1)
            keep.put_page(classroom.session, page, at)
        afresh: list[int] = []
        room = ana.room(classroom.session)
        room.on_afresh.connect(lambda: afresh.append(room.upto))
        await until(lambda: room.caught_up)
        await until(lambda: texts(room) == ["kept"])
        assert afresh == [position.upto, 0]
        now = await keep.log_position(classroom.session)
        assert now is not None
        assert now.epoch != lies.epoch


async def test_what_waits_survives_the_program_and_goes_out_once_without_its_room(
    classroom: PlainClassroom, tmp_path: Path
) -> None:
    async with desk(classroom, tmp_path) as ana:
        room = await classroom.room(ana)
        await classroom.process.kill()
        await until(lambda: ana.state.kind != "connected")
        for number in range(7):
            say(room, f"said {number}")
        room.send(RaiseHand(ref=new_ref(), session=room.session_id))
        await until(lambda: all(waiting.safe for waiting in room.waiting))
    await classroom.process.start()
    teacher = await classroom.teacher_room()
    async with desk(classroom, tmp_path) as ana:
        changes: list[str] = []
        ana.on_waiting_changed.connect(changes.append)
        await until(lambda: ana.welcome is not None and len(texts(teacher)) == 7)
        assert texts(teacher) == [f"said {number}" for number in range(7)]
        assert all(0 < message.said_at < message.at for message in said(teacher))
        await until(lambda: not ana.unsent)
        assert changes
        await until(lambda: not teacher.memories[People].is_here(ana.me.id if ana.me else ""))
        refused = [w for waiting in ana.waiting().values() for w in waiting]
        assert [(type(w.command), w.state, w.code) for w in refused] == [(RaiseHand, "refused", "not_there")]
    assert len(texts(teacher)) == 7


async def leave_behind(classroom: PlainClassroom, profile: Path, *commands: RoomCommand) -> None:
    """Ana's program was killed with this on its disk."""
    async with desk(classroom, profile) as ana:
        await until(lambda: ana.welcome is not None)
        now = ana.now()
    async with desk(classroom, profile) as ana:
        await ana.close()
        for command in commands:
            waiting = PendingCommand(command.ref, command, "waiting", "", now)
            ana.cache.outbox(command.session).add_command(waiting, lambda: None)


async def test_a_hand_of_a_killed_program_waits_for_its_person(
    classroom: PlainClassroom, tmp_path: Path
) -> None:
    teacher = await classroom.teacher_room()
    hand = RaiseHand(ref=new_ref(), session=classroom.session)
    message = PostMessage(ref=new_ref(), session=classroom.session, text="goes ahead")
    lowered = LowerHand(ref=new_ref(), session=classroom.session)
    await leave_behind(classroom, tmp_path, hand, message, lowered)
    async with desk(classroom, tmp_path) as ana:
        await until(lambda: texts(teacher) == ["goes ahead"])
        await until(lambda: not ana.is_open(classroom.session))
        assert not teacher.memories[Hands].queue
        left = ana.waiting()[classroom.session]
        assert [(w.state, w.code) for w in left] == [("waiting", ""), ("refused", "not_there")]
        room = await classroom.room(ana)
        await until(lambda: teacher.memories[Hands].queue)
        raised = teacher.memories[Hands].queue[0]
        assert 0 < raised.said_at < raised.raised_at
        await until(lambda: [w.code for w in room.waiting] == ["not_there"])


async def test_what_waits_for_a_lesson_that_has_ended_is_refused_and_says_so(
    classroom: PlainClassroom, tmp_path: Path
) -> None:
    await leave_behind(
        classroom,
        tmp_path,
        PostMessage(ref=new_ref(), session=classroom.session, text="too late"),
        RaiseHand(ref=new_ref(), session=classroom.session),
    )
    teacher = await classroom.teacher_room()
    teacher.send(EndSession(ref=new_ref(), session=classroom.session))
    await until(lambda: teacher.memories[Lesson].ended_at)
    for _ in range(2):  # the second program still knows
        async with desk(classroom, tmp_path) as ana:
            await until(lambda: ana.welcome is not None and not ana.unsent)
            found = [(w.state, w.code) for w in ana.waiting()[classroom.session]]
            assert found == [("refused", "session_not_live")] * 2
    async with desk(classroom, tmp_path) as ana:
        await until(ana.cache.waiting)
        for waiting in ana.waiting()[classroom.session]:
            ana.discard(classroom.session, waiting.ref)
        assert not ana.waiting()


async def test_a_hand_alone_does_not_wait_for_a_lesson_that_is_over(
    classroom: PlainClassroom, tmp_path: Path
) -> None:
    await leave_behind(classroom, tmp_path, RaiseHand(ref=new_ref(), session=classroom.session))
    teacher = await classroom.teacher_room()
    async with desk(classroom, tmp_path) as ana:
        await until(lambda: ana.welcome is not None)
        assert ana.unsent
        teacher.send(EndSession(ref=new_ref(), session=classroom.session))
        await until(lambda: not ana.unsent)
        assert [w.code for w in ana.waiting()[classroom.session]] == ["session_not_live"]


async def test_who_opens_the_room_while_it_is_posted_stays_in_it(
    classroom: PlainClassroom, tmp_path: Path
) -> None:
    teacher = await classroom.teacher_room()
    await leave_behind(
        classroom,
        tmp_path,
        *(PostMessage(ref=new_ref(), session=classroom.session, text=f"{n}") for n in range(8)),
    )
    async with desk(classroom, tmp_path) as ana:
        await until(lambda: ana.is_open(classroom.session))
        room = await classroom.room(ana)
        assert not room.background
        await until(lambda: len(texts(room)) >= 8 and len(texts(teacher)) >= 8)
        assert texts(room) == texts(teacher) == [str(n) for n in range(8)]
        say(teacher, "all the others")
        await until(lambda: "all the others" in texts(room))
        assert room.is_in
        assert not room.over


async def test_killed_desktops_and_a_killed_relay_say_everything_once_and_in_order(
    classroom: PlainClassroom, tmp_path: Path
) -> None:
    await classroom.add_students("Ana")
    witness = await classroom.teacher_room()
    chance = random.Random(3)
    command = [sys.executable, "-m", "tests.desktop.client.talker", str(tmp_path / "profile")]
    ready = classroom.process.ready
    where = [str(ready["port"]), ready["pin"], classroom.tokens["Ana"], classroom.session]
    environment = os.environ | {"TALKER": "ana"}
    safe: list[int] = []
    first = 0
    async with desk(classroom, tmp_path / "profile") as ana:  # it has been here before
        await until(lambda: ana.welcome is not None)
    for turn in range(2):
        process = await asyncio.create_subprocess_exec(
            *command, *where, str(first), "4", stdout=PIPE, env=environment
        )
        assert process.stdout is not None
        safe.append(int(await process.stdout.readline()))
        if turn == 1:
            await classroom.process.kill()
        await asyncio.sleep(chance.random() * 1.5)
        process.kill()
        rest, _ = await process.communicate()
        safe += [int(line) for line in rest.split()]
        if turn == 1:
            await classroom.process.start()
        first += 4
    process = await asyncio.create_subprocess_exec(*command, *where, "0", "0", env=environment)
    async with asyncio.timeout(PATIENCE):
        assert await process.wait() == 0
    await until(lambda: witness.caught_up)
    numbers = [int(text.removeprefix("line ")) for text in texts(witness)]
    assert numbers == sorted(set(numbers)), "once, and in order"
    assert set(safe) <= set(numbers)
    assert len(safe) >= 2
