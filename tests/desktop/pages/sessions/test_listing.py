"""Filters and sections of the list."""

from datetime import UTC, date, datetime, timedelta

import pytest
from msgspec.structs import replace

from desktop.pages.sessions.listing import CURRENT, PAST, Filter, arrange, next_change
from desktop.parts.when import day_of, start_of
from relay.protocol.sessions import Session

MINUTE = 60_000
NOW = int(datetime(2026, 3, 11, 12, 0, tzinfo=UTC).timestamp() * 1000)
"""A Wednesday, at noon in London and on the same day nearly everywhere."""


def session(name: str, minutes: int, status: str = "scheduled", class_id: str = "a") -> Session:
    at = NOW + minutes * MINUTE
    made = Session(
        id=name,
        class_id=class_id,
        class_name="Physics",
        teacher_id="t",
        teacher_name="Ms. Lee",
        title=name,
        scheduled_at=at,
    )
    return replace(made, status=status, started_at=at if status in ("live", "ended") else None)


def test_live_first_then_overdue_then_soonest_then_the_newest_past() -> None:
    found = arrange(
        [
            session("old", -3000, "ended"),
            session("older", -9000, "cancelled"),
            session("next week", 7 * 24 * 60),
            session("in three days", 3 * 24 * 60),
            session("live long", -50, "live"),
            session("live", -10, "live"),
            session("soon", 5),
            session("late", -30),
        ],
        NOW,
    )
    assert [(s.part, [x.title for x in s.sessions]) for s in found] == [
        ("live", ["live", "live long"]),
        ("overdue", ["late"]),
        ("today", ["soon"]),
        ("coming", ["in three days", "next week"]),
        ("past", ["old", "older"]),
    ]


def test_overdue_comes_by_itself() -> None:
    planned = session("soon", 5)
    assert arrange([planned], NOW)[0].part == "today"
    assert arrange([planned], NOW + 5 * MINUTE)[0].part == "overdue"


def test_the_next_change_is_the_moment_a_session_falls_overdue_or_the_next_minute() -> None:
    assert next_change([], NOW) == MINUTE
    assert next_change([session("later", 300)], NOW + 20_000) == 40_000
    soon = replace(session("soon", 0), scheduled_at=NOW + 7_000)
    assert next_change([soon, session("later", 300), session("live", -3, "live")], NOW) == 7_000


def test_filters_by_status_class_and_day() -> None:
    live, other, tomorrow = session("live", 0, "live"), session("b", 1, class_id="b"), session("c", 24 * 60)
    for wanted, passing in [
        (Filter(), {"live", "b", "c"}),
        (Filter(shown=frozenset(["live"])), {"live"}),
        (Filter(shown=frozenset(["live", "upcoming"])), {"live", "b", "c"}),
        (Filter(class_id="b"), {"b"}),
        (Filter(days="today"), {"live", "b"}),
        (Filter(days="range", first=day_of(NOW) + timedelta(1)), {"c"}),
        (Filter(days="range", last=day_of(NOW)), {"live", "b"}),
    ]:
        found = {s.title for s in (live, other, tomorrow) if wanted.passes(s, NOW)}
        assert found == passing, wanted


@pytest.mark.parametrize(
    ("week_starts", "first"), [(0, date(2026, 3, 9)), (6, date(2026, 3, 8)), (2, date(2026, 3, 11))]
)
def test_a_week_starts_where_the_locale_says(week_starts: int, first: date) -> None:
    since, until = Filter(days="week").span(NOW, week_starts)
    assert (since, until) == (start_of(first), start_of(first + timedelta(7)) - 1)


def test_the_relay_is_not_asked_for_what_nobody_wants() -> None:
    assert Filter(shown=frozenset(["ended"])).question(CURRENT, NOW) is None
    question = Filter(shown=frozenset(["ended"]), text="  energy ").question(PAST, NOW)
    assert question is not None
    assert (question.shown, question.text) == (["ended"], "energy")
