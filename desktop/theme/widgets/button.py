"""Buttons: with words, with an icon, or both; painted, so that every state and text size is right."""

from typing import Literal, cast

from PySide6.QtCore import QRect, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QPushButton, QSizePolicy, QWidget

from desktop.theme.theme import Ink, Theme
from desktop.theme.tokens import Radius, Space
from desktop.theme.widgets.paint import count_bubble, focus_ring, plain_tip, rounded, visual
from resources import IconName

Kind = Literal["primary", "secondary", "danger", "grave", "quiet", "chip"]
"""A danger is at once done; what is grave stands in sight all the time, and asks before it is done."""
Checked = Literal["accent", "warn", "danger", "ok", "private"]

BRIEF_MS = 2_000
"""So long a button says what was done."""


class Button(QPushButton):
    """A button with words. The words are shown as they are; `&` has no special meaning."""

    def __init__(
        self,
        theme: Theme,
        text: str,
        kind: Kind = "secondary",
        *,
        icon: IconName | None = None,
        small: bool = False,
        shortcut: str = "",
        tip: str = "",
        checked_tone: Checked = "accent",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.theme, self.kind, self.small, self.checked_tone = theme, kind, small, checked_tone
        self._icon, self._words, self._tip, self._count = icon, "", tip, 0
        self._others: tuple[str, ...] = ()
        self._usual: tuple[str, IconName | None] | None = None
        self._soon_usual: QTimer | None = None
        self.compact = False
        """Only its icon is shown, where it has one: there is no room for the words."""
        self._passed_to: QWidget | None = None
        """What has got the keyboard because this was disabled."""
        self._keys = QKeySequence(shortcut)
        # a click leaves the focus where it is (in the chat, say); the keyboard still gets here
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)  # painted anew when the pointer comes and goes
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._follow)
        self._write(text)

    def text(self) -> str:
        return self._words

    def setText(self, text: str) -> None:
        """Says something else. Told again what it says, shows or is called, a button is not painted anew."""
        if text != self._words:
            self._write(text)

    def _write(self, text: str) -> None:
        """Changes the words and keeps the shortcut, which Qt would drop."""
        self._words = text
        super().setText(text.replace("&", "&&"))
        self.setShortcut(self._keys)
        self._describe()
        self.updateGeometry()

    def say_briefly(self, words: str, icon: IconName | None = None) -> None:
        """Says what was done, and after a moment again what it does."""
        if self._usual is None:
            self._usual = self._words, self._icon
            self.keep_room_for(self._words, words)
        if self._soon_usual is None:
            self._soon_usual = QTimer(self, singleShot=True, interval=BRIEF_MS)
            self._soon_usual.timeout.connect(self._say_usual)
        self.setText(words)
        self.set_icon(icon or self._icon)
        self._soon_usual.start()

    def _say_usual(self) -> None:
        if self._usual is not None:
            (words, icon), self._usual = self._usual, None
            self.setText(words)
            self.set_icon(icon)

    def keep_room_for(self, *texts: str) -> None:
        """It will say one of these: it is wide enough for each, and moves nothing by changing its words."""
        self._others = texts
        self.updateGeometry()

    def set_tip(self, tip: str) -> None:
        """What it does, in a sentence: for the tool tip, and for screen readers after its words."""
        if tip == self._tip:
            return
        self._tip = tip
        self.setAccessibleDescription(tip)
        self._describe()

    def set_compact(self, compact: bool) -> None:
        """Shows the icon alone, or its words again; screen readers and the tip always say them."""
        if compact is self.compact:
            return
        self.compact = compact
        self._describe()
        self.updateGeometry()
        self.update()

    def set_icon(self, icon: IconName | None) -> None:
        if icon != self._icon:
            self._icon = icon
            self._follow()

    def set_count(self, count: int) -> None:
        """Shows how many things wait behind the button; 0 shows nothing."""
        if count != self._count:
            self._count = count
            self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the keyboard, wherever it is."""
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain:
            if not event.isAutoRepeat():
                self.click()
        else:
            super().keyPressEvent(event)

    def setEnabled(self, enabled: bool) -> None:
        """Has the keyboard again when it can be pressed again, unless that went on meanwhile."""
        had = self.hasFocus()
        super().setEnabled(enabled)
        if had and not enabled:
            self._passed_to = QApplication.focusWidget()
        elif enabled and self._passed_to is not None:
            passed_to, self._passed_to = self._passed_to, None
            if QApplication.focusWidget() is passed_to:
                self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _describe(self) -> None:
        keys = self._keys.toString(QKeySequence.SequenceFormat.NativeText)
        what = self._tip or (self._words if keys or self.compact else "")
        self.setToolTip(plain_tip(self.tr("{0} ({1})").format(what, keys) if keys else what))

    def _follow(self) -> None:
        self.updateGeometry()
        self.update()

    # sizes

    def _font(self) -> QFont:
        font = self.theme.font("body")
        heavy = self.kind in ("primary", "danger", "grave") or (self.kind == "chip" and self.isChecked())
        font.setWeight(QFont.Weight.DemiBold if heavy else QFont.Weight.Normal)
        return font

    def _padding(self) -> int:
        return Space.M if self.small or self.kind in ("quiet", "chip") else Space.L

    def _icon_size(self) -> int:
        return 16 if self.small or self.kind == "chip" else 18

    @property
    def _seen(self) -> str:
        """The words that are painted."""
        return "" if self.compact and self._icon else self._words

    def _icon_side(self) -> int:
        return self.theme.px(self._icon_size()) if self._icon else 0

    def sizeHint(self) -> QSize:
        """As wide as its words in their heaviest weight, so that checking it moves nothing."""
        return self._hint(bool(self._seen))

    @property
    def saved_width(self) -> int:
        """Pixels of width that its words would take now that it is compact."""
        return self._hint(bool(self._words)).width() - self._hint(bool(self._seen)).width()

    def _hint(self, with_words: bool) -> QSize:
        height = self.theme.target(32 if self.small or self.kind == "chip" else 38)
        wide = 2 * self._padding() + self._icon_side()
        if with_words:
            font = self._font()
            font.setWeight(QFont.Weight.DemiBold)
            metrics = QFontMetrics(font)
            wide += max(metrics.horizontalAdvance(text) for text in (self._words, *self._others))
            wide += Space.S if self._icon else 0
        return QSize(max(height, wide + 1), height)

    def minimumSizeHint(self) -> QSize:
        """The same: who has less room gives a fixed width, and the words are cut."""
        return self.sizeHint()

    # painting

    def _radius(self) -> float:
        return Radius.PILL if self.kind == "chip" else Radius.CONTROL

    def _look(self) -> tuple[str, str, Ink]:
        """Fill, line and ink for the state it is in."""
        c = self.theme.colours
        over = self.isEnabled() and (self.underMouse() or self.isDown())
        if not self.isEnabled():
            return (
                "" if self.kind == "quiet" else c.raised,
                "" if self.kind == "quiet" else c.border,
                "faint",
            )
        if self.isChecked():
            tone = self.checked_tone
            ink = cast(Ink, f"{tone}_ink")
            return str(getattr(c, f"{tone}_soft")), str(getattr(c, tone)), ink
        if self.kind == "primary":
            return (c.accent_hover if over else c.accent, "", "on_accent")
        if self.kind == "danger":
            return (c.danger_hover if over else c.danger, "", "on_danger")
        if self.kind == "grave":
            return (c.danger_soft if over else c.surface, c.danger, "danger_ink")
        if self.kind == "quiet":
            return (c.hover if over else "", "", "text")
        return (c.hover if over else c.surface, c.border, "text")

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        fill, line, ink = self._look()
        box = QRectF(self.rect())
        if self.isDown():
            painter.setOpacity(0.85)
        if fill or line:
            rounded(painter, box, self._radius(), fill, line)
        self._paint_content(painter, ink)
        painter.setOpacity(1)
        if self.hasFocus():
            focus_ring(painter, box, self._radius(), self.theme.colours)
        if self._count:
            count_bubble(painter, self, self.theme, self._count)

    def _paint_content(self, painter: QPainter, ink: Ink) -> None:
        painter.setFont(self._font())
        side = self._icon_side()
        gap = Space.S if side and self._seen else 0
        room = self.width() - 2 * (self._padding() if self._seen else 0) - side - gap
        words = painter.fontMetrics().elidedText(self._seen, Qt.TextElideMode.ElideRight, room)
        wide = side + gap + painter.fontMetrics().horizontalAdvance(words)
        left = (self.width() - wide) // 2
        if side and self._icon:
            at = QRect(left, (self.height() - side) // 2, side, side)
            self._paint_icon(painter, visual(self, at), ink)
        painter.setPen(self.theme.colour(ink))
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)  # read as it is written
        at = QRect(left + side + gap, 0, wide - side - gap + 1, self.height())
        painter.drawText(visual(self, at), int(Qt.AlignmentFlag.AlignCenter), words)

    def _paint_icon(self, painter: QPainter, rect: QRect, ink: Ink) -> None:
        if self._icon is None:
            return
        pixmap = self.theme.pixmap(
            self._icon,
            ink,
            self._icon_size(),
            density=self.devicePixelRatioF(),
            mirrored=self.isRightToLeft(),
        )
        painter.drawPixmap(QRectF(rect), pixmap, QRectF(pixmap.rect()))


class IconButton(Button):
    """A button that is only an icon; its name is for the tool tip and for screen readers."""

    def __init__(
        self,
        theme: Theme,
        icon: IconName,
        name: str,
        kind: Kind = "quiet",
        *,
        size: int = 0,
        checkable: bool = False,
        checked_tone: Checked = "accent",
        shortcut: str = "",
        parent: QWidget | None = None,
    ) -> None:
        self._name, self._side = name, size or 36
        super().__init__(
            theme, "", kind, icon=icon, shortcut=shortcut, tip=name, checked_tone=checked_tone, parent=parent
        )
        self.setCheckable(checkable)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_name(name)

    def set_name(self, name: str) -> None:
        """Says what the button does now, such as lower instead of raise."""
        if (name, name) != (self._name, self._tip) or self.accessibleName() != name:
            self._name = self._tip = name
            self.setAccessibleName(name)
            self._describe()

    def sizeHint(self) -> QSize:
        side = self.theme.target(self._side)
        return QSize(side, side)

    def _icon_size(self) -> int:
        return 18 if self._side >= 36 else 16
