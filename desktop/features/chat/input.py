"""The field one writes in."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QWidget

from desktop.theme import Theme

LINES, LOW_LINES = 4, 2


class Input(QPlainTextEdit):
    """Grows with what is written, up to four lines, or two where there is hardly any room.

    Enter sends, Shift and Enter begins a new line.
    """

    entered = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._most = theme, LINES
        self.setTabChangesFocus(True)
        self.document().setDocumentMargin(2)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().documentLayout().documentSizeChanged.connect(self._grow)
        theme.changed.connect(self._grow)
        self._grow()

    def set_placeholder(self, text: str) -> None:
        """Says in the empty field what it is for. Qt shows the words of before until it is told to paint."""
        if text != self.placeholderText():
            self.setPlaceholderText(text)
            self.viewport().update()

    def set_low(self, low: bool) -> None:
        """Whether there is hardly any room: more lines would be cut off, the one that is written first."""
        most = LOW_LINES if low else LINES
        if most != self._most:
            self._most = most
            self._grow()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not (
            event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        ):
            self.entered.emit()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.minimumHeight())

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(80), self.minimumHeight())

    def _grow(self) -> None:
        lines = max(1, round(self.document().size().height()))
        height = self.fontMetrics().lineSpacing() * min(lines, self._most)
        self.setFixedHeight(max(height + 18, self._theme.target(38)))
        many = lines > self._most
        policy = Qt.ScrollBarPolicy.ScrollBarAsNeeded if many else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(policy)
