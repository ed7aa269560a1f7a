"""Hiding messages and withdrawing one's own, from a message's menu; undone from the notice that tells it."""

from collections.abc import Mapping, Sequence
from typing import get_args

from PySide6.QtWidgets import QWidget

from desktop.features.panel import BriefNotices, MessageAction, Panel, PanelContext
from desktop.notifications import Action
from desktop.translating import translate
from relay.protocol.base import ChatLine, Event
from relay.protocol.chat import Kind
from relay.protocol.hiding import (
    WITHDRAWN_WITHIN_MS,
    HideMessage,
    MessageHidden,
    MessageKept,
    ShowMessage,
    WithdrawMessage,
)
from relay.protocol.lesson import Lesson
from relay.protocol.mutes import Mutes, UnmuteChat
from relay.protocol.people import People


def sentences() -> Mapping[str, str]:
    return {
        "already_hidden": translate("Hiding", "The message is hidden already."),
        "not_hidden": translate("Hiding", "Everyone sees the message already."),
        "too_late": translate("Hiding", "A message can be withdrawn for five minutes. Ask your teacher."),
        "shown_too_often": translate("Hiding", "It was hidden and shown too often: it stays hidden."),
    }


def chat_sentences() -> Mapping[str, str]:
    return {
        "hidden": translate("Hiding", "Hidden by the teacher"),
        "withdrawn": translate("Hiding", "Withdrawn by its author"),
    }


class HidingPanel(Panel):
    """Shows nothing itself: sends HideMessage, WithdrawMessage and ShowMessage, and tells what came of it."""

    subject, place, order = "hiding", "menu", 90
    harmless = "already_hidden", "not_hidden"

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._notices = BriefNotices(context, "hiding")
        self._muted: set[int] = set()
        """Messages whose authors were muted with them."""

    def message_actions(self, line: ChatLine) -> list[MessageAction]:
        if not (self.context.can("hiding") and self.context.memory(Lesson).live):
            return []
        if line.kind not in get_args(Kind):
            return []
        number = line.id
        if line.line is not None:
            if self.context.teaches and line.line == "hidden":
                return [MessageAction(self.tr("Show again"), "eye", lambda: self._show(number))]
            return []
        if self.context.teaches:
            hide = MessageAction(self.tr("Hide for everyone"), "eye-off", lambda: self._hide(number), True)
            if not self._may_be_muted(line.author):
                return [hide]
            label = self.tr("Hide and mute")
            mute = MessageAction(label, "volume-x", lambda: self._hide(number, mute=True), True)
            return [hide, mute]
        if line.author == self.context.me and self.context.room.now() - line.at < WITHDRAWN_WITHIN_MS:
            return [MessageAction(self.tr("Withdraw"), "eye-off", lambda: self._withdraw(number), True)]
        return []

    def on_events(self, events: Sequence[Event], live: bool) -> None:
        """Whoever hid a message may undo it for a moment; whose it was is told."""
        for event in events if live else ():
            match event:
                case MessageHidden(how="hidden") if event.by == self.context.me:
                    self._offer_undo(event)
                case MessageKept(how="hidden") if self._concerns_me(event):
                    self._notices.tell(
                        event.message,
                        self.tr("A teacher has hidden a message of yours"),
                        self.tr("Only you and teachers can read it."),
                    )

    def _concerns_me(self, event: MessageKept) -> bool:
        return event.said.account == self.context.me != event.by

    def _may_be_muted(self, account: str) -> bool:
        person = self.context.memory(People).everybody.get(account)
        muted = account in self.context.memory(Mutes).people
        return person is not None and person.role == "student" and not muted

    def _hide(self, number: int, mute: bool = False) -> None:
        room = self.context.room
        if mute:
            self._muted.add(number)
        room.send(HideMessage(**room.head(), message=number, mute=mute))

    def _show(self, number: int) -> None:
        room = self.context.room
        room.send(ShowMessage(**room.head(), message=number))

    def _withdraw(self, number: int) -> None:
        room = self.context.room
        room.send(WithdrawMessage(**room.head(), message=number))

    def _undo(self, number: int, account: str, muted: bool) -> None:
        room = self.context.room
        self._show(number)
        if muted:
            room.send(UnmuteChat(**room.head(), account=account))

    def _offer_undo(self, event: MessageHidden) -> None:
        number, account = event.message, event.account
        muted = number in self._muted
        self._muted.discard(number)
        words = self.tr("The message is hidden, and its author muted") if muted else self.tr("Message hidden")
        undo = Action("undo", self.tr("Undo"), lambda: self._undo(number, account, muted))
        self._notices.tell(number, words, self.tr("Only teachers and its author can read it."), undo)
