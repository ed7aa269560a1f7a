"""Kinds of lines in a chat: somebody's words, what the room did, and what is hidden."""

from desktop.features.panel.finding import offered
from relay.protocol.base import ChatLine

SAID = frozenset(("chat", "question", "answer"))
"""Kinds of lines that are the chat's own; other subjects offer words for theirs (`chat_kinds`)."""
FOLDED = ("came", "back", "lost", "left")
"""What the coming and going of people says, in this order. Lines of it that stand together are one."""


def is_spoken(message: ChatLine) -> bool:
    """Whether these are somebody's words, of a kind that this program knows how to show."""
    return message.kind in SAID or message.kind in offered("chat_kinds")


def is_coming_or_going(message: ChatLine) -> bool:
    """Whether it tells of people who came, are back, or are gone: such lines are folded into one."""
    return message.kind == "system" and message.line in FOLDED


def says_again(message: ChatLine, before: ChatLine | None) -> bool:
    """Whether a line of the room tells nothing new, as that a teacher is away once the relay was down.

    ``before``: the last one that was no coming or going. Of hidden messages each has a line in its place.
    """
    return (
        before is not None
        and message.kind == before.kind == "system"
        and bool(message.ref)  # empty where the line stands for a message
        and not (message.names or is_coming_or_going(message))
        and message.line == before.line
    )


def is_hidden(message: ChatLine) -> bool:
    """Whether these are somebody's words that not everybody can read any more."""
    return message.line is not None and message.kind in SAID
