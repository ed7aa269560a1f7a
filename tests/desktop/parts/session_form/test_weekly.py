"""Lessons that are there every week, and one once more."""

import time
from collections.abc import Iterator
from datetime import date, datetime

import pytest

from desktop.parts.session_form.again import again
from desktop.parts.session_form.weekly import MOST_WEEKS, next_time, weekly, weeks_until
from desktop.parts.when import MINUTE, title_of_day
from relay.protocol.sessions import Session


@pytest.fixture(autouse=True)
def berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A place with summer time: it ended on 25 October 2026, and begins on 28 March 2027."""
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "Europe/Berlin")
        time.tzset()
        yield
    time.tzset()


def at(*when: int) -> int:
    return int(datetime(*when).timestamp() * 1000)  # type: ignore[arg-type]


def test_every_week_has_the_same_hour_on_the_wall() -> None:
    times = weekly(at(2026, 10, 19, 8), 3)
    assert [datetime.fromtimestamp(one / 1000) for one in times] == [
        datetime(2026, 10, 19, 8),
        datetime(2026, 10, 26, 8),
        datetime(2026, 11, 2, 8),
    ]
    assert times[1] - times[0] == (7 * 24 + 1) * 60 * MINUTE, "the clocks were put back between them"
    assert times[2] - times[1] == 7 * 24 * 60 * MINUTE


def test_an_hour_that_is_left_out_is_an_hour_later_that_day() -> None:
    times = weekly(at(2027, 3, 21, 2, 30), 3)
    assert [datetime.fromtimestamp(one / 1000).hour for one in times] == [2, 3, 2]


@pytest.mark.parametrize(
    ("last", "count"),
    [
        (date(2026, 10, 19), 1),
        (date(2026, 10, 18), 1),
        (date(2026, 11, 1), 2),
        (date(2026, 11, 2), 3),
        (date(2036, 1, 1), MOST_WEEKS),
    ],
)
def test_until_a_day_means_the_lessons_up_to_it(last: date, count: int) -> None:
    assert weeks_until(date(2026, 10, 19), last) == count


def test_once_more_is_next_week_or_the_first_that_is_still_to_come() -> None:
    was = at(2026, 10, 19, 8)
    assert next_time(was, was - 1) == at(2026, 10, 26, 8)
    assert next_time(was, at(2026, 10, 26, 7, 59)) == at(2026, 10, 26, 8)
    assert next_time(was, at(2026, 10, 26, 8)) == at(2026, 11, 2, 8)
    assert next_time(was, at(2027, 4, 7, 12)) == at(2027, 4, 12, 8)


def test_what_was_started_without_a_plan_is_planned_for_the_bell() -> None:
    began = at(2026, 10, 19, 8, 3, 27)
    title = title_of_day("Physics", began)
    lesson = Session(
        id="s", class_id="c", class_name="Physics", teacher_id="t", teacher_name="Ms. Lee", title=title,
        scheduled_at=began, duration=90, max_participants=30,
    )  # fmt: skip
    draft = again(lesson, began)
    assert draft.scheduled_at == at(2026, 10, 26, 8)
    assert (draft.title, draft.duration, draft.max_participants) == ("Physics", 90, 30)
