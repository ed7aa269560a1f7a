"""A database that was copied in the middle of a lesson and copied back by hand."""

import asyncio
import shutil
import signal
from collections.abc import Sequence
from pathlib import Path

from tests.faults.checker import TELL_MS
from tests.faults.evidence import Evidence
from tests.faults.journal import (
    Acknowledged,
    Began,
    Entered,
    HandsSeen,
    Journal,
    Note,
    Reached,
    Said,
    Told,
    Went,
)
from tests.faults.lesson import LessonUnderFaults
from tests.faults.person import now
from tests.faults.process import RelayUnderTest

BETWEEN_SECONDS = 3.0
"""How much of the lesson is lost with the copy."""

OF_THE_OLD_LOG = (Told, Reached, HandsSeen, Entered)


async def copied_back(lesson: LessonUnderFaults) -> None:
    """Nothing tells the relay: its epoch is the same. Whoever has seen what it lost must begin afresh."""
    await asyncio.sleep(2.5)
    relay = lesson.relay
    copy = lesson.folder / "copy"
    copy.mkdir()
    copied_at = now()
    _copy_running(relay, copy)
    await asyncio.sleep(BETWEEN_SECONDS)
    async with lesson.relay_stopped():
        before = Evidence.of(relay.database, lesson.session)
        for file in relay.folder.glob(f"{relay.database.name}*"):
            file.unlink()
        for file in copy.iterdir():
            shutil.copy(file, relay.folder)
        after = Evidence.of(relay.database, lesson.session)
        marks = {person.journal.account: person.mark() for person in lesson.people}
        if not await relay.start():
            lesson.find("does not start", relay.last_words())
    gone = {(row.by, row.ref) for row in before.rows[len(after.rows) :]}
    lesson.outcome.counts["events lost with the copy"] += len(gone)
    if not gone:
        lesson.find("proves nothing", "nothing was said between copy and restore")
    lesson.amend = lambda journal: since(journal, marks[journal.account], gone, copied_at)


def _copy_running(relay: RelayUnderTest, to: Path) -> None:
    """As a snapshot of the disk would have it: the process stands still, its files are as they are."""
    assert relay.process is not None
    relay.process.send_signal(signal.SIGSTOP)
    try:
        for file in relay.folder.glob(f"{relay.database.name}*"):
            if not file.name.endswith("-shm"):
                shutil.copy(file, to)
    finally:
        relay.process.send_signal(signal.SIGCONT)


def since(journal: Journal, mark: int, gone: set[tuple[str, str]], copied_at: int) -> Journal:
    """A journal without what was rightly lost: told before by a program that then began afresh.

    Goings too, if they were told after the copy (ms), or would have been.
    """
    kept: list[Note] = []
    afresh = _afresh(journal.notes, mark)
    for place, note in enumerate(journal.notes):
        lost = isinstance(note, (Said, Acknowledged)) and (journal.account, note.ref) in gone
        old = afresh is not None and place < afresh and isinstance(note, OF_THE_OLD_LOG)
        went = isinstance(note, Went) and place < mark and note.at >= copied_at - TELL_MS
        if not (lost or old or went):
            kept.append(note)
    return Journal(journal.account, journal.name, journal.teaches, notes=kept, leaves=journal.leaves)


def _afresh(notes: Sequence[Note], mark: int) -> int | None:
    """Where a program began to be told anew, remembering nothing of the log before the copy.

    What a hung program still read from its old line comes after the mark, but before it enters again: all
    that it was ever told there, its first entering too, where it hung from the beginning. And one that had
    just begun may have been told nothing before the relay was stopped.
    """
    for place in range(mark, len(notes)):
        if _is_afresh(notes[place]):
            return place
    for place in reversed(range(mark)):
        if isinstance(notes[place], OF_THE_OLD_LOG):
            return None
        if isinstance(notes[place], Began):
            return place if _is_afresh(notes[place]) else None
    return None


def _is_afresh(note: Note) -> bool:
    """The relay had the program forget what it remembered; or the program had just begun."""
    if isinstance(note, Began):
        return note.after == 0
    return isinstance(note, Entered) and note.afresh
