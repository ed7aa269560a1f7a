"""After a lesson: who came and who is missing, one click away for who taught it."""

from PySide6.QtWidgets import QWidget

from desktop.features.panel import MenuEntry, Panel, PanelContext
from desktop.theme.widgets import Button
from relay.protocol.lesson import Lesson


class AttendanceButton(Panel):
    """Opens the lesson's page at its attendance, where it is saved as a file."""

    subject, place, order, at_end = "attendance", "bar", 880, True

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.button = Button(context.theme, self.tr("Attendance"), icon="users", parent=self)
        self.button.clicked.connect(self._show)
        self.add(self.button)
        self.refresh()

    def wanted(self) -> bool:
        return self.context.teaches and self.context.memory(Lesson).ended_at > 0

    def refresh(self) -> None:
        self.changed.emit()

    def menu_entries(self) -> list[MenuEntry]:
        """While it goes on: who is here so far, over the room."""
        if not (self.context.leads and self.context.can(self.subject)):
            return []
        return [MenuEntry("more", self.tr("Attendance…"), "users", self._show)]

    def _show(self) -> None:
        self.context.page.show_details(self.subject)
