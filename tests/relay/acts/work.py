"""Files are handed out, to all or some, handed in, asked for, closed, given back and taken away."""

from hypothesis import strategies as st

from relay.handed.files import FilesKept
from relay.presence import Asker
from relay.protocol.files import NamedFile
from relay.protocol.work import AskForWork, CloseTask, GiveBack, HandIn, HandOut, RemoveTask, Work
from relay.shared.ids import new_ref
from tests.relay.acts import STUDENTS, TEACHER, Acts, asks, does, student, students
from tests.relay.lists import SESSION, Lesson

FILE = NamedFile(hash="a" * 64, size=9, kind="odt")
teacher = st.just(TEACHER)


def keep(lesson: Lesson) -> None:
    """All have handed the one file to the relay."""
    lesson.room.hand(*(FilesKept(one.account, {FILE.hash: FILE}) for one in (TEACHER, *STUDENTS)))


def last_task(lesson: Lesson) -> int:
    """The number of the task that came last, or of none."""
    return max(lesson.room[Work].tasks, default=99)


def _hand_out(lesson: Lesson, collect: bool, to: list[str]) -> None:
    keep(lesson)
    out = HandOut(
        ref=new_ref(), session=SESSION, files=[FILE], names=["3.odt"], note="Why?", collect=collect, to=to
    )
    lesson.ask(TEACHER, out)


def _hand_in(lesson: Lesson, asker: Asker, name: str) -> None:
    keep(lesson)
    task = last_task(lesson)
    lesson.ask(asker, HandIn(ref=new_ref(), session=SESSION, task=task, files=[FILE], names=[name]))


def _give_back(lesson: Lesson, asker: Asker, note: str) -> None:
    """What they have just handed in."""
    _hand_in(lesson, asker, "2b.odt")
    back = GiveBack(ref=new_ref(), session=SESSION, task=last_task(lesson), account=asker.account, note=note)
    lesson.ask(TEACHER, back)


def _close(lesson: Lesson) -> None:
    lesson.ask(TEACHER, CloseTask(ref=new_ref(), session=SESSION, task=last_task(lesson)))


def _ask_for(lesson: Lesson) -> None:
    lesson.ask(TEACHER, AskForWork(ref=new_ref(), session=SESSION, task=last_task(lesson)))


def _remove(lesson: Lesson) -> None:
    lesson.ask(TEACHER, RemoveTask(ref=new_ref(), session=SESSION, task=last_task(lesson)))


def acts() -> Acts:
    """What the subject adds to a random lesson."""
    return [
        does(_hand_out, st.sampled_from((True, True, False)), st.lists(student, max_size=2)),
        does(_hand_in, students, st.sampled_from(("3.odt", "mine.odt"))),
        does(_give_back, students, st.sampled_from(("Well done.", "Look again."))),
        does(_close),
        does(_ask_for),
        does(_remove),
        asks(HandOut, note=st.sampled_from(("Read page 7", ""))),
    ]
