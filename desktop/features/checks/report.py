"""Of which tasks the class was asked whether they are done, and who was not, for its teachers afterwards."""

from collections.abc import Iterable, Iterator
from functools import partial

from PySide6.QtCore import QCoreApplication, QLocale

from desktop.document import TextTable
from desktop.features.checks.words import name_of
from desktop.features.panel.report import LessonRecord, ReportSection, TableFile
from relay.protocol.checks import Checkpoint, Checks, Progress
from relay.protocol.lesson import Lesson
from relay.protocol.prompts import Prompts

translate = QCoreApplication.translate


def report_sections(record: LessonRecord) -> Iterator[ReportSection]:
    """A row for each time; people stand in it in the order of the record."""
    checks = record.memories[Checks].checks
    if not checks:
        return
    headings = [
        translate("Figures", "Asked"),
        translate("Figures", "Done"),
        translate("Figures", "Stuck"),
        translate("Figures", "Missing"),
        translate("Figures", "Connection lost"),
    ]
    rows = [_row(record, number, check) for number, check in checks.items()]
    title = translate("Figures", "Who was done")
    files = []
    if record.of_each:
        name = translate("Figures", "Who was done {lesson}").format(lesson=record.memories[Lesson].title)
        files = [TableFile(title, name, partial(list, _rows_of_each(record)))]
    yield ReportSection(title, 65, tables=[(title, TextTable(headings, rows))], files=files)


def _row(record: LessonRecord, number: int, check: Checkpoint) -> list[str]:
    prompts, whole = record.memories[Prompts], QLocale().toString
    missing, lost, stuck = prompts.waiting_for(number), prompts.unreachable(number), check.those("stuck")
    of = translate("Figures", "{count} of {all}")
    done = of.format(count=whole(len(check.those("done"))), all=whole(prompts.asked(number)))
    return [name_of(check), done, *(_named(record, accounts) for accounts in (stuck, missing, lost))]


def _named(record: LessonRecord, accounts: Iterable[str]) -> str:
    """Who, in the order of the record; only how many where what single students did is not told."""
    found = set(accounts)
    names = [name for account, name in record.students if account in found] if record.of_each else []
    if others := len(found) - len(names):
        count = QLocale().toString(others)
        names.append(translate("Figures", "{count} more").format(count=count) if names else count)
    return translate("Figures", ", ").join(names)


def _rows_of_each(record: LessonRecord) -> list[list[str]]:
    """A row a student, a column each time they were asked."""
    checks, prompts = record.memories[Checks].checks, record.memories[Prompts]
    heading = translate("Figures", "{number}. {task}")
    names = [
        heading.format(number=QLocale().toString(place), task=name_of(check))
        for place, check in enumerate(checks.values(), 1)
    ]
    rows = [[translate("Figures", "Name"), *names]]
    words: dict[Progress | None, str] = {
        "done": translate("Figures", "done"),
        "stuck": translate("Figures", "stuck"),
    }
    for account, name in record.students:
        cells = []
        for number, check in checks.items():
            said = words.get(check.progress.get(account), "")
            if not said and account in prompts.waiting_for(number):
                said = translate("Figures", "missing")
            elif not said and account in prompts.unreachable(number):
                said = translate("Figures", "connection lost")
            cells.append(said)
        rows.append([name, *cells])
    return rows
