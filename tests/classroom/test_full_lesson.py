"""A full lesson in short: all acts of ``make faults SPECIAL=full-lesson``, with eight people."""

from pathlib import Path

from tests.faults.full.holding import hold

PEOPLE = 8


async def test_all_that_is_counted_agrees_with_what_was_done(tmp_path: Path) -> None:
    outcome = await hold(tmp_path, PEOPLE)
    assert outcome.findings == []
    assert outcome.counts["people"] == PEOPLE
