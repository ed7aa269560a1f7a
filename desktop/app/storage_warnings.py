"""What can't be kept on this computer, or ended by itself on it, said in the window."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop.window import Window

if TYPE_CHECKING:
    from desktop.client import Trouble


class StorageWarnings(QObject):
    """Says each in a toast; one that comes again takes the place of the one before."""

    def __init__(self, window: Window, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._window = window

    def nothing_kept(self, why: str) -> None:
        """The profile can't be written, or the person went on without it; true until the program ends."""
        text = self.tr(
            "Nothing can be kept on this computer: {why}. What you choose and what waits to be sent is lost "
            "when you quit."
        )
        self._window.warn(text.format(why=why))

    def settings_put_aside(self) -> None:
        text = self.tr("Your settings could not be read, so the usual ones hold. The old file was kept.")
        self._window.toasts.say(text, tone="warn")

    def settings_unwritable(self, why: str) -> None:
        """What was chosen will not be so at the next start."""
        text = self.tr("Your settings could not be written: {why}").format(why=why)
        self._window.toasts.say(text, key="unwritable", tone="warn")

    def store(self, trouble: "Trouble") -> None:
        """Something is the matter with what is kept here."""
        sentences = {
            "newer": self.tr(
                "What was kept here was written by a newer Schoolbell. It was put aside as {file}."
            ),
            "damaged": self.tr(
                "What was kept on this computer could not be read. It was put aside as {file}."
            ),
            "unusable": self.tr(
                "Nothing can be kept on this computer: {why}. What waits to be sent is lost when you quit."
            ),
            "full": self.tr(
                "Something could not be written on this computer: {why}. What waits to be sent may be lost "
                "when you quit."
            ),
        }
        sentence = sentences[trouble.kind]
        if trouble.kind in ("newer", "damaged") and not trouble.aside:
            sentence = self.tr("What was kept here to be read offline was of no use, and is fetched again.")
        text = sentence.format(file=trouble.aside, why=trouble.detail)
        self._window.toasts.say(text, key=f"store/{trouble.kind}", tone="warn")

    def hosting_ended(self, how: str) -> None:
        """The relay on this computer has ended ("died", "stopped"), without being told to from here."""
        if how == "died":
            text = self.tr("The server on this computer ended unexpectedly. Host the class again to go on.")
        else:
            text = self.tr("The server on this computer stopped, because nobody was connected any more.")
        self._window.toasts.say(text, key="hosting", tone="warn")
