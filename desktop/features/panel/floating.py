"""A panel that floats over what everybody looks at: it takes no click and no place, and moves nothing."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QWidget

from desktop.features.panel.context import PanelContext
from desktop.features.panel.panel import Panel
from desktop.theme import Space


class FloatingPanel(Panel):
    """It shows itself while it is wanted, as large as `size_within` says, in the middle of one edge."""

    place = "over"

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._area, self._above = QRect(), False
        self.hide()

    def size_within(self, area: QSize) -> QSize:
        """How large it is where there is so much room."""
        raise NotImplementedError

    def keep_to(self, area: QRect, *, above: bool) -> None:
        """Floats over this part of its parent: at the lower edge, or ``above``."""
        if (area, above) != (self._area, self._above):
            self._area, self._above = QRect(area), above
            self.float_anew()

    def float_anew(self) -> None:
        """Shows itself where it is to be, as large as it is now, or not at all."""
        if not self.wanted() or self._area.isEmpty():
            self.hide()
            return
        size = self.size_within(self._area.size() - QSize(2 * Space.S, 2 * Space.S))
        at = QRect(self._area.topLeft(), size)
        at.moveCenter(self._area.center())
        if self._above:
            at.moveTop(self._area.top() + Space.S)
        else:
            at.moveBottom(self._area.bottom() - Space.S)
        self.setGeometry(at)
        self.show()
        self.raise_()
