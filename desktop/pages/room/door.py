"""The door of a room as somebody finds it: shut for good, or not open to them yet."""

from PySide6.QtCore import QObject, Qt

from desktop.features.panel import PanelContext
from desktop.pages.room.frame import RoomFrame
from desktop.pages.room.presenting import Presenting
from desktop.pages.room.shut import in_line, ways_on, why_outside, why_shut
from desktop.theme.widgets import announce
from relay.protocol.people import People


class RoomDoor(QObject):
    """Says in place of the room why one can't be in it, and what helps."""

    def __init__(
        self, context: PanelContext, frame: RoomFrame, presenting: Presenting, page: QObject
    ) -> None:
        super().__init__(page)
        self._context, self._frame, self._presenting = context, frame, presenting
        context.room.outside_changed.connect(self.look)

    def shut(self, code: str) -> None:
        """The relay has said for good that the person can't be in the room."""
        context = self._context
        self._presenting.gone()
        me = context.memory(People).everybody.get(context.me)
        free = me.computer_free if me and me.state == "removed" and context.visits else None
        icon, title, text = why_shut(code, context.say, visits=context.visits, computer_free=free)
        self._frame.close_door(icon, title, text, ways_on(code), visits=context.visits)

    def take_keyboard(self) -> None:
        """To what helps most."""
        self._frame.shut.action.setFocus(Qt.FocusReason.OtherFocusReason)

    def look(self) -> None:
        """Whether the person is in, or waits before it."""
        room = self._context.room
        if room.outside:
            self._presenting.gone()
            me, place = room.relay.me, room.place_in_line
            icon, title, text = why_outside(room.outside, me.name if me else "", room.waits_before, place)
            self._frame.wait_outside(icon, title, text, self.tr("Leave"))
            announce(self._frame.shut, in_line(place) or title)
        elif not self._presenting.on:
            self._frame.let_in()
