"""While somebody writes `:smi`: the emoji whose names begin so, in a few lines over the field."""

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QWidget

from desktop.features.chat.emoji import named_like
from desktop.theme import Theme

MOST = 6


class EmojiHints(QListWidget):
    """A child of the window, so that the field keeps the keyboard; it goes with the name."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, field: QWidget) -> None:
        super().__init__(field)
        self._theme, self._field = theme, field
        self.setAccessibleName(self.tr("Emoji of that name"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setProperty("look", "popup")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        field.destroyed.connect(self.deleteLater)
        self.itemClicked.connect(self._take)
        self.hide()

    def show_for(self, start: str) -> None:
        """Shows what this may become; nothing: goes away."""
        found = named_like(start, MOST) if start else []
        self.clear()
        for name, text in found:
            item = QListWidgetItem(f"{text}  :{name}:", self)
            item.setData(Qt.ItemDataRole.UserRole, text)
        if not found:
            self.hide()
            return
        self.setCurrentRow(0)
        if self.parentWidget() is not self._field.window():
            self.setParent(self._field.window())
        high = sum(self.sizeHintForRow(row) for row in range(self.count())) + 2 * self.frameWidth()
        wide = max(self.sizeHintForColumn(0) + 2 * self.frameWidth(), self._theme.px(180))
        self.setFixedSize(min(wide, self._field.window().width()), high)
        start_x = self._field.width() - self.width() if self._field.isRightToLeft() else 0
        at = self._field.mapTo(self._field.window(), QPoint(start_x, -high))
        self.move(max(0, at.x()), max(0, at.y()))
        self.show()
        self.raise_()

    def handles(self, key: int) -> bool:
        """Whether a key was for the hints: arrows go through them, Enter and Tab take one, Escape closes."""
        if not self.isVisible():
            return False
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            step = 1 if key == Qt.Key.Key_Down else -1
            self.setCurrentRow((self.currentRow() + step) % self.count())
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab):
            self._take(self.currentItem())
        elif key == Qt.Key.Key_Escape:
            self.hide()
        else:
            return False
        return True

    def _take(self, item: QListWidgetItem) -> None:
        self.hide()
        self.chosen.emit(item.data(Qt.ItemDataRole.UserRole))
