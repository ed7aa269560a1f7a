"""The large area: the panel of what is staged, or that this program is too old for it; else one's own."""

from typing import Literal

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.features.panel import Panel
from desktop.theme import Theme
from desktop.theme.widgets import NoteCard, set_boxed

Shown = Literal["", "stage", "wall"]
"""Nothing; what everybody is shown, or the end; what is this person's own."""


class StageArea(QStackedWidget):
    """Shows one of its panels at a time, and gives way to everything else."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._panels: list[Panel] = []
        self.shown: Shown = ""
        self._unknown: NoteCard | None = None
        self.addWidget(QWidget())  # Qt shows the first there is, and a panel that is shown is made

    def add(self, panel: Panel) -> None:
        """Has one more; best made inside it."""
        self._panels.append(panel)
        self.addWidget(panel)

    @property
    def unknown(self) -> NoteCard:
        """Stands for what a newer program shows; everything beside it goes on."""
        if self._unknown is None:
            self._unknown = NoteCard(self._theme, "sparkles", self)
            self._unknown.say(
                self.tr("This needs a newer Schoolbell"),
                self.tr("What is shown here can't be seen with this version. Everything else works."),
            )
            self.addWidget(self._unknown)
        return self._unknown

    def set_boxed(self, boxed: bool) -> None:
        """Whether it stands in a frame already: behind a tab."""
        for widget in (self, *self._panels):
            set_boxed(widget, boxed)

    @property
    def panel(self) -> Panel | None:
        """The one that is shown, unless it is none of a subject's."""
        now = self.currentWidget()
        return now if self.shown and isinstance(now, Panel) else None

    def minimumSizeHint(self) -> QSize:
        """However much is on it."""
        return QSize(200, self._theme.px(120))

    @property
    def clear_part(self) -> QWidget:
        """Where messages may lie for a moment."""
        return self if self.panel is None else self.panel.clear_part()

    def height_at(self, width: int) -> int:
        """How high it would like to be above the rest: a film of this width, and what stands around it."""
        return width * 9 // 16 if self.panel is None else self.panel.height_at(width)

    def show_kind(self, kind: str) -> None:
        """Shows the panel of this kind that is wanted; with no kind one's own, or none."""
        wanted = [panel for panel in self._panels if panel.wanted()]
        own = [] if kind else [panel for panel in wanted if panel.place == "wall"]
        staged = [panel for panel in wanted if panel.place == "stage" and panel.kind == kind]
        self.shown = "wall" if own else "stage" if kind or staged else ""
        if not self.shown:
            return
        found = next(iter(own + staged), None)
        if found is not None:
            found.make_ready()
        self.setCurrentWidget(found or self.unknown)
