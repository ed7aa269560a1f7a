"""The timer on the stage, and what is told of it after the lesson."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication

from desktop.features.panel.finding import labelled, sections_of
from desktop.features.panel.report import LessonRecord
from desktop.features.timer import TimerStage
from desktop.features.timer.beat import SEEN_MS
from desktop.pages.room import RoomPage
from relay.protocol.lesson_stats import LessonStats
from relay.protocol.stage import SetStage, StageSet
from relay.protocol.timer import TimerEnded, TimerPaused, TimerStopped
from tests.desktop.features.stand import TEACHER, part
from tests.desktop.features.test_stage import offers, pick
from tests.desktop.features.timer.timed import lesson, pass_time, started

pytestmark = pytest.mark.qt_log_ignore("grabbing the keyboard")

Open = Callable[..., RoomPage]


async def test_show_has_it_while_there_is_one(open_room: Open) -> None:
    stand = await lesson(teaches=True)
    page = open_room(stand.room)
    assert "The timer, large" not in offers(page, "show")
    number = await started(stand)
    pick(page, "show", "The timer, large")
    assert isinstance(stand.last, SetStage)
    assert stand.last.kind == "timer"
    await stand.tell(TimerStopped(timer=number))
    assert "The timer, large" not in offers(page, "show")


@pytest.mark.parametrize("teaches", [True, False])
async def test_everybody_has_it_large_and_its_end_stays(teaches: bool, open_room: Open) -> None:
    stand = await lesson(teaches=teaches)
    page = open_room(stand.room)
    number = await started(stand, 300, "group work")
    await stand.tell(StageSet(kind="timer", by=TEACHER))
    view = part(page, TimerStage).view
    assert view.isVisible()
    full = view.grab().toImage()
    pass_time(stand, page, 150)
    assert view.accessibleName() == "Timer “group work”: at most 3 minutes left"
    assert view.grab().toImage() != full
    await stand.tell(TimerPaused(timer=number))
    assert view.accessibleName() == "Timer “group work”: paused, 2 minutes 30 seconds left"
    await stand.tell(TimerEnded(timer=number))
    pass_time(stand, page, SEEN_MS / 1000)
    assert view.accessibleName() == "Timer “group work”: time is up"
    QApplication.processEvents()
    await started(stand, 60)
    assert view.accessibleName() == "Timer: at most 1 minute left"
    await stand.tell(TimerStopped(timer=stand.upto))
    assert view.accessibleName() == "No timer runs"


async def test_the_report_has_each_and_how_it_ended(open_room: Open) -> None:
    stand = await lesson(teaches=True)
    record = LessonRecord(stand.room.memories, (), stand.wire.time)
    assert "Timers" not in [section.title for section in sections_of(record)]
    number = await started(stand, 300, "group work")
    stand.wire.time += 300_000
    await stand.tell(TimerEnded(timer=number))
    number = await started(stand, 600)
    stand.wire.time += 61_000
    await stand.tell(TimerStopped(timer=number))
    await started(stand, 60)
    record = LessonRecord(stand.room.memories, (), stand.wire.time + 20_000)
    (section,) = [one for one in sections_of(record) if one.title == "Timers"]
    ((_, table),) = section.tables
    assert table.rows == [
        ["group work", "5:00", "5:00", "time was up"],
        ["no words", "10:00", "1:01", "stopped"],
        ["no words", "1:00", "0:20", "it runs"],
    ]
    (file,) = section.files
    assert file.rows() == [table.headings, *table.rows]
    assert ("Timers", 3) in labelled(stand.room.memories[LessonStats].stats(stand.wire.time))
