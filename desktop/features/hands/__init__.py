"""Raised hands: the student's button, the queue from which a teacher calls, and being called on."""

from collections.abc import Mapping

from desktop.features.hands.button import HandButton
from desktop.features.hands.called import CalledBanner, WordStrip
from desktop.features.hands.panel import HandsPanel
from desktop.translating import translate

__all__ = [
    "CalledBanner",
    "HandButton",
    "HandsPanel",
    "WordStrip",
    "figure_labels",
    "sentences",
]


def sentences() -> Mapping[str, str]:
    return {
        "already_raised": translate("Hands", "The hand is up already."),
        "hand_not_up": translate("Hands", "The hand is down already."),
    }


def figure_labels() -> Mapping[str, str]:
    return {"hands": translate("Hands", "Hands raised")}
