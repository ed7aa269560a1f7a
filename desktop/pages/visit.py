"""Under the room of somebody who came by a lesson's code: on the way in, and after leaving it."""

from typing import Literal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.parts.window_page import WindowPage
from desktop.theme import Theme, vbox
from desktop.theme.widgets import EmptyState

State = Literal["entering", "left", "over"]


class VisitPage(WindowPage):
    """There is no list to come back to: it says what one left, and leads back in or away."""

    again_wanted = Signal()
    """The person wants into the lesson again."""
    closed = Signal()
    """The person is done with it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.state: State = "entering"
        self._lesson = ""
        self.words = EmptyState(theme, "door-open", "", parent=self)
        self.words.acted.connect(self._on_action)
        self.words.acted_otherwise.connect(self.closed)
        vbox(self.words, on=self)
        self.setFocusProxy(self.words.action)
        self._show()

    def show_state(self, state: State, lesson: str = "") -> None:
        """Where the person is now; ``lesson``: what it is called, if that is known."""
        self.state, self._lesson = state, lesson or self._lesson
        self._show()

    def _show(self) -> None:
        lesson = self._lesson
        self.setWindowTitle(lesson or self.tr("Lesson"))
        if self.state == "entering":
            self.words.set("log-in", self.tr("Coming in…"))
        elif self.state == "left":
            title = self.tr("You left “{title}”").format(title=lesson) if lesson else self.tr("You left")
            text = self.tr("It goes on. You can come back as long as it lasts.")
            self.words.set("door-open", title, text, self.tr("Go back in"), self.tr("Close"))
        else:
            title = self.tr("“{title}” is over").format(title=lesson) if lesson else self.tr("It is over")
            self.words.set("circle-check", title, "", self.tr("Close"))

    def _on_action(self) -> None:
        (self.again_wanted if self.state == "left" else self.closed).emit()
