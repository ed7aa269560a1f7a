"""What is looked for after a kill in the middle is found, and nothing else."""

import hashlib

import pytest

from tests.faults.keeping import Done, Note, Refused, Safe, Step, Stored, Told, breaches

DATA = b"a page"
FILE = hashlib.sha256(DATA).hexdigest()
NOTES: list[Note] = [
    Step(),
    Safe("a"),
    Told("a", 3),
    Safe("b", [FILE]),
    Safe("c"),
    Refused("c", "too_fast"),
    Told("b", 5),
    Done(),
]
LOG = [Stored(3, "a"), Stored(4, "of another"), Stored(5, "b", (FILE,))]


def found(notes: list[Note], log: list[Stored], files: dict[str, bytes | None]) -> list[str]:
    return [finding.kind for finding in breaches(notes, log, files)]


def test_what_is_kept_has_no_findings() -> None:
    assert found(NOTES, LOG, {FILE: DATA}) == []


def test_what_was_not_yet_in_the_outbox_may_be_lost_or_stored() -> None:
    assert found([*NOTES, Step()], [*LOG, Stored(6, "d")], {FILE: DATA}) == []


@pytest.mark.parametrize(
    ("notes", "log", "files", "kinds"),
    [
        (NOTES, LOG[1:], {FILE: DATA}, ["lost", "unsaid"]),
        (NOTES, [*LOG, Stored(6, "a")], {FILE: DATA}, ["twice"]),
        ([*NOTES, Told("a", 6)], LOG, {FILE: DATA}, ["moved"]),
        ([*NOTES, Safe("d")], LOG, {FILE: DATA}, ["unsaid"]),
        (NOTES, [*LOG, Stored(6, "c")], {FILE: DATA}, ["unsaid"]),
        (NOTES, LOG, {FILE: b"a pag"}, ["file"]),
        (NOTES, LOG, {FILE: None}, ["file"]),
        (NOTES, LOG, {}, ["file"]),
        (NOTES, [*LOG, Stored(6, "d", ("another",))], {FILE: DATA}, ["file"]),
    ],
)
def test_each_breach_is_found(
    notes: list[Note], log: list[Stored], files: dict[str, bytes | None], kinds: list[str]
) -> None:
    assert found(notes, log, files) == kinds
