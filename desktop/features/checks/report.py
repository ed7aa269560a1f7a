"""Of which tasks the class was asked whether they are done, and who was not, for its teachers afterwards."""

from collections.abc import Iterator
from functools import partial

from PySide6.QtCore import QLocale

from desktop.document import TextTable
from desktop.features.checks.words import name_of
from desktop.features.panel.reasons import why_up
from desktop.features.panel.report import LessonRecord, ReportSection, TableFile
from desktop.translating import translate
from relay.protocol.checks import Checkpoint, Checks, Progress
from relay.protocol.hands import Hands
from relay.protocol.lesson import Lesson
from relay.protocol.memory import Memories
from relay.protocol.prompts import Prompts

LONGEST_HEADING = 40
"""Letters of a task above its column on a screen or paper; a file has all of it."""


def report_sections(record: LessonRecord) -> Iterator[ReportSection]:
    """A row for each time, then who was done; people stand in it in the order of the record.

    Paper goes from hand to hand: why somebody was stuck stands in the table to save alone.
    """
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
    rows = [_row(record.memories, number, check) for number, check in checks.items()]
    numbers = frozenset(range(1, len(headings)))
    tables = [(translate("Figures", "How many were done"), TextTable(headings, rows, numbers))]
    title, files = translate("Figures", "Done or not"), []
    if record.of_each:
        heading, *of_each = _rows_of_each(record, why=False)
        short = [name if len(name) <= LONGEST_HEADING else f"{name[:LONGEST_HEADING]}…" for name in heading]
        tables.append((translate("Figures", "Who was done"), TextTable(short, of_each)))
        name = translate("Figures", "Who was done {lesson}").format(lesson=record.memories[Lesson].title)
        files = [TableFile(title, name, partial(list, _rows_of_each(record, why=True)))]
    yield ReportSection(title, 65, tables=tables, files=files)


def _row(memories: Memories, number: int, check: Checkpoint) -> list[str]:
    prompts, whole = memories[Prompts], QLocale().toString
    counts = len(check.those("stuck")), len(prompts.waiting_for(number)), len(prompts.unreachable(number))
    done = translate("Figures", "{count} of {all}").format(
        count=whole(len(check.those("done"))), all=whole(prompts.asked(number))
    )
    return [name_of(check), done, *(whole(count) for count in counts)]


def _rows_of_each(record: LessonRecord, *, why: bool) -> list[list[str]]:
    """A row a student, a column each time they were asked. ``why``: also why they were stuck."""
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
            is_stuck = check.progress.get(account) == "stuck"
            if why and is_stuck and (reason := _reason(record.memories[Hands], account, number)):
                said = translate("Figures", "{progress} ({reason})").format(progress=said, reason=reason)
            cells.append(said)
        rows.append([name, *cells])
    return rows


def _reason(hands: Hands, account: str, number: int) -> str:
    """Why the hand of this person was up last for the check of this number; empty where it was not."""
    known = [*hands.past, *hands.queue, *hands.at_end]
    return next(
        (why_up(hand) for hand in reversed(known) if (hand.account, hand.prompt) == (account, number)), ""
    )
