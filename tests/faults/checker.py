"""Compares the relay's log with what every person saw and said; whatever breaks the promise is a finding."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import msgspec

from relay.protocol.log import EVERYBODY
from tests.faults.evidence import Evidence, Row, visible
from tests.faults.journal import (
    Acknowledged,
    Began,
    Entered,
    Forgot,
    Gap,
    GaveUp,
    HandsSeen,
    Journal,
    No,
    Reached,
    Remembers,
    Said,
    Told,
    TurnedAway,
    Went,
)

TELL_MS = 2_500
"""A going is told within a second; this much more on a busy machine."""
POSTED = "message_posted"

NAMED = 3
"""So many of what one person missed are named."""


@dataclass(frozen=True)
class Finding:
    """One breach of the promise."""

    kind: str
    about: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.about}"


Check = Callable[[Evidence, list[Journal]], Iterator[Finding]]


def check(evidence: Evidence, journals: list[Journal]) -> list[Finding]:
    """Everything that is wrong with a lesson that has settled: all lines whole, all outboxes empty."""
    checks: tuple[Check, ...] = (
        _log_is_whole,
        _said_is_stored,
        _order_of_saying,
        _acknowledged,
        _told,
        _remembered,
        _private,
        _hands,
        _attendance,
    )
    return [finding for one in checks for finding in one(evidence, journals)]


def _log_is_whole(evidence: Evidence, journals: list[Journal]) -> Iterator[Finding]:
    """Numbered from 1 without gaps; one event a command; the database is sound."""
    if evidence.integrity != "ok":
        yield Finding("damaged", evidence.integrity)
    for place, row in enumerate(evidence.rows, 1):
        if row.seq != place:
            yield Finding("gap in the log", f"number {row.seq} stands at place {place}")
            break
        if (row.body["seq"], row.body.get("ref", ""), row.body.get("by", "")) != (row.seq, row.ref, row.by):
            yield Finding("row and event differ", f"number {row.seq}")
    caused = Counter((row.by, row.ref) for row in evidence.rows if row.by)
    for (by, ref), times in caused.items():
        if times > 1:
            yield Finding("twice in the log", f"{ref} of {by} caused {times} events")
    texts = Counter(row.body["text"] for row in evidence.rows if row.kind == POSTED)
    for text, times in texts.items():
        if times > 1:
            yield Finding("twice in the log", f"{text!r} was stored {times} times")


def _said_is_stored(evidence: Evidence, journals: list[Journal]) -> Iterator[Finding]:
    """What was said is on the relay, or its sayer was told no: never both, never neither.

    Hands of one who left may be either: they are given up with the room, whatever became of them.
    """
    stored = {(row.by, row.ref): row for row in evidence.rows}
    for journal in journals:
        refused = {no.ref: no.code for no in journal.of(No)}
        given_up = {one.ref for one in journal.of(GaveUp)}
        for said in journal.of(Said):
            row = stored.get((journal.account, said.ref))
            if row is None and said.ref not in refused and (said.text or said.ref not in given_up):
                yield Finding("lost", f"{said.kind} {said.ref} {said.text!r} of {journal.name}")
            elif row is not None and said.ref in refused:
                yield Finding("refused and stored", f"{said.ref} of {journal.name}: {refused[said.ref]}")
            elif row is not None and said.text and row.body.get("text") != said.text:
                yield Finding("changed", f"{said.ref} of {journal.name}: {row.body.get('text')!r}")


def _order_of_saying(evidence: Evidence, journals: list[Journal]) -> Iterator[Finding]:
    """One person's messages stand in the order in which they were said."""
    places = {(row.by, row.ref): row.seq for row in evidence.rows if row.kind == POSTED}
    for journal in journals:
        said = [places.get((journal.account, one.ref)) for one in journal.of(Said)]
        stored = [place for place in said if place is not None]
        for before, after in pairwise(stored):
            if before > after:
                yield Finding("out of order", f"{journal.name}: {after} was said after {before}")


def _acknowledged(evidence: Evidence, journals: list[Journal]) -> Iterator[Finding]:
    """What was acknowledged is in the log under the number that was told."""
    stored = {row.seq: row for row in evidence.rows}
    for journal in journals:
        for one in journal.of(Acknowledged):
            row = stored.get(one.seq)
            if row is None or (row.by, row.ref) != (journal.account, one.ref):
                yield Finding("lost", f"{one.ref} of {journal.name} was acknowledged as {one.seq}")


