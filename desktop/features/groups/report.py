"""In which groups the class was, for a lesson's teachers afterwards."""

from collections.abc import Iterator
from functools import partial

from PySide6.QtCore import QLocale

from desktop.document import TextTable
from desktop.features.panel.report import LessonRecord, ReportSection, TableFile
from desktop.translating import translate
from relay.protocol.groups import Groups
from relay.protocol.lesson import Lesson


def report_sections(record: LessonRecord) -> Iterator[ReportSection]:
    """A column for each time that groups were made; people stand in it in the order of the record."""
    memory, whole = record.memories[Groups], QLocale().toString
    made = [*memory.past, *([memory.groups] if memory.groups else [])]
    if not made:
        return
    title = translate("Figures", "Groups")
    summary = translate("Figures", "Groups made: {count}").format(count=whole(len(made)))
    if not record.of_each:
        yield ReportSection(title, 70, summary)
        return
    heading = translate("Figures", "Groups {number}")
    headings = [heading.format(number=whole(number)) for number in range(1, len(made) + 1)]
    rows = [[name, *(_group_in(groups, account) for groups in made)] for account, name in record.students]
    headings = [translate("Figures", "Name"), *headings]
    table = TextTable(headings, rows, frozenset(range(1, len(headings))))
    name = translate("Figures", "Groups {lesson}").format(lesson=record.memories[Lesson].title)
    file = TableFile(title, name, partial(list, [headings, *rows]))
    tables = [(translate("Figures", "Who was in which group"), table)]
    yield ReportSection(title, 70, summary, tables=tables, files=[file])


def _group_in(groups: list[list[str]], account: str) -> str:
    """The number of somebody's group; empty where they were in none."""
    found = [number for number, members in enumerate(groups, 1) if account in members]
    return QLocale().toString(found[0]) if found else ""
