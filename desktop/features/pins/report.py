"""What was pinned in a lesson, and when, for its teachers afterwards."""

from collections.abc import Iterator
from functools import partial

from desktop.document import TextTable
from desktop.features.panel.report import LessonRecord, ReportSection, TableFile
from desktop.features.panel.words import time_of_day
from desktop.features.pins.words import text_of
from desktop.translating import translate
from relay.protocol.lesson import Lesson
from relay.protocol.pins import Pins


def report_sections(record: LessonRecord) -> Iterator[ReportSection]:
    """A row for each line, in the order in which they were pinned."""
    pins = record.memories[Pins].pins.values()
    if not pins:
        return
    title = translate("Figures", "Pinned")
    headings = [translate("Figures", "Time"), translate("Figures", "Pinned for everyone")]
    rows = [[time_of_day(line.at), text_of(record.memories, line.message)] for line in pins]
    name = translate("Figures", "Pinned {lesson}").format(lesson=record.memories[Lesson].title)
    files = [TableFile(title, name, partial(list, [headings, *rows]))]
    yield ReportSection(title, 68, tables=[(title, TextTable(headings, rows))], files=files)
