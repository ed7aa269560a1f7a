"""Work: who is handed what, who hands in when, what is given back, and who learns of it."""

import msgspec
import pytest

from relay.handed.files import FILES_PROGRAMS, FilesKept
from relay.presence import Asker
from relay.protocol.log import TEACHERS
from relay.protocol.work import (
    AskForWork,
    CloseTask,
    GiveBack,
    HandedFile,
    HandIn,
    HandOut,
    RemoveTask,
    Task,
    Work,
)
from relay.room import RoomLimits
from relay.setting import SettingValues
from relay.shared.ids import new_ref
from tests.relay.acts.work import FILE
from tests.relay.lists import SESSION, Lesson, ana, eve, refused, tom


@pytest.fixture
def lesson() -> Lesson:
    """A teacher and two students, who have handed a file to the relay."""
    lesson = Lesson()
    lesson.enter(lesson.teacher, ana, tom)
    lesson.pass_time(2)
    lesson.room.hand(*(FilesKept(one.account, {FILE.hash: FILE}) for one in (lesson.teacher, ana, tom)))
    return lesson


def out(*to: Asker, collect: bool = True, note: str = "Until Friday") -> HandOut:
    return HandOut(
        ref=new_ref(),
        session=SESSION,
        files=[FILE],
        names=["3.odt"],
        note=note,
        collect=collect,
        to=[one.account for one in to],
    )


def handed_out(lesson: Lesson, *to: Asker, collect: bool = True) -> int:
    """Hands out; the task's number."""
    return lesson.ask(lesson.teacher, out(*to, collect=collect))[0].seq


def hand_in(task: int, name: str = "mine.odt") -> HandIn:
    return HandIn(ref=new_ref(), session=SESSION, task=task, files=[FILE], names=[name])


def give_back(task: int, asker: Asker, note: str = "Well done.") -> GiveBack:
    return GiveBack(ref=new_ref(), session=SESSION, task=task, account=asker.account, note=note)


def close(task: int) -> CloseTask:
    return CloseTask(ref=new_ref(), session=SESSION, task=task)


def ask_for(task: int) -> AskForWork:
    return AskForWork(ref=new_ref(), session=SESSION, task=task)


def seen(lesson: Lesson, asker: Asker) -> dict[int, Task]:
    return lesson.seen_by(asker)[Work].tasks


def test_what_is_handed_out_to_all_is_seen_by_who_comes_later(lesson: Lesson) -> None:
    task = handed_out(lesson)
    lesson.enter(eve)
    for asker in (lesson.teacher, ana, tom, eve):
        assert seen(lesson, asker)[task].files == [HandedFile(FILE, "3.odt")]
        assert seen(lesson, asker)[task].note == "Until Friday"


def test_what_is_handed_to_some_is_theirs_alone(lesson: Lesson) -> None:
    task = handed_out(lesson, ana)
    assert seen(lesson, lesson.teacher)[task].to == [ana.account]
    assert seen(lesson, ana)[task].to == [ana.account]
    assert seen(lesson, tom) == {}
    assert refused(lesson, tom, hand_in(task)) == "no_such_task"
    both = handed_out(lesson, ana, tom)
    assert seen(lesson, lesson.teacher)[both].to == [ana.account, tom.account]
    assert seen(lesson, tom)[both].to == [tom.account]
    assert refused(lesson, lesson.teacher, out(eve)) == "no_such_person"
    assert refused(lesson, lesson.teacher, out(lesson.teacher)) == "no_such_person"


def test_a_classmate_learns_nothing_of_what_one_hands_in(lesson: Lesson) -> None:
    task = handed_out(lesson)
    lesson.ask(ana, hand_in(task))
    lesson.ask(ana, hand_in(task, "better.odt"))
    for asker in (ana, lesson.teacher):
        handed = seen(lesson, asker)[task].handed_in[ana.account]
        assert [one.name for one in handed.files] == ["better.odt"]
        assert not handed.late
    assert seen(lesson, tom)[task].handed_in == {}


def test_after_closing_it_is_late_and_still_taken(lesson: Lesson) -> None:
    task = handed_out(lesson)
    lesson.ask(lesson.teacher, close(task))
    assert refused(lesson, lesson.teacher, close(task)) == "task_closed"
    lesson.ask(tom, hand_in(task))
    assert seen(lesson, lesson.teacher)[task].handed_in[tom.account].late


