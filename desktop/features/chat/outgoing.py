"""What of one's own has not been said yet, as lines of the chat, and why it waits."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication

from desktop.client import PendingCommand
from desktop.features.chat.lines import Asked, ShownLine, line_of
from desktop.features.panel import PanelContext
from relay.protocol.base import ChatLine
from relay.protocol.chat import PostMessage

translate = QCoreApplication.translate

SOON_MS = 1_500
"""What has waited for less than this on a line that stands says nothing: it is about to go."""


def outgoing(
    waiting: Sequence[PendingCommand], context: PanelContext, asked: Asked, before: ChatLine | None
) -> list[ShownLine]:
    """The messages among what waits, after `before`, the last one said."""
    lines: list[ShownLine] = []
    held = ""
    for one in waiting:
        command = one.command
        if not isinstance(command, PostMessage):
            continue
        message = _as_said(one, command, context)
        line = line_of(message, before, asked, context.me, context.standing_of)
        line.standing, line.reason = one.state, ""
        if one.state == "refused":
            line.reason = context.say(one.code)
        elif one.state == "waiting":
            held = why_waiting(one.code, context.say) or held
            age = context.room.now() - one.since
            line.reason = _reason(held, age, is_in=context.room.is_in)
        lines.append(line)
        before = None if line.standing == "refused" else message
    return lines


def why_waiting(code: str, say: Callable[[str], str]) -> str:
    """Why the relay takes a message only later, in a few words; empty if it gave no reason."""
    reasons = {
        "teacher_away": translate("ChatLines", "Waits until the teacher is back"),
        "too_fast": translate("ChatLines", "Waits a moment: that was a little fast"),
        "disk_low": translate("ChatLines", "Waits: the relay's disk is nearly full"),
        "busy": translate("ChatLines", "Waits: the relay is busy"),
        "not_in_room": translate("ChatLines", "Waits for the line"),
    }
    return reasons.get(code, say(code)) if code else ""


def _reason(held: str, age: int, *, is_in: bool) -> str:
    """`held`: what keeps this one, or one before it, from going."""
    if not is_in:
        return translate("ChatLines", "Waits for the line")
    if held:
        return held
    return translate("ChatLines", "Waits for its turn") if age > SOON_MS else ""


def _as_said(waiting: PendingCommand, command: PostMessage, context: PanelContext) -> ChatLine:
    """The message as it will be once it is said, so that it looks the same then."""
    role = "teacher" if context.teaches else "student"
    me = context.room.me
    said = command.kind, command.text, command.answers, command.private
    return ChatLine(0, waiting.since, me.id, me.name, role, *said, 0, waiting.ref)
