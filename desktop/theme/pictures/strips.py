"""Strips of presence: a row for each person, with the times of being here and of lost connections."""

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.theme.pictures.spans import Span, SpanRow, SpanRows
from desktop.translating import translate
from relay.protocol.stays import Stay, Stays

QUIET_MS = 60_000
"""Whoever was back so soon after the lesson was opened again has missed nothing."""


@dataclass(frozen=True)
class PresenceStrip:
    """One person. ``note``: what else is said of them in a word or two, such as how long they were here."""

    name: str
    stays: Sequence[Stay]
    note: str = ""


def presence_strips(of: Stays, strips: Sequence[PresenceStrip], now: int) -> SpanRows:
    """People one under the other, in the order given. Times of stays are ms UTC, up to ``now``."""
    until = of.ended_at or now

    def row(strip: PresenceStrip) -> SpanRow:
        spans = [
            Span(
                of.into(stay.since),
                of.into(stay.until or until),
                "bar" if stay.how == "here" else "crossed",
            )
            for stay in strip.stays
            if not stay.quietly or stay.lasts(until) >= QUIET_MS
        ]
        return SpanRow(strip.name, spans, strip.note)

    return SpanRows(
        of.into(until),
        [row(strip) for strip in strips],
        (("bar", translate("Pictures", "here")), ("crossed", translate("Pictures", "connection lost"))),
        [of.into(one.until) for one in of.breaks],
    )
