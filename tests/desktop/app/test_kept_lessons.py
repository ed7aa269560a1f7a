"""Which of the lessons that are kept here the first page lists, and of whom."""

from pathlib import Path

import msgspec

from desktop.app.kept_lessons import HOUR_MS, chosen
from desktop.pages.connect import ConnectPage
from desktop.theme import Theme
from relay.protocol.sessions import Session, Status
from tests.desktop.app.test_going_back import crash_in_the_room, known_as
from tests.desktop.classroom import Classroom, until
from tests.desktop.program import Kept, program

NOW = 1_800_000_000_000
LESSON = Session(
    id="01BX5ZZKBKACTAV9WEVGEMMVS1",
    class_id="01BX5ZZKBKACTAV9WEVGEMMVS2",
    class_name="Physics",
    teacher_id="01BX5ZZKBKACTAV9WEVGEMMVS3",
    teacher_name="Ms Lee",
    title="",
    scheduled_at=NOW,
)


def lesson(title: str, status: Status, hours: float) -> Session:
    at = NOW + round(hours * HOUR_MS)
    times = {"scheduled_at": at, "started_at": at, "ended_at": at if status == "ended" else None}
    return msgspec.structs.replace(LESSON, title=title, status=status, **times)


def test_what_was_live_what_comes_next_and_what_ended_last() -> None:
    sessions = [
        lesson("third", "scheduled", 5),
        lesson("tomorrow", "scheduled", 20),
        lesson("next", "scheduled", 1),
        lesson("late", "scheduled", -0.5),
        lesson("forgotten", "scheduled", -5),
        lesson("now", "live", -1),
        lesson("another day's", "live", -20),
        lesson("before", "ended", -30),
        lesson("last", "ended", -2),
        lesson("off", "cancelled", -2),
    ]
    found = [(one.title, one.state) for one in chosen(sessions, NOW)]
    assert found == [("now", "live"), ("late", "coming"), ("next", "coming"), ("last", "ended")]
    assert chosen([lesson("long ago", "ended", -24 * 8)], NOW) == ()


async def test_only_of_an_account_that_is_signed_in(
    classroom: Classroom, theme: Theme, tmp_path: Path
) -> None:
    teacher = await classroom.teacher()
    await classroom.planned_lesson(teacher, "Pulleys")
    kept = Kept()
    await crash_in_the_room(classroom, tmp_path, theme, kept, "lee", classroom.tokens["Ms Lee"])
    async with program(tmp_path, theme, kept) as lee:
        await lee.at(ConnectPage)
        lee.app.sign_in.show_connect()
        await lee.sees("Physics · Pulleys")
        await kept.forget(known_as(classroom, "lee").pin, "lee")
        page = lee.app.sign_in.show_connect()
        await until(lambda: [entry.kept for entry in page.classes.entries] == [None])
