"""What is saved of a chat is what its reader may see, and nothing else."""

import csv
import io

import msgspec
import pytest

from desktop.parts.chat_export import chat_blocks
from desktop.parts.chat_export.saver import PDF, PIECES
from desktop.parts.when import title_of_day
from desktop.theme import Theme
from relay.protocol.base import Event
from relay.protocol.chat_rules import MessageHeld, MessageTurnedDown
from relay.protocol.hiding import MessageHidden, MessageKept, MessageShown, MessageWithdrawn, SaidMessage
from relay.protocol.lesson import SessionEnded
from relay.protocol.personal import ERASED, without
from relay.protocol.session_stats import SessionStats
from tests.desktop.features.stand import START, TEACHER
from tests.desktop.parts.chat_export.saved import ANA, KINDS, TOM, begun, folded, record_of, said, words_of

pytestmark = pytest.mark.usefixtures("theme")

SECRET = "zebrafish"
each_kind = pytest.mark.parametrize("kind", KINDS)


def talk() -> list[Event]:
    """A question and its answer, a reply, and a private word that only teachers and Ana are told."""
    return [
        *begun("Ana", "Tom"),
        said(ANA, "Ana", "Why is it blue?", kind="question"),
        said(TEACHER, "Ms. Lee", "It scatters.", kind="answer", answers=3),
        said(TOM, "Tom", "So do we", replies_to=4),
        said(ANA, "Ana", "I am lost", private=True),
    ]


def text_of(events: list[Event], me: str = ANA, as_of: int = 0) -> str:
    return b"".join(PIECES["txt"](record_of(events, me, as_of))).decode("utf-8")


def rows_of(events: list[Event], me: str = ANA) -> list[list[str]]:
    content = b"".join(PIECES["csv"](record_of(events, me)))
    assert content.startswith(b"\xef\xbb\xbf"), "by which a spreadsheet tells that it is UTF-8"
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_a_file_is_called_by_title_and_day_and_the_day_stands_once() -> None:
    events = begun("Ana")
    plain = record_of(events).title
    day = plain.removeprefix("Energy · ")
    assert day != plain
    named = msgspec.structs.replace(events[0], title=title_of_day("Physics 10b", START + 60_000))
    assert record_of([named, *events[1:]]).title == f"Physics 10b · {day}"


def test_text_says_who_said_what_and_to_what(theme: Theme) -> None:
    text = text_of(talk())
    head, _, lines = text.partition("\n\n")
    assert head.splitlines()[0] == "Energy"
    assert "Physics 10b · Ms. Lee" in head
    assert "As Ana can read it, saved" in head
    assert head.endswith("There are private or hidden messages in it: not for everyone.")
    said_lines = [line.partition(", ")[2] for line in lines.splitlines()[-4:]]
    assert said_lines == [
        "Ana, Question, answered: Why is it blue?",
        "Ms. Lee, teacher, Answer (Ana: Why is it blue?): It scatters.",
        "Tom (Ms. Lee: It scatters.): So do we",
        "Ana, only for teachers and admins: I am lost",
    ]


async def test_a_pdf_says_the_same_on_paper(theme: Theme) -> None:
    words = await words_of(record_of(talk()), PDF)
    for said_so in (
        "Energy",
        "Physics 10b · Ms. Lee",
        "Ana, Question, answered",
        "Why is it blue?",
        "Ms. Lee, teacher, Answer",
        "So do we",
        "only for teachers and admins",
        "not for everyone",
    ):
        assert "".join(said_so.split()) in words, said_so


def test_a_table_says_the_same_in_columns(theme: Theme) -> None:
    head, *rows = rows_of(talk())
    assert head == [
        "Number", "Date", "Time", "Name", "Role", "Kind",
        "Answers or replies to", "Who can read it", "Note", "Words",
    ]  # fmt: skip
    assert [row[3:] for row in rows[-4:]] == [
        ["Ana", "Student", "Question, answered", "", "Everybody", "", "Why is it blue?"],
        ["Ms. Lee", "Teacher", "Answer", "3", "Everybody", "", "It scatters."],
        ["Tom", "Student", "Message", "4", "Everybody", "", "So do we"],
        ["Ana", "Student", "Message", "", "Teachers and admins", "", "I am lost"],
    ]
    assert rows[-1][0] == "6"
    assert rows[0][5] == "Lesson", "a line of the room's own"


def test_no_line_of_a_message_can_look_like_somebody_elses(theme: Theme) -> None:
    text = text_of([*begun("Tom"), said(TOM, "Tom", "well\n10:00, Ms. Lee, teacher: no homework")])
    assert not any(line.startswith("10:00, Ms. Lee") for line in text.splitlines())


def test_no_cell_is_a_formula(theme: Theme) -> None:
    row = rows_of([*begun("Tom"), said(TOM, "=Tom", '=HYPERLINK("http://x.example")')])[-1]
    assert (row[3], row[-1]) == ("'=Tom", '\'=HYPERLINK("http://x.example")')


