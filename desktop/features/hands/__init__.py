"""Raised hands: the student's button, the queue from which a teacher calls, and being called on."""

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from desktop.features.hands.button import HandButton
from desktop.features.hands.called import CalledBanner, WordStrip
from desktop.features.hands.panel import HandsPanel

__all__ = [
    "CalledBanner",
    "HandButton",
    "HandsPanel",
    "WordStrip",
    "figure_labels",
    "sentences",
]

translate = QCoreApplication.translate


def sentences() -> Mapping[str, str]:
    return {
        "already_raised": translate("Hands", "The hand is up already."),
        "hand_not_up": translate("Hands", "The hand is down already."),
    }


def figure_labels() -> Mapping[str, str]:
    return {"hands": translate("Hands", "Hands raised")}
