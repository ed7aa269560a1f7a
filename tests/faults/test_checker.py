"""The checker finds nothing in a good lesson, and every kind of breach that is planted in it."""

import copy
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import msgspec
import pytest

from tests.faults.checker import check
from tests.faults.evidence import Attended, Evidence, Row, visible
from tests.faults.journal import (
    Acknowledged,
    Began,
    Entered,
    Gap,
    GaveUp,
    HandsSeen,
    Journal,
    No,
    Note,
    Reached,
    Remembers,
    Said,
    Told,
    Went,
)
from tests.faults.restored import since

LEE, ANA, BEN = "lee", "ana", "ben"
NAMES = {LEE: "Ms Lee", ANA: "Ana", BEN: "Ben"}
Lesson = tuple[Evidence, dict[str, Journal]]


def event(kind: str, by: str = "", audience: str = "*", **more: Any) -> tuple[str, str, str, dict[str, Any]]:
    return kind, by, audience, more


def comers(*accounts: str) -> list[dict[str, str]]:
    return [{"account": one, "name": NAMES[one], "role": "student"} for one in accounts]


EVENTS = [
    event("session_started", LEE, title="Energy"),
    event("people_came", people=comers(LEE, ANA, BEN)),
    event("message_posted", ANA, text="one"),
    event("message_posted", BEN, audience=BEN, text="secret", private=True),
    event("hand_raised", BEN),
    event("hand_raised", ANA),
    event("message_posted", ANA, text="two"),
    event("relay_reopened", down_since=7_000),
    event("people_came", people=comers(LEE, ANA, BEN)),
    event("people_went", people=[{"account": BEN, "how": "left", "last_seen_at": 10_000}]),
    event("message_posted", ANA, text="three"),
    event("session_ended", LEE, reason="teacher"),
]


def good_lesson() -> Lesson:
    """A teacher and two students, a restart of the relay, a private message, two hands; all is well."""
    rows: list[Row] = []
    for seq, (kind, by, audience, more) in enumerate(EVENTS, 1):
        body = {"t": kind, "seq": seq, "at": seq * 1000, "by": by, "ref": f"ref{seq}", **more}
        rows.append(Row(seq, seq * 1000, by, f"ref{seq}", audience, kind, body))
    left = {account: Attended(account, 2_000, 12_000, "left", 8_000, 1_000) for account in NAMES}
    journals = {account: Journal(account, name, account == LEE) for account, name in NAMES.items()}
    for account, journal in journals.items():
        journal.notes = witness(rows, account)
    journals[BEN].leaves = 1
    return Evidence(rows, left), journals


def witness(rows: list[Row], account: str) -> list[Note]:
    """What somebody sees who comes at the start, comes again after the restart, and stays to the end."""
    notes: list[Note] = [Began(), Entered("E", 0, 0)]
    for row in rows:
        if row.seq == 9:
            notes += [Entered("E", 8, 8), HandsSeen(8, [BEN, ANA])]
        if row.by == account and row.kind in ("message_posted", "hand_raised"):
            text, private = row.body.get("text", ""), bool(row.body.get("private"))
            notes.append(Said(row.ref, row.kind, text, private))
        if visible(row, account, account == LEE):
            notes.append(Told(msgspec.Raw(msgspec.json.encode(row.body))))
            if row.by == account and row.kind in ("message_posted", "hand_raised"):
                notes.append(Acknowledged(row.ref, row.seq))
        notes.append(Reached(row.seq))
        if row.seq == 9 and account == BEN:
            notes.append(Went(10_000))
    return notes


def kinds(lesson: Lesson) -> set[str]:
    evidence, journals = lesson
    return {finding.kind for finding in check(evidence, list(journals.values()))}


def test_a_good_lesson_has_no_findings() -> None:
    evidence, journals = good_lesson()
    assert check(evidence, list(journals.values())) == []


def test_a_hand_may_be_given_up_and_a_message_may_not() -> None:
    evidence, journals = good_lesson()
    journals[BEN].notes += [GaveUp("ref5"), Said("unheard", "hand_lowered"), GaveUp("unheard")]
    assert check(evidence, list(journals.values())) == []
    journals[BEN].notes += [Said("unread", "message_posted", "my last words"), GaveUp("unread")]
    assert kinds((evidence, journals)) == {"lost"}


def test_goings_are_told_late_only_where_the_disk_was_low() -> None:
    evidence, journals = good_lesson()
    for place, row in enumerate(evidence.rows):
        if row.seq >= 10:  # Ben's going at 10 s, and all that follows it
            evidence.rows[place] = replace(row, at=row.at + 5_000, body=row.body | {"at": row.at + 5_000})

    def found() -> str:
        return str(check(evidence, list(journals.values())))

    late = "Ben left at 10000, which was never told"
    assert late in found()
    evidence.disk_low = [(9_500, 13_000)]
    assert late not in found()
    evidence.disk_low = [(9_500, 11_000)]
    assert late in found()


