"""Where a text is written on a page, in its place and as large as it will be."""

from typing import cast

from PySide6.QtCore import QEvent, QPointF, QRectF, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetricsF, QKeyEvent, QTextCursor
from PySide6.QtWidgets import QFrame, QPlainTextEdit

from desktop.features.ink.painting import colour_of, font_of
from desktop.features.panel.sheet import Sheet
from relay.protocol.ink import TEXT_LENGTH, MarkLook
from relay.protocol.text import is_longer

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class TextEditor(QPlainTextEdit):
    """Enter or a click elsewhere ends it, Shift and Enter begin a new line; Esc leaves all as it was."""

    finished = Signal(str)
    """With what shall stand there; empty: nothing was written."""

    def __init__(self, sheet: Sheet, look: MarkLook, at: QPointF, text: str, *, board: bool) -> None:
        super().__init__(sheet)
        self._sheet, self.look, self.at = sheet, look, at
        self.before, self._over = text, False
        self.setAccessibleName(self.tr("Text on the page"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        colour = colour_of(look.ink, board=board).name()  # a palette says less than the program's style sheet
        self.setStyleSheet(f"color: {colour}; background: transparent; padding: 0; border: none;")
        self.document().setDocumentMargin(0)
        for policy in (self.setHorizontalScrollBarPolicy, self.setVerticalScrollBarPolicy):
            policy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setPlainText(text)
        self.textChanged.connect(self._changed)
        self.settle()
        self.show()
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self.selectAll()

    def _changed(self) -> None:
        """What is too long loses what was written last."""
        if is_longer(text := self.toPlainText(), TEXT_LENGTH):
            cursor = self.textCursor()
            behind = _units(text) - cursor.position()
            head = text.encode("utf-16-le")[: 2 * cursor.position()].decode("utf-16-le", "ignore")
            tail = text[len(head) :][:TEXT_LENGTH]
            kept = head[: TEXT_LENGTH - len(tail)]
            with QSignalBlocker(self):  # or it would be called from within itself
                cursor.joinPreviousEditBlock()  # undone together
                cursor.setPosition(_units(kept), QTextCursor.MoveMode.KeepAnchor)
                cursor.removeSelectedText()
                if behind > _units(tail):
                    cursor.setPosition(_units(kept + tail))
                    cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
                    cursor.removeSelectedText()
                cursor.endEditBlock()
        self.settle()

    def settle(self) -> None:
        """Takes its place and size, which the page's on the screen decides."""
        font = font_of(self.look)
        font.setPixelSize(max(6, round(self.look.width * self._sheet.sight.scale)))
        self.setFont(font)
        metrics = QFontMetricsF(font)
        lines = self.toPlainText().split("\n")
        wide = max(metrics.horizontalAdvance(line) for line in lines) + metrics.averageCharWidth() * 4
        high = metrics.lineSpacing() * len(lines) + 4
        place = self._sheet.sight.pixels_of(QRectF(self.at, self.at)).topLeft()
        self.setGeometry(round(place.x()), round(place.y()), round(wide), round(high))

    def event(self, event: QEvent) -> bool:
        """What ends it is nobody's shortcut meanwhile."""
        asked = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if asked and cast(QKeyEvent, event).key() in (*ENTER, Qt.Key.Key_Escape):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        entered = event.key() in ENTER
        if event.key() == Qt.Key.Key_Escape:
            self._finish(self.before)
        elif entered and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._finish(self.toPlainText())
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in (
            Qt.FocusReason.PopupFocusReason,
            Qt.FocusReason.ActiveWindowFocusReason,
        ):
            self._finish(self.toPlainText())

    def end(self) -> None:
        """The page goes: what was written stays on it."""
        self._finish(self.toPlainText())

    def _finish(self, text: str) -> None:
        if self._over:
            return
        self._over = True
        had_focus = self.hasFocus()
        self.finished.emit(text.strip())
        self.hide()
        self.deleteLater()
        if had_focus:
            self._sheet.setFocus(Qt.FocusReason.OtherFocusReason)


def _units(text: str) -> int:
    """How long Qt takes a text to be."""
    return len(text.encode("utf-16-le")) // 2
