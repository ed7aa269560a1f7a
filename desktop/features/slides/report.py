"""Which pages the class was shown, for its teachers afterwards."""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QCoreApplication, QLocale

from desktop.document import TextTable
from desktop.features.panel.report import LessonRecord, ReportSection
from relay.protocol.slides import Slides

translate = QCoreApplication.translate


def report_sections(record: LessonRecord) -> Iterator[ReportSection]:
    """A row for each deck of which a page was shown."""
    decks = [deck for deck in record.memories[Slides].decks.values() if deck.seen]
    if not decks:
        return
    headings = [
        translate("Figures", "Slides"),
        translate("Figures", "Pages"),
        translate("Figures", "Shown"),
    ]
    locale = QLocale()
    rows = [
        [
            deck.name or translate("Figures", "Board"),
            locale.toString(len(deck.order)),
            spans([deck.place(page) for page in deck.order if page in deck.seen]),
        ]
        for deck in decks
    ]
    title = translate("Figures", "Slides")
    yield ReportSection(title, 66, tables=[(title, TextTable(headings, rows, frozenset((1,))))])


def spans(places: Sequence[int]) -> str:
    """Numbers in their order, those that follow each other as one: "1–4, 7"."""
    locale, found = QLocale(), list[list[int]]()
    for place in places:
        if found and place == found[-1][-1] + 1:
            found[-1].append(place)
        else:
            found.append([place])
    words = [
        locale.toString(one[0])
        if len(one) == 1
        else translate("Figures", "{first}–{last}").format(
            first=locale.toString(one[0]), last=locale.toString(one[-1])
        )
        for one in found
    ]
    return translate("Figures", ", ").join(words)
