"""The queue's rows: who, for how long, and a teacher's buttons."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.features.panel import Desk, time_of_day, waited
from desktop.line import new_ref
from desktop.theme import Space
from desktop.theme.widgets import Avatar, Button, ElidedLabel, IconButton, Label, Presence, ScrollPage
from relay.protocol.hands import CallOn, Hand, LowerHand

SAID_BEFORE_MS = 5_000
"""A hand that went up this long before it arrived says so."""


class Row(QWidget):
    """One raised hand."""

    def __init__(self, desk: Desk, account: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self.account = desk, account
        theme = desk.theme
        self._avatar = Avatar(theme, "?", 30, parent=self)
        self._name = ElidedLabel("", parent=self)
        self._waited = Label("", "muted", parent=self)
        self.call = Button(theme, "", small=True, parent=self)
        self.down = IconButton(theme, "x", "", size=32, parent=self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.S)
        for widget in (self._avatar, self._name, self._waited):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self.call)
        row.addWidget(self.down)
        session = desk.room.session_id
        self.call.clicked.connect(
            lambda: desk.room.send(CallOn(ref=new_ref(), session=session, account=account))
        )
        self.down.clicked.connect(
            lambda: desk.room.send(LowerHand(ref=new_ref(), session=session, account=account))
        )

    def show_hand(self, hand: Hand, name: str, presence: Presence) -> None:
        """Shows a hand as it is now."""
        mine = hand.account == self._desk.me
        self._hand = hand
        self._avatar.set_person(name, presence if presence != "here" else None)
        self._name.setText(self.tr("{name} (you)").format(name=name) if mine else name)
        teaches = self._desk.teaches
        self.call.setVisible(teaches)
        self.down.setVisible(teaches or mine)
        called = hand.called_at > 0
        self.call.setText(self.tr("Called") if called else self.tr("Call on"))
        self.call.setEnabled(not called)
        self.call.setAccessibleName(self.tr("Call on {name}").format(name=name))
        self.down.set_name(self.tr("Lower the hand of {name}").format(name=name))
        self._name.set_role("strong" if called else "body")

    def tick(self, now: int) -> None:
        """Shows how long the hand has been up."""
        hand = self._hand
        words = waited(now - (hand.said_at or hand.raised_at))
        if hand.said_at and hand.raised_at - hand.said_at > SAID_BEFORE_MS:
            # its place is where it arrived, which may be behind hands that have waited less
            words = self.tr("{waited} · said at {time}").format(waited=words, time=time_of_day(hand.said_at))
        self._waited.setText(words)


class Rows(ScrollPage):
    """The rows: as high as they are, up to a few; then they scroll."""

    SHOWN = 4

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(desk.theme, 10_000, parent=parent)
        self._desk = desk
        self._count = 0
        page = self.widget()
        layout = page.layout() if page else None
        if layout is not None:
            layout.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(Space.XS)
        desk.theme.changed.connect(self._fit)

    def fit(self, count: int) -> None:
        """Takes the height for so many rows."""
        self._count = count
        self._fit()

    def _fit(self) -> None:
        rows = min(max(self._count, 1), self.SHOWN)
        part = 0.6 if self._count > self.SHOWN else 0  # what is cut off says that there is more
        high = self._desk.theme.target(34 if self._desk.teaches else 30)
        self.setFixedHeight(round((high + Space.XS) * (rows + part)) - (0 if part else Space.XS))
