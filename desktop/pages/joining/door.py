"""What a teacher decides about the door of a lesson: codes, names, guests, the waiting room, and the lock."""

from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.features.admission.door import wished_door
from desktop.qt_client import QtRoomClient
from desktop.theme import Space, Theme, vbox
from desktop.theme.widgets import Button, CheckBox, Choice, FormRow
from relay.protocol.admission import ChangeCode, ChangeDoor, DoorSettings, WaitingRoom


class DoorChoices(QWidget):
    """Shows the Entrance memory, and what is on its way to the relay; sends ChangeDoor for each."""

    def __init__(self, theme: Theme, room: QtRoomClient, parent: QWidget) -> None:
        super().__init__(parent)
        self._room = room
        self._showing = False
        self.codes = CheckBox(theme, self.tr("Students may join with the code"), parent=self)
        self.names = CheckBox(theme, self.tr("Show them the names of the class to choose from"), parent=self)
        self.guests = CheckBox(theme, self.tr("Let guests in under a name of their own"), parent=self)
        self.waiting = Choice(
            theme,
            (
                ("off", self.tr("Off: all come in at once")),
                ("guests", self.tr("Guests wait for me")),
                ("all", self.tr("All wait for me")),
            ),
            parent=self,
        )
        self._waiting_row = FormRow(theme, self.tr("Waiting room"), self.waiting, parent=self)
        self.locked = CheckBox(theme, self.tr("Lock the lesson: nobody new comes in"), parent=self)
        self.renew = Button(theme, self.tr("New code"), icon="refresh-cw", small=True, parent=self)
        vbox(
            self.codes,
            self.names,
            self.guests,
            self._waiting_row,
            self.locked,
            (self.renew, 0, Qt.AlignmentFlag.AlignLeft),
            on=self,
            gap=Space.XS,
        )
        self.renew.clicked.connect(self._change_code)
        for check in (self.codes, self.names, self.guests, self.locked):
            check.toggled.connect(self._on_change)
        self.waiting.chosen.connect(self._on_change)
        room.waiting_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Shows the door as it is, or will be once what waits is sent."""
        door = wished_door(self._room)
        self._showing = True
        self.codes.setChecked(door.codes)
        self.names.setChecked(door.names_shown)
        self.guests.setChecked(door.guests)
        self.waiting.choose(door.waiting)
        self.locked.setChecked(door.locked)
        self._showing = False
        self.names.setEnabled(door.codes)
        self.guests.setEnabled(door.codes)
        self.renew.setEnabled(door.codes)

    def _on_change(self) -> None:
        if self._showing:
            return
        shown = DoorSettings(
            codes=self.codes.isChecked(),
            names_shown=self.names.isChecked(),
            guests=self.guests.isChecked(),
            waiting=cast(WaitingRoom, self.waiting.value),
            locked=self.locked.isChecked(),
        )
        before = wished_door(self._room)._asdict()
        changed = {name: value for name, value in shown._asdict().items() if value != before[name]}
        if changed:
            self._room.send(ChangeDoor(**self._room.head(), **changed))

    def _change_code(self) -> None:
        self._room.send(ChangeCode(**self._room.head()))
