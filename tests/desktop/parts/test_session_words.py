"""How many are in a lesson, or are expected, in words."""

import pytest
from msgspec.structs import replace

from desktop.parts.session_words import people
from relay.protocol.limits import SEATS
from relay.protocol.sessions import Session, Status

PLANNED = Session(
    id="s", class_id="c", class_name="Physics", teacher_id="t", teacher_name="Ms. Lee", title="Waves",
    scheduled_at=10,
)  # fmt: skip


@pytest.mark.parametrize(
    ("status", "seats", "size", "count", "said"),
    [
        ("scheduled", SEATS, 28, 0, "28 student(s)"),
        ("scheduled", 30, 28, 0, "28 student(s) · 30 seat(s)"),
        ("scheduled", 30, 0, 0, "30 seat(s)"),
        ("scheduled", SEATS, 0, 0, ""),
        ("cancelled", SEATS, 28, 0, "28 student(s)"),
        ("live", SEATS, 28, 12, "12 of 28 student(s)"),
        ("live", SEATS, 28, 30, "30 student(s)"),
        ("live", 30, 28, 12, "12 of 30 seat(s)"),
        ("live", SEATS, 0, 12, "12 student(s)"),
        ("ended", 30, 28, 26, "26 student(s)"),
    ],
)
def test_seats_are_told_of_where_they_were_chosen(
    status: Status, seats: int, size: int, count: int, said: str
) -> None:
    session = replace(PLANNED, status=status, max_participants=seats, participant_count=count)
    assert people(session, size) == said
