"""The large area: the panel of what is staged, or that this program is too old for it."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.features.panel import Panel
from desktop.theme import Theme
from desktop.theme.widgets import NoteCard


class StageArea(QStackedWidget):
    """Shows one of its panels at a time, and gives way to everything else."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._panels: list[Panel] = []
        self.unknown = NoteCard(theme, "sparkles", self)
        """Stands for what a newer program shows; everything beside it goes on."""
        self.unknown.say(
            self.tr("This needs a newer Schoolbell"),
            self.tr("What is shown here can't be seen with this version. Everything else works."),
        )
        self.addWidget(self.unknown)

    def add(self, panel: Panel) -> None:
        """Has one more; best made inside it."""
        self._panels.append(panel)
        self.addWidget(panel)

    def minimumSizeHint(self) -> QSize:
        """However much is on it."""
        return QSize(200, self._theme.px(120))

    def show_kind(self, kind: str) -> None:
        """Shows the panel of this kind that is wanted."""
        wanted = (panel for panel in self._panels if panel.kind == kind and panel.wanted())
        self.setCurrentWidget(next(wanted, self.unknown))