def _told(evidence: Evidence, journals: list[Journal]) -> Iterator[Finding]:
    """Every life of every program was told the log's own events, each once, in order, none left out."""
    for journal in journals:
        for turned in journal.of(TurnedAway):
            yield Finding("turned away", f"{journal.name}: {turned.code}")
        for gap in journal.of(Gap):
            yield Finding("gap in delivery", f"{journal.name} at {gap.upto} was sent a page after {gap.prev}")
        yield from _lives(evidence, journal)


def _lives(evidence: Evidence, journal: Journal) -> Iterator[Finding]:
    base, reached, last = 0, 0, 0
    by_seq = {row.seq: row for row in evidence.rows}

    def end_of_life(final: bool) -> Iterator[Finding]:
        upto = len(evidence.rows) if final else max(reached, last)
        missed = [
            f"{row.kind} {row.seq}"
            for row in evidence.rows[base:upto]
            if visible(row, journal.account, journal.teaches) and row.seq not in told
        ]
        if missed:
            more = f" and {len(missed) - NAMED} more" if len(missed) > NAMED else ""
            yield Finding("not told", f"{', '.join(missed[:NAMED])}{more} to {journal.name}")

    told: set[int] = set()
    for note in journal.notes:
        match note:
            case Began() | Forgot() | Entered(afresh=True):
                yield from end_of_life(final=False)
                base = reached = last = note.after if isinstance(note, Began) else 0
                told = set()
            case Entered() if note.after > max(reached, last):
                yield Finding("skipped", f"{journal.name} at {max(reached, last)} goes on at {note.after}")
            case Reached():
                reached = max(reached, note.upto)
            case Told():
                event = msgspec.json.decode(note.event)
                seq = event["seq"]
                if seq in told:
                    yield Finding("told twice", f"{seq} to {journal.name}")
                elif seq <= last:
                    yield Finding("told out of order", f"{seq} after {last} to {journal.name}")
                row = by_seq.get(seq)
                if row is None or row.body != event:
                    yield Finding("differs", f"{journal.name} was told another event {seq} than is stored")
                told.add(seq)
                last = max(last, seq)
            case _:
                pass
    yield from end_of_life(final=True)


def _remembered(evidence: Evidence, journals: list[Journal]) -> Iterator[Finding]:
    """What a program's memory holds, part of it from its cache, is what the log holds for this person."""
    for journal in journals:
        for memory in journal.of(Remembers):
            there = [
                row.seq
                for row in evidence.rows[: memory.upto]
                if row.kind == POSTED and visible(row, journal.account, journal.teaches)
            ]
            if memory.messages != there:
                other = sorted(set(memory.messages) ^ set(there))
                yield Finding(
                    "remembered wrongly", f"{journal.name} at {memory.upto}: {other or 'the order'}"
                )


def _private(evidence: Evidence, journals: list[Journal]) -> Iterator[Finding]:
    """Nobody was told what was not for them: by the audience stored, and by what its sayer meant."""
    meant = {(j.account, said.ref) for j in journals for said in j.of(Said) if said.private}
    by_seq = {row.seq: row for row in evidence.rows}
    for row in evidence.rows:
        if (row.by, row.ref) in meant and row.audience == EVERYBODY:
            yield Finding("private leak", f"{row.seq} was stored for everybody")
    for journal in journals:
        for note in journal.of(Told):
            event = msgspec.json.decode(note.event)
            stored = by_seq.get(event["seq"])
            secret = (event.get("by"), event.get("ref")) in meant and event.get("by") != journal.account
            hidden = stored is not None and not visible(stored, journal.account, journal.teaches)
            if hidden or (secret and not journal.teaches):
                yield Finding("private leak", f"{event['seq']} was told to {journal.name}")


def hands_at(rows: list[Row], upto: int) -> list[str]:
    """The queue after so many events, folded here anew."""
    queue: list[str] = []
    for row in rows[:upto]:
        match row.kind:
            case "hand_raised" if row.by not in queue:
                queue.append(row.by)
            case "hand_lowered":
                queue = [one for one in queue if one != row.body["account"]]
            case "person_removed":
                queue = [one for one in queue if one != row.body["account"]]
            case "people_went":
                gone = {goer["account"] for goer in row.body["people"] if goer["how"] != "lost"}
                queue = [one for one in queue if one not in gone]
            case "all_hands_lowered" | "session_ended":
                queue = []
            case _:
                pass
    return queue


