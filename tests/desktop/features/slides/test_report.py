"""What a lesson's teachers are told of its slides afterwards."""

import msgspec
import pytest

from desktop.features.panel.report import LessonRecord
from desktop.features.slides.report import report_sections, spans
from relay.protocol.base import Event
from relay.protocol.catalog import new_memories
from relay.protocol.slides import DeckAdded, NewPage, PagesAdded, PageShown
from tests.desktop.features.stand import START, TEACHER


def told(*events: Event) -> LessonRecord:
    memories = new_memories()
    for number, event in enumerate(events, start=1):
        whole = msgspec.structs.replace(event, seq=number, at=START, by=TEACHER)
        for memory in memories:
            memory.apply(whole)
    return LessonRecord(memories, (), START)


def test_the_pages_that_were_shown_stand_at_their_places() -> None:
    record = told(
        DeckAdded(name="Pulleys", expected=5),
        PagesAdded(deck=1, first=1, pages=[NewPage()] * 5),
        PagesAdded(deck=1, first=6, pages=[NewPage(ground="blank")], behind=1),
        *(PageShown(deck=1, page=page) for page in (1, 6, 2, 5)),
        DeckAdded(),
        PagesAdded(deck=8, first=1, pages=[NewPage(ground="blank")]),
        PageShown(deck=8, page=1),
        DeckAdded(name="Never shown"),
    )
    (section,) = report_sections(record)
    ((title, table),) = section.tables
    assert title == "Slides"
    assert [list(row) for row in table.rows] == [["Pulleys", "6", "1–3, 6"], ["Board", "1", "1"]]


def test_without_a_page_there_is_no_section() -> None:
    assert not list(report_sections(told(DeckAdded(name="Pulleys"))))


@pytest.mark.parametrize(("places", "words"), [((), ""), ((3,), "3"), ((1, 2), "1–2"), ((1, 3, 4), "1, 3–4")])
def test_spans(places: tuple[int, ...], words: str) -> None:
    assert spans(places) == words
