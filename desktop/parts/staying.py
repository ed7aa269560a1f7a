"""Asked once, when the window is closed for the first time: whether Schoolbell goes on in the tray."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop.theme import Theme
from desktop.theme.widgets import Dialog


class StayDialog(Dialog):
    """Closed without an answer, the window stays open and it is asked again."""

    chosen = Signal(bool)
    """Whether to stay in the tray."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent, width=460)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.set_title(self.tr("Stay in the tray?"))
        self.add_text(
            self.tr(
                "Schoolbell can go on beside the clock when its window is closed. Then the bell rings when a "
                "lesson starts, and one click brings you in. Closed for good it can't tell you."
            )
        )
        self.add_text(self.tr("You can change this in Settings."))
        self.quit = self.add_button(self.tr("Quit"))
        self.stay = self.add_button(self.tr("Stay in the tray"), "primary", default=True)
        for button, stays in ((self.quit, False), (self.stay, True)):
            button.clicked.connect(self.accept)
            button.clicked.connect(lambda _=False, stays=stays: self.chosen.emit(stays))
        self.focus_first(self.stay)
