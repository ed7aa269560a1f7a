"""Which pages the class was shown, and for how long, for its teachers afterwards."""

from collections.abc import Iterator

from PySide6.QtCore import QLocale

from desktop.document import TextTable
from desktop.features.panel.report import LessonRecord, ReportSection
from desktop.theme.countdown import minutes
from desktop.translating import translate
from relay.protocol.shown_pages import ShownPages
from relay.protocol.slides import Deck, Slides, page_key


def report_sections(record: LessonRecord) -> Iterator[ReportSection]:
    """A table for each deck of which a page was shown, its pages in their order."""
    times = shown_for(record.memories[ShownPages], record.now)
    tables = []
    for number, deck in record.memories[Slides].decks.items():
        rows = [
            [QLocale().toString(deck.place(page)), minutes(times[page_key(number, page)])]
            for page in deck.order
            if page_key(number, page) in times
        ]
        if rows:
            headings = [translate("Figures", "Page"), translate("Figures", "Shown for")]
            tables.append((_name(deck), TextTable(headings, rows, frozenset((0, 1)))))
    if tables:
        yield ReportSection(translate("Figures", "Slides"), 66, tables=tables)


def shown_for(pages: ShownPages, now: int) -> dict[str, int]:
    """Milliseconds by page, with the one that is shown up to now."""
    times = dict(pages.shown)
    if pages.page:
        times[pages.page] += max(0, now - pages.since)
    return times


def _name(deck: Deck) -> str:
    return deck.name or translate("Figures", "Board")
