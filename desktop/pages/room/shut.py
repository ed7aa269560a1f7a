"""Why one can't be in a room, or not yet, and what helps."""

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QLocale

from desktop.translating import translate
from resources import IconName

Way = Literal["again", "code", "back"]
"""Coming in once more; joining by the lesson's code instead; back to where one came from."""


def why_shut(
    code: str, say: Callable[[str], str], *, visits: bool = False, computer_free: bool | None = None
) -> tuple[IconName, str, str]:
    """An icon, a title and a sentence for a final code of the relay. ``visits``: who came by code.

    ``computer_free``: whether others may come by code from here after a removal; None: not known.
    """
    match code:
        case "removed":
            title = translate("RoomShut", "You were removed from this lesson")
            text = translate("RoomShut", "Ask your teacher: only they can let you come in again.")
            if computer_free is None:
                return "user-x", title, text
            free = translate("RoomShut", "Somebody else may join from this computer.")
            kept = translate("RoomShut", "Nobody else can join it from this computer either.")
            return "user-x", title, f"{text}\n{free if computer_free else kept}"
        case "turned_away":
            title = translate("RoomShut", "Your teacher did not let you in")
            text = translate("RoomShut", "If that was a mistake, tell them, and come again.")
            return "user-x", title, text
        case "session_full":
            title = translate("RoomShut", "This lesson is full")
            text = translate("RoomShut", "Ask your teacher for a seat. Soon one may be free again.")
            return "users", title, text
        case "not_enrolled":
            title = translate("RoomShut", "This lesson is for another class")
            text = translate(
                "RoomShut",
                "Ask the teacher to put you on the list of the class, or join as a guest with the lesson "
                "code.",
            )
            return "lock", title, text
        case "session_not_live":
            if visits:
                return "clock", translate("RoomShut", "The lesson has ended"), ""
            title = translate("RoomShut", "This lesson is not live")
            text = translate("RoomShut", "It has not begun, or it is over. You find it among the lessons.")
            return "clock", title, text
    return "door-open", translate("RoomShut", "You can't be in this lesson"), say(code)


def ways_on(code: str) -> tuple[Way, ...]:
    """What helps after a final code of the relay, the likeliest first."""
    if code == "not_enrolled":
        return "code", "back"
    if code in ("removed", "turned_away", "session_full"):
        return "again", "back"
    return ("back",)


def words_of(way: Way, *, visits: bool = False) -> str:
    """What the button says. ``visits``: to somebody who came by code."""
    if visits and way == "back":
        return translate("RoomShut", "Close")
    words: dict[Way, str] = {
        "again": translate("RoomShut", "Try again"),
        "code": translate("RoomShut", "Join with the code"),
        "back": translate("RoomShut", "Back to the lessons"),
    }
    return words[way]


def why_outside(
    what: str, name: str, before: tuple[str, str] = ("", ""), place: int = 0
) -> tuple[IconName, str, str]:
    """An icon, a title and sentences for one who waits so called: what a RoomClient's `outside` says.

    ``before``: the lesson's class and teacher; ``place``: in line, from 1. Both may be unknown.
    """
    if what == "locked":
        title = translate("RoomShut", "The lesson is locked")
        text = translate("RoomShut", "Nobody new comes in now. Once your teacher unlocks it, you are in.")
        return "lock", title, text
    title = translate("RoomShut", "Wait until your teacher lets you in")
    text = translate("RoomShut", "They have been told that {name} is here. You need not do anything more.")
    where = translate("RoomShut", "{class_name} · {teacher}").format(class_name=before[0], teacher=before[1])
    lines = [where if all(before) else "", in_line(place), text.format(name=name)]
    return "hourglass", title, "\n".join(filter(None, lines))


def in_line(place: int) -> str:
    """Which place one has among those who wait, from 1; nothing where it is not known."""
    said = [
        translate("RoomShut", "You are first in line."),
        translate("RoomShut", "You are second in line."),
        translate("RoomShut", "You are third in line."),
        translate("RoomShut", "You are fourth in line."),
        translate("RoomShut", "You are fifth in line."),
    ]
    if 0 < place <= len(said):
        return said[place - 1]
    words = translate("RoomShut", "You are number {place} in line.")
    return words.format(place=QLocale().toString(place)) if place else ""
