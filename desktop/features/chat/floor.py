"""Whether one may write in a room's chat, to whom in private, and what one is to know before."""

from PySide6.QtCore import QLocale

from desktop.features.chat.addressing import Floor
from desktop.features.panel import PanelContext
from desktop.translating import translate
from relay.protocol.base import GUESTS
from relay.protocol.chat_rules import ChatRules
from relay.protocol.lesson import Lesson
from relay.protocol.mutes import Mutes
from relay.protocol.people import People

SHORT_MS = 700


class ChatFloor:
    """Asked anew whenever something of it may have changed: the memories, the time and the line."""

    def __init__(self, context: PanelContext) -> None:
        self._context = context
        self._down_since = 0

    def now(self) -> Floor:
        """What holds now."""
        context = self._context
        lesson, mutes = context.memory(Lesson), context.memory(Mutes)
        if lesson.ended_at:
            return Floor(False)
        notes: list[str] = []
        muted = not context.teaches and mutes.silences(context.me)
        if muted:
            notes.append(
                translate("ChatFloor", "The teacher has muted the chat for everyone.")
                if mutes.everybody
                else translate("ChatFloor", "The teacher has muted the chat for you.")
            )
            if not context.can("private") or mutes.silences(context.me, private=True):
                return Floor(False, notes[0])
            notes[0] += " " + translate("ChatFloor", "You can still write to the teacher.")
        elif context.teaches and mutes.everybody:
            notes.append(translate("ChatFloor", "The chat is muted for students."))
        if lesson.paused and not context.teaches:
            away = translate(
                "ChatFloor", "The teacher is away: what you write goes out when the lesson goes on."
            )
            notes.insert(0, away)
        rules = "" if muted else rules_in_words(context)
        return Floor(True, "\n".join(notes), self._is_down(), muted, rules)

    def may_write_to(self, account: str) -> bool:
        """Whether a teacher may write to somebody in private."""
        context = self._context
        return context.leads and context.can("private") and context.memory(People).has_student(account)

    def may_answer(self, account: str) -> bool:
        """Whether this person may write to somebody in private: teachers to students, and these to them."""
        if self._context.teaches:
            return self.may_write_to(account)
        person = self._context.memory(People).everybody.get(account)
        return person is not None and person.role == "teacher" and self.now().open

    def _is_down(self) -> bool:
        """Whether there is no line, and not just for a moment: a short cut changes nothing here."""
        if self._context.room.is_in:
            self._down_since = 0
            return False
        now = self._context.room.now()
        self._down_since = self._down_since or now
        return now - self._down_since >= SHORT_MS


def rules_in_words(context: PanelContext) -> str:
    """What somebody who writes is to know of the rules, in one line."""
    rules = context.memory(ChatRules)
    words: list[str] = []
    if context.teaches:
        return ""
    if rules.slow:
        every = translate("ChatFloor", "One message every {seconds} s")
        words.append(every.format(seconds=QLocale().toString(rules.slow)))
    if rules.holds(guest=context.memory(People).standing_of(context.me) in GUESTS):
        words.append(translate("ChatFloor", "The teacher looks at your messages first"))
    return " · ".join(words)
