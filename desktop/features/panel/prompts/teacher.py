"""What a teacher sees and does of any prompt: who responded, who is awaited, closing, prolonging, a nudge."""

from collections.abc import Sequence

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QWidget

from desktop.features.panel.context import PanelContext
from desktop.theme.widgets import Button
from desktop.translating import translate
from relay.protocol.base import Event
from relay.protocol.prompts import (
    NUDGE_SECONDS,
    ClosePrompt,
    Nudge,
    Nudged,
    ProlongPrompt,
    Prompts,
)

MINUTE = 60
NAMED = 2
"""So many who are awaited are named, and the others counted."""


class PromptActions:
    """What a teacher does with any prompt."""

    def __init__(self, context: PanelContext) -> None:
        self._context = context

    def close(self, number: int) -> None:
        room = self._context.room
        room.send(ClosePrompt(**room.head(), prompt=number))

    def add_minute(self, number: int) -> None:
        """One that is closed is open again."""
        room = self._context.room
        room.send(ProlongPrompt(**room.head(), prompt=number, seconds=MINUTE))


class NudgeButton(Button):
    """Reminds those from whom a response is awaited, and nobody else; says how many they are."""

    def __init__(self, context: PanelContext, tip: str, parent: QWidget) -> None:
        super().__init__(context.theme, "", small=True, icon="bell", parent=parent)
        self._context, self._prompt, self._nudged_at = context, 0, 0
        self.set_tip(tip)
        self.clicked.connect(self._nudge)

    def show_prompt(self, number: int) -> None:
        """It is about this prompt, as it is now."""
        self._prompt = number
        waiting = len(self._context.memory(Prompts).waiting_for(number))
        words = self.tr("Remind {count}").format(count=QLocale().toString(waiting))
        self.setText(words if waiting else self.tr("Remind"))
        self.setEnabled(waiting > 0 and self._may_nudge())

    def _nudge(self) -> None:
        room = self._context.room
        self._nudged_at = room.now()
        room.send(Nudge(**room.head(), prompt=self._prompt))
        self.show_prompt(self._prompt)

    def on_events(self, events: Sequence[Event]) -> None:
        """A colleague may have nudged."""
        for event in events:
            if isinstance(event, Nudged):
                self._nudged_at = max(self._nudged_at, event.at)

    def _may_nudge(self) -> bool:
        """Nobody was reminded just now, or is being reminded."""
        room = self._context.room
        recent = room.now() - self._nudged_at < NUDGE_SECONDS * 1000
        return not recent and not room.asked_of(Nudge)


def counted(context: PanelContext, number: int) -> str:
    """So many of so many have responded, as in 27 of 33."""
    prompts = context.memory(Prompts)
    responded, asked = len(prompts.find(number).responded), prompts.asked(number)
    words, locale = translate("Panel", "{count} of {all}"), QLocale()
    return words.format(count=locale.toString(responded), all=locale.toString(asked))


def awaited(context: PanelContext, number: int) -> tuple[str, str]:
    """Who is awaited, and whose connection is lost, in a line each; empty while nobody is."""
    prompts = context.memory(Prompts)
    names = context.names()
    waiting = [names.get(account, "") for account in prompts.waiting_for(number)]
    lost = [names.get(account, "") for account in prompts.unreachable(number)]
    words = (
        translate("Panel", "Waiting for {names}")
        if prompts.find(number).open
        else translate("Panel", "Missing: {names}")
    )
    cut = translate("Panel", "Connection lost: {names}")
    return (
        words.format(names=_some(waiting)) if waiting else "",
        cut.format(names=_some(lost)) if lost else "",
    )


def _some(names: Sequence[str]) -> str:
    """The first of these, and how many more: Ana, Yusuf, 4 more."""
    comma = translate("Panel", ", ")
    known = [name or translate("Panel", "Somebody") for name in names]
    if len(known) <= NAMED + 1:
        return comma.join(known)
    more = translate("Panel", "{count} more").format(count=QLocale().toString(len(known) - NAMED))
    return comma.join([*known[:NAMED], more])
