"""One row for each person who waits: who they say they are, why they wait, and the teacher's buttons."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from desktop.features.panel import PanelContext, PersonAction
from desktop.features.panel.words import waited
from desktop.theme import Space, hbox, vbox
from desktop.theme.widgets import Avatar, Button, ElidedLabel, IconButton, ScrollPage
from relay.protocol.admission import Waiter

WORDY = 280
"""In a row as wide (at a text scale of 1) the button has room for all it says."""


class WaiterRow(QWidget):
    """Somebody who waits, or was turned away."""

    admitted = Signal(str)
    turned_away = Signal(str)

    def __init__(
        self, context: PanelContext, waiter: Waiter, parent: QWidget, *, turned_away: bool = False
    ) -> None:
        super().__init__(parent)
        self._context, self._waiter, self._is_away = context, waiter, turned_away
        theme = context.theme
        self._avatar = Avatar(theme, "?", 30, parent=self)
        self._name = ElidedLabel("", "strong", parent=self)
        self._why = ElidedLabel("", "caption", parent=self)
        self.let_in = Button(theme, self.tr("Let in"), small=True, parent=self)
        self.no = IconButton(theme, "x", "", size=32, parent=self)
        self.no.setVisible(not turned_away)
        words = vbox(self._name, self._why, gap=0)
        row = hbox(self._avatar, (words, 1), self.let_in, self.no, gap=Space.S)
        self._likely = QWidget(self)
        self._choices = vbox(on=self._likely, gap=0)
        self._offered: list[tuple[str, Button]] = []
        vbox(row, self._likely, on=self, gap=Space.XS)
        self._likely.hide()
        account = waiter.account
        self.let_in.clicked.connect(lambda: self.admitted.emit(account))
        self.no.clicked.connect(lambda: self.turned_away.emit(account))
        self.show_waiter(waiter, busy=False)

    def show_waiter(self, waiter: Waiter, *, busy: bool) -> None:
        """Shows them as they are now; `busy`: the relay is being told what becomes of them."""
        self._waiter = waiter
        name = waiter.name
        self._avatar.set_person(name, None)
        self._name.setText(name)
        spoken = self.tr("Let {name} in after all") if self._is_away else self.tr("Let {name} in")
        self.let_in.setAccessibleName(spoken.format(name=name))
        self.no.set_name(self.tr("Turn {name} away").format(name=name))
        self.let_in.setEnabled(not busy)
        self.no.setEnabled(not busy)
        self._offer(busy=busy)
        self.tick(self._context.room.now())

    def _offer(self, *, busy: bool) -> None:
        """What may be done with them at a click besides letting them in, as subjects say."""
        actions = self._actions()
        if self.is_offered_otherwise():
            for _, button in self._offered:
                button.hide()
                button.deleteLater()
            self._offered = [(a.label, self._made(a)) for a in actions]
            self._likely.setVisible(bool(actions))
        for _, button in self._offered:
            button.setEnabled(not busy)

    def is_offered_otherwise(self) -> bool:
        """Whether something else may be done with them by now."""
        return [action.label for action in self._actions()] != [label for label, _ in self._offered]

    def _actions(self) -> list[PersonAction]:
        if self._is_away:
            return []
        return [a for a in self._context.panels.person_actions(self._waiter.account) if a.first]

    def _made(self, action: PersonAction) -> Button:
        button = Button(self._context.theme, action.label, "quiet", icon=action.icon, small=True, parent=self)
        button.clicked.connect(action.do)
        self._choices.addWidget(button, 0, Qt.AlignmentFlag.AlignLeading)
        return button

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The name is more than the words of a button."""
        super().resizeEvent(event)
        if self._is_away:
            wide = self.width() >= self._context.theme.px(WORDY)
            words = self.tr("Let in after all") if wide else self.tr("Let in")
            if words != self.let_in.text():
                self.let_in.setText(words)

    def tick(self, now: int) -> None:
        if self._is_away:
            self._why.setText(self._reason())
            return
        words = self.tr("{why} · {waited}")
        self._why.setText(words.format(why=self._reason(), waited=waited(now - self._waiter.since)))

    def _reason(self) -> str:
        waiter, guest = self._waiter, self._waiter.standing == "guest"
        if waiter.taken:
            return self.tr("Name in use")
        if waiter.looks_like:
            words = self.tr("Looks like “{name}” · Guest") if guest else self.tr("Looks like “{name}”")
            return words.format(name=waiter.looks_like)
        if guest:
            return self.tr("Guest")
        return self.tr("With the code") if waiter.standing == "claimed" else self.tr("From the class")


class WaiterRows(ScrollPage):
    """The rows: as high as they are, up to a few; then they scroll."""

    SHOWN = 4

    def __init__(self, context: PanelContext, parent: QWidget) -> None:
        super().__init__(context.theme, 10_000, parent=parent)
        self._context = context
        self._rows = self._count = self._line = 0
        self._opened = False
        page = self.widget()
        layout = page.layout() if page else None
        if layout is not None:
            layout.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(Space.S)
        context.theme.changed.connect(self._fit)

    def fit(self, rows: int, count: int, line: int, *, opened: bool) -> None:
        """Takes the height for so many rows and for a line of this height (px) that may be opened.

        ``rows``: how high they are in all (px). Where it is low, for one row.
        """
        self._rows, self._count, self._line, self._opened = rows, count, line, opened
        self._fit()

    def sizeHint(self) -> QSize:
        whole = max(self._rows, self._row() * self._count)
        whole += (self._line + Space.S if self._line else 0) - Space.S
        most = round(self._row() * (self.SHOWN + 0.5))  # what is cut off says that there is more
        most += max(0, self._rows - self._row() * self._count)
        return QSize(200, max(min(whole, most), 1))

    def minimumSizeHint(self) -> QSize:
        least = round(self._row() * 1.4) + (self._line if self._opened else 0)
        return QSize(200, min(self.sizeHint().height(), least))

    def _row(self) -> int:
        return self._context.theme.target(42) + Space.S

    def _fit(self) -> None:
        self.setMaximumHeight(self.sizeHint().height())
        self.updateGeometry()