def lose_an_event(evidence: Evidence, journals: dict[str, Journal]) -> None:
    """The relay forgot the last word it had acknowledged, and closed ranks."""
    del evidence.rows[10]
    evidence.rows[10] = replace(
        evidence.rows[10], seq=11, body=evidence.rows[10].body | {"seq": 11, "ref": "ref12"}
    )


def lose_for_one(evidence: Evidence, journals: dict[str, Journal]) -> None:
    """One person was never told what everybody else was."""
    notes = journals[BEN].notes
    notes.remove(next(note for note in notes if seq_of(note) == 7))


def never_arrives(evidence: Evidence, journals: dict[str, Journal]) -> None:
    """Something said vanished without a word."""
    journals[ANA].notes.append(Said("ref99", "PostMessage", "where is it?"))


def double_in_the_log(evidence: Evidence, journals: dict[str, Journal]) -> None:
    """A resent command was carried out again."""
    again = evidence.rows[2]
    evidence.rows.append(replace(again, seq=13, body=again.body | {"seq": 13}))


def double_with_a_new_ref(evidence: Evidence, journals: dict[str, Journal]) -> None:
    """A client sent the same again under another ref."""
    again = evidence.rows[2]
    evidence.rows.append(replace(again, seq=13, ref="ref13", body=again.body | {"seq": 13, "ref": "ref13"}))


def told_twice(evidence: Evidence, journals: dict[str, Journal]) -> None:
    """One person was shown the same message twice."""
    notes = journals[BEN].notes
    place = next(place for place, note in enumerate(notes) if seq_of(note) == 7)
    notes.insert(place, notes[place])


def swap_for_one(evidence: Evidence, journals: dict[str, Journal]) -> None:
    """One person saw two events the other way round."""
    notes = journals[LEE].notes
    one, other = (next(p for p, note in enumerate(notes) if seq_of(note) == seq) for seq in (5, 6))
    notes[one], notes[other] = notes[other], notes[one]


def swap_numbers(evidence: Evidence, journals: dict[str, Journal]) -> None:
    """The relay told two events in one order and stored them in the other."""
    a, b = evidence.rows[4], evidence.rows[5]
    evidence.rows[4] = replace(b, seq=5, body=b.body | {"seq": 5})
    evidence.rows[5] = replace(a, seq=6, body=a.body | {"seq": 6})


def swap_what_one_said(evidence: Evidence, journals: dict[str, Journal]) -> None:
    """One person's second message was stored before the first."""
    notes = journals[ANA].notes
    one, other = (
        next(p for p, n in enumerate(notes) if isinstance(n, Said) and n.text == text)
        for text in ("one", "two")
    )
    notes[one], notes[other] = notes[other], notes[one]


def leak_to_one(evidence: Evidence, journals: dict[str, Journal]) -> None:
    """A private message reached another student."""
    body = msgspec.Raw(msgspec.json.encode(evidence.rows[3].body))
    notes = journals[ANA].notes
    notes.insert(next(p for p, n in enumerate(notes) if isinstance(n, Reached) and n.upto == 4), Told(body))


def leak_by_the_log(evidence: Evidence, journals: dict[str, Journal]) -> None:
    """A private message was stored for everybody."""
    evidence.rows[3] = replace(evidence.rows[3], audience="*")


def remembers_too_little(evidence: Evidence, journals: dict[str, Journal]) -> None:
    """What came out of a program's cache lacks a message."""
    journals[ANA].notes.append(Remembers(12, [3, 11]))


def gap_in_the_log(evidence: Evidence, journals: dict[str, Journal]) -> None:
    """A number was given away and never stored."""
    del evidence.rows[5]


def gap_in_delivery(evidence: Evidence, journals: dict[str, Journal]) -> None:
    """A page did not follow the one before."""
    journals[ANA].notes.append(Gap(4, 6))


def skipped_on_resume(evidence: Evidence, journals: dict[str, Journal]) -> None:
    """The relay went on further than the person was."""
    journals[ANA].notes.insert(4, Entered("E", 9, 12))


def another_text(evidence: Evidence, journals: dict[str, Journal]) -> None:
    """What was stored is not what was said."""
    evidence.rows[2] = replace(evidence.rows[2], body=evidence.rows[2].body | {"text": "won"})


def no_and_yes(evidence: Evidence, journals: dict[str, Journal]) -> None:
    """Refused, and stored all the same."""
    journals[ANA].notes.append(No("ref3", "muted"))


