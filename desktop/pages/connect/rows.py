"""One relay to a row: what it is, and what can be done with it."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from desktop.address import shown
from desktop.settings import RememberedRelay
from desktop.theme import Space, Theme
from desktop.theme.boxes import hbox, vbox
from desktop.theme.widgets import Button, ElidedLabel, IconButton, Picture
from resources import IconName


class IconRow(QWidget):
    """An icon, lines of text beside it, and buttons at its end or, where both do not fit, under the text."""

    def __init__(self, theme: Theme, icon: IconName, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.words = vbox(gap=0)
        self.picture = Picture(theme, icon, "muted", 22, parent=self)
        what = hbox(self.picture, (self.words, 1), gap=Space.S)
        self._whole = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._whole.setSpacing(Space.S)
        self._whole.addLayout(what, 1)
        self.buttons = hbox(gap=Space.S)
        self._whole.addLayout(self.buttons)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Puts the buttons under the text where both do not fit."""
        super().resizeEvent(event)
        down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._whole.setDirection(down if self.width() < self._theme.px(270) else across)


class RelayRow(IconRow):
    """One relay known here: its name, where it is, who signed in, and a way to forget it."""

    chosen = Signal(object)
    forget_wanted = Signal(object)

    def __init__(self, theme: Theme, relay: RememberedRelay, parent: QWidget) -> None:
        super().__init__(theme, "laptop" if relay.hosted else "school", parent)
        self.relay = relay
        name = relay.name or shown(relay.host, relay.port)
        self.words.addWidget(ElidedLabel(name, "strong", parent=self))
        where = self.tr("On this computer") if relay.hosted else shown(relay.host, relay.port)
        if relay.username:
            where = self.tr("{user} · {address}").format(user=relay.username, address=where)
        self.words.addWidget(ElidedLabel(where, "caption", parent=self))
        self.connect_button = Button(theme, self.tr("Open"), small=True, parent=self)
        self.connect_button.setAccessibleName(self.tr("Open {relay}").format(relay=name))
        self.connect_button.clicked.connect(lambda: self.chosen.emit(relay))
        self.buttons.addWidget(self.connect_button)
        self.forget = IconButton(theme, "trash-2", self.tr("Forget {relay}").format(relay=name), parent=self)
        self.forget.clicked.connect(lambda: self.forget_wanted.emit(relay))
        self.buttons.addWidget(self.forget)
