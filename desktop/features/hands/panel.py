"""Everybody whose hand is up: the queue, and the notice for a teacher who looks elsewhere."""

from collections.abc import Sequence

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.features.hands.button import HARMLESS, waiting_hand
from desktop.features.hands.rows import HandRow, HandRows
from desktop.features.panel import Panel, PanelContext, PersonAction, PersonBadge
from desktop.features.panel.words import several, time_of_day
from desktop.notifications import Action
from desktop.theme.widgets import Button, Card, Label
from relay.protocol.base import Event
from relay.protocol.hands import CalledOn, CallOn, HandRaised, Hands, LowerAllHands, LowerHand
from relay.protocol.lesson import Lesson
from relay.protocol.people import People
from relay.shared.ids import new_ref

ROWS_AT_ONCE = 12
"""So many new rows are made in one go; the rest follow, so that a forest of hands blocks nothing."""


class HandsPanel(Panel):
    """Everybody whose hand is up, first raised first."""

    subject, place, order = "hands", "tab", 10
    harmless = HARMLESS

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._rows: dict[str, HandRow] = {}
        self._news: list[str] = []
        self.card = Card(context.theme, "", icon="hand", ink="warn_ink", count=0, parent=self)
        self.lower_all = Button(context.theme, self.tr("Lower all"), "quiet", small=True, parent=self.card)
        self.lower_all.clicked.connect(self._lower_all)
        self.card.add_trailing(self.lower_all)
        self._empty = Label(self.tr("No hand is up."), "muted", wrap=True, parent=self.card)
        self._place = Label("", "caption", wrap=True, parent=self.card)
        self._scroll = HandRows(context, self.card)
        for widget in (self._empty, self._place, self._scroll):
            self.card.body.addWidget(widget)
        self.add(self.card)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._more = QTimer(self, singleShot=True, interval=0)
        self._more.timeout.connect(self._make_rows)
        context.room.waiting_changed.connect(self.refresh)
        self.refresh()

    def wanted(self) -> bool:
        """After the end there are no hands."""
        return not self.context.memory(Lesson).ended_at

    def heading(self) -> str:
        return self.tr("Hands")

    def count(self) -> int:
        return len(self.context.memory(Hands).queue)

    def refresh(self) -> None:
        queue = self.context.memory(Hands).queue
        up = {hand.account for hand in queue}
        for account in [account for account in self._rows if account not in up]:
            row = self._rows.pop(account)
            self._scroll.column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.card.set_title(self.tr("Raised hands"))
        self.card.set_count(len(queue))
        self.lower_all.setVisible(self.context.teaches and len(queue) > 1)
        self._scroll.setVisible(bool(queue))
        mine = next((n for n, hand in enumerate(queue) if hand.account == self.context.me), None)
        waits = waiting_hand(self.context) if mine is None else None
        self._empty.setVisible(not queue and waits is None)
        self._place.setVisible(mine is not None or waits is not None)
        if waits is not None:
            words = self.tr("Your hand is raised since {time}, waiting for the line.")
            self._place.setText(words.format(time=time_of_day(waits.since)))
        if mine is not None:
            called = queue[mine].called_at > 0
            turn = self.tr("It is your turn: the teacher has called on you.")
            place = self.tr("You are number {place} in the queue.").format(place=mine + 1)
            self._place.setText(turn if called else place)
        self._make_rows()
        self.changed.emit()

    def on_events(self, events: Sequence[Event], live: bool) -> None:
        """Shows the queue, and tells a teacher who looks elsewhere who has raised a hand."""
        self.refresh()
        if live and self.context.teaches and not self.is_seen():
            self._news += [e.by for e in events if isinstance(e, HandRaised) and e.by not in self._news]
        if (
            live
            and not self.is_seen()
            and any(isinstance(e, CalledOn) and e.account == self.context.me for e in events)
        ):
            self.context.notices.tell(
                self._key,
                self.tr("It is your turn"),
                self.tr("{teacher} has called on you.").format(
                    teacher=self.context.memory(Lesson).teacher_name
                ),
                open=self.context.page.come_forward,
                urgent=True,
            )
        self._tell()

    def tick(self, now: int) -> None:
        for row in self._rows.values():
            row.tick(now)

    def seen(self) -> None:
        self._news.clear()
        self.context.notices.withdraw(self._key)

    def gone(self) -> None:
        self.seen()

    def person_actions(self, account: str) -> list[PersonAction]:
        if not self.context.teaches or not self.context.memory(Hands).is_up(account):
            return []
        return [
            PersonAction(self.tr("Call on"), "mic", lambda: self._call_on(account)),
            PersonAction(self.tr("Lower hand"), "hand", lambda: self._lower(account)),
        ]

    def person_badges(self, account: str) -> list[PersonBadge]:
        if not self.context.memory(Hands).is_up(account):
            return []
        return [PersonBadge("hand", "warn_ink", self.tr("hand raised"))]

    def _make_rows(self) -> None:
        """Shows every hand; rows that are missing come a few at a time."""
        people = self.context.memory(People)
        now = self.context.room.now()
        made = 0
        for place, hand in enumerate(self.context.memory(Hands).queue):
            row = self._rows.get(hand.account)
            if row is None:
                if made == ROWS_AT_ONCE:
                    self._more.start()
                    break
                made += 1
                row = self._rows[hand.account] = HandRow(self.context, hand.account, self._scroll)
                row.called_on.connect(self._call_on)
                row.lowered.connect(self._lower)
                self._scroll.column.insertWidget(place, row)
            person = people.everybody.get(hand.account)
            here = person is not None and person.state == "here"
            row.show_hand(hand, person.name if person else "", "here" if here else "lost")
            row.show_standing(person.standing if person else "account")
            row.tick(now)
        self._scroll.fit(self._rows.values())

    # commands

    def _call_on(self, account: str) -> None:
        room = self.context.room
        room.send(CallOn(ref=new_ref(), session=room.session_id, account=account))

    def _lower(self, account: str) -> None:
        room = self.context.room
        room.send(LowerHand(ref=new_ref(), session=room.session_id, account=account))

    def _lower_all(self) -> None:
        self.context.room.send(LowerAllHands(ref=new_ref(), session=self.context.room.session_id))

    # telling a teacher who looks elsewhere

    @property
    def _key(self) -> str:
        return f"hands/{self.context.room.session_id}"

    def _tell(self) -> None:
        """All hands that are news in one notice, which changes with them and goes with the last."""
        if not self.context.teaches:
            mine = [hand for hand in self.context.memory(Hands).queue if hand.account == self.context.me]
            if not mine or not mine[0].called_at:
                self.context.notices.withdraw(self._key)  # it is no longer one's turn
            return
        still = {hand.account for hand in self.context.memory(Hands).queue if not hand.called_at}
        self._news = [account for account in self._news if account in still]
        if not self._news:
            self.context.notices.withdraw(self._key)
            return
        first = self._news[0]
        names = [self.context.name(account) for account in self._news]
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
        self.context.notices.tell(
            self._key,
            self.tr("{names} raised a hand").format(names=several(names)),
            self.context.memory(Lesson).title,
            actions,
            open=self.context.page.come_forward,
        )
