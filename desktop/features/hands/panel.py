"""Everybody whose hand is up: the queue, and the notice for a teacher who looks elsewhere."""

from collections.abc import Sequence

from PySide6.QtCore import QLocale, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from desktop.features.hands.button import HARMLESS, waiting_hand
from desktop.features.hands.rows import HandRow, HandRows
from desktop.features.panel import Panel, PanelContext, PersonAction, PersonBadge
from desktop.features.panel.reasons import why_up
from desktop.features.panel.words import several, time_of_day
from desktop.notifications import Action
from desktop.theme import Space, drop, hbox
from desktop.theme.widgets import Button, Card, Label, Picture, WhenStill
from relay.protocol.base import Event
from relay.protocol.checks import Checks
from relay.protocol.hands import CallOn, HandRaised, Hands, LowerAllHands, LowerHand
from relay.protocol.lesson import Lesson
from relay.protocol.people import People

ROWS, MOST_ROWS, MOST_OPENED = 3, 8, 10
"""In sight on a small screen, on any screen, and once all are asked for; then they scroll."""
ROWS_BEYOND, ROW_BEYOND = 300, 100
"""For each so much height beyond the first there is another row (at a text scale of 1)."""
NARROW = 300
"""In a narrower list (at a text scale of 1) the heading's buttons say less."""
ROWS_AT_ONCE = 12
"""So many new rows are made in one go; the rest follow, so that a forest of hands blocks nothing."""


