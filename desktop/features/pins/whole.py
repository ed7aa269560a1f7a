"""All of what is pinned, which is one line in the room: the words, whose they are, and where they lead."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.theme import Theme
from desktop.theme.widgets import Button, Dialog, Label
from desktop.web_links import Link


class WholePinDialog(Dialog):
    """Closed by whoever shows it once its message is hidden. ``number``: that of the message."""

    def __init__(self, theme: Theme, parent: QWidget, text: str, origin: str, number: int) -> None:
        """``origin``: who pinned it, and when."""
        super().__init__(theme, parent)
        self.number = number
        self.set_title(self.tr("Pinned for everyone"))
        self.text = Label(text, wrap=True, selectable=True, parent=self)
        self.body.addWidget(self.text)
        self.body.addWidget(Label(origin, "muted", wrap=True, parent=self))

    def offer(
        self,
        links: Sequence[Link],
        open_link: Callable[[Link], object],
        show_in_chat: Callable[[], object],
    ) -> None:
        """Adds what one may do with it."""
        for link in links:
            words = self.tr("Open {host}").format(host=link.host)
            button = Button(self.theme, words, icon="link", parent=self)
            # a host may be longer than the dialog is wide; it is shown whole before it is opened
            button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            button.clicked.connect(lambda _=False, link=link: self._close_and(lambda: open_link(link)))
            self.body.addWidget(button)
        show = self.add_button(self.tr("Show in the chat"))
        show.clicked.connect(lambda: self._close_and(show_in_chat))
        self.focus_first(self.add_button(self.tr("Close"), "primary", closes="reject", default=True))

    def _close_and(self, then: Callable[[], object]) -> None:
        self.accept()
        then()
