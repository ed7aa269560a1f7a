"""What a lesson's teachers are told of its slides afterwards."""

import msgspec

from desktop.features.panel.report import LessonRecord
from desktop.features.slides.report import report_sections
from relay.protocol.base import Event
from relay.protocol.catalog import new_memories
from relay.protocol.lesson import RelayReopened, SessionEnded, SessionReopened
from relay.protocol.session_stats import SessionStats
from relay.protocol.slides import DeckAdded, DeckRemoved, NewPage, PagesAdded, PageShown
from relay.protocol.stage import StageSet
from tests.desktop.features.stand import START, TEACHER


def told(*events: tuple[int, Event], now: int = 0) -> dict[str, list[list[str]]]:
    """The tables of the section, after events at these seconds."""
    memories = new_memories()
    for number, (second, event) in enumerate(events, start=1):
        whole = msgspec.structs.replace(event, seq=number, at=START + 1_000 * second, by=TEACHER)
        for memory in memories:
            memory.apply(whole)
    sections = list(report_sections(LessonRecord(memories, (), START + 1_000 * now)))
    assert [section.title for section in sections] in ([], ["Slides"])
    return {
        title: [list(row) for row in table.rows] for section in sections for title, table in section.tables
    }


DECK = (
    (0, DeckAdded(name="Pulleys", expected=3)),
    (0, PagesAdded(deck=1, first=1, pages=[NewPage()] * 3)),
    (0, PagesAdded(deck=1, first=4, pages=[NewPage(ground="blank")], behind=1)),
    (10, StageSet(kind="page", of="1")),
    (10, PageShown(deck=1, page=1)),
)


def test_each_page_stands_at_its_place_with_its_time() -> None:
    tables = told(
        *DECK,
        (70, PageShown(deck=1, page=4)),
        (100, PageShown(deck=1, page=1)),
        (110, StageSet(kind="people")),
        (500, StageSet(kind="page", of="1")),
        now=505,
    )
    assert tables == {"Pulleys": [["1", "1:15"], ["2", "0:30"]]}


def test_a_board_is_called_so_and_what_was_never_shown_is_left_out() -> None:
    tables = told(
        (0, DeckAdded(name="Never shown")),
        (0, DeckAdded()),
        (0, PagesAdded(deck=2, first=1, pages=[NewPage(ground="blank")])),
        (0, StageSet(kind="page", of="2")),
        (0, PageShown(deck=2, page=1)),
        (60, StageSet()),
        now=90,
    )
    assert tables == {"Board": [["1", "1:00"]]}


def test_time_after_the_end_and_without_a_relay_is_none() -> None:
    tables = told(
        *DECK,
        (40, RelayReopened(down_since=START + 20_000)),
        (50, SessionEnded(reason="teacher", figures=SessionStats())),
        (900, SessionReopened(ended_at=START + 50_000)),
        now=910,
    )
    assert tables == {"Pulleys": [["1", "0:30"]]}


def test_what_was_removed_is_told_no_more() -> None:
    assert told(*DECK, (20, DeckRemoved(deck=1)), now=30) == {}
    assert told() == {}
