"""A session's figures: what any event counts is in them, for old and new programs."""

import msgspec

from relay.protocol.base import Event
from relay.protocol.chat import MessagePosted
from relay.protocol.hands import HandRaised
from relay.protocol.lesson import SessionReopened
from relay.protocol.lesson_stats import LessonStats
from relay.protocol.session_stats import SessionStats


class Waved(Event, kw_only=True):
    """An event of a subject that nobody knows by name."""

    counted = "waves"


def test_what_an_event_counts_is_in_the_figures() -> None:
    stats = LessonStats()
    question, answer = MessagePosted(text="Why?", kind="question"), MessagePosted(text="So", kind="answer")
    for event in (Waved(), question, answer, MessagePosted(text="Hi"), HandRaised(), Waved()):
        stats.apply(event)
    told = stats.stats(0)
    assert told.counts == {"waves": 2, "messages": 3, "questions": 1, "answers": 1, "hands": 1}
    assert (told.messages, told.questions, told.answers, told.hands) == (3, 1, 1, 1), "for older programs"
    assert told.counted() == told.counts


def test_each_minute_has_what_was_counted_in_it() -> None:
    """Of the lesson: time in which it was closed, or that a changed clock made up, is in none."""
    minute, day = 60_000, 24 * 3_600_000
    stats = LessonStats(started_at=day)
    for at in (0, 1, minute - 1, minute, 5 * minute):
        stats.apply(Waved(at=day + at))
    stats.apply(SessionReopened(at=day + 90 * minute, ended_at=day + 10 * minute))
    stats.apply(Waved(at=day + 91 * minute))
    assert stats.minutes == {"waves": {0: 3, 1: 1, 5: 1, 11: 1}}
    assert sum(stats.minutes["waves"].values()) == stats.stats(0).counts["waves"]


def test_the_figures_of_an_older_relay_are_read() -> None:
    old = msgspec.json.decode(b'{"duration":5,"people":2,"messages":4,"hands":1}', type=SessionStats)
    assert old.counted() == {"messages": 4, "questions": 0, "answers": 0, "hands": 1}
