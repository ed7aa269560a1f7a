"""The pinned line above chat and people: read, opened, and for teachers pinned and taken away.

While somebody presents it is not on the wall: there stands what was put on the stage, and nothing else.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop.client import PendingCommand
from desktop.features.panel import MenuEntry, MessageAction, Panel, PanelContext, ReturningForm
from desktop.features.panel.opening import ask_to_open
from desktop.features.pins.words import origin_of, shortened, teacher_of, text_of
from desktop.notifications import Action
from desktop.theme import Radius, Space
from desktop.theme.widgets import Button, Dialog, IconButton, WhenStill, announce, rounded
from desktop.web_links import Link, links_in
from relay.protocol.base import ChatLine, Event
from relay.protocol.chat import Chat, Kind
from relay.protocol.pins import LinePinned, PinLine, Pins, UnpinLine

if TYPE_CHECKING:
    from desktop.features.pins.pin_dialog import PinDialog
    from desktop.features.pins.whole import WholePinDialog

TOLD = 300
"""So many letters of it stand in a notice."""


@dataclass(frozen=True)
class ShownPin:
    """What the strip shows. ``ref``: of one's own that waits for the connection, instead of a number."""

    number: int = 0
    text: str = ""
    ref: str = ""


class PinStrip(Panel):
    """Shows the Pins memory, and sends PinLine and UnpinLine."""

    subject, place, order = "pins", "strip", 29  # before the chat, which shows every place of the log
    harmless = ("not_pinned",)

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.shown = ShownPin()
        self._key = f"pinned/{context.room.session_id}"
        self._links: list[Link] = []
        self._told = 0
        """The number of what a notice is about."""
        self._whole: WholePinDialog | None = None
        self._form = ReturningForm(context, self.subject, self._make_form)
        self._still = WhenStill(self._show, self)
        context.room.waiting_changed.connect(self.refresh)
        context.theme.changed.connect(self.update)
        self.refresh()

    def furnish(self) -> None:
        from desktop.features.pins.line import PinnedWords  # noqa: PLC0415

        theme = self.context.theme
        self.words = PinnedWords(theme, self)
        self.open_link = Button(theme, self.tr("Open"), small=True, parent=self)
        self.unpin = IconButton(theme, "x", self.tr("Unpin"), size=32, parent=self)
        self.box.addWidget(self.words, 1)
        self.add(self.open_link, self.unpin)
        self.box.setContentsMargins(Space.XS, Space.XS, Space.XS, Space.XS)
        self.box.setSpacing(Space.XS)
        self.words.clicked.connect(self.show_whole)
        self.open_link.clicked.connect(self.open_pinned)
        self.unpin.clicked.connect(self._unpin)

    def paintEvent(self, event: QPaintEvent) -> None:
        rounded(QPainter(self), QRectF(self.rect()), Radius.CARD, self.context.theme.colours.accent_soft)

    def wanted(self) -> bool:
        return bool(self.shown.text)

    def is_seen(self) -> bool:
        """Where there is no room for the line the person has come to look nevertheless."""
        return self.context.page.in_front()

    def refresh(self) -> None:
        """Shows the memory, once nobody holds a button down: it would be of something else by then."""
        self._still.do()

    def _show(self) -> None:
        shown, had = self._now(), self.wanted()
        if shown.text != self.shown.text:
            self._links = links_in(shown.text)
        self.shown = shown
        if shown.text:
            self.make_ready()
        if self.ready:
            self._fill(shown)
        if self._form.dialog is not None:
            self._form.dialog.say_what_gives_way(shown.text)
        if had is not self.wanted():
            self.changed.emit()

    def _fill(self, shown: ShownPin) -> None:
        waits = bool(shown.ref)
        name = self.tr("Pinned once you are back online: {text}") if waits else self.tr("Pinned: {text}")
        words = shortened(shown.text)
        if waits:
            words = self.tr("Not pinned yet: {text}").format(text=words)
        self.words.say(words, name.format(text=shown.text), "hourglass" if waits else "pin")
        self.open_link.setVisible(bool(self._links))
        self.unpin.setVisible(self.context.leads)
        self.unpin.set_name(self.tr("Do not pin it") if waits else self.tr("Unpin"))
        self._close_hidden()

    def _now(self) -> ShownPin:
        room, pins = self.context.room, self.context.memory(Pins)
        if not room.is_in and (pending := self._pending()):
            last, command = pending[-1]
            return ShownPin(text=command.text or text_of(room.memories, command.message), ref=last.ref)
        return ShownPin(pins.pinned, text_of(room.memories, pins.line.message)) if pins.line else ShownPin()

    def _pending(self) -> list[tuple[PendingCommand, PinLine]]:
        """Those of one's own that have not left yet."""
        waiting = self.context.room.waiting
        return [
            (one, one.command)
            for one in waiting
            if isinstance(one.command, PinLine) and one.state == "waiting"
        ]

    def _is_being_unpinned(self) -> bool:
        return any(one.pin == self.shown.number for one in self.context.room.asked_of(UnpinLine))

    # what is told

    def on_events(self, events: Sequence[Event], live: bool) -> None:
        self.refresh()
        now = self.context.memory(Pins).pinned
        for event in events if live else ():
            if isinstance(event, LinePinned) and event.seq == now and event.by != self.context.me:
                self._tell(event)
        if self._told and self._told != now:
            self.seen()

    def _tell(self, event: LinePinned) -> None:
        """A screen reader says it to who has the room before them; who is elsewhere gets a notice."""
        page = self.context.page
        text = text_of(self.context.room.memories, event.message)
        if page.in_front():
            announce(self, self.tr("Pinned: {text}").format(text=text))
            return
        self._told = event.seq
        teacher = teacher_of(self.context, event.by)
        if links_in(text):
            title = self.tr("{teacher} pinned a page for everyone")
            action = Action("open", self.tr("Open"), self._come_and_open)
        else:
            title = self.tr("{teacher} pinned a line for everyone")
            action = Action("look", self.tr("Show"), page.come_forward)
        title = title.format(teacher=teacher)
        self.context.notices.tell(self._key, title, text[:TOLD], [action], open=page.come_forward)

    def seen(self) -> None:
        self._told = 0
        self.context.notices.withdraw(self._key)

    def gone(self) -> None:
        super().gone()
        self._still.stop()
        for dialog in self.findChildren(Dialog):
            dialog.done(0)

    def reveal(self, number: int) -> bool:
        """A message that was pinned then stands in the chat under its own number."""
        line = self.context.memory(Pins).pins.get(number)
        if line is not None:
            self.context.page.reveal(line.message)
        return line is not None

    # reading and opening

    def show_whole(self) -> None:
        """All of it, in a dialog that stays until it is closed, or what it shows is hidden."""
        line = self.context.memory(Pins).line
        if line is None or self.shown.ref:
            return
        from desktop.features.pins.whole import WholePinDialog  # noqa: PLC0415

        context, message = self.context, line.message
        whole = WholePinDialog(context.theme, self, self.shown.text, origin_of(context, line), message)
        whole.offer(self._links, self._ask_to_open, lambda: context.page.reveal(message))
        whole.finished.connect(self._on_read)
        self._whole = whole
        whole.open()

    def _on_read(self) -> None:
        whole, self._whole = self._whole, None
        if whole is not None:
            whole.deleteLater()

    def _close_hidden(self) -> None:
        message = self.context.memory(Chat).message(self._whole.number) if self._whole else None
        if self._whole is not None and (message is None or message.line is not None):
            self._whole.done(0)

    def open_pinned(self) -> None:
        """Asks whether to open the address; of several, which."""
        if len(self._links) == 1:
            self._ask_to_open(self._links[0])
        elif self._links:
            self.show_whole()

    def _come_and_open(self) -> None:
        self.context.page.come_forward()
        self.open_pinned()

    def _ask_to_open(self, link: Link) -> None:
        ask_to_open(self.context.theme, self, link)

    # pinning

    def menu_entries(self) -> list[MenuEntry]:
        if not self._may_pin():
            return []
        return [MenuEntry("show", self.tr("Pin a line…"), "pin", self.form)]

    def message_actions(self, line: ChatLine) -> list[MessageAction]:
        """For what everybody can read."""
        said = line.kind in get_args(Kind) and line.line is None and not line.private
        if not (self._may_pin() and said):
            return []
        now = self.context.memory(Pins).line
        if now is not None and now.message == line.id:
            return [MessageAction(self.tr("Unpin"), "pin", self._unpin)]
        return [MessageAction(self.tr("Pin for everyone"), "pin", lambda: self.pin("", line.id))]

    def _may_pin(self) -> bool:
        return self.context.leads and self.context.can(self.subject)

    def form(self) -> "PinDialog":
        """The dialog in which one writes a line; opened if it is not."""
        return self._form.open()

    def _make_form(self) -> "PinDialog":
        from desktop.features.pins.pin_dialog import PinDialog  # noqa: PLC0415

        form = PinDialog(self.context.theme, self.pin, self)
        form.say_what_gives_way(self.shown.text)
        return form

    def pin(self, text: str, message: int = 0) -> None:
        """Pins it, in place of what has not left yet."""
        room = self.context.room
        room.take_back(PinLine)
        room.send(PinLine(**room.head(), message=message, text=text))

    def _unpin(self) -> None:
        room = self.context.room
        if self.shown.ref:
            room.discard(self.shown.ref)
        elif not self._is_being_unpinned():  # a second press; switched off it would hand the keyboard on
            room.send(UnpinLine(**room.head(), pin=self.shown.number))

    def refused(self, waiting: PendingCommand) -> bool:
        """What was written comes back, with why it was refused."""
        command = waiting.command
        if not (isinstance(command, PinLine) and command.text and self.context.leads):
            return super().refused(waiting)
        text = command.text
        self._form.take_back(waiting, lambda sentence: self.form().come_back(text, sentence))
        return True
