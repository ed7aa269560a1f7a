"""Who was called on, and who of them had been picked, for a lesson's teachers afterwards."""

from collections.abc import Iterator
from functools import partial

from PySide6.QtCore import QLocale

from desktop.document import TextTable
from desktop.features.panel.report import LessonRecord, ReportSection, TableFile
from desktop.translating import translate
from relay.protocol.lesson import Lesson
from relay.protocol.picker import Picker


def report_sections(record: LessonRecord) -> Iterator[ReportSection]:
    """People stand in it in the order of the record, also who had no turn."""
    picker, whole = record.memories[Picker], QLocale().toString
    if not picker.turns:
        return
    title, summary = (
        translate("Figures", "Turns"),
        translate("Figures", "Called on: {count}, of these picked: {picked}"),
    )
    summary = summary.format(
        count=whole(sum(picker.turns.values())), picked=whole(sum(picker.picked.values()))
    )
    if not record.of_each:
        yield ReportSection(title, 45, summary)
        return
    headings = [
        translate("Figures", "Name"),
        translate("Figures", "Called on"),
        translate("Figures", "Of these picked"),
    ]
    rows = [
        [name, whole(picker.turns.get(account, 0)), whole(picker.picked.get(account, 0))]
        for account, name in record.students
    ]
    table = TextTable(headings, rows, frozenset((1, 2)))
    name = translate("Figures", "Who was called on {lesson}").format(lesson=record.memories[Lesson].title)
    file = TableFile(title, name, partial(list, [headings, *rows]))
    yield ReportSection(
        title, 45, summary, tables=[(translate("Figures", "Who was called on"), table)], files=[file]
    )
