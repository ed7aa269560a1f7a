"""Who follows a room: the readers by device, from coming in until they are forgotten."""

from collections.abc import Callable, Iterable

from relay.delivery import Delivery, Subscriber
from relay.protocol.catalog import encode
from relay.protocol.log import Afresh


class Subscribers:
    """Those of one room; ``by_device`` is all that answering a command has to look at."""

    def __init__(self, session: str, delivery: Delivery) -> None:
        self._session, self._delivery = session, delivery
        self.by_device: dict[str, Subscriber] = {}
        self._paused: dict[str, Subscriber] = {}
        """Those of them who are told nothing for a moment."""

    def put(self, device: str, reader: Subscriber, entered: bytes) -> Callable[[], None]:
        """A device comes in, perhaps anew. What is returned lets it hear that, and all that follows."""
        old = self.by_device.get(device)
        self.by_device[device] = reader

        def attach() -> None:
            if old:
                self._delivery.detach(old)
            reader.sender.write_text(entered)
            if self.by_device.get(device) is reader:
                self._delivery.attach(reader)

        return attach

    def devices_of(self, account: str) -> list[str]:
        """On which somebody follows this room."""
        return [device for device, reader in self.by_device.items() if reader.account == account]

    def pause(self, device: str) -> None:
        """Tell this device nothing for now."""
        reader = self.by_device.get(device)
        if reader and reader.channel:
            self._delivery.detach(reader)
            self._paused[device] = reader

    def resume(self, device: str, room_is_open: bool) -> None:
        """Tell it what it missed, and what comes; where the room is over by now, to look for itself."""
        reader = self._paused.pop(device, None)
        if reader is None or self.by_device.get(device) is not reader:
            return
        if room_is_open:
            self._delivery.attach(reader)
        else:
            reader.sender.write_text(encode(Afresh(session=self._session)))

    def forget(self, device: str) -> None:
        """A device has gone."""
        self._paused.pop(device, None)
        reader = self.by_device.pop(device, None)
        if reader:
            self._delivery.detach(reader)

    def forget_these(self, devices: Iterable[str]) -> None:
        """They are told nothing more."""
        for device in devices:
            self.forget(device)

    def forget_all(self) -> None:
        """Nobody is told anything more."""
        self.forget_these(list(self.by_device))

    def send_away(self) -> None:
        """All of them are to forget what they kept, and to come in anew."""
        for device, reader in list(self.by_device.items()):
            self.forget(device)
            reader.sender.write_text(encode(Afresh(session=self._session)))
