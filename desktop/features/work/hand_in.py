"""The dialog in which a student chooses what to hand in: what they have changed is offered first."""

from PySide6.QtWidgets import QWidget

from desktop.features.panel import PanelContext
from desktop.features.work.saved import SavedFiles
from desktop.features.work.sending import SendFilesDialog
from desktop.theme.widgets import Label
from relay.protocol.base import RoomCommand
from relay.protocol.files import NamedFile
from relay.protocol.work import HandIn, Task


class HandInDialog(SendFilesDialog):
    """Sends HandIn, in place of what has not left yet."""

    def __init__(
        self, context: PanelContext, saved: SavedFiles, number: int, task: Task, parent: QWidget
    ) -> None:
        super().__init__(context, parent)
        self._number = number
        self._looked = False
        """Whether it is known what is to be offered."""
        self.set_title(self.tr("Hand in your work"))
        notes = []
        if context.me in task.handed_in:
            notes.append(self.tr("It takes the place of what you handed in before."))
        if task.closed:
            notes.append(
                self.tr("It was to be handed in by now. You still can: your teacher sees that it is late.")
            )
        if notes:
            self.body.addWidget(Label("\n".join(notes), "muted", wrap=True, parent=self))
        self.offers = Label(self.tr("In your folder for this lesson:"), "strong", wrap=True, parent=self)
        self.offers.hide()
        self.body.addWidget(self.offers)
        self.picker.folder = saved.folder
        self.body.addWidget(self.picker)
        self.add_buttons(self.tr("Hand in"))
        self.focus_first(self.picker.add)
        self.tasks.spawn(self._offer(saved))

    async def _offer(self, saved: SavedFiles) -> None:
        found = await saved.to_hand_in()
        self._looked = True
        self.offers.setVisible(bool(found))
        self.picker.offer(found)

    def has_enough(self) -> bool:
        return self._looked and super().has_enough()

    def before_sending(self) -> None:
        room = self.context.room
        for one in room.waiting:
            same = isinstance(one.command, HandIn) and one.command.task == self._number
            if same and one.state != "sent":
                room.discard(one.ref)

    def command(self, files: list[NamedFile], names: list[str]) -> RoomCommand:
        return HandIn(**self.context.room.head(), task=self._number, files=files, names=names)
