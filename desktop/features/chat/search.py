"""Searching what is shown of a chat: one field over it, how many were found, and from one to the next."""

import time
from bisect import bisect_left, insort
from collections.abc import Callable, Iterator, Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from desktop.features.chat.kinds import is_spoken
from desktop.features.chat.line_words import said_words
from desktop.features.chat.marks import pattern_of
from desktop.features.chat.view import ChatView
from desktop.theme import Space, Theme, hbox
from desktop.theme.widgets import IconButton, Label, TextField, announce
from relay.protocol.base import ChatLine

TYPING_MS = 200
SLICE_S = 0.008
"""How long it looks before the window has its turn."""


class ChatSearch(QWidget):
    """Ctrl+F opens it, Escape closes it, Enter and Shift with Enter go on. The newest is found first."""

    def __init__(self, theme: Theme, view: ChatView, parent: QWidget, *, stays: bool = False) -> None:
        """``stays``: it is always there, whoever shows it opens it, and Escape empties it."""
        super().__init__(parent)
        self._view, self._stays = view, stays
        self.seek_elsewhere: Callable[[str], bool] = lambda _: False
        """Shows where else these words are found, and says whether they are; empty: none are sought."""
        self._is_elsewhere = False
        self.found: list[int] = []
        """Numbers of messages, in the order of the chat."""
        self.at = -1
        self._rest: Iterator[ChatLine] = iter(())
        self._looking = False
        self._before: QWidget | None = None
        words = self.tr("Search in the chat")
        self.field = TextField(
            theme, placeholder=words, name=words, icon="search", clearable=True, parent=self
        )
        self.hits = Label("", "caption", parent=self)
        self.back = IconButton(theme, "chevron-up", self.tr("Previous"), size=32, parent=self)
        self.forth = IconButton(theme, "chevron-down", self.tr("Next"), size=32, parent=self)
        self.shut = IconButton(theme, "x", self.tr("Close the search"), size=32, parent=self)
        hbox(
            (self.field, 1),
            self.hits,
            self.back,
            self.forth,
            self.shut,
            on=self,
            gap=Space.XS,
            margins=(0, Space.S, 0, 0),
        )
        self._typing = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._typing.timeout.connect(self.look)
        self._slice = QTimer(self, singleShot=True, interval=0)
        self._slice.timeout.connect(self._work)
        self.field.textChanged.connect(self._on_text)
        self.back.clicked.connect(lambda: self.step(-1))
        self.forth.clicked.connect(lambda: self.step(1))
        self.shut.clicked.connect(self.close_search)
        self.shut.setVisible(not stays)
        self.setVisible(stays)
        self._tell()
        if not stays:
            keys = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), parent)
            keys.setWhatsThis(words)
            keys.activated.connect(self.open)

    def open(self) -> None:
        """Shows the field, to type in at once."""
        if self.isHidden():
            self._before = self.window().focusWidget()
            self.show()
            self.look()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def close_search(self) -> None:
        """Goes back to where the keyboard was; the chat stays where it was led."""
        inside = self.isAncestorOf(self.window().focusWidget())
        self.hide()
        self._stop()
        self._mark("")
        self.seek_elsewhere("")
        before, self._before = self._before, None
        if inside:
            gone = before is None or not before.isVisible() or self.isAncestorOf(before)
            (self._view if before is None or gone else before).setFocus(Qt.FocusReason.OtherFocusReason)

    def look_anew(self) -> None:
        """The chat is another one."""
        if not self.isHidden():
            self.look()

    def take(self, news: Sequence[ChatLine]) -> None:
        """More was said: found as well, but nothing moves."""
        if self._has_searched:
            for message in filter(self._fits, news):
                self._put(message.id)
            self._tell()

    def messages_changed(self, changed: Sequence[ChatLine]) -> None:
        """Some were hidden or shown again: found no more, or as well, but nothing moves."""
        if not self._has_searched:
            return
        if self._looking:  # through the chat as it was
            self.look()
            return
        for message in changed:
            place = bisect_left(self.found, message.id)
            found = self.found[place : place + 1] == [message.id]
            if found and not self._fits(message):
                del self.found[place]
                if place < self.at or self.at == len(self.found):
                    self.at -= 1
            elif not found and self._fits(message):
                self._put(message.id)
        self._tell()

    @property
    def _has_searched(self) -> bool:
        """Whether what is found is of the words that stand in the field."""
        return not self.isHidden() and bool(self.field.text().strip()) and not self._typing.isActive()

    # looking

    def look(self) -> None:
        """Searches for what is typed, from the newest message on, a slice at a time."""
        self._stop()
        text = self.field.text()
        self._mark(text)
        self._is_elsewhere = self.seek_elsewhere(text)
        if text.strip():
            self._looking = True
            self._rest = iter(self._view.messages.all[::-1])
            self._work()
        else:
            self._tell()

    def step(self, way: int) -> None:
        """Goes to the next one found, or the one before; round at the ends."""
        if self._typing.isActive():
            self.look()
        elif self.found:
            self.at = (self.at + way) % len(self.found)
            self._view.show_message(self.found[self.at])
            self._tell()

    def _work(self) -> None:
        until = time.perf_counter() + SLICE_S
        for message in self._rest:
            if self._fits(message):
                self._put(message.id)
                if self.at < 0:
                    self.at = 0
                    self._view.show_message(message.id)
            if time.perf_counter() > until:
                self._slice.start()
                return
        self._looking = False
        self._tell()

    def _put(self, number: int) -> None:
        """In order; the one that is shown stays the one."""
        if self.at >= 0 and number < self.found[self.at]:
            self.at += 1
        insort(self.found, number)

    def _fits(self, message: ChatLine) -> bool:
        if not is_spoken(message) or self._view.sought is None:
            return False
        name = self._view.messages.people.named(message.author, message.name)
        return bool(self._view.sought.search(said_words(message)) or self._view.sought.search(name))

    def _stop(self) -> None:
        self._typing.stop()
        self._slice.stop()
        self._looking = False
        self.found, self.at = [], -1

    def _mark(self, text: str) -> None:
        self._view.set_sought(pattern_of(text))

    def _on_text(self) -> None:
        self._typing.start()

    def _tell(self) -> None:
        many = len(self.found)
        if many and self.at < 0 and not self._looking:
            self.at = 0  # what fits came only now: Enter goes there
        text = ""
        if self.field.text().strip() and not self._looking:
            nowhere = "" if self._is_elsewhere else self.tr("Not found")
            told = self.tr("{number} of {all}") if many else nowhere
            text = told.format(number=self.at + 1, all=many)
        self.hits.setText(text)
        for button in (self.back, self.forth):
            button.setEnabled(many > 0)
        if text:
            announce(self.field, text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape closes it, Enter in the field goes back through the chat, with Shift forth."""
        if event.key() == Qt.Key.Key_Escape and self._stays and self.field.text():
            self.field.clear()
        elif event.key() == Qt.Key.Key_Escape and not self._stays:
            self.close_search()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.field.hasFocus():
            self.step(1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else -1)
        else:
            super().keyPressEvent(event)
