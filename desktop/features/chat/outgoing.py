"""What of one's own has not been said yet, as lines of the chat, and why it waits."""

import math
from collections.abc import Callable, Sequence

from PySide6.QtCore import QLocale

from desktop.client import PendingCommand
from desktop.features.chat.asked import Asked
from desktop.features.chat.lines import line_of
from desktop.features.chat.shown_line import ShownLine
from desktop.features.panel import PanelContext
from desktop.translating import translate
from relay.protocol.base import ChatLine
from relay.protocol.chat import PostMessage
from relay.protocol.people import People
from relay.protocol.private import WritePrivately

Said = PostMessage | WritePrivately
"""What asks for a message."""

SOON_MS = 1_500
"""What has waited for less than this on a line that stands says nothing: it is about to go."""


def outgoing(
    waiting: Sequence[PendingCommand], context: PanelContext, asked: Asked, before: ChatLine | None
) -> list[ShownLine]:
    """The messages among what waits, after `before`, the last one said."""
    lines: list[ShownLine] = []
    held, now = "", context.room.now()
    for one in waiting:
        command = one.command
        if not isinstance(command, Said):
            continue
        message = _as_said(one, command, context)
        line = line_of(message, before, asked, context.me, context.people)
        line.standing, line.reason = one.state, ""
        if one.state == "refused":
            line.reason = context.say(one.code)
        elif one.state == "waiting":
            counting = _goes_out(one, now)
            if not counting:
                held = why_waiting(one.code, context.say) or held
            line.reason = _reason(counting or held, now - one.since, is_in=context.room.is_in)
        lines.append(line)
        before = None if line.standing == "refused" else message
    return lines


def why_waiting(code: str, say: Callable[[str], str]) -> str:
    """Why the relay takes a message only later, in a few words; empty if it gave no reason."""
    reasons = {
        "teacher_away": translate("ChatLines", "Waits until the teacher is back"),
        "too_fast": translate("ChatLines", "Waits a moment: that was a little fast"),
        "disk_low": translate("ChatLines", "Waits: the server's disk is nearly full"),
        "busy": translate("ChatLines", "Waits: the server is busy"),
        "not_in_room": translate("ChatLines", "Will be sent when you are back online"),
    }
    return reasons.get(code, say(code)) if code else ""


def _goes_out(one: PendingCommand, now: int) -> str:
    """When it goes out, where that is known: slow mode holds it back. Those behind it wait for their turn."""
    if one.code != "too_fast" or not one.due:
        return ""
    seconds = max(1, math.ceil((one.due - now) / 1000))
    return translate("ChatLines", "Goes out in {seconds} s").format(seconds=QLocale().toString(seconds))


def _reason(held: str, age: int, *, is_in: bool) -> str:
    """`held`: what keeps this one, or one before it, from going."""
    if not is_in:
        return translate("ChatLines", "Will be sent when you are back online")
    if held:
        return held
    return translate("ChatLines", "Waits for its turn") if age > SOON_MS else ""


def _as_said(waiting: PendingCommand, command: Said, context: PanelContext) -> ChatLine:
    """The message as it will be once it is said, so that it looks the same then."""
    role = "teacher" if context.teaches else "student"
    me, people = context.room.me, context.memory(People)
    if isinstance(command, WritePrivately):
        return ChatLine(
            0,
            waiting.since,
            me.id,
            me.name,
            role,
            "chat",
            command.text,
            private=True,
            ref=waiting.ref,
            replies_to=command.replies_to,
            names=[people.name_of(command.to)],
            accounts=[command.to],
        )
    said = command.kind, command.text, command.answers, command.private
    line = ChatLine(0, waiting.since, me.id, me.name, role, *said, 0, waiting.ref)
    line.replies_to = command.replies_to
    return line
