"""Who waits to come in or was turned away, the notice for one who looks elsewhere, and claimed names."""

from collections.abc import Sequence

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from desktop.features.admission.away import TurnedAway
from desktop.features.admission.news import DoorNews
from desktop.features.admission.rows import WaiterRow, WaiterRows
from desktop.features.panel import MenuEntry, Panel, PanelContext, PersonAction
from desktop.features.panel.words import several
from desktop.identity_status import named
from desktop.notifications import Action
from desktop.theme import Space, drop
from desktop.theme.widgets import Button, Card, WhenStill
from relay.protocol.admission import (
    NOBODY_WAITS,
    NOTHING_CLAIMED,
    Admission,
    Admit,
    ConfirmName,
    PersonWaits,
    TurnAway,
    Waiter,
)
from relay.protocol.base import Event
from relay.protocol.lesson import Lesson
from relay.protocol.people import Participant, People

ROWS_AT_ONCE = 12
"""So many new rows are made in one go; the rest follow, so that a whole class at the door blocks nothing."""


class WaitingPanel(Panel):
    """Everybody who waits, first come first, and who was turned away. Sends Admit, TurnAway, ConfirmName."""

    subject, place, order, stretch = "admission", "tab", 40, 3
    beside = counts_news = True
    harmless = NOBODY_WAITS.name, NOTHING_CLAIMED.name

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._rows: dict[str, WaiterRow] = {}
        self._key = f"waiting/{context.room.session_id}"
        self._news: list[str] = []
        self._door_news = DoorNews(context, self._admit, self)
        self._when_still = WhenStill(self._show, self)
        self._more = QTimer(self, singleShot=True, interval=0)
        self._more.timeout.connect(self._make_rows)
        self._reveal = QTimer(self, singleShot=True, interval=0)
        self._reveal.timeout.connect(self._show_away)
        context.room.waiting_changed.connect(self.refresh)
        self.refresh()

    def furnish(self) -> None:
        context = self.context
        self.card = Card(context.theme, "", icon="door-open", ink="warn_ink", count=0, flat=True, parent=self)
        self.card.setContentsMargins(0, Space.S, 0, 0)
        self.all = Button(context.theme, self.tr("Let all in"), small=True, parent=self.card)
        self.all.clicked.connect(self._admit_all)
        self.card.add_trailing(self.all)
        self._scroll = WaiterRows(context, self.card)
        self.away = TurnedAway(context, self._scroll)
        self.away.admitted.connect(lambda account: self._admit([account]))
        self.away.folded.connect(self._on_fold)
        self._scroll.column.addWidget(self.away)
        self.card.body.addWidget(self._scroll)
        self.add(self.card)
        self.box.addStretch(1)

    def wanted(self) -> bool:
        entrance = self.context.memory(Admission)
        somebody = bool(entrance.queue or entrance.turned_away)
        return self.context.leads and somebody

    def heading(self) -> str:
        return self.tr("Waiting")

    def count(self) -> int:
        return len(self._queue())

    def refresh(self) -> None:
        """Shows who waits, once nobody holds a button down that would move or go."""
        self._when_still.do()
        self._tell()
        self.changed.emit()

    def _show(self) -> None:
        if self.wanted():
            self.make_ready()
        if not self.ready:
            return
        queue = self._queue()
        for account in [account for account in self._rows if account not in queue]:
            row = self._rows.pop(account)
            drop(self._scroll.column, row)
        self.card.set_title(self.tr("Waiting to come in") if queue else "")
        self.card.set_count(len(queue))
        self.all.setVisible(len(queue) > 1)
        self.away.show_people(self.context.memory(Admission).turned_away, self._going()[0])
        self._make_rows()

    def on_events(self, events: Sequence[Event], live: bool) -> None:
        """Shows who waits, and tells a teacher who looks elsewhere who has come."""
        if self.context.teaches and not self.is_seen():
            came = [event.account for event in events if isinstance(event, PersonWaits)]
            self._news += [account for account in came if account not in self._news]
        self._door_news.on_events(events, live)
        self.refresh()

    def tick(self, now: int) -> None:
        for row in self._rows.values():
            row.tick(now)
        if any(row.is_offered_otherwise() for row in self._rows.values()):
            self.refresh()

    def seen(self) -> None:
        self._news.clear()
        self.context.notices.withdraw(self._key)

    def person_actions(self, account: str) -> list[PersonAction]:
        if not self.context.teaches or self.context.people.standing_of(account) != "claimed":
            return []
        return [PersonAction(self.tr("Confirm this name"), "user-check", lambda: self._confirm(account))]

    def menu_entries(self) -> list[MenuEntry]:
        """A whole class that came by code is confirmed in one go."""
        count = len(self._claimed()) if self.context.leads else 0
        if count < 2:
            return []
        words = self.tr("Confirm all %n names…", "", count)
        return [MenuEntry("more", words, "user-check", self._confirm_all)]

    def _claimed(self) -> list[Participant]:
        """Those who are here under a name that nobody has confirmed, nor is about to."""
        sent = {one.account for one in self.context.room.asked_of(ConfirmName)}
        here = self.context.memory(People).present()
        return [person for person in here if person.standing == "claimed" and person.account not in sent]

    def _confirm_all(self) -> None:
        claimed = self._claimed()
        names = self.tr(", ").join(person.name for person in claimed)
        said = self.tr("They came with the code. Confirm them if you see them here: {names}")
        self.context.errands.confirm(
            self.tr("Confirm %n names?", "", len(claimed)),
            said.format(names=names),
            self.tr("Confirm all"),
            lambda: self._confirm(*(person.account for person in claimed)),
            danger=False,
        )

    def _queue(self) -> dict[str, Waiter]:
        return self.context.memory(Admission).queue

    def _make_rows(self) -> None:
        """A row for everybody; those that are missing come a few at a time."""
        going, all_go = self._going()
        made = 0
        for place, (account, waiter) in enumerate(self._queue().items()):
            row = self._rows.get(account)
            if row is None:
                if made == ROWS_AT_ONCE:
                    self._more.start()
                    break
                made += 1
                row = self._rows[account] = WaiterRow(self.context, waiter, self._scroll)
                row.admitted.connect(lambda one: self._admit([one]))
                row.turned_away.connect(self._turn_away)
                self._scroll.column.insertWidget(place, row)
            row.show_waiter(waiter, busy=all_go or account in going)
        self._fit()

    def _fit(self) -> None:
        folded = 0 if self.away.isHidden() else self.away.fold.sizeHint().height()
        count = len(self._rows) + self.away.rows
        rows = sum(row.sizeHint().height() + Space.S for row in self._rows.values())
        self._scroll.fit(rows, count, folded, opened=self.away.opened)

    def _show_away(self) -> None:
        if self.away.opened:
            self._scroll.verticalScrollBar().setValue(self.away.y())

    def _on_fold(self) -> None:
        self._fit()
        self._reveal.start()
        self.changed.emit()

    def _going(self) -> tuple[set[str], bool]:
        """Of whom the relay is being told what becomes of them; whether that is everybody."""
        going: set[str] = set()
        for command in self.context.room.asked:
            match command:
                case Admit(accounts=[]):
                    return going, True
                case Admit(accounts=accounts):
                    going.update(accounts)
                case TurnAway(account=account):
                    going.add(account)
        return going, False

    # commands

    def _admit(self, accounts: list[str]) -> None:
        room = self.context.room
        room.send(Admit(**room.head(), accounts=accounts))

    def _admit_all(self) -> None:
        """Those who are in the list now: who comes in this very moment has not been looked at."""
        if queue := list(self._queue()):
            self._admit(queue)

    def _turn_away(self, account: str) -> None:
        room = self.context.room
        room.send(TurnAway(**room.head(), account=account))

    def _confirm(self, *accounts: str) -> None:
        room = self.context.room
        for account in accounts:
            room.send(ConfirmName(**room.head(), account=account))

    # telling a teacher who looks elsewhere

    def _tell(self) -> None:
        """All who are news in one notice, which changes with them and goes with the last."""
        queue = self._queue()
        self._news = [account for account in self._news if account in queue]
        if not self._news or not self.context.teaches:
            self.context.notices.withdraw(self._key)
            return
        names = [named(queue[account].name, queue[account].standing) for account in self._news]
        news = list(self._news)
        if len(news) == 1:
            actions = [
                Action("admit", self.tr("Let in"), lambda: self._admit(news)),
                Action("turn_away", self.tr("Turn away"), lambda: self._turn_away(news[0])),
            ]
            title = self.tr("{name} waits to come in").format(name=names[0])
        else:
            actions = [Action("admit", self.tr("Let all in"), lambda: self._admit(news))]
            title = self.tr("{names} wait to come in").format(names=several(names))
        self.context.notices.tell(
            self._key, title, self.context.memory(Lesson).title, actions, open=self.context.page.come_forward
        )
