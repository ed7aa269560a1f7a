"""Who waits to come in, said where the code is shown: whoever comes by it may have to be let in."""

from PySide6.QtWidgets import QWidget

from desktop.identity_status import named
from desktop.qt_client import QtRoomClient
from desktop.theme import Theme
from desktop.theme.widgets import Banner
from relay.protocol.admission import Admission, Admit
from relay.shared.ids import new_ref

NAMED = 4
"""So many are named; of the others it is said that there are more."""


class Waiters(Banner):
    """One line, and a button that lets in those whom it speaks of. Hidden while nobody waits."""

    def __init__(self, theme: Theme, room: QtRoomClient, parent: QWidget) -> None:
        super().__init__(theme, "info", icon="door-open", parent=parent)
        self._room = room
        self._shown: list[str] = []
        self.acted.connect(self._let_in)
        self.refresh()

    def refresh(self) -> None:
        """Shows the Entrance memory."""
        queue = self._room.memories[Admission].queue
        if list(queue) != self._shown:
            self._shown = list(queue)
            self.action.setEnabled(True)
            if queue:
                self._say([named(one.name, one.standing) for one in queue.values()])
        self.setVisible(bool(queue))

    def _say(self, names: list[str]) -> None:
        if len(names) == 1:
            text, action = self.tr("{names} waits to come in."), self.tr("Let in")
        else:
            text = self.tr("%n wait to come in: {names}", "people", len(names))
            action = self.tr("Let all in")
        both = self.tr("{names} and others") if len(names) > NAMED else "{names}"
        shown = both.format(names=", ".join(names[:NAMED]))
        self.set("info", text.format(names=shown), action=action, icon="door-open")

    def _let_in(self) -> None:
        self.action.setEnabled(False)
        room = self._room
        room.send(Admit(ref=new_ref(), session=room.session_id, accounts=list(self._shown)))
