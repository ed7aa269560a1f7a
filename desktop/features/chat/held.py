"""Messages that wait for a teacher, as lines of the chat."""

from PySide6.QtCore import QLocale

from desktop.features.chat.asked import Asked
from desktop.features.chat.lines import line_of
from desktop.features.chat.shown_line import ShownLine
from desktop.features.panel import PanelContext
from desktop.translating import translate
from relay.protocol.base import ChatLine
from relay.protocol.chat_rules import ApproveMessage, ChatRules, HeldMessage, TurnDownMessage
from relay.protocol.lesson import Lesson

HELD_AT_ONCE = 2
"""So many of others' messages are looked at at once; the next comes when one is dealt with."""


def held_lines(context: PanelContext, asked: Asked) -> list[ShownLine]:
    """One's own that wait for the teacher; for teachers the oldest of all, and how many more there are."""
    decided = _decided(context)
    held = [one for one in context.memory(ChatRules).held.items() if one[0] not in decided]
    if not context.teaches:
        held = [(number, message) for number, message in held if message.author == context.me]
    elif not context.leads:
        return []
    shown = held[:HELD_AT_ONCE] if context.teaches else held
    lines = [_line(number, message, context, asked) for number, message in shown]
    if more := len(held) - len(shown):
        lines.append(_more(more, held[-1][1]))
    return lines


def _decided(context: PanelContext) -> set[int]:
    """What this person has let through or turned down and is not told of yet."""
    asked = context.room.asked
    return {one.message for one in asked if isinstance(one, ApproveMessage | TurnDownMessage)}


def held_message(number: int, context: PanelContext) -> ChatLine | None:
    """The message that is held under this number, as it would stand in the chat."""
    message = context.memory(ChatRules).held.get(number)
    return message.as_line(number) if message else None


def _line(number: int, message: HeldMessage, context: PanelContext, asked: Asked) -> ShownLine:
    line = line_of(message.as_line(number), None, asked, context.me, context.people)
    line.standing = "held"
    if not line.mine:
        line.reason = translate("ChatLines", "Only teachers see it until you approve it")
    elif context.memory(Lesson).ended_at:
        line.reason = translate("ChatLines", "The lesson ended before the teacher had looked at it")
    else:
        line.reason = translate("ChatLines", "Waits for the teacher")
    return line


def _more(count: int, last: HeldMessage) -> ShownLine:
    words = translate("ChatLines", "And {count} more to look at").format(count=QLocale().toString(count))
    return ShownLine(0, "more held", "system", "", "", words, last.at)
