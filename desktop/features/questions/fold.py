"""What was answered or put aside, under one line that opens it."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.features.panel import PanelContext
from desktop.features.questions.buttons import YieldingButton
from desktop.features.questions.items import BoardItem
from desktop.features.questions.rows import QuestionRow
from desktop.theme import Space
from desktop.theme.boxes import vbox


class DoneFold(QWidget):
    """Closed until somebody opens it, and gone while there is nothing in it."""

    acted = Signal(object, str)
    """(item, what one wants to do with it)"""

    def __init__(self, context: PanelContext, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self.items: list[BoardItem] = []
        self.rows: list[QuestionRow] = []
        theme = context.theme
        self.button = YieldingButton(theme, "", "quiet", small=True, icon="chevron-right", parent=self)
        self.button.setCheckable(True)
        policy = QSizePolicy.Policy
        self.button.setSizePolicy(policy.Maximum, policy.Fixed)
        self.button.clicked.connect(self._show)
        self._box = vbox(gap=Space.S)
        vbox((self.button, 0, Qt.AlignmentFlag.AlignLeading), self._box, on=self, gap=Space.XS)
        self.hide()

    def show_items(self, items: Sequence[BoardItem]) -> None:
        """Has these from now on."""
        self.items = list(items)
        self._show()

    @property
    def is_used(self) -> bool:
        """Whether somebody points at what is in it, or has the keyboard there."""
        return self.isVisible() and (self.underMouse() or self._has_keyboard)

    @property
    def _has_keyboard(self) -> bool:
        focus: QWidget | None = self.window().focusWidget()
        return focus is not None and self.isAncestorOf(focus)

    def _show(self) -> None:
        opened = self.button.isChecked()
        if self._has_keyboard:
            self.button.setFocus(Qt.FocusReason.OtherFocusReason)
        self.button.setText(self._words())
        self.button.set_icon("chevron-down" if opened else "chevron-right")
        for row in self.rows:
            self._box.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = [self._made(item) for item in self.items] if opened else []
        self.setVisible(bool(self.items))

    def _words(self) -> str:
        answered = sum(item.standing == "answered" for item in self.items)
        aside = len(self.items) - answered
        parts = [self.tr("%n answered", "", answered)] if answered else []
        parts += [self.tr("%n put aside", "", aside)] if aside else []
        return self.tr(" · ").join(parts)

    def _made(self, item: BoardItem) -> QuestionRow:
        row = QuestionRow(self._context, item, self)
        row.set_current(True)  # Tab comes to each: they are few, and asked for
        row.acted.connect(partial(self.acted.emit, item))
        self._box.addWidget(row)
        row.show()
        return row
