"""Checks: asking whether everybody has finished, who is missing, and who is stuck."""

from collections.abc import Mapping, Sequence

from desktop.features.checks.asking import CheckEntries
from desktop.features.checks.card import CheckCard
from desktop.features.checks.words import prompt_names
from desktop.translating import translate
from relay.protocol.base import Event
from relay.protocol.checks import CheckStarted

__all__ = [
    "CheckCard",
    "CheckEntries",
    "chat_sentences",
    "figure_labels",
    "missed_words",
    "prompt_names",
]


def chat_sentences() -> Mapping[str, str]:
    return {"check_started": translate("Checks", "The class was asked whether everyone is done")}


def figure_labels() -> Mapping[str, str]:
    return {"checks": translate("Checks", "“Done?” asked")}


def missed_words(events: Sequence[Event]) -> list[str]:
    """What was missed of checks."""
    return [
        translate("Checks", "the question whether you are done")
        for event in events
        if isinstance(event, CheckStarted)
    ][:1]
