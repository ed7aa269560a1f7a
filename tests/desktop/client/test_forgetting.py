"""What was erased or hidden on the relay is forgotten by programs that kept it, when they next connect."""

from functools import partial
from pathlib import Path

from desktop.client import RoomClient
from relay.protocol.chat import Chat
from relay.protocol.hiding import HideMessage
from relay.protocol.safekeeping import ErasePerson, PersonErased
from relay.protocol.sessions import ListSessions, SessionList
from relay.shared.ids import new_ref
from tests.desktop.classroom import PlainClassroom, asked, until
from tests.desktop.client.test_offline import desk, said, say, texts

SECRET = "xylophone"


def bytes_in(profile: Path) -> bytes:
    return b"".join(file.read_bytes() for file in profile.rglob("*") if file.is_file())


def hide(teacher: RoomClient, number: int) -> None:
    teacher.send(HideMessage(ref=new_ref(), session=teacher.session_id, message=number))


def reads(room: RoomClient, message: tuple[str, str | None]) -> bool:
    """Whether this one message is in the chat, with what is said of its being hidden."""
    return [(line.text, line.line) for line in said(room)] == [message]


async def test_without_opening_the_lesson_again(classroom: PlainClassroom, tmp_path: Path) -> None:
    profile = tmp_path / "Bo's"
    ana = await classroom.student_room("Ana")
    say(ana, SECRET)
    async with desk(classroom, profile, "Bo") as bo:
        room = await classroom.room(bo)
        await until(lambda: texts(room) == [SECRET])
    assert SECRET.encode() in bytes_in(profile), "it was not kept: this proves nothing"
    teacher = await classroom.teacher()
    await asked(teacher, ErasePerson(ref=new_ref(), account=ana.me.id), PersonErased)
    async with desk(classroom, profile, "Bo") as bo:
        await until(lambda: bo.welcome is not None)
        await bo.cache.settle()
    assert SECRET.encode() not in bytes_in(profile)
    async with desk(classroom, profile, "Bo") as bo:
        room = await classroom.room(bo)
        assert texts(room) == ["[erased]"]


async def test_while_connected_too(classroom: PlainClassroom, tmp_path: Path) -> None:
    """A lesson that is over, kept and shown nowhere."""
    profile = tmp_path / "Bo's"
    ana = await classroom.student_room("Ana")
    say(ana, SECRET)
    async with desk(classroom, profile, "Bo") as bo:
        room = await classroom.room(bo)
        await until(lambda: texts(room) == [SECRET])
        await room.leave()
        await bo.cache.settle()
        teacher = await classroom.teacher()
        before = bo.welcome
        await asked(teacher, ErasePerson(ref=new_ref(), account=ana.me.id), PersonErased)
        await until(lambda: bo.welcome is not before)
    assert SECRET.encode() not in bytes_in(profile)


async def test_what_is_hidden_while_one_is_there(classroom: PlainClassroom, tmp_path: Path) -> None:
    """The event takes it off the disk, whether it had been written or was about to be."""
    profile = tmp_path / "Bo's"
    ana, teacher = await classroom.student_room("Ana"), await classroom.teacher_room()
    async with desk(classroom, profile, "Bo") as bo:
        room = await classroom.room(bo)
        for text, settled in ((SECRET, True), (SECRET, False)):
            say(ana, text)
            await until(lambda: texts(room)[-1:] == [SECRET])
            if settled:
                await bo.cache.settle()
                assert SECRET.encode() in bytes_in(profile), "it was not kept: this proves nothing"
            hide(teacher, said(room)[-1].id)
            await until(lambda: SECRET not in texts(room))
            await bo.cache.settle()
            assert SECRET.encode() not in bytes_in(profile)
            assert await bo.cache.search(SECRET) == set()
        upto, memories = room.upto, room.memories
    assert SECRET.encode() not in bytes_in(profile)
    async with desk(classroom, profile, "Bo") as bo:
        room = bo.room(classroom.session)
        await until(lambda: room.upto >= upto)
        assert room.memories[Chat].messages[: len(memories[Chat].messages)] == memories[Chat].messages
        await until(lambda: room.caught_up)


async def test_what_was_hidden_while_one_was_away(classroom: PlainClassroom, tmp_path: Path) -> None:
    """Without opening the lesson again: the list of sessions says that something was hidden."""
    profile = tmp_path / "Bo's"
    ana, teacher = await classroom.student_room("Ana"), await classroom.teacher_room()
    say(ana, SECRET)
    say(ana, "and more")
    async with desk(classroom, profile, "Bo") as bo:
        room = await classroom.room(bo)
        await until(lambda: texts(room) == [SECRET, "and more"])
    assert SECRET.encode() in bytes_in(profile), "it was not kept: this proves nothing"
    await until(lambda: said(teacher))
    hide(teacher, said(teacher)[0].id)
    await until(lambda: [line.line for line in said(teacher)][:1] == ["hidden"])
    async with desk(classroom, profile, "Bo") as bo:
        await until(lambda: bo.welcome is not None)
        listed = await asked(bo, ListSessions(ref=new_ref()), SessionList)
        bo.cache.put_sessions(listed.sessions, 1)
        await bo.cache.settle()
        assert SECRET.encode() not in bytes_in(profile)
        assert await bo.cache.log_position(classroom.session) is None


async def test_who_comes_back_to_the_lesson(classroom: PlainClassroom, tmp_path: Path) -> None:
    profile = tmp_path / "Bo's"
    ana, teacher = await classroom.student_room("Ana"), await classroom.teacher_room()
    say(ana, SECRET)
    async with desk(classroom, profile, "Bo") as bo:
        room = await classroom.room(bo)
        await until(lambda: texts(room) == [SECRET])
    await until(lambda: said(teacher))
    hide(teacher, said(teacher)[0].id)
    await until(lambda: [line.line for line in said(teacher)][:1] == ["hidden"])
    async with desk(classroom, profile, "Bo") as bo:
        room = await classroom.room(bo)
        await until(lambda: room.caught_up and room.upto >= teacher.upto and texts(room) == [])
        await bo.cache.settle()
        assert SECRET.encode() not in bytes_in(profile)


async def test_its_author_and_the_teacher_still_have_it(classroom: PlainClassroom, tmp_path: Path) -> None:
    profile = tmp_path / "Bo's"
    teacher = await classroom.teacher_room()
    async with desk(classroom, profile, "Bo") as bo:
        room = await classroom.room(bo)
        say(room, SECRET)
        await until(lambda: texts(teacher) == [SECRET])
        hide(teacher, said(teacher)[0].id)
        for one in (room, teacher):
            await until(partial(reads, one, (SECRET, "hidden")))
    async with desk(classroom, profile, "Bo") as bo:
        room = await classroom.room(bo)
        await until(partial(reads, room, (SECRET, "hidden")))
        assert await bo.cache.search(SECRET) == {classroom.session}
