"""The stage itself: clearing it, handing it to a student, and taking it back."""

from collections.abc import Mapping
from functools import partial

from PySide6.QtWidgets import QWidget

from desktop.features.panel import MenuEntry, Panel, PanelContext, PersonAction
from desktop.theme.widgets import Ribbon
from desktop.translating import translate
from relay.protocol.people import People
from relay.protocol.stage import HandStage, Stage


def sentences() -> Mapping[str, str]:
    return {"nothing_staged": translate("Stage", "Show something first: there is nothing to hand over.")}


class HolderStrip(Panel):
    """Tells teachers who holds the stage, and that student that they do. Sends SetStage and HandStage."""

    subject, place, order = "stage", "strip", 900

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        ribbon = Ribbon(context.theme, "monitor-up", self.tr("Take back"), parent=self)
        self.says, self.take_back = ribbon.words, ribbon.action
        self.take_back.clicked.connect(self._take_back)
        self.add(ribbon)
        context.room.waiting_changed.connect(self.refresh)
        self.refresh()

    def wanted(self) -> bool:
        holder = self.context.memory(Stage).holder
        return bool(holder) and (self.context.teaches or holder == self.context.me)

    def refresh(self) -> None:
        if self.context.teaches:
            name = self.context.name(self.context.memory(Stage).holder)
            self.says.setText(self.tr("{name} has the stage").format(name=name), name)
        else:
            self.says.setText(self.tr("You have the stage: everyone sees what you do there"))
        self.take_back.setVisible(self.context.teaches)
        self.changed.emit()

    def menu_entries(self) -> list[MenuEntry]:
        """Showing nothing any more; the last of the menu."""
        return self.context.stage_entries("", self.tr("Nothing"), "x")

    def person_actions(self, account: str) -> list[PersonAction]:
        """Letting a student who is here turn, point and draw, while something is shown."""
        context, person = self.context, self.context.memory(People).everybody.get(account)
        stage = context.memory(Stage)
        if person is None or person.role == "teacher" or person.state != "here" or stage.holder == account:
            return []
        if not (context.leads and context.can("stage") and stage.kind):
            return []
        return [PersonAction(self.tr("Hand the stage over"), "monitor-up", partial(self._hand_over, account))]

    def _hand_over(self, account: str) -> None:
        room = self.context.room
        room.send(HandStage(**room.head(), account=account))

    def _take_back(self) -> None:
        room = self.context.room
        room.send(HandStage(**room.head()))
