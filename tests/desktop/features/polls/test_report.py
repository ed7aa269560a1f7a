"""What a lesson's teachers are told of its polls afterwards, and what they can save of them."""

from typing import Any

import pytest

from desktop.document import Paragraph
from desktop.features.panel.report import LessonRecord, ReportSection
from desktop.features.polls.report import report_sections
from relay.presence import Asker
from relay.protocol.catalog import new_memories
from relay.protocol.poll_drafts import PollDraft, Solution
from relay.protocol.polls import AnswerPoll, DiscardPoll, OpenPoll, ShowResults
from relay.protocol.prompts import ClosePrompt
from relay.shared.ids import new_ref
from tests.relay.lists import SESSION, Lesson, ana, eve, person, tom

zoe = person("Zoe")
STUDENTS = [(zoe.account, "Zoe"), (ana.account, "Ana"), (tom.account, "Tom"), (eve.account, "Eve")]
"""In an order of their own; Eve never came."""
CAPITAL = PollDraft(
    question="What is the capital\nof France?",
    options=["Lyon", "Paris"],
    solution=Solution(choices=[1]),
    explanation="Since 987.",
)


class Asked:
    """A lesson in which the class was asked."""

    def __init__(self) -> None:
        self.lesson = Lesson()
        self.lesson.enter(self.lesson.teacher, ana, tom, zoe)
        self.lesson.pass_time(5)

    def ask(self, draft: PollDraft) -> int:
        """The poll's number."""
        teacher, ref = self.lesson.teacher, new_ref()
        self.lesson.ask(teacher, OpenPoll(ref=ref, session=SESSION, draft=draft))
        return next(entry.seq for entry in self.lesson.told if entry.event.ref == ref)

    def close(self, number: int) -> None:
        self.lesson.ask(self.lesson.teacher, ClosePrompt(ref=new_ref(), session=SESSION, prompt=number))

    def section(self) -> ReportSection:
        """As a teacher's program makes it of the log."""
        memories = new_memories()
        for entry in self.lesson.told:
            memories.apply(entry.event)
        (section,) = report_sections(LessonRecord(memories, STUDENTS, self.lesson.clock.now()))
        return section


@pytest.fixture
def asked() -> Asked:
    return Asked()


def answer(asked: Asked, prompt: int, who: Asker, **given: Any) -> None:
    asked.lesson.ask(who, AnswerPoll(ref=new_ref(), session=SESSION, prompt=prompt, **given))


def test_a_poll_has_its_bars_what_is_right_and_how_many_answered(asked: Asked) -> None:
    number = asked.ask(CAPITAL)
    answer(asked, number, ana, choices=[1])
    answer(asked, number, zoe, choices=[0])
    asked.lesson.lose(tom)
    asked.lesson.pass_time(30)
    asked.close(number)
    teacher = asked.lesson.teacher
    asked.lesson.ask(teacher, ShowResults(ref=new_ref(), session=SESSION, prompt=number))
    section = asked.section()
    (shown,) = section.pictures
    assert shown.title == "What is the capital of France?"
    assert shown.line == "2 of 3 answered · right: Paris · right answers: 1 · Since 987."
    assert list(shown.picture.table().rows) == [["Lyon", "1 (50 %)"], ["Paris (right)", "1 (50 %)"]]
    (title, table), *others = section.tables
    assert (title, others) == ("Who answered what", [])
    assert [row[0] for row in table.rows] == [name for _, name in STUDENTS], "as given, whatever they did"
    assert [row[1] for row in table.rows] == ["Lyon", "Paris", "connection lost", ""]


