"""Times and spans as words."""

from datetime import datetime

import pytest
from PySide6.QtCore import QLocale

from desktop.features.panel.words import waited
from desktop.parts.when import MINUTE, clock, day, length, when
from relay.protocol.sessions import Session


@pytest.mark.parametrize("ms", [MINUTE, 2 * MINUTE - 1, 22 * MINUTE - 1, 60 * MINUTE - 1, 91 * MINUTE - 1])
def test_a_span_is_as_long_afterwards_as_in_the_room(ms: int) -> None:
    assert length(ms) == waited(ms)


def test_what_took_less_than_a_minute_took_something() -> None:
    assert length(59_999) == "under 1 min"
    assert length(0) == "0 min"


@pytest.mark.parametrize(
    ("locale", "that", "said"),
    [
        ("en_GB", (2026, 12, 1), "tomorrow"),
        ("en_GB", (2026, 11, 29), "yesterday"),
        ("en_GB", (2026, 12, 3), "Thu, 3 Dec"),
        ("en_GB", (2027, 1, 11), "Mon, 11 Jan 2027"),
        ("en_US", (2026, 12, 3), "Thu, Dec 3"),
        ("es_ES", (2026, 12, 3), "jue, 3 de dic"),
        ("zh_CN", (2026, 12, 3), "2026年12月3日周四"),
    ],
)
def test_a_day_has_its_weekday_and_its_date(locale: str, that: tuple[int, int, int], said: str) -> None:
    before = QLocale()
    QLocale.setDefault(QLocale(locale))
    try:
        ms, now = (int(datetime(*one, 8).timestamp() * 1000) for one in (that, (2026, 11, 30)))
        assert day(ms, now) == said
    finally:
        QLocale.setDefault(before)


@pytest.mark.parametrize(("left", "words"), [(9 * MINUTE + 1, "10 min"), (MINUTE, "1 min"), (-1, "1 min")])
def test_a_paused_lesson_says_when_it_ends(left: int, words: str) -> None:
    now = 1_800_000_000_000
    lesson = Session(
        id="01BX5ZZKBKACTAV9WEVGEMMVS1",
        class_id="01BX5ZZKBKACTAV9WEVGEMMVS2",
        class_name="Physics",
        teacher_id="01BX5ZZKBKACTAV9WEVGEMMVS3",
        teacher_name="Ms Lee",
        title="Energy",
        scheduled_at=now - MINUTE,
        started_at=now - MINUTE,
        status="live",
        paused_until=now + left,
    )
    assert when(lesson, now) == f"paused, ends in {words}, at {clock(now + left)}"
