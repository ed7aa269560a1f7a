"""What a teacher shows so that students come in: a large QR code, the code to type, and six words."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QStackedWidget, QWidget

from desktop.address import join_link, shown
from desktop.theme import Space, Theme, hbox, vbox
from desktop.theme.widgets import BigCode, Button, Label, QrCode, WordGrid
from relay.protocol.pin import words_of

WIDE = 520
"""From this width on, times the text scale, the QR code stands beside the words."""
QR_SIDE = 360


class JoinCard(QWidget):
    """The QR code, the code and the words; beside each other where there is room."""

    code_wanted = Signal()
    """There is no code yet, and the teacher wants one."""

    def __init__(
        self,
        theme: Theme,
        places: Sequence[tuple[str, int]],
        pin: str,
        parent: QWidget,
    ) -> None:
        """``places``: where the relay is reached, the likeliest first; at least one."""
        super().__init__(parent)
        self._theme, self._places, self._pin = theme, tuple(places), pin
        self.link = ""
        self.qr = QrCode(theme, name=self.tr("QR code of the link to join"), side=QR_SIDE, parent=self)
        self.code = BigCode(theme, "")
        self._code_says = Label(self.tr("Lesson code"), "muted", parent=self)
        words = self.tr("Make a code")
        self.make = Button(theme, words, "primary", icon="key")
        self.make.clicked.connect(self.code_wanted)
        without = QWidget()
        hbox(self.make, 1, on=without)
        self._either = QStackedWidget(self)
        """The code, or what makes one, in the same place: nothing else moves."""
        self._either.addWidget(self.code)
        self._either.addWidget(without)
        self._where = Label("", "title", wrap=True, selectable=True, parent=self)
        self._first_time = Label(self.tr("The server's six words:"), "muted", wrap=True, parent=self)
        self.words = WordGrid(theme, words_of(pin), self)
        self._says = vbox(1, self._code_says, self._either, gap=Space.XS)
        self._says.addSpacing(Space.S)
        self._says.addWidget(Label(self.tr("Address"), "muted", parent=self))
        self._says.addWidget(self._where)
        self._says.addSpacing(Space.S)
        self._says.addWidget(self._first_time)
        self._says.addWidget(self.words)
        self._says.addStretch(1)
        self._both = QBoxLayout(QBoxLayout.Direction.BottomToTop, self)
        self._both.setContentsMargins(0, 0, 0, 0)
        self._both.setSpacing(Space.XL)
        self._both.addWidget(self.qr, 1)
        self._both.addLayout(self._says, 1)
        self.addresses = "\n".join(shown(*place) for place in self._places)
        self._where.setText(self.addresses)
        self.show_code("", "")

    def show_code(self, lesson: str, code: str) -> None:
        """The lesson to go to, and its code; both may be empty. In a lesson a code can be made."""
        self.link = join_link(self._places, self._pin, lesson=lesson, code=code)
        self.qr.set_text(self.link)
        self.code.set_code(code)
        self._either.setCurrentIndex(0 if code else 1)
        for widget in (self._code_says, self._either):
            widget.setVisible(bool(lesson))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Puts them under each other where there is little room."""
        super().resizeEvent(event)
        across = self.width() >= self._theme.px(WIDE)
        # what one types is above what a camera reads
        direction = QBoxLayout.Direction.LeftToRight if across else QBoxLayout.Direction.BottomToTop
        if direction != self._both.direction():
            self._both.setDirection(direction)
        side = min(QR_SIDE, self.width() * 9 // 20) if across else 0
        if side != self.qr.minimumHeight():
            self.qr.setMinimumHeight(side)
