"""Groups: dealing the class into groups, showing them, and giving the word to one."""

from collections.abc import Mapping, Sequence

from desktop.features.groups.called import GroupBanner, GroupWordStrip
from desktop.features.groups.entries import GroupEntries
from desktop.features.groups.own import OwnGroupStrip
from desktop.features.groups.stage import GroupsStage
from desktop.translating import translate
from relay.protocol.base import Event
from relay.protocol.groups import GroupsMade

__all__ = [
    "GroupBanner",
    "GroupEntries",
    "GroupWordStrip",
    "GroupsStage",
    "OwnGroupStrip",
    "figure_labels",
    "missed_words",
    "sentences",
]


def sentences() -> Mapping[str, str]:
    return {
        "no_such_group": translate("Groups", "There is no such group any more."),
        "no_groups": translate("Groups", "There are no groups any more."),
    }


def figure_labels() -> Mapping[str, str]:
    return {"groupings": translate("Groups", "Groups made")}


def missed_words(events: Sequence[Event]) -> list[str]:
    """What was missed of groups."""
    made = any(isinstance(event, GroupsMade) for event in events)
    return [translate("Groups", "that the class is in groups")] if made else []