def hands_moved(evidence: Evidence, journals: dict[str, Journal]) -> None:
    """After the restart a hand had lost its place."""
    notes = journals[LEE].notes
    place = next(p for p, note in enumerate(notes) if isinstance(note, HandsSeen))
    notes[place] = HandsSeen(8, [ANA, BEN])


def hand_up_twice(evidence: Evidence, journals: dict[str, Journal]) -> None:
    """One person stands in the queue twice."""
    row = evidence.rows[5]
    evidence.rows[5] = replace(row, by=BEN, body=row.body | {"by": BEN})


def cut_off_as_left(evidence: Evidence, journals: dict[str, Journal]) -> None:
    """A child whose line was cut is written down as having gone."""
    journals[BEN].leaves = 0


def left_as_lost(evidence: Evidence, journals: dict[str, Journal]) -> None:
    """Somebody who left is written down as cut off."""
    row = evidence.rows[9]
    people = [row.body["people"][0] | {"how": "lost"}]
    evidence.rows[9] = replace(row, body=row.body | {"people": people})


def wrong_table(evidence: Evidence, journals: dict[str, Journal]) -> None:
    """More time is counted than passed."""
    evidence.attendance[ANA] = replace(evidence.attendance[ANA], present=100_000)


def missing_from_table(evidence: Evidence, journals: dict[str, Journal]) -> None:
    """Somebody who was here is not in the attendance."""
    del evidence.attendance[ANA]


def damaged(evidence: Evidence, journals: dict[str, Journal]) -> None:
    """SQLite finds the file unsound."""
    evidence.integrity = "row 3 missing from index"


def seq_of(note: Note) -> int:
    seq: int = msgspec.json.decode(note.event)["seq"] if isinstance(note, Told) else 0
    return seq


@pytest.mark.parametrize(
    ("plant", "kind"),
    [
        (lose_an_event, "lost"),
        (lose_for_one, "not told"),
        (never_arrives, "lost"),
        (double_in_the_log, "twice in the log"),
        (double_with_a_new_ref, "twice in the log"),
        (told_twice, "told twice"),
        (swap_for_one, "told out of order"),
        (swap_numbers, "differs"),
        (swap_what_one_said, "out of order"),
        (leak_to_one, "private leak"),
        (leak_by_the_log, "private leak"),
        (remembers_too_little, "remembered wrongly"),
        (gap_in_the_log, "gap in the log"),
        (gap_in_delivery, "gap in delivery"),
        (skipped_on_resume, "skipped"),
        (another_text, "changed"),
        (no_and_yes, "refused and stored"),
        (hands_moved, "hands"),
        (hand_up_twice, "hands"),
        (cut_off_as_left, "attendance"),
        (left_as_lost, "attendance"),
        (wrong_table, "attendance"),
        (missing_from_table, "attendance"),
        (damaged, "damaged"),
    ],
)
def test_what_is_planted_is_found(plant: Callable[[Evidence, dict[str, Journal]], None], kind: str) -> None:
    lesson = copy.deepcopy(good_lesson())
    plant(*lesson)
    assert kind in kinds(lesson)


OLD: list[Note] = [Entered(epoch="e", after=0, head=3), Told(event=msgspec.Raw(b"{}")), Reached(upto=12)]
AFRESH = Entered(epoch="e", after=0, head=13, afresh=True)
NEW: list[Note] = [Told(event=msgspec.Raw(b"[]")), Reached(upto=13)]


@pytest.mark.parametrize(
    ("notes", "mark", "kept"),
    [
        ([Began(), *OLD, AFRESH, *NEW], 4, [Began(), AFRESH, *NEW]),
        ([Began(), *OLD, AFRESH, *NEW], 1, [Began(), AFRESH, *NEW]),
        ([Began(), *OLD, Began(), *NEW], 4, [Began(), Began(), *NEW]),
        ([Began(), *OLD, Began(), *NEW], 5, [Began(), Began(), *NEW]),
        ([Began(), *OLD, Began(after=12), *NEW], 5, None),
        ([Began(), *OLD, *NEW], 4, None),
    ],
    ids=["afresh", "hung from the beginning", "begun later", "just begun", "with its cache", "goes on"],
)
def test_of_a_log_that_was_copied_back_what_was_lost_is_left_out(
    notes: list[Note], mark: int, kept: list[Note] | None
) -> None:
    """As far as a program remembers nothing of it; ``mark``: its notes when the relay had been stopped."""
    journal = Journal(ANA, "Ana", teaches=False, notes=notes)
    assert since(journal, mark, set(), 100).notes == (notes if kept is None else kept)
