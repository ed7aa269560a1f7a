"""When hands were up and how long they waited, for a lesson's teachers afterwards."""

from collections.abc import Iterator
from statistics import median

from PySide6.QtCore import QLocale

from desktop.document import Illustration
from desktop.features.panel.report import LessonRecord, ReportSection
from desktop.features.panel.words import waited
from desktop.theme.pictures.spans import Span, SpanRow, SpanRows, Style
from desktop.translating import translate
from relay.protocol.hands import Hand, Hands
from relay.protocol.stays import Stays


def report_sections(record: LessonRecord) -> Iterator[ReportSection]:
    """A row for each student whose hand was up: how long it waited, and how long it had the word."""
    memory, stays = record.memories[Hands], record.memories[Stays]
    hands = [hand for hand in (*memory.past, *memory.queue, *memory.at_end) if not hand.unasked]
    if not hands:
        return
    until = stays.ended_at or record.now
    rows = [
        _row(name, own, stays, until)
        for account, name in record.students
        if record.of_each and (own := [hand for hand in hands if hand.account == account])
    ]
    title = translate("Figures", "Hands")
    key: list[tuple[Style, str]] = [
        ("open", translate("Figures", "waited")),
        ("bar", translate("Figures", "was called on")),
    ]
    breaks = [stays.into(one.until) for one in stays.breaks]
    picture = SpanRows(stays.into(until), rows, key, breaks)
    yield ReportSection(title, 40, _summary(hands, stays), [Illustration(picture, title)] if rows else [])


def _row(name: str, hands: list[Hand], stays: Stays, until: int) -> SpanRow:
    spans: list[Span] = []
    for hand in hands:
        raised, down = stays.into(hand.raised_at), stays.into(hand.lowered_at or until)
        heard = stays.into(hand.heard_at) if hand.heard_at else down
        spans.append(Span(raised, heard, "open"))
        if hand.heard_at:
            spans.append(Span(heard, down, "bar"))
    waits = [waited(wait) for hand in hands if (wait := _wait(hand, stays)) is not None]
    return SpanRow(name, spans, translate("Figures", ", ").join(waits))


def _wait(hand: Hand, stays: Stays) -> int | None:
    """How long it waited until its owner had the word, in ms of the lesson; None if that never came."""
    return stays.into(hand.heard_at) - stays.into(hand.raised_at) if hand.heard_at else None


def _summary(hands: list[Hand], stays: Stays) -> str:
    waits = [wait for hand in hands if (wait := _wait(hand, stays)) is not None]
    parts = [translate("Figures", "Raised: {count}").format(count=QLocale().toString(len(hands)))]
    if waits:
        parts.append(translate("Figures", "called on: {count}").format(count=QLocale().toString(len(waits))))
        words = translate("Figures", "usual wait: {usual}, longest: {longest}")
        parts.append(words.format(usual=waited(round(median(waits))), longest=waited(max(waits))))
    return translate("Figures", " · ").join(parts)
