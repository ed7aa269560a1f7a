"""Picking somebody: the entries of *More*, and what a teacher does with who was drawn."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QWidget

from desktop.client import PendingCommand
from desktop.features.panel import MenuEntry, Panel, PanelContext
from desktop.features.picker.line import PickedLine
from relay.protocol.base import Event, RoomCommand
from relay.protocol.groups import Groups
from relay.protocol.hands import CalledOn, Hands, LowerHand
from relay.protocol.people import People
from relay.protocol.picker import NO_SUCH_DRAW, NOBODY_HERE, DiscardDraw, DrawName, Picker, ShowDrawn

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
        self._turns: dict[str, int] = {}
        self._picked: dict[str, int] = {}
        """How often somebody was called on, and of these drawn, when this was looked at last."""
        self._drawn = ""
        """Who was drawn for their last call."""
        context.room.waiting_changed.connect(self._on_waiting_changed)
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

    def yields(self) -> bool:
        """Who has the word stands in a strip too."""
        return not (self._unsent() or self._pending())

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
        self._show_line()
        self.speak(self._said(), live=False)

    def on_events(self, events: Sequence[Event], live: bool) -> None:
        if any(isinstance(event, CalledOn) for event in events):
            self._passed_over.clear()
        self._show_line()
        self.speak(self._said(), live=live)

    def _on_waiting_changed(self) -> None:
        """What comes of an event is said once that is told."""
        self._show_line()
        if not self.context.room.is_in:
            self.speak(self._said(), live=True)

    def _said(self) -> str:
        return self.line.words.text() if self.wanted() else ""

    def _show_line(self) -> None:
        self._note_call()
        if self.wanted():
            self.make_ready()
            self._show_words()
            self._show_buttons()
        self.changed.emit()

    def _show_words(self) -> None:
        account = self._pending() or self._with_word()
        name, here = self.context.name(account), self.context.memory(People).is_here(account)
        match self._unsent():
            case DrawName():
                words = self.tr("Somebody is picked when you are back online.")
            case ShowDrawn():
                words = self.tr("{name} is shown to the class when you are back online.")
            case DiscardDraw():
                words = self.tr("{name} is not called on: this waits until you are back online.")
            case LowerHand():
                words = self.tr("It is {name}'s turn until you are back online.")
            case _ if self._pending() and not here:
                words = self.tr("{name} was picked and is not here any more.")
            case _ if self._pending():
                words = self.tr("{name} was picked. Only teachers see this.")
            case _:
                words = self.tr("{name} was picked.")
        self.line.say(words.format(name=name))

    def _show_buttons(self) -> None:
        line, unsent, pending = self.line, self._unsent() is not None, self._pending()
        line.away.set_name(self.tr("Take it back") if unsent else self.tr("Call on nobody"))
        line.again.setAccessibleName(self.tr("Pick somebody else"))
        line.show_it.setEnabled(self.context.memory(People).is_here(pending))
        shown = self.tr("Show the class that {name} was picked")
        line.show_it.setAccessibleName(shown.format(name=self.context.name(pending)))
        line.done.set_tip(self.tr("End their turn"))
        if unsent:
            line.offer(line.away)
        elif pending:
            line.offer(line.show_it, line.again, line.away)
        else:
            line.offer(line.again, line.done)

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
        """Who was drawn for having the word, and has it; empty: nobody."""
        word = self.context.memory(Hands).word
        return word.account if word and (word.unasked or word.account == self._drawn) else ""

    def _note_call(self) -> None:
        """Who has the word was drawn for it if each of their calls since the last look was of a draw."""
        word, picker = self.context.memory(Hands).word, self.context.memory(Picker)
        account = word.account if word else ""
        calls = picker.turns.get(account, 0) - self._turns.get(account, 0)
        drawn = picker.picked.get(account, 0) - self._picked.get(account, 0)
        if calls > 0:
            self._drawn = account if calls == drawn else ""
        self._turns, self._picked = dict(picker.turns), dict(picker.picked)

    def _held(self) -> list[PendingCommand]:
        """What was asked here and has not left."""
        return [one for one in self.context.room.waiting if one.state == "waiting" and self._is_ours(one)]

    def _unsent(self) -> RoomCommand | None:
        """What waits for the line, if anything does."""
        held = [] if self.context.room.is_in else self._held()
        return held[-1].command if held else None

    def _is_ours(self, one: PendingCommand) -> bool:
        match one.command:
            case LowerHand(account=account):
                return bool(account) and account == self._with_word()
            case command:
                return isinstance(command, DrawName | ShowDrawn | DiscardDraw)

    def _under_way(self) -> bool:
        """Something has left and has no answer yet. No button is off meanwhile: the keyboard stays there."""
        return any(one.state == "sent" and self._is_ours(one) for one in self.context.room.waiting)

    def _ask(self, command: RoomCommand) -> None:
        """Instead of what has not left."""
        if not self._under_way():
            self._take_back()
            self.context.room.send(command)

    def _take_back(self) -> None:
        for one in self._held():
            self.context.room.discard(one.ref)

    def _pick(self, from_group: int) -> None:
        self._from_group = from_group
        room, first = self.context.room, self.context.page.keeps(FIRST_TO_ME)
        self._ask(
            DrawName(
                **room.head(), first_to_me=first, leave_out=list(self._passed_over), from_group=from_group
            )
        )

    def _again(self) -> None:
        if self._under_way():
            return
        account, groups = self._pending(), self.context.memory(Groups)
        if account and account not in self._passed_over:
            self._passed_over.append(account)
        self._pick(self._from_group if groups.has(self._from_group) else 0)

    def _show(self) -> None:
        room, pending = self.context.room, self.context.memory(Picker).pending
        if pending is not None:
            self._ask(ShowDrawn(**room.head(), draw=pending.number))

    def _finish(self) -> None:
        """The word is given back."""
        room = self.context.room
        if account := self._with_word():
            self._ask(LowerHand(**room.head(), account=account))

    def _put_away(self) -> None:
        """What has not left is taken back; else nobody is called on."""
        room, pending = self.context.room, self.context.memory(Picker).pending
        if self._held():
            self._take_back()
        elif pending is not None and not self._under_way():
            self._passed_over.clear()
            self._ask(DiscardDraw(**room.head(), draw=pending.number))

    def _turn(self) -> None:
        page = self.context.page
        page.keep(FIRST_TO_ME, not page.keeps(FIRST_TO_ME))
