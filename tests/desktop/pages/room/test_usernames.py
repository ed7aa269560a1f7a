"""The user names by which a teacher tells apart who have one name."""

from desktop.pages.room.usernames import Usernames
from tests.desktop.classroom import Classroom, until


async def test_a_teacher_is_told_them_and_a_student_is_not(classroom: Classroom) -> None:
    await classroom.add_students("Ana Silva", "Tom Becker")
    told: list[dict[str, str]] = []
    names = Usernames(await classroom.teacher_room())
    names.changed.connect(told.append)
    await until(lambda: told)
    assert sorted(told[0].values()) == ["ana.silva", "lee", "tom.becker"]
    student = await classroom.student_room("Ana Silva")
    own = Usernames(student)
    assert not student.relay.is_asking(), "they could not be told to a student"
    for one in (names, own):
        one.deleteLater()
