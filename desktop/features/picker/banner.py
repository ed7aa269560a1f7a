"""Picking somebody: the entries of *More*, and what a teacher does with who was drawn."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QWidget

from desktop.client import PendingCommand
from desktop.features.panel import MenuEntry, Panel, PanelContext
from desktop.features.picker.line import PickedLine
from relay.protocol.base import Event
from relay.protocol.groups import Groups
from relay.protocol.hands import CalledOn, Hands, LowerHand
from relay.protocol.people import People
from relay.protocol.picker import NO_SUCH_DRAW, NOBODY_HERE, DiscardDraw, DrawName, Picker, ShowDrawn
from relay.shared.ids import new_ref

FIRST_TO_ME = "picked_first_to_me"
"""By this name the page keeps that teachers see who was picked before the class does."""


class PickedBanner(Panel):
    """Shows the Picker memory to teachers. Sends DrawName, ShowDrawn, DiscardDraw and LowerHand.

    That somebody has the word everybody sees as after being called on.
    """

    subject, place, order = "picker", "banner", 12
    harmless = (NO_SUCH_DRAW.name,)

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._passed_over: list[str] = []
        """Who was drawn and not called on, since somebody was."""
        self._from_group = 0
        """Of which group was picked last, or 0: another is picked of the same."""
        context.room.waiting_changed.connect(self.refresh)
        context.page.kept_changed.connect(self.changed)
        self.refresh()

    def furnish(self) -> None:
        self.line = PickedLine(self.context.theme, self)
        self.line.show_it.clicked.connect(self._show)
        self.line.again.clicked.connect(self._again)
        self.line.done.clicked.connect(self._finish)
        self.line.away.clicked.connect(self._put_away)
        self.add(self.line)

    def wanted(self) -> bool:
        return self.context.leads and bool(self._unsent() or self._pending() or self._with_word())

    def menu_entries(self) -> list[MenuEntry]:
        """Picking, and whether teachers see first who it is."""
        if not (self.context.leads and self.context.can(self.subject)):
            return []
        first = self.context.page.keeps(FIRST_TO_ME)
        pick, groups = partial(self._pick, 0), self.context.memory(Groups)
        under, words = self.tr("Pick from a group"), self.tr("Group {number}")
        return [
            MenuEntry("more", self.tr("Pick somebody"), "user-check", pick, "Ctrl+Shift+P"),
            *(
                MenuEntry(
                    "more",
                    words.format(number=QLocale().toString(number)),
                    "user-check",
                    partial(self._pick, number),
                    under=under,
                )
                for number, _ in groups.numbered()
            ),
            MenuEntry("more", self.tr("Show me first who is picked"), "eye", self._turn, checked=first),
        ]

    def refresh(self) -> None:
        if self.wanted():
            self.make_ready()
            self._show_line()
        self.changed.emit()

    def _show_line(self) -> None:
        line, account = self.line, self._pending() or self._with_word()
        unsent, pending = self._unsent(), bool(self._pending())
        name = self.context.name(account)
        here = self.context.memory(People).is_here(account)
        if unsent:
            line.say(self.tr("Somebody is picked when you are back online."))
        elif pending and not here:
            line.say(self.tr("{name} was picked and is not here any more.").format(name=name))
        elif pending:
            line.say(self.tr("{name} was picked. Only teachers see this.").format(name=name))
        elif account:
            line.say(self.tr("{name} was picked and has the word.").format(name=name))
        line.show_it.setVisible(pending and not unsent)
        line.show_it.setEnabled(here)
        line.show_it.setAccessibleName(self.tr("Show the class that {name} was picked").format(name=name))
        line.again.setVisible(not unsent)
        line.again.setAccessibleName(self.tr("Pick somebody else"))
        line.done.setVisible(not (pending or unsent))
        line.done.set_tip(self.tr("Take the word back"))
        line.away.setVisible(pending or bool(unsent))

    def on_events(self, events: Sequence[Event], live: bool) -> None:
        if any(isinstance(event, CalledOn) for event in events):
            self._passed_over.clear()
        self.refresh()

    def refused(self, waiting: PendingCommand) -> bool:
        """Where all were passed over, the next time nobody is."""
        if waiting.code == NOBODY_HERE.name:
            self._passed_over.clear()
        return super().refused(waiting)

    def _pending(self) -> str:
        """Who was drawn, and not shown yet; empty: nobody."""
        pending = self.context.memory(Picker).pending
        return pending.account if pending is not None else ""

    def _with_word(self) -> str:
        """Who has the word without having raised a hand, or was drawn last and has it; empty: nobody."""
        word, picker = self.context.memory(Hands).word, self.context.memory(Picker)
        if word is None:
            return ""
        drawn = picker.last == word.account and word.account in picker.picked
        return word.account if word.unasked or drawn else ""

    def _waits(self) -> bool:
        """Something is asked and not answered yet. No button is off meanwhile: the keyboard stays there."""
        asked = self.context.room.asked
        return any(isinstance(one, DrawName | ShowDrawn | DiscardDraw | LowerHand) for one in asked)

    def _unsent(self) -> list[PendingCommand]:
        """What is to be drawn once the line is back."""
        room = self.context.room
        drawing = [one for one in room.waiting if isinstance(one.command, DrawName)]
        return [one for one in drawing if one.state == "waiting" and not room.is_in]

    def _pick(self, from_group: int) -> None:
        self._from_group = from_group
        if self._waits():
            return
        room, first = self.context.room, self.context.page.keeps(FIRST_TO_ME)
        passed = list(self._passed_over)
        room.send(
            DrawName(
                ref=new_ref(),
                session=room.session_id,
                first_to_me=first,
                leave_out=passed,
                from_group=from_group,
            )
        )

    def _again(self) -> None:
        if self._waits():
            return
        if account := self._pending():
            self._passed_over.append(account)
        groups = self.context.memory(Groups)
        self._pick(self._from_group if groups.has(self._from_group) else 0)

    def _show(self) -> None:
        pending = self.context.memory(Picker).pending
        if pending is not None and not self._waits():
            room = self.context.room
            room.send(ShowDrawn(ref=new_ref(), session=room.session_id, draw=pending.number))

    def _finish(self) -> None:
        """The word is given back."""
        account = self._with_word()
        if account and not self._waits():
            room = self.context.room
            room.send(LowerHand(ref=new_ref(), session=room.session_id, account=account))

    def _put_away(self) -> None:
        """Nobody is called on, or drawn."""
        room, pending = self.context.room, self.context.memory(Picker).pending
        if unsent := self._unsent():
            for one in unsent:
                room.discard(one.ref)
        elif pending is not None and not self._waits():
            self._passed_over.clear()
            room.send(DiscardDraw(ref=new_ref(), session=room.session_id, draw=pending.number))

    def _turn(self) -> None:
        page = self.context.page
        page.keep(FIRST_TO_ME, not page.keeps(FIRST_TO_ME))
