"""What a teacher reads afterwards of what was asked, and by whom where that may be said."""

from desktop.features.panel.report import LessonRecord, ReportSection
from desktop.features.questions.report import report_sections
from relay.protocol.base import Event
from relay.protocol.catalog import new_memories
from relay.protocol.chat import MessagePosted
from relay.protocol.people import Comer, PeopleCame
from relay.protocol.questions import (
    AskingShown,
    MeToo,
    MeTooCounted,
    QuestionMarked,
    QuestionShown,
    UnnamedAsked,
)
from tests.desktop.features.stand import START, TEACHER, account

NAMES = ("Ana", "Ben")


def posted(number: int, text: str, *, private: bool = False) -> MessagePosted:
    by, name = account(number), NAMES[number]
    return MessagePosted(by=by, name=name, role="student", text=text, kind="question", private=private)


def record(*, of_each: bool = True) -> LessonRecord:
    """One is answered in writing, one without a name by word of mouth, one is put aside, two are open."""
    memories = new_memories()
    events: list[Event] = [
        PeopleCame(people=[Comer(account(n), name, "student") for n, name in enumerate(NAMES)]),
        posted(0, "Blue?"),
        posted(1, "When?"),
        UnnamedAsked(by=account(1), name="Ben", text="Test?"),
        AskingShown(asking=4, question=6),
        QuestionShown(text="Test?"),
        posted(0, "Whispered?", private=True),
        posted(0, "Lunch?"),
        MessagePosted(by=TEACHER, name="Ms. Lee", role="teacher", text="It is", kind="answer", answers=2),
        QuestionMarked(by=TEACHER, question=6, standing="answered"),
        QuestionMarked(by=TEACHER, question=8, standing="dismissed"),
        MeTooCounted(changed=[MeToo(6, 9)]),
    ]
    for number, event in enumerate(events, 1):
        event.seq, event.at = number, START + number
        memories.apply(event)
    return LessonRecord(memories, [(account(n), name) for n, name in enumerate(NAMES)], START, of_each)


def section(*, of_each: bool = True) -> ReportSection:
    (found,) = report_sections(record(of_each=of_each))
    return found


def test_each_with_its_asker_and_what_became_of_it() -> None:
    found = section()
    (shown,) = found.pictures
    assert [row[:1] + row[1].split()[:1] for row in map(list, shown.picture.table().rows)] == [
        ["Answered", "2"], ["Put aside", "1"], ["Open", "2"],
    ]  # fmt: skip
    (file,) = found.files
    assert file.rows() == [
        ["Question", "Asked by", "Me too", "What became of it"],
        ["Blue?", "Ana", "0", "answered"],
        ["When?", "Ben", "0", "open"],
        ["Test?", "Ben (unnamed for the class)", "9", "answered"],
        ["Lunch?", "Ana", "0", "put aside"],
    ]
    assert not found.tables, "they would be on paper too"


def test_on_paper_nobody_reads_who_asked_without_a_name() -> None:
    told = [getattr(block, "text", "") for block in section().text()]
    assert told.index("Answered questions") < told.index("Test?") < told.index("Open questions")
    assert told[told.index("Test?") + 1].startswith("Without a name, ")
    assert told[told.index("Test?") + 1].endswith("me too: 9")
    assert not any("Ben (unnamed" in words for words in told)
    assert "It is" in told
    assert "Whispered?" not in told
    assert "Private questions, which are left out here: 1" in told


def test_where_no_single_student_is_told_of_nobody_is_named() -> None:
    (file,) = section(of_each=False).files
    assert file.rows()[0] == ["Question", "Me too", "What became of it"]
    assert file.rows()[3] == ["Test?", "9", "answered"]


def test_where_nothing_was_asked_nothing_is_told() -> None:
    assert not list(report_sections(LessonRecord(new_memories(), (), START)))