def test_an_answer_that_came_late_says_so_in_table_and_files(asked: Asked) -> None:
    number = asked.ask(CAPITAL)
    answer(asked, number, zoe, choices=[1])
    asked.lesson.lose(ana)
    asked.lesson.pass_time(2)
    said_at = asked.lesson.clock.now()
    asked.lesson.pass_time(2)
    asked.close(number)
    asked.lesson.enter(ana)
    answer(asked, number, ana, choices=[1], said_at=said_at)
    section = asked.section()
    assert [row[1] for row in section.tables[0][1].rows] == ["Paris", "Paris (late)", "no answer", ""]
    every, capital = (list(file.rows()) for file in section.files)
    assert [row[1] for row in every[1:]] == ["Paris", "Paris (late)", "no answer", ""]
    assert [capital[2][1], capital[2][4]] == ["Paris", "came late, from a lost connection"]


def test_words_are_grouped_and_numbers_have_their_unit(asked: Asked) -> None:
    why = asked.ask(PollDraft(question="Why?", kind="text"))
    for who, text in ((ana, "Light scatters!"), (tom, "light  scatters"), (zoe, "x" * 100)):
        answer(asked, why, who, text=text)
    asked.close(why)
    long = asked.ask(
        PollDraft(question="How long?", kind="number", unit="m", solution=Solution(number=2.0, tolerance=0.5))
    )
    answer(asked, long, ana, number=2.25)
    answer(asked, long, zoe, number=9.0)
    asked.close(long)
    section = asked.section()
    words, numbers = (list(shown.picture.table().rows) for shown in section.pictures)
    assert words == [["Light scatters!", "2 (67 %)"], ["x" * 100, "1 (33 %)"]]
    assert numbers == [["2.25 m (right)", "1 (50 %)"], ["9 m", "1 (50 %)"]]
    assert "right: 2 m (± 0.5) · right answers: 1" in section.pictures[1].line
    assert "2 of 3 answered" in section.pictures[1].line
    in_full = [block.text for block in section.text() if isinstance(block, Paragraph)]
    assert in_full == ["1 × " + "x" * 100], "what is too long for a picture"


def test_what_was_taken_back_is_left_out_and_what_nobody_answered_says_so(asked: Asked) -> None:
    mistake = asked.ask(PollDraft(preset="yes_no"))
    answer(asked, mistake, ana, choices=[0])
    asked.lesson.ask(asked.lesson.teacher, DiscardPoll(ref=new_ref(), session=SESSION, prompt=mistake))
    nothing = asked.ask(PollDraft(question="Anything?", kind="text"))
    asked.close(nothing)
    section = asked.section()
    assert [shown.title for shown in section.pictures] == ["Anything?"]
    assert list(section.pictures[0].picture.table().rows) == [["Nobody answered", "0"]]
    assert [row[1] for row in section.tables[0][1].rows] == ["no answer", "no answer", "no answer", ""]


def test_nothing_is_told_of_a_lesson_without_polls() -> None:
    assert list(report_sections(LessonRecord(new_memories(), STUDENTS, 0))) == []


def test_a_lessons_polls_are_saved_together_and_each_by_itself(asked: Asked) -> None:
    number = asked.ask(CAPITAL)
    answer(asked, number, zoe, choices=[0])
    asked.close(number)
    formula = asked.ask(PollDraft(question="A formula?", kind="text"))
    answer(asked, formula, ana, text="=1+1")
    asked.close(formula)
    both, capital, other = asked.section().files
    assert (both.label, both.name) == ("All polls of the lesson", "Polls Physics")
    assert [list(row) for row in both.rows()] == [
        ["Name", "1. What is the capital of France?", "2. A formula?"],
        ["Zoe", "Lyon", "no answer"],
        ["Ana", "no answer", "=1+1"],
        ["Tom", "no answer", "no answer"],
        ["Eve", "", ""],
    ]
    heading, first, second, *_ = capital.rows()
    assert heading == ["Name", "What is the capital of France?", "Right", "Time", "Remark"]
    assert [*first[:3], first[4]] == ["Zoe", "Lyon", "no", ""]
    assert second == ["Ana", "", "", "", "no answer"]
    assert other.label == "2. A formula?"
