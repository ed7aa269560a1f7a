"""Choosing an emoji: a small window over the field, with a search and all of them by group."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QHideEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop.features.chat.emoji import Emoji, all_emoji, find_emoji, group_names
from desktop.theme import Space, Theme, free_on_screen, vbox
from desktop.theme.widgets import Label, TextField
from desktop.theme.widgets.paint import rounded

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
CELL, GLYPH = 34, 20
COLUMNS, ROWS = 9, 6


class EmojiModel(QAbstractListModel):
    """Some of them, each with a name for screen readers."""

    def __init__(self, shown: Sequence[Emoji], names: Sequence[str] = ()) -> None:
        super().__init__()
        self.shown, self._names = shown, names

    def set_shown(self, shown: Sequence[Emoji]) -> None:
        self.beginResetModel()
        self.shown = shown
        self.endResetModel()

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        emoji = self.shown[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return emoji.text
        name = self._names[index.row()] if self._names else emoji.names[-1].replace("_", " ")
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return name
        if role == Qt.ItemDataRole.ToolTipRole:
            return name if self._names else f":{emoji.names[0]}:"
        return None


class _Cell(QStyledItemDelegate):
    """One emoji in the middle of its square."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        side = self._theme.px(CELL)
        return QSize(side, side)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        state, c = option.state, self._theme.colours
        if state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            picked = bool(state & QStyle.StateFlag.State_Selected)
            ground, rim = (c.accent_soft, c.accent) if picked else (c.raised, "")
            rounded(painter, QRectF(option.rect), 6, ground, rim)
        font = self._theme.font("body")
        font.setPixelSize(self._theme.px(GLYPH))
        painter.setFont(font)
        painter.setPen(self._theme.colour("text"))
        painter.drawText(option.rect, int(Qt.AlignmentFlag.AlignCenter), index.data())
        painter.restore()


class EmojiList(QListView):
    """A grid of them. Enter or a click chooses one."""

    chosen = Signal(object)

    def __init__(self, theme: Theme, model: EmojiModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        model.setParent(self)
        self.emoji = model
        self.setModel(model)
        self.setItemDelegate(_Cell(theme, self))
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setSpacing(0)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.clicked.connect(self._choose)

    def _choose(self, index: QModelIndex) -> None:
        if index.isValid():
            self.chosen.emit(self.emoji.shown[index.row()])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter chooses the one that the keyboard is on."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self.currentIndex())
        else:
            super().keyPressEvent(event)


class EmojiPicker(QFrame):
    """Closed by Escape, by a click elsewhere, and by choosing."""

    picked = Signal(str)
    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self._theme = theme
        self.setProperty("look", "popup")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAccessibleName(self.tr("Emoji"))
        self.setWindowTitle(self.tr("Emoji"))
        find = self.tr("Find an emoji")
        self.field = TextField(theme, placeholder=find, name=find, icon="search", clearable=True, parent=self)
        firsts: dict[int, Emoji] = {}
        for emoji in all_emoji():
            firsts.setdefault(emoji.group, emoji)
        self.groups = EmojiList(theme, EmojiModel(list(firsts.values()), group_names()), self)
        self.groups.setAccessibleName(self.tr("Groups of emoji"))
        self.groups.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list = EmojiList(theme, EmojiModel(all_emoji()), self)
        self.list.setAccessibleName(self.tr("Emoji"))
        self.list.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.name = Label("", "caption", parent=self)
        vbox(self.field, self.groups, (self.list, 1), self.name, on=self, gap=Space.S, margins=(8, 8, 8, 8))
        self.field.textChanged.connect(self._on_text)
        self.field.returnPressed.connect(self._choose_first)
        self.groups.chosen.connect(self._go_to)
        self.list.chosen.connect(self._take)
        self.list.entered.connect(self._say)
        self.list.selectionModel().currentChanged.connect(self._say)

    def open_over(self, anchor: QWidget) -> None:
        """Shows itself above a widget, its end over that one's end, and within the screen."""
        side = self._theme.px(CELL)
        bar = self.list.verticalScrollBar().sizeHint().width()
        self.groups.setFixedHeight(side + 2)
        self.list.setFixedSize(COLUMNS * side + bar + 4, ROWS * side)
        self.field.clear()
        self.adjustSize()
        end = 0 if anchor.isRightToLeft() else anchor.width() - self.width()
        at = anchor.mapToGlobal(QPoint(end, -self.height() - Space.XS))
        free = free_on_screen(anchor)
        left = max(free.left(), min(at.x(), free.right() - self.width()))
        self.move(left, max(free.top(), at.y()))
        self.show()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape closes it; Down leads from the field into the list."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        elif event.key() == Qt.Key.Key_Down and self.field.hasFocus():
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)
            self.list.setCurrentIndex(self.list.emoji.index(0, 0))
        else:
            super().keyPressEvent(event)

    def _on_text(self, text: str) -> None:
        self.list.emoji.set_shown(find_emoji(text) if text.strip() else all_emoji())
        self.groups.setEnabled(not text.strip())
        self.name.setText("" if self.list.emoji.shown else self.tr("Not found"))

    def _choose_first(self) -> None:
        if self.field.text().strip() and self.list.emoji.shown:
            self._take(self.list.emoji.shown[0])

    def _go_to(self, first: Emoji) -> None:
        index = self.list.emoji.index(list(self.list.emoji.shown).index(first), 0)
        self.list.scrollTo(index, QListView.ScrollHint.PositionAtTop)
        self.list.setCurrentIndex(index)

    def _say(self, index: QModelIndex) -> None:
        if index.isValid():
            self.name.setText(f":{self.list.emoji.shown[index.row()].names[0]}:")

    def _take(self, emoji: Emoji) -> None:
        self.close()
        self.picked.emit(emoji.text)
