"""What a teacher sees and does of any prompt: who responded, who is awaited, closing, prolonging, a nudge."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QLocale

from desktop.features.panel.context import PanelContext
from relay.protocol.base import Event
from relay.protocol.prompts import (
    NUDGE_SECONDS,
    ClosePrompt,
    Nudge,
    Nudged,
    ProlongPrompt,
    Prompts,
)
from relay.shared.ids import new_ref

translate = QCoreApplication.translate

MINUTE = 60
NAMED = 2
"""So many who are awaited are named, and the others counted."""


class PromptActions:
    """What a teacher does with any prompt, and whether it is being done."""

    def __init__(self, context: PanelContext) -> None:
        self._context = context
        self._nudged_at = 0

    def close(self, number: int) -> None:
        room = self._context.room
        room.send(ClosePrompt(ref=new_ref(), session=room.session_id, prompt=number))

    def add_minute(self, number: int) -> None:
        """One that is closed is open again."""
        room = self._context.room
        room.send(ProlongPrompt(ref=new_ref(), session=room.session_id, prompt=number, seconds=MINUTE))

    def nudge(self, number: int) -> None:
        """Reminds those from whom a response is awaited, and nobody else."""
        room = self._context.room
        self._nudged_at = room.now()
        room.send(Nudge(ref=new_ref(), session=room.session_id, prompt=number))

    def on_events(self, events: Sequence[Event]) -> None:
        """A colleague may have nudged."""
        for event in events:
            if isinstance(event, Nudged):
                self._nudged_at = max(self._nudged_at, event.at)

    def may_nudge(self, number: int) -> bool:
        """Whether somebody can be reminded, and was not just now."""
        context = self._context
        recent = context.room.now() - self._nudged_at < NUDGE_SECONDS * 1000
        waits = any(isinstance(one, Nudge) for one in context.room.asked)
        return bool(context.memory(Prompts).waiting_for(number)) and not recent and not waits


def counted(context: PanelContext, number: int) -> str:
    """So many of so many have responded, as in 27 of 33."""
    prompts = context.memory(Prompts)
    responded, asked = len(prompts.find(number).responded), prompts.asked(number)
    words, locale = translate("Panel", "{count} of {all}"), QLocale()
    return words.format(count=locale.toString(responded), all=locale.toString(asked))


def awaited(context: PanelContext, number: int) -> list[str]:
    """Lines that say who is awaited, and whose connection is lost; none while nobody is."""
    prompts = context.memory(Prompts)
    names = context.names()
    waiting = [names.get(account, "") for account in prompts.waiting_for(number)]
    lost = [names.get(account, "") for account in prompts.unreachable(number)]
    lines = []
    if waiting:
        words = (
            translate("Panel", "Waiting for {names}")
            if prompts.find(number).open
            else translate("Panel", "Missing: {names}")
        )
        lines.append(words.format(names=_some(waiting)))
    if lost:
        lines.append(translate("Panel", "Connection lost: {names}").format(names=_some(lost)))
    return lines


def _some(names: Sequence[str]) -> str:
    """The first of these, and how many more: Ana, Yusuf, 4 more."""
    comma = translate("Panel", ", ")
    known = [name or translate("Panel", "Somebody") for name in names]
    if len(known) <= NAMED + 1:
        return comma.join(known)
    more = translate("Panel", "{count} more").format(count=QLocale().toString(len(known) - NAMED))
    return comma.join([*known[:NAMED], more])
