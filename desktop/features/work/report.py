"""Who handed in what and when, for a lesson's teachers afterwards."""

from collections.abc import Iterator, Sequence
from functools import partial

from PySide6.QtCore import QLocale

from desktop.document import TextTable
from desktop.features.panel.report import LessonRecord, ReportSection, TableFile
from desktop.features.panel.words import time_of_day
from desktop.features.work.collected import collected
from desktop.features.work.words import title_of
from desktop.translating import translate
from relay.protocol.lesson import Lesson
from relay.protocol.people import People
from relay.protocol.work import Task, Work


def report_sections(record: LessonRecord) -> Iterator[ReportSection]:
    """People stand in it in the order of the record."""
    tasks = [task for task in record.memories[Work].tasks.values() if task.collect]
    if not tasks:
        return
    title, whole = translate("Figures", "Work"), QLocale().toString
    handed = sum(len(task.handed_in) for task in tasks)
    late = sum(one.late for task in tasks for one in task.handed_in.values())
    summary = translate("Figures", "Collected: {tasks}. Handed in: {handed}, of these late: {late}").format(
        tasks=whole(len(tasks)), handed=whole(handed), late=whole(late)
    )
    people = record.memories[People].everybody
    names = {one.account: one.name for one in people.values()} | dict(record.students)
    work = [collected(task, names) for task in tasks if task.handed_in]
    if not record.of_each:
        yield ReportSection(title, 55, summary, collected=work)
        return
    rows = list(_rows(record, tasks))
    headings = [
        translate("Figures", "Handed out"),
        translate("Figures", "Name"),
        translate("Figures", "Handed in"),
        translate("Figures", "Late"),
        translate("Figures", "Files"),
    ]
    name = translate("Figures", "Work {lesson}").format(lesson=record.memories[Lesson].title)
    file = TableFile(title, name, partial(list, [headings, *rows]))
    caption = translate("Figures", "Who handed in what")
    yield ReportSection(
        title, 55, summary, tables=[(caption, TextTable(headings, rows))], files=[file], collected=work
    )


def _rows(record: LessonRecord, tasks: Sequence[Task]) -> Iterator[list[str]]:
    for task in tasks:
        for account, name in record.students:
            handed = task.handed_in.get(account)
            if task.to and account not in task.to and handed is None:
                continue
            if handed is None:
                yield [title_of(task), name, "", "", ""]
                continue
            late = translate("Figures", "yes") if handed.late else ""
            names = ", ".join(one.name for one in handed.files)
            yield [title_of(task), name, time_of_day(handed.at), late, names]
