"""Who waits to come in, said where the code is shown: whoever comes by it may have to be let in."""

from PySide6.QtWidgets import QWidget

from desktop.features.panel.words import several
from desktop.identity_status import named
from desktop.qt_client import QtRoomClient
from desktop.theme import Space, Theme, hbox
from desktop.theme.widgets import Button, ElidedLabel, announce
from relay.protocol.admission import Admission, Admit


class WaitersLine(QWidget):
    """One line, and a button that lets in those whom it speaks of. Its place stays free if nobody waits."""

    def __init__(self, theme: Theme, room: QtRoomClient, parent: QWidget) -> None:
        super().__init__(parent)
        self._room = room
        self._shown: list[str] = []
        self.words = ElidedLabel("", "muted", parent=self)
        self.let_in = Button(theme, self.tr("Let in"), small=True, parent=self)
        self.let_in.keep_room_for(self.tr("Let all in"))
        policy = self.let_in.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.let_in.setSizePolicy(policy)
        self.let_in.clicked.connect(self._let_in)
        hbox((self.words, 1), self.let_in, on=self, gap=Space.S)
        self.refresh()

    def refresh(self) -> None:
        """Shows the Admission memory."""
        admission = self._room.memories[Admission]
        queue = admission.queue
        if list(queue) != self._shown:
            self._shown = list(queue)
            self.let_in.setEnabled(True)
        names = [named(one.name, one.standing) for one in queue.values()]
        said = self._say(names, locked=admission.locked)
        if names and said != self.words.text() and self.isVisible():
            announce(self, said)
        self.words.setText(said)
        self.words.set_role("strong" if names else "muted")
        self.let_in.setText(self.tr("Let in") if len(names) < 2 else self.tr("Let all in"))
        self.let_in.setVisible(bool(names))

    def _say(self, names: list[str], *, locked: bool) -> str:
        if len(names) == 1:
            return self.tr("{name} waits").format(name=names[0])
        if names:
            return self.tr("{names} wait").format(names=several(names))
        return self.tr("Locked: nobody new comes in") if locked else self.tr("Nobody waits to come in")

    def _let_in(self) -> None:
        """Those who are spoken of: who comes this very moment has not been looked at."""
        self.let_in.setEnabled(False)
        room = self._room
        room.send(Admit(**room.head(), accounts=list(self._shown)))
