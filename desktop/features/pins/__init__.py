"""Pins: one line that everybody keeps in sight, a web address in it to be opened."""

from collections.abc import Mapping, Sequence

from desktop.features.pins.strip import PinStrip
from desktop.translating import translate
from relay.protocol.base import Event
from relay.protocol.pins import LinePinned

__all__ = ["PinStrip", "figure_labels", "missed_words", "sentences"]


def sentences() -> Mapping[str, str]:
    return {
        "not_for_everybody": translate("Pins", "Not everyone can read this message, so it can't be pinned."),
        "not_pinned": translate("Pins", "It is not pinned any more."),
    }


def figure_labels() -> Mapping[str, str]:
    return {"pins": translate("Pins", "Lines pinned")}


def missed_words(events: Sequence[Event]) -> list[str]:
    """What was missed of pins."""
    return [translate("Pins", "a pinned line") for event in events if isinstance(event, LinePinned)][:1]
