"""The teacher's switch: whether students may ask without their name."""

from PySide6.QtWidgets import QWidget

from desktop.features.panel import MenuEntry, Panel, PanelContext
from relay.protocol.questions import Questions, SetQuestions


class QuestionsSwitch(Panel):
    """An entry of *More*. Sends SetQuestions."""

    subject, place, order = "questions", "menu", 44

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        context.room.waiting_changed.connect(self.changed)

    def refresh(self) -> None:
        self.changed.emit()

    def menu_entries(self) -> list[MenuEntry]:
        if not (self.context.leads and self.context.can("questions")):
            return []
        label = self.tr("Students can ask without their name")
        return [MenuEntry("more", label, "message-circle-question", self._switch, checked=self._is_on())]

    def _is_on(self) -> bool:
        """Once everything that waits has been sent."""
        asked = [one.unnamed for one in self.context.room.asked_of(SetQuestions)]
        return [self.context.memory(Questions).unnamed, *asked][-1]

    def _switch(self) -> None:
        room = self.context.room
        room.send(SetQuestions(**room.head(), unnamed=not self._is_on()))
