"""The queue's rows: who, for how long, and a teacher's buttons."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from desktop.features.panel import PanelContext
from desktop.features.panel.reasons import why_up
from desktop.features.panel.words import time_of_day, waited, was_late
from desktop.identity_status import standing_badge, standing_words
from desktop.theme import Space, hbox, vbox
from desktop.theme.widgets import Avatar, Button, ElidedLabel, IconButton, Label, Presence, ScrollPage
from relay.protocol.base import IdentityStatus
from relay.protocol.hands import Hand

NARROW = 220
"""A narrower list (at a text scale of 1) has no room for pictures and words."""


class HandRow(QWidget):
    """One raised hand."""

    called_on = Signal(str)
    lowered = Signal(str)

    def __init__(self, context: PanelContext, account: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._context, self.account = context, account
        self._called = self._narrow = False
        theme = context.theme
        self._avatar = Avatar(theme, "?", 30, parent=self)
        self._name = ElidedLabel("", parent=self)
        self._standing = ElidedLabel("", "caption", parent=self)
        self._standing.hide()
        self._why = ElidedLabel("", "caption", parent=self)
        self._waited = Label("", "muted", parent=self)
        self.call = Button(theme, "", small=True, parent=self)
        self.down = IconButton(theme, "arrow-down", "", size=32, parent=self)
        first = hbox((self._name, 1), self._waited, gap=Space.S)
        who = vbox(first, self._why, self._standing, gap=0)
        hbox(self._avatar, (who, 1), self.call, self.down, on=self, gap=Space.S)
        self.call.clicked.connect(lambda: self.called_on.emit(account))
        self.down.clicked.connect(lambda: self.lowered.emit(account))

    def show_hand(self, hand: Hand, name: str, presence: Presence, has_word: bool) -> None:
        """Who was called on before, and has the word no more, can be called on again."""
        mine = hand.account == self._context.me
        self._hand = hand
        self._avatar.set_person(name, presence if presence != "here" else None)
        self._name.setText(self.tr("{name} (you)").format(name=name) if mine else name)
        teaches = self._context.teaches
        self.call.setVisible(teaches)
        self.down.setVisible(teaches or mine)
        self.call.setEnabled(not has_word)
        self.call.setAccessibleName(self.tr("Call on {name}").format(name=name))
        self.down.set_name(self.tr("Lower the hand of {name}").format(name=name))
        self._name.set_role("strong" if has_word else "body")
        why = why_up(hand) if teaches else ""
        self._why.say_or_hide(why)
        self._called = has_word
        self._show_words()

    def set_narrow(self, narrow: bool) -> None:
        """Where there is hardly any room the name is more than a picture and the words of a button."""
        self._narrow = narrow
        self._avatar.setVisible(not narrow)
        self._show_words()

    def _show_words(self) -> None:
        words = self.tr("Call on"), self.tr("Called")
        self.call.keep_room_for(*([] if self._narrow else words))
        self.call.setText("" if self._narrow else words[self._called])
        self.call.set_icon("mic" if self._narrow else None)

    def show_standing(self, standing: IdentityStatus) -> None:
        """Shows whether it is a guest's, or one of somebody whose name is not confirmed."""
        badge = standing_badge(standing)
        self._standing.setVisible(badge is not None)
        if badge is not None:
            tone, words = badge
            self._standing.set_tone(tone)
            self._standing.setText(words)
            self._standing.setAccessibleName(standing_words(standing))

    def tick(self, now: int) -> None:
        hand = self._hand
        words = waited(now - (hand.said_at or hand.raised_at))
        if was_late(hand.raised_at, hand.said_at):
            # its place is where it arrived, which may be behind hands that have waited less
            words = self.tr("{waited} · said at {time}").format(waited=words, time=time_of_day(hand.said_at))
        self._waited.setText(words)


class HandRows(ScrollPage):
    """The rows: as high as those that are to be in sight; the others scroll."""

    def __init__(self, context: PanelContext, parent: QWidget) -> None:
        super().__init__(context.theme, 10_000, parent=parent)
        self._context = context
        self._rows: list[HandRow] = []
        self._shown, self._scrolls = 1, False
        page = self.widget()
        layout = page.layout() if page else None
        if layout is not None:
            layout.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(Space.XS)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        context.theme.changed.connect(self._fit)

    def fit(self, rows: Sequence[HandRow], shown: int, *, scrolls: bool) -> None:
        """Takes the height for the first so many of these rows. ``scrolls``: shows that there are more."""
        self._rows, self._shown, self._scrolls = list(rows), shown, scrolls
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._narrow()

    def _narrow(self) -> None:
        for row in self._rows:
            row.set_narrow(self.width() < self._context.theme.px(NARROW))

    def _fit(self) -> None:
        self._narrow()
        policy = Qt.ScrollBarPolicy
        more = self._scrolls and len(self._rows) > self._shown
        self.setVerticalScrollBarPolicy(policy.ScrollBarAsNeeded if more else policy.ScrollBarAlwaysOff)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(200, self._height(self._shown))

    def minimumSizeHint(self) -> QSize:
        """One row: where it is low, where one writes needs the room."""
        return QSize(200, self._height(1))

    def _height(self, rows: int) -> int:
        heights = [row.sizeHint().height() for row in self._rows[:rows]]
        return sum(heights) + Space.XS * max(0, len(heights) - 1)
