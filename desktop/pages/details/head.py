"""The heading of the page: whole where there is room, else it scrolls and leaves most to what is read."""

from PySide6.QtCore import QEvent, QSize
from PySide6.QtWidgets import QScrollArea, QWidget

from desktop.theme import set_scrolled

MOST_OF_THE_PAGE = 0.4


class DetailsHead(QScrollArea):
    """As high as what is in it at this width, and never higher than a part of the page."""

    def __init__(self, inner: QWidget, page: QWidget) -> None:
        super().__init__(page)
        self._inner, self._page, self._height = inner, page, 0
        self._kept: QWidget | None = None
        set_scrolled(self, inner)

    def event(self, event: QEvent) -> bool:
        """Follows what is in it."""
        changed = event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize)
        if changed:
            self.fit()
        done = super().event(event)
        if changed:
            self._keep_in_sight()
        return done

    def keep_in_sight(self, part: QWidget) -> None:
        """What is chosen in it is seen, however little there is room for."""
        self._kept = part
        self._keep_in_sight()

    def _keep_in_sight(self) -> None:
        if self._kept is not None:
            self.ensureWidgetVisible(self._kept, 0, 0)

    def minimumSizeHint(self) -> QSize:
        """As narrow as what is in it may be."""
        return QSize(self._inner.minimumSizeHint().width(), 0)

    def fit(self) -> None:
        """The height for now."""
        inner, wanted = self._inner, self._inner.sizeHint().height()
        if inner.hasHeightForWidth():
            wanted = inner.heightForWidth(self.width())
        height = min(wanted, round(MOST_OF_THE_PAGE * self._page.height()))
        if height != self._height:
            self._height = height
            self.setFixedHeight(height)
