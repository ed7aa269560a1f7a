"""The rows of the board in their order, which waits while somebody is at it: nothing moves by itself."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCursor, QKeyEvent
from PySide6.QtWidgets import QWidget

from desktop.features.panel import PanelContext
from desktop.features.questions.fold import DoneFold
from desktop.features.questions.items import BoardItem
from desktop.features.questions.rows import ROWS_AT_ONCE, QuestionRow, follow_in_order
from desktop.theme import Space, drop, vbox
from desktop.theme.widgets import ScrollPage, WhenStill

STILL_MS, LOOK_MS = 1_500, 250
"""So long pointer and keyboard have to be still in the list, and how often that is looked at."""
OTHER = Qt.FocusReason.OtherFocusReason
LEAST = 60
"""The least height (at a text scale of 1)."""


class QuestionList(ScrollPage):
    """Shows items; a row that is done or gone keeps its place until nobody is at the list."""

    acted = Signal(object, str)
    """(item, what one wants to do with it)"""
    current_changed = Signal()
    """The keyboard would come to another row."""
    arranged = Signal()
    """What was done or gone has no place here any more."""

    def __init__(self, context: PanelContext, parent: QWidget) -> None:
        super().__init__(context.theme, 10_000, parent=parent)
        self._context = context
        self._rows: dict[str, QuestionRow] = {}
        """By the keys of their items, as they stand."""
        self._waiting: list[BoardItem] = []
        self._done: list[BoardItem] = []
        self.current: QuestionRow | None = None
        page = self.widget()
        layout = page.layout() if page else None
        if layout is not None:
            layout.setContentsMargins(0, Space.XS, 0, Space.XS)
        self.column.setSpacing(Space.S)
        self.top = vbox(gap=Space.S)
        """What scrolls with the rows, and stands above them."""
        self._box = vbox(gap=Space.S)
        self.fold = DoneFold(context, self)
        self.fold.acted.connect(self.acted)
        self.column.addLayout(self.top)
        self.column.addLayout(self._box)
        self.column.addWidget(self.fold)
        self._look = QTimer(self, interval=LOOK_MS)
        self._look.timeout.connect(self._on_look)
        self._still_for = 0
        self._at: tuple[QPoint, int, QWidget | None] | None = None
        self._when_still = WhenStill(self._arrange, self)
        self._more_rows = QTimer(self, singleShot=True, interval=0)
        self._more_rows.timeout.connect(self._show)

    # what is shown

    @property
    def rows(self) -> list[QuestionRow]:
        """As they stand, without those under the fold."""
        return list(self._rows.values())

    @property
    def settling(self) -> bool:
        """Whether rows still have a place that are done or gone."""
        return any(row.settled for row in self.rows)

    def show_items(self, waiting: Sequence[BoardItem], done: Sequence[BoardItem]) -> None:
        """Has these from now on; `done` are under a fold."""
        self._waiting, self._done = list(waiting), list(done)
        self._show()

    def _show(self) -> None:
        waiting = {item.key: item for item in self._waiting}
        done = {item.key: item for item in self._done}
        for key, row in self._rows.items():
            if key in waiting:
                row.show_item(waiting[key])
            else:
                row.settle(done.get(key))
        if not (self.fold.is_used and self._is_busy()):  # they would push down what is pointed at
            self._add_rows()
        if not self._is_arranged():
            self._seek_stillness()

    def _add_rows(self) -> None:
        """Makes those that are missing, a few at a time, below all others."""
        if self._more_rows.isActive():
            return
        new = [item for item in self._waiting if item.key not in self._rows]
        for item in new[:ROWS_AT_ONCE]:
            self._rows[item.key] = self._made(item)
            self._box.addWidget(self._rows[item.key])
            self._rows[item.key].show()
        if new[ROWS_AT_ONCE:]:
            self._more_rows.start()

    def _made(self, item: BoardItem) -> QuestionRow:
        row = QuestionRow(self._context, item, self)
        row.acted.connect(partial(self._on_acted, row))
        row.entered.connect(partial(self._set_current, row))
        if self.current is None:
            self._set_current(row)
        return row

    def _is_arranged(self) -> bool:
        return list(self._rows) == [item.key for item in self._waiting] and self.fold.items == self._done

    def row(self, item: BoardItem) -> QuestionRow | None:
        """The row of this one, if it has any."""
        return next((row for row in (*self.rows, *self.fold.rows) if row.item.key == item.key), None)

    def minimumSizeHint(self) -> QSize:
        """One row, where one writes needs the room."""
        return QSize(200, self._context.theme.px(LEAST))

    def tick(self, now: int) -> None:
        """A second has passed."""
        for row in self.rows:
            row.tick(now)

    # order

    def _seek_stillness(self) -> None:
        if self._is_busy():
            if not self._look.isActive():
                self._still_for, self._at = 0, None
                self._look.start()
        else:
            self._when_still.do()

    def _is_busy(self) -> bool:
        """Whether somebody points at the list or has the keyboard in it, and has moved just now."""
        focus: QWidget | None = self.window().focusWidget()
        used = self.underMouse() or (focus is not None and self.isAncestorOf(focus))
        return self.isVisible() and used and self._still_for < STILL_MS

    @property
    def has_keyboard(self) -> bool:
        """Whether the current row has the keyboard, or one of its buttons."""
        focus: QWidget | None = self.window().focusWidget()
        row = self.current
        return row is not None and focus is not None and (row is focus or row.isAncestorOf(focus))

    def _on_look(self) -> None:
        at = (QCursor.pos(), self.verticalScrollBar().value(), self.window().focusWidget())
        self._still_for = self._still_for + LOOK_MS if at == self._at else 0
        self._at = at
        if not self._is_busy():
            self._look.stop()
            self._when_still.do()

    def touched(self) -> None:
        """Somebody has just done something here."""
        self._still_for = 0

    def _arrange(self) -> None:
        """Puts every row where it belongs, and takes away what is done."""
        if self._look.isActive():
            return  # somebody has come back to it
        self._add_rows()
        wanted = [item.key for item in self._waiting if item.key in self._rows]
        following = self._following()
        gone = [self._rows.pop(key) for key in list(self._rows) if key not in wanted]
        self._rows = {key: self._rows[key] for key in wanted}
        for place, row in enumerate(self.rows):
            if self._box.indexOf(row) != place:
                self._box.removeWidget(row)
                self._box.insertWidget(place, row)
        self.fold.show_items(self._done)
        if self.current in gone:
            had = self.has_keyboard
            to = following if following in self.rows else next(iter(self.rows), None)
            self._set_current(to)
            if had:  # before they are hidden: Qt would give it to any button
                last = self.fold.button if self._done else self
                (last if to is None else to).setFocus(OTHER)
        drop(self._box, *gone)
        self._follow_order()
        self._still_for = 0
        if gone:
            self.arranged.emit()

    def _follow_order(self) -> None:
        """Tab goes through rows and their buttons as they stand."""
        follow_in_order([part for row in self.rows for part in row.parts()])

    # the keyboard

    def _set_current(self, row: QuestionRow | None) -> None:
        if row is self.current:
            return
        if self.current is not None:
            self.current.set_current(False)
        self.current = row
        if row is not None:
            row.set_current(True)
        self.current_changed.emit()

    def _following(self) -> QuestionRow | None:
        """The next row below the current one that waits, or the last above it."""
        rows = self.rows
        if self.current not in rows:
            return next((row for row in rows if not row.settled), None)
        place = rows.index(self.current)
        return next((row for row in (*rows[place + 1 :], *reversed(rows[:place])) if not row.settled), None)

    def go_on(self) -> None:
        """The keyboard goes to the next that waits, if it is here."""
        following = self._following()
        if self.has_keyboard and following is not None:
            self._go_to(following)

    def _go_to(self, row: QuestionRow) -> None:
        row.setFocus(OTHER)
        self.ensureWidgetVisible(row, 0, Space.S)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go through the rows; Enter does what is done most with one."""
        self.touched()
        rows, current = self.rows, self.current
        if current is None or not self.has_keyboard:
            super().keyPressEvent(event)
            return
        place, last = rows.index(current), len(rows) - 1
        places = {
            Qt.Key.Key_Up: max(0, place - 1),
            Qt.Key.Key_Down: min(last, place + 1),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        key = Qt.Key(event.key())
        if key in places:
            self._go_to(rows[places[key]])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and current.hasFocus():
            self.acted.emit(current.item, "enter")
        else:
            super().keyPressEvent(event)

    def _on_acted(self, row: QuestionRow, act: str) -> None:
        self.touched()
        self.acted.emit(row.item, act)
