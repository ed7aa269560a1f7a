"""Text that is shown as it is: labels that never guess HTML, and icons beside them."""

import re
from functools import cache

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QContextMenuEvent,
    QFontMetrics,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
)
from PySide6.QtWidgets import QLabel, QMenu, QSizePolicy, QWidget

from desktop.clipboard import copy_lines
from desktop.theme.theme import Ink, Theme
from desktop.theme.tokens import TextRole, Tone
from desktop.theme.widgets.paint import plain_tip
from resources import IconName

_WORD = re.compile(r"[^\s\-]{6,}")
_SOFT_BREAK = "\u200b"
_WRAPS = int(Qt.TextFlag.TextWordWrap)


def soften(text: str, metrics: QFontMetrics, width: int) -> str:
    """The text with breaks allowed anywhere in words wider than that."""

    def broken(word: re.Match[str]) -> str:
        whole = word.group()
        return _SOFT_BREAK.join(whole) if metrics.horizontalAdvance(whole) > width else whole

    return _WORD.sub(broken, text)


class Label(QLabel):
    """One piece of text in a role of the theme. Always plain text."""

    def __init__(
        self,
        text: str = "",
        role: TextRole = "body",
        *,
        wrap: bool = False,
        selectable: bool = False,
        tone: Tone = "neutral",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._full = ""
        self._heights: dict[int, int] = {}
        """Of its words, by the width they have: layouts ask again and again."""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        self.setProperty("role", role)
        self.setProperty("tone", tone)
        if selectable:
            flags = Qt.TextInteractionFlag
            self.setTextInteractionFlags(flags.TextSelectableByMouse | flags.TextSelectableByKeyboard)
        self.setText(text)
        self._lead()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        kind = event.type()
        if kind == QEvent.Type.LayoutDirectionChange:
            self._lead()
        elif kind == QEvent.Type.FontChange:
            self._heights.clear()

    def text(self) -> str:
        """What was set, without the breaks put into long words."""
        return self._full

    def setText(self, text: str) -> None:
        if text != self._full:
            self._full = text
            self._heights.clear()
            self._fit()

    def say_or_hide(self, text: str) -> None:
        """Takes no room while there is nothing to say."""
        self.setText(text)
        self.setVisible(bool(text))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copies what is selected as it was set: Qt would copy the breaks too, and formulas."""
        if event.matches(QKeySequence.StandardKey.Copy) and self.hasSelectedText():
            self._copy()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The same by the menu, where text can be selected."""
        if not self.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse:
            super().contextMenuEvent(event)
        else:
            self.copy_menu().popup(event.globalPos())

    def copy_menu(self) -> QMenu:
        """The menu, which deletes itself."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.tr("Copy"), self._copy).setEnabled(self.hasSelectedText())
        menu.addAction(self.tr("Select all"), self._select_all)
        return menu

    def _select_all(self) -> None:
        self.setSelection(0, len(super().text()))

    def _copy(self) -> None:
        copy_lines(self.selectedText().replace(_SOFT_BREAK, "").replace("\u2029", "\n"))

    def minimumSizeHint(self) -> QSize:
        """Text that wraps gives way down to a few letters."""
        hint = super().minimumSizeHint()
        if not self.wordWrap():
            return hint
        few = self.fontMetrics().horizontalAdvance("Mmmmmm")
        return QSize(min(hint.width(), few), self.fontMetrics().height())

    def heightForWidth(self, width: int) -> int:
        """As many lines as it takes, words too long for the width broken."""
        if not self.wordWrap():
            return super().heightForWidth(width)
        margins = self.contentsMargins()
        room = max(1, width - margins.left() - margins.right())
        if room not in self._heights:
            box = QRect(0, 0, room, 1_000_000)
            words = self.fontMetrics().boundingRect(box, _WRAPS, self._broken(room))
            self._heights[room] = words.height()
        return self._heights[room] + margins.top() + margins.bottom()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Breaks the words that have become too long, and no others."""
        super().resizeEvent(event)
        self._fit()

    def _broken(self, width: int) -> str:
        return soften(self._full, self.fontMetrics(), width)

    def _fit(self) -> None:
        shown = self._full
        if self.wordWrap() and self.testAttribute(Qt.WidgetAttribute.WA_Resized):
            shown = self._broken(max(1, self.contentsRect().width()))
        if super().text() != shown:
            super().setText(shown)
            self.setAccessibleName(self._full if shown != self._full else "")

    def set_role(self, role: TextRole) -> None:
        self._restyle("role", role)

    def set_tone(self, tone: Tone) -> None:
        self._restyle("tone", tone)

    def _lead(self) -> None:
        """Begins where the window's language begins; Qt alone would go by the letters of the text."""
        self.setAlignment(_led(self.alignment(), self.isRightToLeft()))

    def _restyle(self, name: str, value: str) -> None:
        if self.property(name) != value:
            self.setProperty(name, value)
            self.style().unpolish(self)
            self.style().polish(self)


class ElidedLabel(Label):
    """One line that gives way: cut with an ellipsis, and whole in its tool tip and to screen readers."""

    def __init__(
        self,
        text: str = "",
        role: TextRole = "body",
        *,
        tone: Tone = "neutral",
        parent: QWidget | None = None,
    ) -> None:
        self._gives_way = ""
        super().__init__(text, role, tone=tone, parent=parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def setText(self, text: str, gives_way: str = "") -> None:
        """Shows the text on one line; ``gives_way``: what in it is cut before the rest, such as a name."""
        text, gives_way = " ".join(text.split("\n")), " ".join(gives_way.split("\n"))
        if (text, gives_way) != (self.text(), self._gives_way):
            self._gives_way = gives_way
            super().setText(text)
            self._tell()

    def elided(self) -> str:
        width, metrics, text, name = (
            self.contentsRect().width(),
            self.fontMetrics(),
            self.text(),
            self._gives_way,
        )
        right = Qt.TextElideMode.ElideRight
        if name and metrics.horizontalAdvance(text) > width:
            rest = metrics.horizontalAdvance(text.replace(name, "", 1))
            least = metrics.horizontalAdvance("M…")
            text = text.replace(name, metrics.elidedText(name, right, max(width - rest, least)), 1)
        return metrics.elidedText(text, right, width)

    def minimumSizeHint(self) -> QSize:
        hint = super().sizeHint()
        few = self.fontMetrics().horizontalAdvance("M…")
        return QSize(min(hint.width(), few), hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shows the tool tip only while something is missing."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._tell()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)  # read as it is written
        self.style().drawItemText(
            painter,
            self.contentsRect(),
            int(self.alignment()),
            self.palette(),
            self.isEnabled(),
            self.elided(),
            QPalette.ColorRole.WindowText,
        )

    def _tell(self) -> None:
        cut = self.elided() != self.text()
        self.setToolTip(plain_tip(self.text()) if cut else "")


@cache
def _led(align: Qt.AlignmentFlag, right_to_left: bool) -> Qt.AlignmentFlag:
    """The same, beginning at this side unless it is in the middle; known by heart, as each label asks."""
    if align & Qt.AlignmentFlag.AlignHCenter:
        return align
    side = Qt.AlignmentFlag.AlignRight if right_to_left else Qt.AlignmentFlag.AlignLeft
    return side | align & Qt.AlignmentFlag.AlignVertical_Mask | Qt.AlignmentFlag.AlignAbsolute


class Picture(QWidget):
    """A line icon that follows the theme. It says nothing to screen readers: put words beside it."""

    def __init__(
        self,
        theme: Theme,
        icon: IconName,
        ink: Ink = "text",
        size: float = 18,
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._icon, self._ink, self._size = theme, icon, ink, size
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        theme.follow(self._follow)

    def set(self, icon: IconName, ink: Ink | None = None) -> None:
        before = self._icon, self._ink
        self._icon, self._ink = icon, ink or self._ink
        if (self._icon, self._ink) != before:
            self.update()

    def sizeHint(self) -> QSize:
        side = self._theme.px(self._size)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        pixmap = self._theme.pixmap(
            self._icon,
            self._ink if self.isEnabled() else "faint",
            self._size,
            density=self.devicePixelRatioF(),
            mirrored=self.isRightToLeft(),
        )
        side = self._theme.px(self._size)
        painter = QPainter(self)
        box = QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)
        painter.drawPixmap(box, pixmap, QRectF(pixmap.rect()))

    def _follow(self) -> None:
        self.setFixedSize(self.sizeHint())
        self.update()
