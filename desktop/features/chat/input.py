"""The field one writes in: it grows, and knows emoji by their names."""

from PySide6.QtCore import QEvent, QMargins, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QFocusEvent,
    QInputMethodEvent,
    QKeyEvent,
    QResizeEvent,
    QTextCursor,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.features.chat.emoji import begun_before, emoji_before
from desktop.features.chat.hints import EmojiHints
from desktop.features.chat.picker import EmojiPicker
from desktop.theme import Theme
from desktop.theme.widgets import IconButton, PlainTextField

LINES, LOW_LINES = 4, 2
LOOKED_AT = 100
"""So much before the caret may be the name of an emoji."""


class Input(PlainTextField):
    """Grows with what is written, up to four lines, or two where there is hardly any room.

    Enter sends, Shift and Enter begins a new line. `:smile:` becomes an emoji; undoing brings the name back.
    """

    entered = Signal()

    one_line = True

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._most = theme, LINES
        self._written = 0
        """The height that the lines take, and what is free around them."""
        self.wanted = 0
        """The height that it has where there is room."""
        self.setTabChangesFocus(True)
        self.document().setDocumentMargin(2)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.emoji = IconButton(theme, "smile", self.tr("Emoji"), size=32, parent=self)
        self.emoji.setCursor(Qt.CursorShape.ArrowCursor)
        self.emoji.clicked.connect(self.open_picker)
        self.hints = EmojiHints(theme, self)
        self.hints.chosen.connect(self._take_hint)
        self.picker: EmojiPicker | None = None
        self.document().documentLayout().documentSizeChanged.connect(self._grow)
        self.cursorPositionChanged.connect(self._hide_hints)
        theme.follow(self._grow)

    def set_low(self, low: bool) -> None:
        """Whether there is hardly any room: more lines would be cut off, the one that is written first."""
        most = LOW_LINES if low else LINES
        if most != self._most:
            self._most = most
            self._grow()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files are for the room: their names would be words in a message."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.ignore()
        else:
            super().dragEnterEvent(event)

    def setReadOnly(self, read_only: bool) -> None:
        super().setReadOnly(read_only)
        self.emoji.setEnabled(not read_only)

    # emoji

    def open_picker(self) -> None:
        """Offers all of them."""
        if self.picker is None:
            self.picker = EmojiPicker(self._theme, self)
            self.picker.picked.connect(self._take_picked)
            self.picker.closed.connect(lambda: self.setFocus(Qt.FocusReason.PopupFocusReason))
        self.picker.open_over(self)

    def _take_picked(self, text: str) -> None:
        self.textCursor().insertText(text)
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _before_caret(self) -> str:
        cursor = self.textCursor()
        if cursor.hasSelection():
            return ""
        return (
            cursor.block()
            .text()
            .encode("utf-16-le", "surrogatepass")[: 2 * cursor.positionInBlock()][-2 * LOOKED_AT :]
            .decode("utf-16-le", "replace")
        )

    def _replace_before(self, length: int, text: str) -> None:
        cursor = self.textCursor()
        cursor.movePosition(QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.KeepAnchor, length)
        cursor.insertText(text)

    def _on_typed(self) -> None:
        before = self._before_caret()
        length, text = emoji_before(before)
        if length:
            self._replace_before(length, text)
            before = ""
        self.hints.show_for(begun_before(before))

    def _take_hint(self, text: str) -> None:
        begun = begun_before(self._before_caret())
        if begun:
            self._replace_before(len(begun) + 1, text)

    def _hide_hints(self) -> None:
        if self.hints.isVisible() and not begun_before(self._before_caret()):
            self.hints.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.hints.handles(event.key()):
            event.accept()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not (
            event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        ):
            self.entered.emit()
        else:
            super().keyPressEvent(event)
            if event.text():
                self._on_typed()

    def event(self, event: QEvent) -> bool:
        """Tab takes what is hinted at, before it leads on."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            tab = event.key() == Qt.Key.Key_Tab
            return (tab and self.hints.handles(event.key())) or super().event(event)
        return super().event(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        super().inputMethodEvent(event)
        if event.commitString():
            self._on_typed()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.hints.hide()

    # sizes

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.minimumHeight())

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(80), self.minimumHeight())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self._arrange()

    def _arrange(self) -> None:
        """The button stands at the end of the field's last line."""
        side = self.emoji.sizeHint()
        room = side.width() - 4
        bar = self.verticalScrollBar().width() if self.verticalScrollBar().isVisible() else 0
        free = (self._theme.target(38) - side.height()) // 2
        at = QRect(self.width() - side.width() - bar - 3, self.height() - side.height() - free, 0, 0)
        at.setSize(side)
        self.emoji.setGeometry(self.style().visualRect(self.layoutDirection(), self.rect(), at))
        left, right = (room, 0) if self.isRightToLeft() else (0, room)
        above = max(0, self.height() - self._written) // 2  # few words stand in the middle, as on a button
        margins = QMargins(left, above, right, 0)
        if self.viewportMargins() != margins:
            self.setViewportMargins(margins)

    def _grow(self) -> None:
        lines = max(1, round(self.document().size().height()))
        self._written, roomy = (
            self.fontMetrics().lineSpacing() * min(lines, most) + 18 for most in (self._most, LINES)
        )
        least = self._theme.target(38)
        self.wanted = max(roomy, least)
        self.setFixedHeight(max(self._written, least))
        many = lines > self._most
        policy = Qt.ScrollBarPolicy.ScrollBarAsNeeded if many else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(policy)
        self._arrange()
