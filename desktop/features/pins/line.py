"""The words of a pinned line: a button as wide as there is room, its words cut at their end."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.theme import Ink, Space, Theme
from desktop.theme.widgets import Button, plain_tip, soften, visual
from resources import IconName

FEW = 48
"""So wide (at a text scale of 1) its words are at least."""
TIP_WIDTH, TIP_LENGTH = 300, 400
"""Longer words are broken in the tool tip, which shows so many letters."""


class PinnedWords(Button):
    """Says what is pinned; pressed, it is to show all of it."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, "", "quiet", icon="pin", small=True, parent=parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleDescription(self.tr("Shows all of it"))

    def say(self, words: str, name: str, icon: IconName) -> None:
        """``name``: the same as a screen reader says it."""
        self.setText(words)
        self.setAccessibleName(name)
        self.set_icon(icon)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._before_words + self.theme.px(FEW), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._describe()

    def elided(self) -> str:
        """The words as far as there is room for them."""
        metrics = self.fontMetrics()
        return metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, self._words_rect().width())

    @property
    def _before_words(self) -> int:
        return Space.S + self._icon_side() + Space.S

    def _words_rect(self) -> QRect:
        return self.rect().adjusted(self._before_words, 0, -Space.XS, 0)

    def _describe(self) -> None:
        """The tool tip has what is cut, its lines broken."""
        words = self.text()
        if self.elided() == words:
            self.setToolTip("")
            return
        shown = words if len(words) <= TIP_LENGTH else f"{words[:TIP_LENGTH]}…"
        self.setToolTip(plain_tip(soften(shown, self.fontMetrics(), self.theme.px(TIP_WIDTH)), wraps=True))

    def _paint_content(self, painter: QPainter, ink: Ink) -> None:
        """From the side where lines begin."""
        side = self._icon_side()
        at = QRect(Space.S, (self.height() - side) // 2, side, side)
        self._paint_icon(painter, visual(self, at), "accent_ink")
        painter.setFont(self.font())
        painter.setPen(self.theme.colour(ink))
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)  # read as it is written
        lead = Qt.AlignmentFlag.AlignRight if self.isRightToLeft() else Qt.AlignmentFlag.AlignLeft
        where = lead | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(visual(self, self._words_rect()), int(where), self.elided())
