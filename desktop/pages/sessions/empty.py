"""What the page says while there is no session to show: why, and what one can do about it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.pages.sessions.model import SessionsModel
from desktop.parts.tasks import Say
from desktop.theme import Theme
from desktop.theme.widgets import EmptyState


class Nothing(EmptyState):
    """Explains an empty list; pressing its button wants the one thing that helps."""

    reload_wanted = Signal()
    clear_wanted = Signal()
    classes_wanted = Signal()
    plan_wanted = Signal()

    def __init__(self, theme: Theme, model: SessionsModel, say: Say, parent: QWidget | None = None) -> None:
        super().__init__(theme, "calendar", "", parent=parent)
        self._model, self._say = model, say
        self._helps = self.reload_wanted
        self.acted.connect(self._on_acted)

    def explain(self) -> None:
        """Says how it is now."""
        model = self._model
        self._helps = self.reload_wanted
        if not model.online and not model.as_of:
            self.set(
                "wifi-off",
                self.tr("Not connected yet"),
                self.tr("Your sessions appear here as soon as the relay can be reached."),
            )
        elif model.state == "failed":
            title = self.tr("The list could not be loaded")
            self.set("triangle-alert", title, self._say(model.failure), self.tr("Try again"))
        elif not model.filter.empty:
            self._helps = self.clear_wanted
            self.set(
                "list-filter",
                self.tr("Nothing fits these filters"),
                self.tr("There may be other sessions: take the filters back to see them all."),
                self.tr("Clear filters"),
            )
        elif model.teaches:
            self._explain_to_teacher()
        elif model.taught == []:
            self.set(
                "users",
                self.tr("You are in no class yet"),
                self.tr("Ask your teacher to put you in a class. Its sessions appear here by themselves."),
            )
        else:
            self.set(
                "calendar",
                self.tr("Nothing planned"),
                self.tr("Your teacher has not planned anything yet; you will be told when a session starts."),
            )

    def _explain_to_teacher(self) -> None:
        if self._model.taught == []:
            self._helps = self.classes_wanted
            self.set(
                "school",
                self.tr("Welcome to your school"),
                self.tr("A session belongs to a class: make one first and put your students in it."),
                self.tr("Make your first class"),
            )
        else:
            self._helps = self.plan_wanted
            self.set(
                "calendar",
                self.tr("No sessions yet"),
                self.tr("Plan one, or start one right away: your students are told the moment it is live."),
                self.tr("New session") if self._model.taught else "",
            )

    def _on_acted(self) -> None:
        self._helps.emit()
