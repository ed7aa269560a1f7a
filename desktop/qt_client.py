"""The client with Qt's signals: a receiver that is deleted is called no more."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.client import AccountCache, Address, Clock, RelayClient, RoomClient
from desktop.client.connection import Connection

if TYPE_CHECKING:
    from desktop.qt_files import QtFileLane


def _signal_all(client: QObject) -> None:
    """Has each callback ``on_NAME`` of a client emit its signal NAME."""
    for name, value in vars(type(client)).items():
        if isinstance(value, Signal):
            getattr(client, f"on_{name}").connect(getattr(client, name).emit)


class QtRelayClient(RelayClient, QObject):
    """A RelayClient with signals; what each tells stands at the callback of its name."""

    state_changed = Signal()
    welcomed = Signal()
    session_changed = Signal(str, int)
    colleague_acted = Signal(object)
    waiting_changed = Signal(str)
    done = Signal(object)
    closed = Signal(str)

    def __init__(
        self,
        address: Address,
        pin: str,
        token: str | None = None,
        certificate: str = "",
        *,
        cache: AccountCache | None = None,
        clock: Clock | None = None,
        connection: Callable[..., Connection] = Connection,
        can: Sequence[str] = (),
    ) -> None:
        QObject.__init__(self)
        RelayClient.__init__(
            self,
            address,
            pin,
            token,
            certificate,
            cache=cache,
            clock=clock,
            connection=connection,
            can=can,
        )
        _signal_all(self)

    @cached_property
    def files(self) -> "QtFileLane":
        """The lane for files; it is read and made when it is wanted."""
        from desktop.qt_files import QtFileLane  # noqa: PLC0415

        return QtFileLane(self, self)

    def room(self, session_id: str) -> "QtRoomClient":
        """The room of a session; it is entered now or when the line is up, and again after each cut."""
        room = super().room(session_id)
        assert isinstance(room, QtRoomClient)
        return room

    def _new_room(self, session_id: str, *, background: bool) -> "QtRoomClient":
        return QtRoomClient(self, session_id, background=background)


class QtRoomClient(RoomClient, QObject):
    """A RoomClient with signals; what each tells stands at the callback of its name."""

    told = Signal(list, bool)
    afresh = Signal()
    entered = Signal(str)
    outside_changed = Signal()
    caught_up_changed = Signal()
    waiting_changed = Signal()
    refused = Signal(object)
    moment = Signal(object)
    closed = Signal(str)

    def __init__(self, relay: QtRelayClient, session_id: str, *, background: bool = False) -> None:
        QObject.__init__(self)
        RoomClient.__init__(self, relay, session_id, background=background)
        self.relay = relay
        _signal_all(self)
