"""The strip of thumbnails below a page: for who turns pages for everybody."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QLocale,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop.features.panel import PanelContext
from desktop.features.panel.sheet_ground import paint_ground
from desktop.features.slides.decks import height_of
from desktop.features.slides.fetching import PageImages
from desktop.features.slides.showing import page_name
from desktop.theme import Radius, Space, Theme
from desktop.theme.widgets import focus_ring, plain_tip, rounded
from relay.protocol.slides import WIDTH, Deck, NewPage

Index = QModelIndex | QPersistentModelIndex
HIGH, WIDE = 56, 88
"""Pixels of a thumbnail's place, at a text scale of 1."""
NUMBER = Qt.ItemDataRole.UserRole


class PagesModel(QAbstractListModel):
    """The pages of a deck in their order."""

    def __init__(self, images: PageImages, parent: QWidget) -> None:
        super().__init__(parent)
        self._images = images
        self._deck: Deck | None = None
        self.pages: Sequence[int] = ()
        images.came.connect(self._on_came)

    def show_pages(self, deck: Deck, pages: Sequence[int]) -> None:
        """Others, or more of them."""
        same = deck is self._deck and list(self.pages) == list(pages)
        if not same:
            self.beginResetModel()
            self._deck, self.pages = deck, list(pages)
            self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # as Qt has it
        return 0 if parent.isValid() else len(self.pages)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if self._deck is None or not index.isValid():
            return None
        number = self.pages[index.row()]
        if role == NUMBER:
            return number
        if role == Qt.ItemDataRole.DisplayRole:
            return QLocale().toString(self._deck.place(number))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return page_name(self._deck, number)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(page_name(self._deck, number))
        return None

    def page(self, row: int) -> NewPage | None:
        return None if self._deck is None else self._deck.pages.get(self.pages[row])

    def thumbnail(self, row: int) -> QImage | None:
        """It is fetched only once it is in sight."""
        page = self.page(row)
        file = None if page is None else page.thumbnail
        return None if file is None else self._images.get(file)

    def _on_came(self, name: str) -> None:
        for row in range(len(self.pages)):
            page = self.page(row)
            if page is not None and page.thumbnail is not None and page.thumbnail.hash == name:
                self.dataChanged.emit(self.index(row), self.index(row))


class _Painter(QStyledItemDelegate):
    def __init__(self, theme: Theme, model: PagesModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._model = theme, model

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(self._theme.px(WIDE), self._theme.px(HIGH))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        colours = self._theme.colours
        rect: QRect = option.rect.adjusted(2, 2, -2, -2)
        state: QStyle.StateFlag = option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        box = self._fitted(rect.adjusted(3, 3, -3, -3), self._model.page(index.row()))
        line = colours.accent if chosen else colours.border
        rounded(painter, QRectF(box.adjusted(-3, -3, 3, 3)), 4, colours.surface, line, 2 if chosen else 1)
        image = self._model.thumbnail(index.row())
        page = self._model.page(index.row())
        if image is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(QRectF(box), image)
        elif page is not None:
            painter.save()
            painter.translate(box.topLeft())
            painter.scale(box.width() / WIDTH, box.width() / WIDTH)
            paint_ground(painter, page.ground, QRectF(0, 0, WIDTH, height_of(page)), colours)
            painter.restore()
        font = self._theme.font("caption")
        painter.setFont(font)
        words = str(index.data())
        wide = painter.fontMetrics().horizontalAdvance(words) + 2 * Space.XS
        label = QRectF(box.left() - 3, rect.bottom() - painter.fontMetrics().height(), wide, 0)
        label.setHeight(painter.fontMetrics().height())
        rounded(painter, label, Radius.CONTROL / 2, colours.accent if chosen else colours.raised)
        painter.setPen(QColor(colours.on_accent if chosen else colours.text))
        painter.drawText(label, int(Qt.AlignmentFlag.AlignCenter), words)

    def _fitted(self, room: QRect, page: NewPage | None) -> QRect:
        if page is None:
            return room
        size = QSize(page.width, page.height).scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
        box = QRect(room.topLeft(), size)
        box.moveCenter(room.center())
        return box


class PageStrip(QListView):
    """Left and right go through it as they go through the pages."""

    chosen = Signal(int)
    """The page of this number is to be shown."""

    def __init__(self, context: PanelContext, images: PageImages, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = context.theme
        self.pages = PagesModel(images, self)
        self.setModel(self.pages)
        self.setItemDelegate(_Painter(context.theme, self.pages, self))
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(False)
        self.setUniformItemSizes(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QListView.SelectionMode.SingleSelection)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setAccessibleName(self.tr("All pages"))
        self.viewport().setAutoFillBackground(False)
        self.clicked.connect(lambda index: self.chosen.emit(index.data(NUMBER)))
        self.horizontalScrollBar().valueChanged.connect(self.viewport().update)  # with the ring around it
        context.theme.follow(self._fit)

    def show_pages(self, deck: Deck, pages: Sequence[int], shown: int) -> None:
        """All that can be shown, and which is."""
        self.pages.show_pages(deck, pages)
        if shown not in pages:
            return
        index = self.pages.index(list(pages).index(shown))
        if index != self.currentIndex():
            self.setCurrentIndex(index)
            self.scrollTo(index)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            room = QRectF(self.viewport().rect())
            focus_ring(QPainter(self.viewport()), room, Radius.CONTROL, self._theme.colours)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys turn pages, whatever is chosen here."""
        event.ignore()

    def _fit(self) -> None:
        bar = self.horizontalScrollBar().sizeHint().height()
        self.setFixedHeight(self._theme.px(HIGH) + bar + 2)
