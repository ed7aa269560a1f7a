"""For what the class was given a time, and how long it took, for its teachers afterwards."""

from collections.abc import Iterator
from functools import partial

from desktop.document import TextTable
from desktop.features.panel.report import LessonRecord, ReportSection, TableFile
from desktop.theme.countdown import minutes
from desktop.translating import translate
from relay.protocol.lesson import Lesson
from relay.protocol.timer import Countdown, HowOver, Timers


def report_sections(record: LessonRecord) -> Iterator[ReportSection]:
    """A row for each."""
    timers = record.memories[Timers].timers
    if not timers:
        return
    headings = [
        translate("Figures", "What for"),
        translate("Figures", "Time given"),
        translate("Figures", "It ran"),
        translate("Figures", "How it ended"),
    ]
    rows = [_row(timer, record.now) for timer in timers.values()]
    title = translate("Figures", "Timers")
    table = TextTable(headings, rows, frozenset((1, 2)))
    name = translate("Figures", "Timers {lesson}").format(lesson=record.memories[Lesson].title)
    file = TableFile(title, name, partial(list, [headings, *rows]))
    yield ReportSection(title, 67, tables=[(title, table)], files=[file])


def _row(timer: Countdown, now: int) -> list[str]:
    ends: dict[HowOver, str] = {
        "": translate("Figures", "it runs"),
        "time": translate("Figures", "time was up"),
        "teacher": translate("Figures", "stopped"),
        "ended": translate("Figures", "the lesson ended"),
    }
    what = timer.label or translate("Figures", "no words")
    return [what, minutes(timer.time), minutes(timer.ran(now)), ends[timer.how]]
