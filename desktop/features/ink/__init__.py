"""Ink: writing and drawing on pages, each with their own undo, and letting a few students draw."""

from collections.abc import Mapping

from desktop.features.ink.drawers import DrawersStrip
from desktop.features.ink.panel import InkPanel
from desktop.translating import translate
from relay.protocol.base import RoomCommand
from relay.protocol.ink import ClearPage, DrawMarks, GrantInk, MoveMarks, RestoreInk, RubOut

__all__ = ["DrawersStrip", "InkPanel", "sentences", "unsent_text", "unsent_words"]


def sentences() -> Mapping[str, str]:
    return {
        "drew_enough": translate(
            "Ink", "You have drawn a lot on this page. Rub something out, or go on on another page."
        ),
        "board_full": translate("Ink", "There is no more room for drawings here. Go on on a new page."),
        "no_such_mark": translate("Ink", "It is not on the page any more."),
        "not_your_mark": translate("Ink", "Somebody else drew that. They can change it, and teachers can."),
        "ink_not_granted": translate(
            "Ink", "You may not draw on the page at the moment. Ask your teacher to let you."
        ),
        "nothing_to_restore": translate(
            "Ink", "The page was cleared or changed again: what was there before can't be brought back."
        ),
    }


def unsent_words(command: RoomCommand) -> str:
    """What of ink was not sent."""
    match command:
        case DrawMarks(texts=[text, *_]):
            return translate("Ink", "Your text on a page: {text}").format(text=text)
        case DrawMarks():
            return translate("Ink", "What you drew on a page")
        case RubOut():
            return translate("Ink", "That you rubbed something out on a page")
        case MoveMarks():
            return translate("Ink", "That you moved something on a page")
        case ClearPage():
            return translate("Ink", "That a page was to be cleared")
        case RestoreInk():
            return translate("Ink", "That a page was to be as before it was cleared")
        case GrantInk():
            return translate("Ink", "Who may draw on the page")
        case _:
            return ""


def unsent_text(command: RoomCommand) -> str:
    """What one wrote."""
    return "\n".join(command.texts) if isinstance(command, DrawMarks) else ""