def _hands(evidence: Evidence, journals: list[Journal]) -> Iterator[Finding]:
    """Cuts and restarts move nobody in the queue; nobody stands in it twice; everybody sees the same."""
    known: dict[int, list[str]] = {}
    for row in evidence.rows:
        if row.kind == "hand_raised" and row.by in hands_at(evidence.rows, row.seq - 1):
            yield Finding("hands", f"{row.seq}: {row.by} raised a hand that was up")
    for journal in journals:
        for seen in journal.of(HandsSeen):
            queue = known.setdefault(seen.upto, hands_at(evidence.rows, seen.upto))
            if seen.queue != queue:
                yield Finding("hands", f"{journal.name} at {seen.upto} saw {seen.queue}, not {queue}")


def _attendance(evidence: Evidence, journals: list[Journal]) -> Iterator[Finding]:
    """Left is left and lost is lost; nobody is in two places; the table says what the log says."""
    came: set[str] = set()
    here: set[str] = set()
    left: Counter[str] = Counter()
    ended = 0
    for row in evidence.rows:
        if row.kind == "people_came":
            for comer in row.body["people"]:
                if comer["account"] in here:
                    yield Finding("attendance", f"{row.seq}: {comer['name']} came while here")
                came.add(comer["account"])
                here.add(comer["account"])
        elif row.kind == "people_went":
            for goer in row.body["people"]:
                here.discard(goer["account"])
                left[goer["account"]] += goer["how"] == "left"
        elif row.kind == "relay_reopened":
            here.clear()
        elif row.kind == "session_ended":
            ended = row.at
    for journal in journals:
        entered = journal.of(Entered)
        if entered and journal.account not in came:
            yield Finding("attendance", f"{journal.name} was let in and never came")
        if left[journal.account] > journal.leaves:
            yield Finding(
                "attendance",
                f"{journal.name} left {left[journal.account]} times in the log, {journal.leaves} in truth",
            )
        yield from _goings(evidence, journal)
        part = evidence.attendance.get(journal.account)
        if part is None:
            if entered:
                yield Finding("attendance", f"{journal.name} is not in the table")
            continue
        if ended and (part.present < 0 or part.lost < 0 or part.present + part.lost > ended - part.joined_at):
            yield Finding("attendance", f"{journal.name}: {part} in a lesson that ended at {ended}")
        left_last = journal.account in here or _last(evidence, journal) == "left"
        if ended and (part.state == "left") != left_last:
            yield Finding("attendance", f"{journal.name}: the table says {part.state}")


def _goings(evidence: Evidence, journal: Journal) -> Iterator[Finding]:
    """Whoever left on purpose, and was told so, is told as having left.

    Not if they were back, or the relay was killed, before it was told: it is gathered for a second, and
    held back while the disk is low.
    """
    back = [note.at for note in journal.of(Entered)]
    for went in journal.of(Went):
        until = went.at + TELL_MS
        for begin, end in evidence.disk_low:
            if begin <= until and went.at <= end:
                until = end + TELL_MS
        told = any(
            row.kind in ("people_went", "session_ended")
            and went.at - TELL_MS <= row.at <= until
            and (
                row.kind == "session_ended"
                or any(g["account"] == journal.account and g["how"] == "left" for g in row.body["people"])
            )
            for row in evidence.rows
        )
        reopened = any(
            row.kind == "relay_reopened" and row.at >= went.at and row.body["down_since"] <= until
            for row in evidence.rows
        )
        if not (told or reopened or any(went.at <= at <= until for at in back)):
            yield Finding("attendance", f"{journal.name} left at {went.at}, which was never told")


def _last(evidence: Evidence, journal: Journal) -> str:
    """How the person last went, by the log."""
    how = ""
    for row in evidence.rows:
        if row.kind == "people_went":
            for goer in row.body["people"]:
                how = goer["how"] if goer["account"] == journal.account else how
        elif row.kind == "people_came" and any(
            comer["account"] == journal.account for comer in row.body["people"]
        ):
            how = ""
    return how
