"""What a teacher reads afterwards of who was done: in the order of the class, by name where that may be."""

from desktop.features.checks.report import report_sections
from desktop.features.panel.report import LessonRecord, ReportSection
from relay.protocol.base import Event
from relay.protocol.catalog import new_memories
from relay.protocol.checks import CheckStarted, Ticked
from relay.protocol.hands import HandExplained, HandRaised
from relay.protocol.people import Comer, Goer, PeopleCame, PeopleWent
from relay.protocol.prompts import PromptClosed
from tests.desktop.features.stand import START, TEACHER, account

NAMES = ("Ana", "Ben", "Eve", "Mia", "Tom")


def section(*, of_each: bool = True) -> ReportSection:
    """Tom is done first, then Ana; Eve is stuck, Ben's line is lost, Mia says nothing."""
    memories = new_memories()
    events: list[Event] = [
        PeopleCame(people=[Comer(account(n), name, "student") for n, name in enumerate(NAMES)]),
        CheckStarted(by=TEACHER, task="exercise 3"),
        Ticked(by=account(4), prompt=2, progress="done"),
        Ticked(by=account(0), prompt=2, progress="done"),
        Ticked(by=account(2), prompt=2, progress="stuck"),
        HandRaised(by=account(2)),
        HandExplained(by=account(2), reason="step", about="3b", prompt=2),
        PeopleWent(people=[Goer(account(1), "lost")]),
        PromptClosed(prompt=2),
    ]
    for number, event in enumerate(events, 1):
        event.seq, event.at = number, START + number
        memories.apply(event)
    students = [(account(n), name) for n, name in enumerate(NAMES)]
    (found,) = report_sections(LessonRecord(memories, students, START, of_each))
    return found


OF_EACH = [
    ["Ana", "done"], ["Ben", "connection lost"], ["Eve", "stuck"], ["Mia", "missing"], ["Tom", "done"],
]  # fmt: skip
"""In the order of the class, whoever said it first."""


def test_how_many_and_who_was_done_stuck_missing_and_cut_off() -> None:
    (_, counts), (_, of_each) = section().tables
    assert counts.headings == ["Asked", "Done", "Stuck", "Missing", "Connection lost"]
    assert counts.rows == [["Done with exercise 3?", "2 of 5", "1", "1", "1"]]
    assert of_each.headings == ["Name", "1. Done with exercise 3?"]
    assert of_each.rows == OF_EACH


def test_a_file_has_the_same_and_why_somebody_was_stuck() -> None:
    (file,) = section().files
    rows = [list(row) for row in OF_EACH]
    rows[2][1] = "stuck (3b · One step doesn't work)"
    assert file.rows() == [["Name", "1. Done with exercise 3?"], *rows]


def test_a_school_without_figures_of_single_students_has_counts() -> None:
    found = section(of_each=False)
    assert [table.rows for _, table in found.tables] == [[["Done with exercise 3?", "2 of 5", "1", "1", "1"]]]
    assert not found.files


def test_where_nobody_was_asked_nothing_is_told() -> None:
    assert not list(report_sections(LessonRecord(new_memories(), (), START)))
