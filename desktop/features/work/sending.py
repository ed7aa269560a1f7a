"""A dialog that sends files: it has copies made of them, and closes once these wait to be sent."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from desktop.client import HeldFile
from desktop.client.file_failures import FileFailed
from desktop.features.panel import PanelContext
from desktop.features.panel.words import several
from desktop.features.work.picker import FilePicker
from desktop.theme.widgets import Banner, Dialog, announce
from relay.protocol.base import RoomCommand
from relay.protocol.files import NamedFile
from relay.shared.tasks import Tasks


class SendFilesDialog(Dialog):
    """A subclass says what is sent with the files, and which command names them."""

    def __init__(self, context: PanelContext, parent: QWidget) -> None:
        super().__init__(context.theme, parent, "", width=520)
        self.context = context
        self.tasks = Tasks()
        self._sending = False
        """Copies are being made."""
        self._warned: list[str] = []
        """Of these it was said that another program has them open."""
        self.banner = Banner(context.theme, "danger", parent=self)
        self.body.addWidget(self.banner)
        self.picker = FilePicker(context, self)
        self.picker.changed.connect(self.check)
        self.finished.connect(self._end)

    def set_title(self, title: str) -> None:
        self.setWindowTitle(title)
        self.heading.setText(title)

    def add_buttons(self, go: str) -> None:
        self.add_button(self.tr("Cancel"), closes="reject")
        self.go = self.add_button(go, "primary", default=True)
        self.go.clicked.connect(self.submit)
        self.check()

    def has_enough(self) -> bool:
        """Whether there is something to send."""
        return bool(self.picker.picked())

    def command(self, files: list[NamedFile], names: list[str]) -> RoomCommand:
        """What names the files."""
        raise NotImplementedError

    def before_sending(self) -> None:
        """What gives way to it."""

    def check(self) -> None:
        self.go.setEnabled(self.has_enough() and self.picker.fits and not self._sending)

    def submit(self) -> None:
        if self.go.isEnabled():
            self._sending = True
            self.check()
            self.tasks.spawn(self._submit())

    async def _submit(self) -> None:
        try:
            still_open = [one for one in await self.picker.open_elsewhere() if one not in self._warned]
            if still_open:
                self._warn(still_open)
                return
            held = await self.picker.hold()
        except FileFailed as error:
            self.complain(self.context.say(error.code))
            return
        finally:
            self._sending = False
            self.check()
        self._send(held)

    def _warn(self, names: Sequence[str]) -> None:
        """Once: who knows better goes on."""
        self._warned += names
        words = self.tr(
            "Still open in another program: {names}. Save it there first, or its last changes are missing."
        )
        self.banner.set("warn", words.format(names=several(names)))
        announce(self, self.banner.text)
        self.go.setText(self.tr("Send as it is"))

    def complain(self, sentence: str) -> None:
        self.banner.set("danger", sentence)
        announce(self, sentence)

    def _send(self, held: list[HeldFile]) -> None:
        self.before_sending()
        command = self.command([one.file for one in held], [one.name for one in held])
        self.context.room.send(command, held)
        self.accept()

    def _end(self, _: int) -> None:
        self.tasks.cancel()
        self.picker.close_up()
