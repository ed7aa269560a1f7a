"""Who of the class has not come, as a teacher in the room is told."""

from desktop.pages.room.absence import Absence
from tests.desktop.classroom import Classroom, until


async def test_a_teacher_is_told_who_is_missing_and_a_student_is_not(classroom: Classroom) -> None:
    await classroom.add_students("Ana Silva", "Tom Becker")
    room = await classroom.teacher_room()
    absence = Absence(room)
    await until(lambda: absence.names == ["Ana Silva", "Tom Becker"])
    student = await classroom.student_room("Ana Silva")
    await until(lambda: absence.names == ["Tom Becker"])
    own = Absence(student)
    own.ask()
    assert own.names == []
    absence.deleteLater()
    own.deleteLater()
