"""How the connection is, in one quiet line."""

from dataclasses import dataclass
from datetime import UTC, datetime

from PySide6.QtCore import QLocale, QTime, QTimer, Signal
from PySide6.QtWidgets import QWidget

from desktop.theme.boxes import hbox
from desktop.theme.theme import Ink, Theme
from desktop.theme.tokens import Space
from desktop.theme.widgets.button import IconButton
from desktop.theme.widgets.label import ElidedLabel, Picture
from desktop.theme.widgets.paint import announce
from resources import IconName

QUIET_MS = 700
"""A cut that is over within this time is not worth a word."""


@dataclass(frozen=True)
class Shown:
    """What the line says of itself."""

    icon: IconName
    ink: Ink
    text: str
    retry: bool


class StatusLine(QWidget):
    """How the line to the relay is: an icon and a few words; only the icon where there is little room.

    It is quiet: what is over within a moment is neither shown nor said, and it keeps its height.
    """

    retried = Signal()

    def __init__(self, theme: Theme, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._compact = theme, False
        self._next: Shown | None = None
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(self._on_soon)
        self._picture = Picture(theme, "wifi-off", "muted", 18, parent=self)
        self._label = ElidedLabel("", "muted", parent=self)
        self.retry = IconButton(theme, "refresh-cw", self.tr("Try again now"), size=32, parent=self)
        self.retry.clicked.connect(self.retried)
        hbox(self._picture, self._label, self.retry, on=self, gap=Space.S)
        theme.follow(self._follow)
        self._say(self._connecting())

    @property
    def text(self) -> str:
        """What it says, also while only the icon is shown."""
        return self._label.text()

    def show_connected(self) -> None:
        self._say(Shown("wifi", "ok", self.tr("Connected"), retry=False))

    def show_connecting(self) -> None:
        """The line is being made, or what goes over it begins."""
        self._say_soon(self._connecting(), QUIET_MS)

    def show_reconnecting(self, since: datetime) -> None:
        here = since.astimezone()
        clock = QLocale().toString(QTime(here.hour, here.minute), QLocale.FormatType.ShortFormat)
        words = self.tr("Reconnecting since {0}").format(clock)
        age = (datetime.now(UTC) - since).total_seconds() * 1000
        self._say_soon(Shown("wifi-off", "warn_ink", words, retry=True), round(QUIET_MS - max(age, 0)))

    def show_offline(self, why: str = "") -> None:
        self._say(Shown("wifi-off", "danger_ink", why or self.tr("Offline"), retry=True))

    def set_compact(self, compact: bool) -> None:
        """Shows only the icon, for narrow windows."""
        self._compact = compact
        self._label.setVisible(not compact)
        tip = self.text if compact else ""
        if tip != self.toolTip():
            self.setToolTip(tip)

    def _connecting(self) -> Shown:
        return Shown("wifi", "muted", self.tr("Connecting…"), retry=False)

    def _say_soon(self, shown: Shown, ms: int) -> None:
        if shown.text == self._label.text() or ms <= 0:
            self._say(shown)
        elif shown != self._next:
            self._next = shown
            self._soon.start(ms)

    def _on_soon(self) -> None:
        if self._next is not None:
            self._say(self._next)

    def _say(self, shown: Shown) -> None:
        self._soon.stop()
        self._next = None
        if self.isVisible() and shown.text != self._label.text():
            announce(self, shown.text)
        self._picture.set(shown.icon, shown.ink)
        self._label.setText(shown.text)
        self.setAccessibleName(shown.text)
        self.retry.setVisible(shown.retry)
        self.set_compact(self._compact)

    def _follow(self) -> None:
        self.setMinimumHeight(self.retry.sizeHint().height())
