"""What has been erased on the relay is forgotten by programs that kept it, when they next connect."""

from pathlib import Path

from relay.protocol.safekeeping import ErasePerson, PersonErased
from relay.shared.ids import new_ref
from tests.desktop.classroom import PlainClassroom, asked, until
from tests.desktop.client.test_offline import desk, say, texts

SECRET = "xylophone"


def bytes_in(profile: Path) -> bytes:
    return b"".join(file.read_bytes() for file in profile.rglob("*") if file.is_file())


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
