"""The chat's rules, set by a teacher: slow mode, and whose messages are looked at first."""

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QWidget

from desktop.features.panel import BriefNotices, MenuEntry, Panel, PanelContext
from desktop.translating import translate
from relay.protocol.base import Event
from relay.protocol.chat_rules import (
    SLOW_STEPS,
    Approve,
    ChatRules,
    ChatSet,
    MessageHeld,
    MessageTurnedDown,
    SetChat,
)

JUST_BEGUN_MS = 60_000
MOST_WORDS = 200
"""So many letters of a message are in a notice about it."""


def sentences() -> Mapping[str, str]:
    return {"not_held": translate("ChatRules", "That message does not wait any more.")}


def chat_sentences() -> Mapping[str, str]:
    return {
        "turned_down": translate("ChatRules", "A message of {names} was not shown to the class"),
        "turned_down_me": translate("ChatRules", "The teacher did not show a message of yours to the class"),
    }


class ChatRulesPanel(Panel):
    """Entries of *More*, and a word to whose message is turned down. Sends SetChat."""

    subject, place, order = "chat_rules", "menu", 42
    harmless = ("not_held",)

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._notices = BriefNotices(context, "chat_rules")
        self._mine: dict[int, str] = {}
        """What this person has said that is held, by number."""
        context.room.waiting_changed.connect(self.changed)

    def refresh(self) -> None:
        self._note_held()
        self.changed.emit()

    def on_events(self, events: Sequence[Event], live: bool) -> None:
        """What slow mode held back may go out sooner than was said; whose message is turned down is told."""
        self._mine |= {e.seq: e.text for e in events if isinstance(e, MessageHeld)}
        for event in events:
            if isinstance(event, ChatSet) and not event.by:
                self._say_carried_over(event)
        for event in events if live else ():
            if isinstance(event, MessageTurnedDown) and event.account == self.context.me:
                self._say_turned_down(event.message)
        self._note_held()
        if any(isinstance(event, ChatSet) for event in events):
            self.context.room.try_held()
            self.changed.emit()

    def _note_held(self) -> None:
        held = self.context.memory(ChatRules).held
        self._mine = {number: one.text for number, one in held.items() if one.author == self.context.me}

    def _say_turned_down(self, number: int) -> None:
        """With the words themselves: they are in the chat no more."""
        title = self.tr("The teacher did not show a message of yours to the class")
        words = self._mine.get(number, "")[:MOST_WORDS]
        self._notices.tell(number, title, self.tr("Only teachers have read it: {words}").format(words=words))

    def _say_carried_over(self, event: ChatSet) -> None:
        """Her own choice of last week must not surprise a teacher: told once, when the lesson begins."""
        if not self.context.leads or self.context.room.now() - event.at > JUST_BEGUN_MS:
            return
        slow = self.tr("Slow mode: {seconds} s").format(seconds=QLocale().toString(event.slow))
        approve = {
            "off": "",
            "guests": self.tr("Messages of guests wait for you"),
            "all": self.tr("All messages wait for you"),
        }[event.approve]
        said = self.tr(" · ").join(words for words in (slow if event.slow else "", approve) if words)
        title = self.tr("The chat has its rules of last time; you find them in More")
        self._notices.tell(event.seq, title, said)

    def menu_entries(self) -> list[MenuEntry]:
        """Slow mode and approving, each with what is on now in its name."""
        if not (self.context.leads and self.context.can("chat_rules")):
            return []
        approve, slow = self._set()
        return [*self._slow_entries(slow), *self._approve_entries(approve)]

    def _slow_entries(self, now: int) -> list[MenuEntry]:
        under = self.tr("Slow mode: {seconds} s") if now else self.tr("Slow mode: off")
        under = under.format(seconds=QLocale().toString(now))
        return [
            MenuEntry(
                "more",
                self._seconds(seconds),
                "hourglass",
                partial(self._ask, slow=seconds),
                checked=seconds == now,
                under=under,
            )
            for seconds in SLOW_STEPS
        ]

    def _approve_entries(self, now: Approve) -> list[MenuEntry]:
        words: dict[Approve, tuple[str, str]] = {
            "off": (self.tr("Off"), self.tr("off")),
            "guests": (self.tr("Guests"), self.tr("guests")),
            "all": (self.tr("All students"), self.tr("all students")),
        }
        under = self.tr("Approve messages first: {now}").format(now=words[now][1])
        return [
            MenuEntry(
                "more",
                label,
                "eye",
                partial(self._ask, approve=approve),
                checked=approve == now,
                under=under,
            )
            for approve, (label, _) in words.items()
        ]

    def _seconds(self, seconds: int) -> str:
        if not seconds:
            return self.tr("Off")
        return self.tr("A message every {seconds} s").format(seconds=QLocale().toString(seconds))

    def _set(self) -> tuple[Approve, int]:
        """The rules once everything that waits has been sent."""
        rules = self.context.memory(ChatRules)
        approve, slow = rules.approve, rules.slow
        for command in self.context.room.asked:
            if isinstance(command, SetChat):
                approve = command.approve or approve
                slow = slow if command.slow is None else command.slow
        return approve, slow

    def _ask(self, approve: Approve | None = None, slow: int | None = None) -> None:
        room = self.context.room
        room.send(SetChat(**room.head(), approve=approve, slow=slow))