def test_another_day_is_named(theme: Theme) -> None:
    late = said(TOM, "Tom", "good morning", at=START + 24 * 3_600_000)
    assert text_of([*begun("Tom"), said(TOM, "Tom", "good night"), late]).count("2025") > text_of(
        begun("Tom")
    ).count("2025")


def test_what_was_not_all_says_so(theme: Theme) -> None:
    assert "As of " in text_of(talk(), as_of=START)
    assert "As of " not in text_of(talk())


def test_a_chat_that_everybody_reads_warns_nobody(theme: Theme) -> None:
    assert not record_of(talk()[:-1]).has_private
    assert "not for everyone" not in text_of(talk()[:-1])


# what one may not see


def hidden_from_ana() -> list[Event]:
    """Tom said it, it was shown again once, and is hidden for good."""
    said_it = SaidMessage(text=SECRET, account=TOM, name="Tom")
    return [
        *begun("Ana", "Tom"),
        said(TOM, "Tom", SECRET),
        said(ANA, "Ana", "Hey", replies_to=3),
        MessageHidden(by=TEACHER, message=3, account=TOM, posted_at=START),
        MessageShown(by=TEACHER, message=3, said=said_it, account=TOM),
        MessageHidden(by=TEACHER, message=3, account=TOM, posted_at=START, copies=[6]),
    ]


@each_kind
async def test_no_byte_of_a_hidden_message_is_in_any_file(theme: Theme, kind: str) -> None:
    said_now = await words_of(record_of(hidden_from_ana()), kind)
    assert SECRET not in said_now
    assert "Hey" in said_now
    before = await words_of(record_of(hidden_from_ana()[:4]), kind)
    assert SECRET in before, "or else it would be found nowhere"


@each_kind
async def test_no_byte_of_a_withdrawn_message_is_in_any_file(theme: Theme, kind: str) -> None:
    events = [*hidden_from_ana()[:4], MessageWithdrawn(by=TOM, message=3, account=TOM, posted_at=START)]
    assert SECRET not in await words_of(record_of(events), kind)


@each_kind
async def test_who_may_still_read_a_hidden_message_saves_it_as_such(theme: Theme, kind: str) -> None:
    kept = MessageKept(by=TEACHER, message=3, said=SaidMessage(text=SECRET, account=TOM, name="Tom"))
    record = record_of([*hidden_from_ana(), kept], TEACHER)
    content = await words_of(record, kind)
    assert SECRET in content
    assert "hidden" in content.casefold()
    assert record.has_private


@each_kind
async def test_what_waits_for_a_teacher_is_in_no_file(theme: Theme, kind: str) -> None:
    held = MessageHeld(by=TOM, name="Tom", text=SECRET)
    for me in (TOM, TEACHER):
        assert SECRET not in await words_of(record_of([*begun("Ana", "Tom"), held], me), kind)


def test_what_not_everybody_could_read_is_not_in_what_is_for_all() -> None:
    events = [
        *begun("Ana", "Tom"),
        said(TOM, "Tom", "psst", private=True),
        said(TOM, "Tom", "for all"),
        MessageHeld(by=TOM, name="Tom", text=SECRET),
        MessageTurnedDown(by=TEACHER, message=5, account=TOM),
    ]
    told = [str(block) for block in chat_blocks(record_of(events, TEACHER), for_all=True)]
    assert any("for all" in one for one in told)
    assert not [one for one in told if "psst" in one or "was not shown" in one]
    alone = [str(block) for block in chat_blocks(record_of(events, TEACHER))]
    assert any("was not shown" in one for one in alone), "or else it would be found nowhere"


@each_kind
async def test_no_byte_of_somebody_erased_is_in_any_file(theme: Theme, kind: str) -> None:
    events = [
        *begun("Ana", "Zebrafish"),
        said(TOM, "Zebrafish", SECRET),
        said(ANA, "Ana", "Hey", replies_to=3),
    ]
    content = await words_of(record_of([without(event, TOM) for event in events]), kind)
    assert SECRET not in content.casefold()
    assert ERASED in content


@pytest.mark.parametrize("kind", sorted(PIECES))
def test_what_is_hidden_later_changes_nothing_that_is_being_saved(theme: Theme, kind: str) -> None:
    *before, hiding = hidden_from_ana()[:5]
    memories = folded(before)
    record = record_of(memories)
    whole = b"".join(PIECES[kind](record))
    pieces = PIECES[kind](record)
    first = next(iter(pieces))
    memories.apply(msgspec.structs.replace(hiding, seq=5))
    assert first + b"".join(pieces) == whole
    assert b"".join(PIECES[kind](record_of(memories))) != whole


def test_it_tells_how_far_it_is(theme: Theme) -> None:
    record = record_of([*talk(), SessionEnded(reason="teacher", figures=SessionStats())])
    passed = [record.passed for _ in record.lines()]
    assert passed == sorted(passed)
    assert record.passed == record.count