def test_those_who_are_missing_are_asked_and_no_others(lesson: Lesson) -> None:
    task = handed_out(lesson)
    lesson.ask(ana, hand_in(task))
    lesson.ask(lesson.teacher, ask_for(task))
    assert seen(lesson, tom)[task].asked == [tom.account]
    assert seen(lesson, ana)[task].asked == []
    lesson.ask(tom, hand_in(task))
    assert seen(lesson, tom)[task].asked == []
    assert refused(lesson, lesson.teacher, ask_for(task)) == "nobody_to_ask"


def test_work_is_given_back_to_who_handed_it_in(lesson: Lesson) -> None:
    task = handed_out(lesson)
    assert refused(lesson, lesson.teacher, give_back(task, ana)) == "not_handed_in"
    lesson.ask(ana, hand_in(task))
    assert refused(lesson, lesson.teacher, give_back(task, ana, " \n")) == "empty"
    lesson.ask(lesson.teacher, give_back(task, ana))
    lesson.ask(lesson.teacher, give_back(task, ana, "Look at 2b."))
    assert seen(lesson, ana)[task].given_back[ana.account].note == "Look at 2b."
    assert seen(lesson, tom)[task].given_back == {}


def test_nothing_is_collected_where_nothing_is_asked_for(lesson: Lesson) -> None:
    task = handed_out(lesson, collect=False)
    assert refused(lesson, ana, hand_in(task)) == "nothing_collected"
    assert refused(lesson, lesson.teacher, close(task)) == "nothing_collected"
    assert refused(lesson, lesson.teacher, ask_for(task)) == "nothing_collected"
    assert refused(lesson, lesson.teacher, ask_for(99)) == "no_such_task"


def test_what_is_taken_back_is_for_teachers_alone(lesson: Lesson) -> None:
    task = handed_out(lesson, ana, tom)
    lesson.ask(ana, hand_in(task))
    lesson.ask(lesson.teacher, RemoveTask(ref=new_ref(), session=SESSION, task=task))
    assert seen(lesson, lesson.teacher) == {}
    told = [entry for entry in lesson.stored() if entry.kind == "work_handed_out"]
    assert {entry.audience for entry in told} == {TEACHERS}
    assert refused(lesson, ana, hand_in(task)) == "no_such_task"


@pytest.mark.parametrize(
    ("names", "code"),
    [
        ([], "bad_value"),
        (["a.odt", "b.odt"], "bad_value"),
        ([""], "empty"),
        (["../a.odt"], "wrong_kind"),
        (["a\\b.odt"], "wrong_kind"),
        (["a:b.odt"], "wrong_kind"),
        (["essay.exe"], "wrong_kind"),
        (["Essay.EXE. "], "wrong_kind"),
        (["essay.pdf.js"], "wrong_kind"),
    ],
)
def test_names_are_names_of_files(lesson: Lesson, names: list[str], code: str) -> None:
    command = HandOut(ref=new_ref(), session=SESSION, files=[FILE], names=names)
    assert refused(lesson, lesson.teacher, command) == code


def test_no_file_becomes_a_program_by_what_it_is_called_later(lesson: Lesson) -> None:
    task = handed_out(lesson)
    assert refused(lesson, ana, hand_in(task, "essay.exe")) == "wrong_kind"
    lesson.ask(ana, hand_in(task))
    back = msgspec.structs.replace(give_back(task, ana), files=[FILE], names=["essay.bat"])
    assert refused(lesson, lesson.teacher, back) == "wrong_kind"


def test_programs_are_handed_over_where_the_relay_allows_them() -> None:
    programs = SettingValues({FILES_PROGRAMS.name: True})
    lesson = Lesson(limits=RoomLimits(of_subjects=programs))
    lesson.enter(lesson.teacher, ana)
    lesson.room.hand(
        FilesKept(ana.account, {FILE.hash: FILE}), FilesKept(lesson.teacher.account, {FILE.hash: FILE})
    )
    task = handed_out(lesson)
    lesson.ask(ana, hand_in(task, "game.py"))
    assert seen(lesson, lesson.teacher)[task].handed_in[ana.account].files == [HandedFile(FILE, "game.py")]


def test_only_what_one_has_handed_to_the_relay_is_handed_over(lesson: Lesson) -> None:
    task = handed_out(lesson)
    lesson.enter(eve)
    assert refused(lesson, eve, hand_in(task)) == "no_such_file"
