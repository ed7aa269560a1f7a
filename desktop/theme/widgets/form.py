"""One question of a form: its label, its field, a hint, and what is wrong with the answer."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.theme.boxes import hbox, vbox
from desktop.theme.theme import Theme
from desktop.theme.tokens import Space
from desktop.theme.widgets.fields import Compound, set_invalid
from desktop.theme.widgets.label import Label, Picture
from desktop.theme.widgets.paint import announce


class FormRow(QWidget):
    """A label over a field; the label's words are shown as they are."""

    def __init__(
        self, theme: Theme, label: str, field: QWidget, *, hint: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.field = field
        # with a buddy Qt reads & as the mark of a letter
        self.label = Label(label.replace("&", "&&"), "strong", parent=self)
        self.label.setBuddy(field)
        if isinstance(field, Compound):
            field.set_name(label)
        elif not field.accessibleName():
            field.setAccessibleName(label)
        self._hint = Label(hint, "caption", wrap=True, parent=self)
        self._hint.setVisible(bool(hint))
        self._problem = QWidget(self)
        row = hbox(on=self._problem, gap=Space.XS + 2)
        mark = Picture(theme, "circle-alert", "danger_ink", 16, parent=self._problem)
        row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        self._error = Label("", "error", wrap=True, parent=self._problem)
        row.addWidget(self._error, 1)
        self._problem.hide()
        vbox(self.label, field, self._hint, self._problem, on=self, gap=Space.XS + 2)

    def set_hint(self, hint: str) -> None:
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint) and not self.error)
        self.field.setAccessibleDescription(self.error or hint)

    @property
    def error(self) -> str:
        """What is wrong, or nothing."""
        return self._error.text()

    def set_error(self, text: str) -> None:
        """Says what is wrong with the answer; an empty text takes it back."""
        if text and text != self._error.text():
            announce(self.field, text)
        self._error.setText(text)
        self._problem.setVisible(bool(text))
        self._hint.setVisible(bool(self._hint.text()) and not text)
        self.field.setAccessibleDescription(text or self._hint.text())
        for field in self.field.outlined if isinstance(self.field, Compound) else (self.field,):
            set_invalid(field, bool(text))
