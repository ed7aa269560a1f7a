"""The row in which one writes: what kind of message, whether in private, the field, and sending it."""

from collections.abc import Sequence
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.features.chat.input import Input
from desktop.theme import Space, Theme
from desktop.theme.widgets import Choice, IconButton
from resources import IconName

HEIGHT = 38
"""Of all that stands beside the field, at a text scale of 1."""
FIELD = 185
"""The least width of the field (at a text scale of 1) beside all the rest: else it has a row of its own."""
SIGNS: dict[str, IconName] = {
    "chat": "message-circle",
    "question": "message-circle-question",
    "answer": "reply",
}

Form = Literal["words", "signs", "rows"]
"""All in one row with words, or with signs in their place; or the field has a row of its own."""


class WritingRow(QGridLayout):
    """Lays its parts in the form that leaves the field room enough."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        """``parent``: of the parts."""
        super().__init__()
        self._theme = theme
        self._teaches = False
        self._form: Form = "rows"
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(Space.XS)
        self.kind = Choice(theme, name=self.tr("Kind of message"), icons=SIGNS, parent=parent)
        self.private = IconButton(
            theme,
            "unlock",
            self.tr("Write privately: only teachers and the school's admins see it"),
            "secondary",
            size=HEIGHT,
            checkable=True,
            checked_tone="private",
            parent=parent,
        )
        self.input = Input(theme, parent)
        send = self.tr("Send")
        self.send = IconButton(theme, "send-horizontal", send, "primary", size=HEIGHT, parent=parent)
        self.setColumnStretch(2, 1)

    def set_teaches(self, teaches: bool) -> None:
        """Teachers answer, students ask; what teachers write in private is to somebody alone."""
        self._teaches = teaches
        kinds: Sequence[tuple[str, str]] = (
            [("chat", self.tr("Message")), ("answer", self.tr("Answer"))]
            if teaches
            else [("chat", self.tr("Message")), ("question", self.tr("Question"))]
        )
        self.kind.set_options(kinds)
        self.private.setVisible(not teaches)

    def arrange(self, width: int, *, force: bool = False) -> None:
        """Lays the parts in this width. ``force``: also where the form is that of before."""
        form = self._fitting(width)
        if form == self._form and not force:
            return
        self._form = form
        side = self._theme.target(HEIGHT) + Space.XS
        words = width - (side if self._teaches else 2 * side) >= self.kind.width_of_words
        self.kind.set_compact(form == "signs" or not words)
        self.kind.setFixedHeight(self._theme.target(HEIGHT))
        parts: tuple[QWidget, ...] = (self.kind, self.private, self.input, self.send)
        for part in parts:
            self.removeWidget(part)
        bottom = Qt.AlignmentFlag.AlignBottom
        if form == "rows":
            self.addWidget(self.kind, 0, 0)
            self.addWidget(self.private, 0, 1, Qt.AlignmentFlag.AlignLeading)
            self.addWidget(self.input, 1, 0, 1, 3, bottom)
            self.addWidget(self.send, 1, 3, bottom)
        else:
            for column, part in enumerate(parts):
                self.addWidget(part, 0, column, bottom)

    def _fitting(self, width: int) -> Form:
        """The form that leaves the field room enough."""
        buttons = 1 if self._teaches else 2
        room = width - buttons * self._theme.target(HEIGHT) - (buttons + 1) * Space.XS
        room -= self._theme.px(FIELD)
        if room >= self.kind.width_of_words:
            return "words"
        return "signs" if room >= self.kind.width_of_sign else "rows"
