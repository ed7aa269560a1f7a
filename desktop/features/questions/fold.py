"""What was answered or put aside, under one line that opens it."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.features.panel import PanelContext
from desktop.features.questions.buttons import YieldingButton
from desktop.features.questions.items import BoardItem
from desktop.features.questions.rows import ROWS_AT_ONCE, QuestionRow, follow_in_order
from desktop.theme import Space, drop, vbox


class DoneFold(QWidget):
    """Closed until somebody opens it, and gone while there is nothing in it."""

    acted = Signal(object, str)
    """(item, what one wants to do with it)"""

    def __init__(self, context: PanelContext, parent: QWidget) -> None:
        """``parent``: has the keyboard when nothing is left here that could."""
        super().__init__(parent)
        self._context, self._around = context, parent
        self.items: list[BoardItem] = []
        self._rows: dict[str, QuestionRow] = {}
        """By the keys of their items, as they stand."""
        theme = context.theme
        self.button = YieldingButton(theme, "", "quiet", small=True, icon="chevron-right", parent=self)
        self.button.setCheckable(True)
        policy = QSizePolicy.Policy
        self.button.setSizePolicy(policy.Maximum, policy.Fixed)
        self.button.clicked.connect(self._show)
        self._box = vbox(gap=Space.S)
        vbox((self.button, 0, Qt.AlignmentFlag.AlignLeading), self._box, on=self, gap=Space.XS)
        self._more_rows = QTimer(self, singleShot=True, interval=0)
        self._more_rows.timeout.connect(self._add_rows)
        self.hide()

    @property
    def rows(self) -> list[QuestionRow]:
        """As they stand; none while it is closed."""
        return list(self._rows.values())

    def show_items(self, items: Sequence[BoardItem]) -> None:
        """Has these from now on."""
        self.items = list(items)
        self._show()

    @property
    def is_used(self) -> bool:
        """Whether somebody points at what is in it, or has the keyboard there."""
        return self.isVisible() and (self.underMouse() or self._has_keyboard(self))

    def _has_keyboard(self, part: QWidget) -> bool:
        focus: QWidget | None = self.window().focusWidget()
        return focus is not None and (part is focus or part.isAncestorOf(focus))

    def _show(self) -> None:
        opened = self.button.isChecked()
        self.button.setText(self._words())
        self.button.set_icon("chevron-down" if opened else "chevron-right")
        wanted = {item.key: item for item in self.items} if opened else {}
        self._take_away([self._rows.pop(key) for key in list(self._rows) if key not in wanted])
        for key, row in self._rows.items():
            row.show_item(wanted[key])
        self._add_rows()
        self.setVisible(bool(self.items))

    def _take_away(self, gone: Sequence[QuestionRow]) -> None:
        if not self.items and self._has_keyboard(self):
            self._around.setFocus(Qt.FocusReason.OtherFocusReason)
        elif any(map(self._has_keyboard, gone)):
            self.button.setFocus(Qt.FocusReason.OtherFocusReason)
        drop(self._box, *gone)

    def _add_rows(self) -> None:
        """Makes those that are missing, a few at a time, each where it belongs."""
        if self._more_rows.isActive() or not self.button.isChecked():
            return
        missing = [place for place, item in enumerate(self.items) if item.key not in self._rows]
        for place in missing[:ROWS_AT_ONCE]:
            item = self.items[place]
            row = self._rows[item.key] = self._made(item)
            self._box.insertWidget(place, row)  # all above it have been made
            row.show()
        if missing:
            self._rows = {one.key: self._rows[one.key] for one in self.items if one.key in self._rows}
            follow_in_order([self.button, *(part for row in self.rows for part in row.parts())])
        if missing[ROWS_AT_ONCE:]:
            self._more_rows.start()

    def _words(self) -> str:
        answered = sum(item.standing == "answered" for item in self.items)
        aside = len(self.items) - answered
        parts = [self.tr("%n answered", "", answered)] if answered else []
        parts += [self.tr("%n put aside", "", aside)] if aside else []
        return self.tr(" · ").join(parts)

    def _made(self, item: BoardItem) -> QuestionRow:
        row = QuestionRow(self._context, item, self)
        row.set_current(True)  # Tab comes to each: they are few, and asked for
        row.acted.connect(partial(self._on_acted, row))
        return row

    def _on_acted(self, row: QuestionRow, act: str) -> None:
        self.acted.emit(row.item, act)
