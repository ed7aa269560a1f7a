"""Things the program tells: an empty page, a line across the top."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from desktop.theme.boxes import hbox, set_height_by_width, set_stacked, vbox
from desktop.theme.theme import Ink, Theme
from desktop.theme.tokens import Radius, Space, Tone
from desktop.theme.widgets.button import Button, IconButton
from desktop.theme.widgets.card import Card
from desktop.theme.widgets.label import ElidedLabel, Label, Picture
from desktop.theme.widgets.paint import announce, rounded
from resources import IconName

TONE_ICONS: dict[Tone, IconName] = {
    "neutral": "info",
    "info": "info",
    "ok": "circle-check",
    "warn": "triangle-alert",
    "danger": "circle-alert",
}
TONE_INKS: dict[Tone, Ink] = {
    "neutral": "muted",
    "info": "accent_ink",
    "ok": "ok_ink",
    "warn": "warn_ink",
    "danger": "danger_ink",
}


def tone_colours(tone: Tone, theme: Theme) -> tuple[str, str]:
    """The ground and the line of a message."""
    c = theme.colours
    tones = {
        "neutral": (c.raised, c.border),
        "info": (c.accent_soft, c.accent),
        "ok": (c.ok_soft, c.ok),
        "warn": (c.warn_soft, c.warn),
        "danger": (c.danger_soft, c.danger),
    }
    return tones[tone]


class _Disc(QWidget):
    """A large icon on a soft disc."""

    def __init__(self, theme: Theme, icon: IconName, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._icon = theme, icon
        theme.follow(self._follow)

    def set(self, icon: IconName) -> None:
        self._icon = icon
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rounded(painter, QRectF(self.rect()), self.width(), self._theme.colours.accent_soft)
        side = self._theme.px(30)
        pixmap = self._theme.pixmap(self._icon, "accent_ink", 30, density=self.devicePixelRatioF())
        at = QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)
        painter.drawPixmap(at, pixmap, QRectF(pixmap.rect()))

    def _follow(self) -> None:
        self.setFixedSize(QSize(self._theme.px(68), self._theme.px(68)))
        self.update()


class EmptyState(QWidget):
    """What a page shows while it has nothing else: why, and what one can do."""

    acted = Signal()
    acted_otherwise = Signal()

    def __init__(
        self,
        theme: Theme,
        icon: IconName,
        title: str,
        sentence: str = "",
        action: str = "",
        *,
        margin: int = Space.XL,
        parent: QWidget | None = None,
    ) -> None:
        """``margin``: left free above and below."""
        super().__init__(parent)
        self._disc = _Disc(theme, icon, self)
        self._title = Label("", "title", wrap=True, parent=self)
        self._sentence = Label("", "muted", wrap=True, parent=self)
        self.action = Button(theme, "", "primary", parent=self)
        self.action.clicked.connect(self.acted)
        self.other = Button(theme, "", "quiet", parent=self)
        self.other.clicked.connect(self.acted_otherwise)
        column = vbox(
            1,
            (self._disc, 0, Qt.AlignmentFlag.AlignHCenter),
            on=self,
            gap=Space.S,
            margins=(Space.L, margin, Space.L, margin),
        )
        column.addSpacing(Space.S)
        for label in (self._title, self._sentence):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
            column.addWidget(label)
        column.addSpacing(Space.S)
        column.addWidget(self.action, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self.other, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        self.set(icon, title, sentence, action)

    def set(self, icon: IconName, title: str, sentence: str = "", action: str = "", other: str = "") -> None:
        """Says something else; ``other`` is what one may do instead."""
        self._disc.set(icon)
        self._title.setText(title)
        self._sentence.say_or_hide(sentence)
        self.action.setText(action)
        self.action.setVisible(bool(action))
        self.other.setText(other)
        self.other.setVisible(bool(other))
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        """From now on its height is that of the page."""
        super().showEvent(event)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is low the words are more than the picture."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        layout = self.layout()
        if layout is not None and self.isVisible():
            hidden = self._disc.height() + layout.spacing() if self._disc.isHidden() else 0
            self._disc.setVisible(layout.totalHeightForWidth(self.width()) + hidden <= self.height())


class NoteCard(Card):
    """A card that says one thing in its middle."""

    def __init__(self, theme: Theme, icon: IconName, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent=parent)
        self._icon = icon
        self._note = EmptyState(theme, icon, "", margin=0, parent=self)
        self.body.addWidget(self._note)

    def say(self, title: str, sentence: str = "") -> None:
        self._note.set(self._icon, title, sentence)
        self.setAccessibleName(title)


class Ribbon(QWidget):
    """One line of words in a column about how things are, with perhaps something to do about it."""

    def __init__(
        self, theme: Theme, icon: IconName, action: str = "", *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self.words = ElidedLabel("", "strong", parent=self)
        self.action = Button(theme, action, small=True, parent=self)
        self.action.setVisible(bool(action))
        upright = Space.XS if action else Space.S
        hbox(
            Picture(theme, icon, "accent_ink", 18, parent=self),
            (self.words, 1),
            self.action,
            on=self,
            gap=Space.S,
            margins=(Space.M, upright, Space.XS, upright),
        )
        theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        rounded(QPainter(self), QRectF(self.rect()), Radius.CARD, self._theme.colours.accent_soft)


class Banner(QWidget):
    """A line across a page about how things are, with perhaps something to do about it."""

    acted = Signal()
    closed = Signal()

    def __init__(
        self,
        theme: Theme,
        tone: Tone = "info",
        text: str = "",
        *,
        action: str = "",
        closable: bool = False,
        icon: IconName | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._tone = theme, tone
        self._picture = Picture(theme, "info", "muted", 18, parent=self)
        self._label = Label("", wrap=True, parent=self)
        set_height_by_width(self)
        self.action = Button(theme, "", small=True, parent=self)
        self.close_button = IconButton(theme, "x", self.tr("Close"), size=32, parent=self)
        whole = hbox(on=self, gap=Space.M, margins=(Space.M, Space.S, Space.S, Space.S))
        whole.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignVCenter)
        self._inner = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._inner.setSpacing(Space.S)
        self._inner.addWidget(self._label, 1)
        self._inner.addWidget(self.action, 0, Qt.AlignmentFlag.AlignVCenter)
        whole.addLayout(self._inner, 1)
        whole.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        self.action.clicked.connect(self.acted)
        self.close_button.clicked.connect(self._on_close)
        theme.changed.connect(self.update)
        self._write(tone, text, action, closable, icon)
        if not text:
            self.hide()

    def set(
        self,
        tone: Tone,
        text: str,
        *,
        action: str = "",
        closable: bool = False,
        icon: IconName | None = None,
        quiet: bool = False,
    ) -> None:
        """Says something else and shows it, or is gone if that is nothing.

        A screen reader hears it if something was shown before, unless ``quiet``, as for a countdown.
        """
        if self.isVisible() and not quiet and text != self._label.text():
            announce(self, text)
        self._write(tone, text, action, closable, icon)
        self.setVisible(bool(text))

    def _write(self, tone: Tone, text: str, action: str, closable: bool, icon: IconName | None) -> None:
        self._tone = tone
        self._picture.set(icon or TONE_ICONS[tone], TONE_INKS[tone])
        self._label.setText(text)
        self.setAccessibleName(text)
        self.action.setText(action)
        self.action.setVisible(bool(action))
        self.close_button.setVisible(closable)
        self.update()

    @property
    def text(self) -> str:
        return self._label.text()

    def minimumSizeHint(self) -> QSize:
        """As narrow as it can be once the button stands under the text."""
        hint = super().minimumSizeHint()
        if self._inner.direction() == QBoxLayout.Direction.LeftToRight and self.action.isVisibleTo(self):
            label = self._label.minimumSizeHint().width()
            action = self.action.minimumSizeHint().width()
            hint.setWidth(hint.width() - Space.S - min(label, action))
        return hint

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Puts the button under the text where both do not fit."""
        super().resizeEvent(event)
        narrow = self.width() < self._theme.px(420)
        set_stacked(self._inner, narrow)
        side = Qt.AlignmentFlag.AlignLeft if narrow else Qt.AlignmentFlag.AlignVCenter
        self._inner.setAlignment(self.action, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        fill, _ = tone_colours(self._tone, self._theme)
        rounded(QPainter(self), QRectF(self.rect()), Radius.CONTROL, fill)

    def _on_close(self) -> None:
        self.hide()
        self.closed.emit()