class HandsPanel(Panel):
    """The queue for those who teach, first raised first; to a student what became of their own hand."""

    subject, place, order = "hands", "strip", 10
    harmless = HARMLESS

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._rows: dict[str, HandRow] = {}
        self._key = f"hands/{context.room.session_id}"
        self._news: list[str] = []
        self._at_once = ROWS
        self._opened = False
        self._when_still = WhenStill(self._show, self)
        self._more_rows = QTimer(self, singleShot=True, interval=0)
        self._more_rows.timeout.connect(self._make_rows)
        context.room.waiting_changed.connect(self.refresh)
        self.refresh()

    def furnish(self) -> None:
        context = self.context
        self.card = Card(context.theme, "", icon="hand", ink="warn_ink", count=0, tight=True, parent=self)
        self.more = Button(context.theme, "", "quiet", small=True, parent=self.card)
        self.more.clicked.connect(self._on_more)
        self.lower_all = Button(context.theme, self.tr("Lower all"), "quiet", small=True, parent=self.card)
        self.lower_all.clicked.connect(self._lower_all)
        self.card.add_trailing(self.more)
        self.card.add_trailing(self.lower_all)
        self._own = QWidget(self.card)
        self._own_line = Label("", "strong", wrap=True, parent=self._own)
        sign = Picture(context.theme, "hand", "warn_ink", 18, parent=self._own)
        hbox((sign, 0, Qt.AlignmentFlag.AlignTop), (self._own_line, 1), on=self._own, gap=Space.S)
        self._scroll = HandRows(context, self.card)
        self.card.body.addWidget(self._own)
        self.card.body.addWidget(self._scroll)
        self.add(self.card)

    def wanted(self) -> bool:
        """While a hand is up that concerns this person; after the end there are none."""
        if self.context.memory(Lesson).ended_at:
            return False
        return bool(self.count()) if self.context.teaches else bool(self._my_words())

    def heading(self) -> str:
        return self.tr("Hands")

    def count(self) -> int:
        return len(self.context.memory(Hands).raised)

    def fit(self, height: int, *, folded: bool) -> None:
        """A row where it is tight, three on a small screen, and more where height is free."""
        free = (height - self.context.theme.px(ROWS_BEYOND)) // self.context.theme.px(ROW_BEYOND)
        at_once = 1 if folded else max(1, min(free, MOST_ROWS))
        if at_once != self._at_once:
            self._at_once = at_once
            self._show_rows()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_rows()

    def refresh(self) -> None:
        """Shows the queue, once nobody holds a button down that would move or go."""
        self._when_still.do()
        self.changed.emit()

    def _show(self) -> None:
        if self.wanted():
            self.make_ready()
        if not self.ready:
            return
        teaches = self.context.teaches
        queue = self.context.memory(Hands).raised if teaches else []
        up = {hand.account for hand in queue}
        for account in [account for account in self._rows if account not in up]:
            row = self._rows.pop(account)
            drop(self._scroll.column, row)
        self.card.set_title(self.heading() if teaches else "")
        self.card.set_count(len(queue))
        self._own.setVisible(not teaches)
        self._own_line.setText(self.own_line)
        self.lower_all.setVisible(len(queue) > 1)
        self._scroll.setVisible(bool(queue))
        self._make_rows()

    @property
    def own_line(self) -> str:
        """What a student reads of their own hand; nothing while it is down."""
        return "" if self.context.teaches else self._my_words()

    def _my_words(self) -> str:
        hands = self.context.memory(Hands)
        queue, word = hands.raised, hands.word
        mine = next((n for n, hand in enumerate(queue) if hand.account == self.context.me), None)
        if mine is not None:
            if queue[mine] is word:
                return ""  # the banner says so
            return self.tr("Your hand is up · number {place} in line").format(
                place=QLocale().toString(mine + 1)
            )
        waits = waiting_hand(self.context)
        if waits is None:
            return ""
        words = self.tr("Your hand was raised at {time}. It goes up when you are back online.")
        return words.format(time=time_of_day(waits.since))

    def _on_more(self) -> None:
        self._opened = not self._opened
        self._show_rows()

    def _show_rows(self) -> None:
        """As many as there is room for, or all, which then scroll."""
        if not self.ready:
            return
        queue = self.context.memory(Hands).raised
        hidden = max(0, len(queue) - self._at_once) if self.context.teaches else 0
        self._opened = self._opened and hidden > 0
        self.more.setVisible(hidden > 0)
        narrow = self.width() < self.context.theme.px(NARROW)
        self.lower_all.set_icon("arrow-down" if narrow else None)
        self.lower_all.set_compact(narrow)
        words = self.tr("+{count}") if narrow else self.tr("+{count} more")
        words = words.format(count=QLocale().toString(hidden))
        self.more.setText(self.tr("Fewer") if self._opened else words)
        rows = [self._rows[hand.account] for hand in queue if hand.account in self._rows]
        shown = MOST_OPENED if self._opened else self._at_once
        self._scroll.fit(rows, shown, scrolls=self._opened)

    def on_events(self, events: Sequence[Event], live: bool) -> None:
        """Shows the queue, and tells a teacher who looks elsewhere who has raised a hand."""
        self.refresh()
        if live and self.context.teaches and not self.is_seen():
            self._news += [e.by for e in events if isinstance(e, HandRaised) and e.by not in self._news]
        self._tell()

    def tick(self, now: int) -> None:
        for row in self._rows.values():
            row.tick(now)

    def seen(self) -> None:
        self._news.clear()
        self.context.notices.withdraw(self._key)

    def person_actions(self, account: str) -> list[PersonAction]:
        hands = self.context.memory(Hands)
        if not self.context.teaches or not hands.is_up(account):
            return []
        words = self.tr("Lower hand") if hands.is_raised(account) else self.tr("End their turn")
        lower = [PersonAction(words, "hand", lambda: self._lower(account))]
        hand = hands.of(account)
        if hand is not None and (why := why_up(hand)) and account in self._rows:
            words = self.tr("Hand: {why}").format(why=why)
            lower.append(PersonAction(words, "info", lambda: self._show_row(account)))
        if hands.word is not None and hands.word.account == account:
            return lower
        return [PersonAction(self.tr("Call on"), "mic", lambda: self._call_on(account)), *lower]

    def person_badges(self, account: str) -> list[PersonBadge]:
        """Until they have the word, which has a sign of its own."""
        hands = self.context.memory(Hands)
        if not hands.is_up(account) or (hands.word is not None and hands.word.account == account):
            return []
        hand = hands.of(account)
        why = why_up(hand) if hand is not None and self.context.teaches else ""
        words = self.tr("hand raised: {why}").format(why=why) if why else self.tr("hand raised")
        return [PersonBadge("hand", "warn_ink", words)]

    def reveal(self, number: int) -> bool:
        """Of a check: the hands of those who are stuck in it."""
        check = self.context.memory(Checks).checks.get(number)
        stuck = check.those("stuck") if check is not None and self.context.teaches else []
        queue = self.context.memory(Hands).queue
        up = [hand.account for hand in queue if hand.account in stuck and hand.account in self._rows]
        if up:
            self._show_row(up[0])
        return bool(up)

    def _show_row(self, account: str) -> None:
        """Brings somebody's hand into sight, whatever is before it, and the keyboard to it."""
        self._opened = True
        self._show_rows()
        self.changed.emit()
        self._scroll.ensureWidgetVisible(self._rows[account])
        self._rows[account].call.setFocus(Qt.FocusReason.OtherFocusReason)

    def _make_rows(self) -> None:
        """Shows every hand; rows that are missing come a few at a time."""
        people = self.context.memory(People)
        now = self.context.room.now()
        made = 0
        hands, names = self.context.memory(Hands), self.context.names()
        for place, hand in enumerate(hands.raised if self.context.teaches else []):
            row = self._rows.get(hand.account)
            if row is None:
                if made == ROWS_AT_ONCE:
                    self._more_rows.start()
                    break
                made += 1
                row = self._rows[hand.account] = HandRow(self.context, hand.account, self._scroll)
                row.called_on.connect(self._call_on)
                row.lowered.connect(self._lower)
                self._scroll.column.insertWidget(place, row)
            person = people.everybody.get(hand.account)
            here = person is not None and person.state == "here"
            row.show_hand(hand, names.get(hand.account, ""), "here" if here else "lost", hand is hands.word)
            row.show_standing(person.standing if person else "account")
            row.tick(now)
        self._show_rows()

    # commands

    def _call_on(self, account: str) -> None:
        room = self.context.room
        room.send(CallOn(**room.head(), account=account))

    def _lower(self, account: str) -> None:
        room = self.context.room
        room.send(LowerHand(**room.head(), account=account))

    def _lower_all(self) -> None:
        self.context.room.send(LowerAllHands(**self.context.room.head()))

    # telling a teacher who looks elsewhere

    def _tell(self) -> None:
        """All hands that are news in one notice, which changes with them and goes with the last."""
        if not self.context.teaches:
            return
        still = {hand.account for hand in self.context.memory(Hands).raised if not hand.called_at}
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
