"""Raised hands: the student's button, and the queue with waiting times from which a teacher calls."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from desktop.features.panel import Desk, Panel, PersonAction, PersonMark, several, waited
from desktop.line import Waiting, new_ref
from desktop.notifications import Action
from desktop.theme import Space
from desktop.theme.widgets import Avatar, Button, Card, ElidedLabel, IconButton, Label, Presence, ScrollPage
from relay.protocol.base import Event, RoomCommand
from relay.protocol.hands import (
    CalledOn,
    CallOn,
    Hand,
    HandRaised,
    Hands,
    LowerAllHands,
    LowerHand,
    RaiseHand,
)  # fmt: skip
from relay.protocol.lesson import Lesson
from relay.protocol.people import People

translate = QCoreApplication.translate

ROWS_AT_ONCE = 12
"""So many new rows are made in one go; the rest follow, so that a forest of hands blocks nothing."""
HARMLESS = frozenset(("already_raised", "hand_not_up"))
"""Refusals of what is so already."""


def sentences() -> Mapping[str, str]:
    """Why a hand may be refused."""
    return {
        "already_raised": translate("Hands", "The hand is up already."),
        "hand_not_up": translate("Hands", "The hand is down already."),
    }


class HandButton(Panel):
    """The student's own hand: raises it, and lowers it again."""

    subject, place, order = "hands", "bar", 10

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.button = IconButton(
            desk.theme,
            "hand",
            "",
            "secondary",
            round=True,
            checkable=True,
            checked_tone="warn",
            shortcut="Ctrl+R",
            parent=self,
        )
        self.button.clicked.connect(self._on_click)
        self.add(self.button)
        desk.room.waiting_changed.connect(self.refresh)
        self.refresh()

    def wanted(self) -> bool:
        """Those who teach do not raise hands."""
        return not self.desk.teaches and self.desk.memory(Lesson).live

    def refresh(self) -> None:
        """Shows whether the hand is up, or on its way up or down."""
        up = self._wished()
        self.button.setChecked(up)
        self.button.set_name(self.tr("Lower your hand") if up else self.tr("Raise your hand"))
        self.changed.emit()

    def refused(self, waiting: Waiting) -> bool:
        """What is so already needs no telling."""
        if isinstance(waiting.command, RaiseHand | LowerHand) and waiting.code in HARMLESS:
            self.desk.room.discard(waiting.ref)
            return True
        return False

    def changeEvent(self, event: QEvent) -> None:
        """Follows the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.refresh()

    def _wished(self) -> bool:
        """Whether it is up once everything that waits has been sent."""
        up = self.desk.memory(Hands).is_up(self.desk.me)
        for waiting in self.desk.room.waiting:
            if waiting.state != "refused":
                if isinstance(waiting.command, RaiseHand):
                    up = True
                elif isinstance(waiting.command, LowerHand):
                    up = False
        return up

    def _on_click(self) -> None:
        room = self.desk.room
        unsent = [w for w in room.waiting if isinstance(w.command, RaiseHand | LowerHand)]
        if unsent and unsent[-1].state == "waiting":
            room.discard(unsent[-1].ref)  # it never left: taking it back is enough
        elif self._wished():
            room.send(LowerHand(ref=new_ref(), session=room.session_id))
        else:
            said_at = 0 if room.is_in else room.relay.now()
            room.send(RaiseHand(ref=new_ref(), session=room.session_id, said_at=said_at))
        self.refresh()


class _Row(QWidget):
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
        since = self._hand.said_at or self._hand.raised_at
        self._waited.setText(waited(now - since))


class HandsPanel(Panel):
    """Everybody whose hand is up, first raised first."""

    subject, place, order = "hands", "side", 10

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._rows: dict[str, _Row] = {}
        self._news: list[str] = []
        self.card = Card(desk.theme, "", icon="hand", ink="warn_ink", count=0, parent=self)
        self.lower_all = Button(desk.theme, "", "quiet", small=True, parent=self.card)
        self.lower_all.clicked.connect(self._lower_all)
        self.card.add_trailing(self.lower_all)
        self._empty = Label("", "muted", wrap=True, parent=self.card)
        self._place = Label("", "caption", wrap=True, parent=self.card)
        self._scroll = _Rows(desk, self.card)
        for widget in (self._empty, self._place, self._scroll):
            self.card.body.addWidget(widget)
        self.add(self.card)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._more = QTimer(self, singleShot=True, interval=0)
        self._more.timeout.connect(self._make_rows)
        self._retranslate()
        self.refresh()

    def heading(self) -> str:
        """Its tab's words."""
        return self.tr("Hands")

    def count(self) -> int:
        """How many hands are up."""
        return len(self.desk.memory(Hands).queue)

    def refresh(self) -> None:
        """Shows the queue."""
        queue = self.desk.memory(Hands).queue
        up = {hand.account for hand in queue}
        for account in [account for account in self._rows if account not in up]:
            row = self._rows.pop(account)
            self._scroll.column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.card.set_title(self.tr("Raised hands"))
        self.card.set_count(len(queue))
        self.lower_all.setVisible(self.desk.teaches and len(queue) > 1)
        self._empty.setVisible(not queue)
        self._scroll.setVisible(bool(queue))
        mine = next((n for n, hand in enumerate(queue) if hand.account == self.desk.me), None)
        self._place.setVisible(mine is not None)
        if mine is not None:
            called = queue[mine].called_at > 0
            turn = self.tr("It is your turn: the teacher has called on you.")
            place = self.tr("You are number {place} in the queue.").format(place=mine + 1)
            self._place.setText(turn if called else place)
        self._make_rows()
        self.changed.emit()

    def told(self, events: Sequence[Event], live: bool) -> None:
        """Shows the queue, and tells a teacher who looks elsewhere who has raised a hand."""
        self.refresh()
        if live and self.desk.teaches and not self.is_seen():
            self._news += [e.by for e in events if isinstance(e, HandRaised) and e.by not in self._news]
        if (
            live
            and not self.is_seen()
            and any(isinstance(e, CalledOn) and e.account == self.desk.me for e in events)
        ):
            self.desk.notices.tell(
                self._key,
                self.tr("It is your turn"),
                self.tr("{teacher} has called on you.").format(teacher=self.desk.memory(Lesson).teacher_name),
                open=self.desk.show,
                urgent=True,
            )
        self._tell()

    def tick(self, now: int) -> None:
        """Counts the waiting times on."""
        for row in self._rows.values():
            row.tick(now)

    def seen(self) -> None:
        """What was told is in view now."""
        self._news.clear()
        self.desk.notices.withdraw(self._key)

    def gone(self) -> None:
        """Nothing more to tell."""
        self.seen()

    def refused(self, waiting: Waiting) -> bool:
        """A hand that went down before the teacher's click needs no telling."""
        if isinstance(waiting.command, CallOn | LowerAllHands) and waiting.code in HARMLESS:
            self.desk.room.discard(waiting.ref)
            return True
        return False

    def about(self, account: str) -> list[PersonAction]:
        """Calling on somebody, and lowering their hand."""
        if not self.desk.teaches or not self.desk.memory(Hands).is_up(account):
            return []
        return [
            PersonAction(self.tr("Call on"), "mic", lambda: self._call_on(account)),
            PersonAction(self.tr("Lower hand"), "hand", lambda: self._lower(account)),
        ]

    def marks(self, account: str) -> list[PersonMark]:
        """A hand beside the names of those whose hand is up."""
        if not self.desk.memory(Hands).is_up(account):
            return []
        return [PersonMark("hand", "warn_ink", self.tr("hand raised"))]

    def changeEvent(self, event: QEvent) -> None:
        """Follows the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
            self.refresh()

    def _retranslate(self) -> None:
        self.lower_all.setText(self.tr("Lower all"))
        self._empty.setText(self.tr("No hand is up."))

    def _make_rows(self) -> None:
        """Shows every hand; rows that are missing come a few at a time."""
        people = self.desk.memory(People)
        now = self.desk.room.relay.now()
        made = 0
        for place, hand in enumerate(self.desk.memory(Hands).queue):
            row = self._rows.get(hand.account)
            if row is None:
                if made == ROWS_AT_ONCE:
                    self._more.start()
                    break
                made += 1
                row = self._rows[hand.account] = _Row(self.desk, hand.account, self._scroll)
                self._scroll.column.insertWidget(place, row)
            person = people.everybody.get(hand.account)
            here = person is not None and person.state == "here"
            row.show_hand(hand, person.name if person else "", "here" if here else "lost")
            row.tick(now)
        self._scroll.fit(len(self._rows))

    # commands

    def _send(self, command: RoomCommand) -> None:
        self.desk.room.send(command)

    def _call_on(self, account: str) -> None:
        self._send(CallOn(ref=new_ref(), session=self.desk.room.session_id, account=account))

    def _lower(self, account: str) -> None:
        self._send(LowerHand(ref=new_ref(), session=self.desk.room.session_id, account=account))

    def _lower_all(self) -> None:
        self._send(LowerAllHands(ref=new_ref(), session=self.desk.room.session_id))

    # telling a teacher who looks elsewhere

    @property
    def _key(self) -> str:
        return f"hands/{self.desk.room.session_id}"

    def _tell(self) -> None:
        """All hands that are news in one notice, which changes with them and goes with the last."""
        if not self.desk.teaches:
            return
        still = {hand.account for hand in self.desk.memory(Hands).queue if not hand.called_at}
        self._news = [account for account in self._news if account in still]
        if not self._news:
            self.desk.notices.withdraw(self._key)
            return
        people = self.desk.memory(People)
        first = self._news[0]
        names = [people.name_of(account) for account in self._news]
        if len(names) == 1:
            actions = [
                Action("call_on", self.tr("Call on"), lambda: self._call_on(first)),
                Action("lower", self.tr("Lower"), lambda: self._lower(first)),
            ]
        else:
            actions = [
                Action(
                    "call_on", self.tr("Call on {name}").format(name=names[0]), lambda: self._call_on(first)
                ),
                Action("lower_all", self.tr("Lower all"), self._lower_all),
            ]
        self.desk.notices.tell(
            self._key,
            self.tr("{names} raised a hand").format(names=several(names)),
            self.desk.memory(Lesson).title,
            actions,
            open=self.desk.show,
        )


class _Rows(ScrollPage):
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
        self.column.setAlignment(Qt.AlignmentFlag.AlignTop)
        desk.theme.changed.connect(self._fit)

    def fit(self, count: int) -> None:
        """Takes the height for so many rows."""
        self._count = count
        self._fit()

    def _fit(self) -> None:
        rows = min(max(self._count, 1), self.SHOWN)
        half = 0.5 if self._count > self.SHOWN else 0
        self.setFixedHeight(round((self._desk.theme.target(34) + Space.XS) * (rows + half)))
