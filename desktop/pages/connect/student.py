"""The door of students: the code of a lesson, and in."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import QWidget

from desktop.address import TypedAddress, UnreadableAddress, read_address
from desktop.theme import Space, Theme, hbox, set_stacked
from desktop.theme.widgets import BusyButton, Card, Label, TextField, announce, set_invalid
from desktop.translating import translate
from relay.protocol.joincode import clean_code

LONGEST_ADDRESS = 2000
"""A pasted link with its key is long; nothing sensible is longer."""
HEIGHT = 46
"""Of the field and its button, at ordinary text size."""
CODE_TEXT = 20
"""The height of the letters of a code that is typed, at ordinary text size."""


class StudentDoor(Card):
    """Takes a code; also a whole link or an address, which somebody may paste or read off paper here."""

    code_given = Signal(str)
    address_given = Signal(object)
    """TypedAddress"""
    cancelled = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent=parent)
        self._theme = theme
        self.setProperty("lead", True)
        self.body.setSpacing(Space.M)
        self.body.setContentsMargins(Space.S, Space.S, Space.S, Space.S)
        self.body.addWidget(Label(self.tr("I am a student"), "display", wrap=True, parent=self))
        sentence = self.tr("Type the code from the board, or choose your class below.")
        self._sentence = Label(sentence, "muted", wrap=True, parent=self)
        self.body.addWidget(self._sentence)
        self.field = TextField(
            theme,
            placeholder=self.tr("Code"),
            name=self.tr("Code, link or address"),
            max_length=LONGEST_ADDRESS,
            clearable=True,
            parent=self,
        )
        self.field.setAccessibleDescription(sentence)
        hints = Qt.InputMethodHint
        self.field.setInputMethodHints(hints.ImhNoAutoUppercase | hints.ImhNoPredictiveText)
        self.button = BusyButton(theme, self.tr("Come in"), parent=self)
        self._line = hbox((self.field, 1), self.button, gap=Space.S)
        self.body.addLayout(self._line)
        self._error = Label("", "error", wrap=True, parent=self)
        self._error.hide()
        self.body.addWidget(self._error)
        self.body.addStretch(1)
        self.instead: Callable[[], bool] = lambda: False
        """What Enter in the empty field does where there is something nearer; whether it did."""
        self.field.returnPressed.connect(self._on_return)
        self.field.textEdited.connect(lambda: self.set_error(""))
        self.button.clicked.connect(self._give)
        self.button.cancelled.connect(self.cancelled)
        theme.follow(self._follow)

    @property
    def error(self) -> str:
        """What is wrong with what was typed, or nothing."""
        return self._error.text()

    def set_error(self, text: str) -> None:
        if text and text != self.error:
            announce(self.field, text)
        self._error.say_or_hide(text)
        self.field.setAccessibleDescription(text or self._sentence.text())
        set_invalid(self.field, bool(text))

    def busy(self, text: str) -> None:
        """On the way in."""
        self.button.set_busy(text)

    def idle(self) -> None:
        """Ready for another try."""
        self.button.set_idle()

    def enable(self, on: bool) -> None:
        """Lets the person type and press, or not."""
        self.field.setEnabled(on)
        if on or not self.button.busy:
            self.button.button.setEnabled(on)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Puts the button under the field where both do not fit."""
        super().resizeEvent(event)
        set_stacked(self._line, self.width() < self._theme.px(330))

    def _follow(self) -> None:
        font = QFont(self._theme.font("body"))
        font.setPixelSize(self._theme.px(CODE_TEXT))
        font.setLetterSpacing(QFont.SpacingType.PercentageSpacing, 108)
        self.field.setFont(font)
        height = self._theme.target(HEIGHT)
        self.field.setFixedHeight(height)
        self.button.button.setFixedHeight(height)

    def _on_return(self) -> None:
        if self.field.text().strip() or self.button.busy or not self.instead():
            self._give()

    def _give(self) -> None:
        if self.button.busy:
            return
        typed = self.field.text()
        if code := clean_code(typed):
            self.set_error("")
            self.code_given.emit(code)
            return
        try:
            if typed.strip() and not any(mark in typed for mark in ".:"):
                raise UnreadableAddress("code")  # names without a dot are for the form of addresses
            address: TypedAddress = read_address(typed)
        except UnreadableAddress as error:
            self.set_error(self._problem(error.reason))
            self.field.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.set_error("")
        self.address_given.emit(address)

    def _problem(self, reason: str) -> str:
        if reason == "empty":
            return self.tr("Type the code from the board first.")
        if reason == "code":
            return self.tr("A code has six symbols, and never I, L, O, 0 or 1. Look at it once more.")
        return address_problem(reason)


def address_problem(reason: str) -> str:
    """What is wrong with an address, by UnreadableAddress.reason."""
    if reason == "empty":
        return translate("Addresses", "Type the link or the address first.")
    if reason == "port":
        return translate("Addresses", "What follows the colon should be a number from 1 to 65535.")
    return translate(
        "Addresses",
        "This does not look like an address. It should look like 192.168.1.20 or school.example.",
    )
