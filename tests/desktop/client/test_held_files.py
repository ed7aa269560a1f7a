"""What is said and names files: these wait in the outbox, go first, and hold nothing else up."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE
from pathlib import Path

from desktop.client import PendingCommand, RelayClient, RoomClient
from relay.protocol.chat import Chat, PostMessage
from relay.protocol.hands import Hands, RaiseHand
from relay.shared.ids import new_ref
from tests.chaos import chaos_before
from tests.desktop.classroom import PlainClassroom, until
from tests.desktop.client.files_at_relay import desk, held_files, named, some_bytes
from tests.patience import PATIENCE

SIZE = 1_200_000
DATA = some_bytes(SIZE)
FILE = named(DATA)


def texts(room: RoomClient) -> list[str]:
    return [message.text for message in room.memories[Chat].messages if message.kind != "system"]


def post(room: RoomClient, text: str) -> PostMessage:
    return PostMessage(ref=new_ref(), session=room.session_id, text=text)


async def say_with_file(room: RoomClient, data: bytes = DATA, name: str = "essay.odt") -> PendingCommand:
    held = await room.hold(data, "", name)
    assert held.file == named(data)
    return room.send(post(room, "with a file"), [held])


def done(client: RelayClient) -> int:
    return (client.files.progress(FILE.hash) or (0, 0))[0]


async def test_it_goes_when_its_file_is_at_the_relay_and_the_copy_goes_then(
    classroom: PlainClassroom, tmp_path: Path
) -> None:
    witness = await classroom.teacher_room()
    path = tmp_path / "essay.odt"
    path.write_bytes(DATA)
    async with desk(classroom, tmp_path / "profile") as ana:
        room = await classroom.room(ana)
        held = await room.hold(path, "", path.name)
        path.write_bytes(b"another one since")
        waiting = room.send(post(room, "with a file"), [held])
        assert [one.name for one in held_files(tmp_path / "profile")] == [FILE.hash]
        await until(lambda: texts(witness) == ["with a file"])
        assert waiting.files[0].kept
        await until(lambda: not room.waiting)
        await until(lambda: held_files(tmp_path / "profile") == [])


async def test_it_holds_up_neither_words_nor_hands(classroom: PlainClassroom, tmp_path: Path) -> None:
    """What is of its own subject waits behind it: it might name what comes with it."""
    witness = await classroom.teacher_room()
    await classroom.add_students("Ana")
    async with chaos_before(classroom.process.ready["port"]) as proxy:
        classroom.port, proxy.rate = proxy.listens_on, 500_000
        async with desk(classroom, tmp_path) as ana:
            room = await classroom.room(ana)
            await say_with_file(room)
            room.send(RaiseHand(ref=new_ref(), session=room.session_id))
            await until(lambda: witness.memories[Hands].queue)
            await until(lambda: done(ana))
            assert texts(witness) == []
            assert [one.state for one in room.waiting] == ["waiting"]
            proxy.rate = 0
            await until(lambda: texts(witness) == ["with a file"])


async def test_it_survives_the_program_and_the_line_and_goes_without_its_room(
    classroom: PlainClassroom, tmp_path: Path
) -> None:
    await classroom.add_students("Ana")
    async with desk(classroom, tmp_path) as ana:
        room = await classroom.room(ana)
        await classroom.process.kill()
        await until(lambda: ana.state.kind != "connected")
        waiting = await say_with_file(room)
        await until(lambda: waiting.safe)
        assert ana.unsent
    assert [one.name for one in held_files(tmp_path)] == [FILE.hash]
    await classroom.process.start()
    witness = await classroom.teacher_room()
    async with desk(classroom, tmp_path) as ana:
        await until(lambda: texts(witness) == ["with a file"])
        await until(lambda: not ana.unsent)
        assert ana.waiting() == {}
    assert held_files(tmp_path) == []


async def test_who_leaves_the_room_has_it_sent_on_where_it_was(
    classroom: PlainClassroom, tmp_path: Path
) -> None:
    witness = await classroom.teacher_room()
    await classroom.add_students("Ana")
    async with chaos_before(classroom.process.ready["port"]) as proxy:
        classroom.port, proxy.rate = proxy.listens_on, 2_000_000
        async with desk(classroom, tmp_path) as ana:
            room = await classroom.room(ana)
            proxy.passed = 0
            await say_with_file(room)
            await until(lambda: done(ana) > 300_000)
            await room.leave()
            await until(lambda: texts(witness) == ["with a file"])
            assert proxy.passed < SIZE * 1.1 + 600_000
            await until(lambda: not ana.is_open(classroom.session))


async def test_what_is_discarded_is_sent_no_further_and_its_copy_goes(
    classroom: PlainClassroom, tmp_path: Path
) -> None:
    await classroom.add_students("Ana")
    async with chaos_before(classroom.process.ready["port"]) as proxy:
        classroom.port, proxy.rate = proxy.listens_on, 1_000_000
        async with desk(classroom, tmp_path) as ana:
            room = await classroom.room(ana)
            first, second = await say_with_file(room), await say_with_file(room, some_bytes(50_000, 2))
            await until(lambda: done(ana))
            room.discard(first.ref)
            await until(lambda: not room.waiting)
            await until(lambda: held_files(tmp_path) == [])
            assert second.files[0].kept
            assert ana.files.progress(FILE.hash) is None


async def test_a_file_that_is_not_taken_refuses_what_names_it_and_nothing_else(
    classroom: PlainClassroom, tmp_path: Path
) -> None:
    witness = await classroom.teacher_room()
    async with desk(classroom, tmp_path) as ana:
        room = await classroom.room(ana)
        waiting = await say_with_file(room, name="game.exe")
        room.send(post(room, "after it"))
        await until(lambda: texts(witness) == ["after it"])
        assert (waiting.state, waiting.code) == ("refused", "wrong_kind")
        assert len(held_files(tmp_path)) == 1, "it may be looked at until it is discarded"
        room.discard(waiting.ref)
        await until(lambda: held_files(tmp_path) == [])


async def test_a_copy_that_is_gone_refuses_what_names_it(classroom: PlainClassroom, tmp_path: Path) -> None:
    await classroom.add_students("Ana")
    async with desk(classroom, tmp_path) as ana:
        room = await classroom.room(ana)
        await classroom.process.kill()
        await until(lambda: ana.state.kind != "connected")
        waiting = await say_with_file(room)
        await until(lambda: waiting.safe)
    held_files(tmp_path)[0].unlink()
    await classroom.process.start()
    async with desk(classroom, tmp_path) as ana:
        await until(lambda: not ana.unsent)
        found = [(w.state, w.code) for w in ana.waiting()[classroom.session]]
        assert found == [("refused", "file_unreadable")]


async def test_copies_of_a_program_that_was_killed_before_it_said_anything_go(
    classroom: PlainClassroom, tmp_path: Path
) -> None:
    async with desk(classroom, tmp_path) as ana:
        room = await classroom.room(ana)
        await room.hold(b"never said", "", "draft.txt")
    async with desk(classroom, tmp_path) as ana:
        room = await classroom.room(ana)
        await room.hold(DATA, "", "essay.odt")
        assert [one.name for one in held_files(tmp_path)] == [FILE.hash]


async def test_a_killed_desktop_goes_on_and_says_it_once(classroom: PlainClassroom, tmp_path: Path) -> None:
    witness = await classroom.teacher_room()
    path = tmp_path / "essay.odt"
    path.write_bytes(DATA)
    async with desk(classroom, tmp_path / "profile"):
        pass  # it has been here before
    ready = classroom.process.ready
    command = [sys.executable, "-m", "tests.desktop.client.hander", str(tmp_path / "profile")]
    environment = os.environ | {"TALKER": "ana"}
    async with chaos_before(ready["port"]) as proxy:
        proxy.rate = 1_000_000
        where = [str(proxy.listens_on), ready["pin"], classroom.tokens["Ana"], classroom.session]
        process = await asyncio.create_subprocess_exec(
            *command, *where, str(path), stdout=PIPE, env=environment
        )
        assert process.stdout is not None
        had = 0
        async with asyncio.timeout(PATIENCE):
            while had < 500_000:
                had = int(await process.stdout.readline())
        process.kill()
        await process.communicate()
        path.unlink()
        assert texts(witness) == []
        proxy.passed = 0
        process = await asyncio.create_subprocess_exec(*command, *where, "", env=environment)
        async with asyncio.timeout(PATIENCE):
            assert await process.wait() == 0
        assert proxy.passed < (SIZE - had) * 1.1 + 200_000
    await until(lambda: texts(witness) == [FILE.hash])
    assert held_files(tmp_path / "profile") == []
