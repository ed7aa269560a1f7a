"""What is asked when somebody quits who hosts a class, or is in the middle of a lesson."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.theme import Theme
from desktop.theme.widgets import Dialog


class QuitDialog(Dialog):
    """Asked when the program is quit while the class is hosted here."""

    decided = Signal(bool)
    """To quit, and whether the relay stops too."""

    def __init__(self, theme: Theme, parent: QWidget, *, students: int | None = None) -> None:
        """``students``: how many are in a lesson that is running; None: none is."""
        super().__init__(theme, parent)
        self.set_title(self.tr("Stop hosting the class?"))
        if students is not None:
            self.add_text(self.tr("A lesson with %n student(s) is running.", "", students))
        self.add_text(
            self.tr(
                "This computer is the server of the class. If it stops, everyone is disconnected until you "
                "host again. Nothing that was said is lost."
            )
        )
        live = students is not None
        cancel = self.add_button(self.tr("Cancel"), closes="reject", default=live)
        keep = self.add_button(self.tr("Quit, keep hosting"))
        stop = self.add_button(self.tr("Stop and quit"), "danger" if live else "primary", default=not live)
        keep.clicked.connect(lambda: self.decided.emit(False))
        stop.clicked.connect(lambda: self.decided.emit(True))
        for button in (keep, stop):
            button.clicked.connect(self.accept)
        self.focus_first(cancel if live else stop)
        self.finished.connect(self.deleteLater)


class LeaveDialog(Dialog):
    """Asked when somebody quits while something waits to be sent, or a teacher in the middle of a lesson."""

    decided = Signal(bool)
    """To quit; False, as no relay runs here."""

    def __init__(self, theme: Theme, parent: QWidget, *, students: int | None, unsent: bool) -> None:
        """``students``: how many are in the lesson that this person teaches; None: they teach none now."""
        super().__init__(theme, parent)
        self.set_title(self.tr("Leave the lesson?"))
        if unsent:
            self.add_text(self.tr("Not everything you said has been sent. If you quit, what waits is lost."))
        if students is not None:
            said = self.tr(
                "A lesson with %n student(s) is running. It is paused for them until you are back.",
                "",
                students,
            )
            self.add_text(said)
        self.focus_first(self.add_button(self.tr("Cancel"), closes="reject"))
        leave = self.add_button(self.tr("Quit"), "danger")
        leave.clicked.connect(lambda: self.decided.emit(False))
        leave.clicked.connect(self.accept)
        self.finished.connect(self.deleteLater)
