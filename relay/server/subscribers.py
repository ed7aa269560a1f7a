"""Who follows a room, or is held before it: devices and their connections, from one effect to another."""

from collections.abc import Callable, Iterable
from functools import partial

from relay.delivery import Delivery, Sender, Subscriber
from relay.presence import Effect, Expel, Hold, Release, Subscribe, TellHeld, Unsubscribe
from relay.protocol.catalog import encode
from relay.protocol.log import Afresh

Call = Callable[[], None]


class Subscribers:
    """Those of one room; ``by_device`` is all that answering a command has to look at."""

    def __init__(self, session: str, delivery: Delivery) -> None:
        self._session, self._delivery = session, delivery
        self.by_device: dict[str, Subscriber] = {}
        self._paused: dict[str, Subscriber] = {}
        """Those of them who are told nothing for a moment."""
        self._held: dict[str, tuple[str, Sender]] = {}
        """Account and way out of those who are held, by device."""

    def take_in(self, effect: Effect, sender: Sender | None) -> tuple[Call | None, Call | None]:
        """What an effect changes from now on; returns what remains to be done once its step is committed.

        First what has to be done before anything later is told, then what is said in turn with replies.
        ``sender``: the way out to the device that an effect is about.
        """
        match effect:
            case Subscribe(asker, after, packed):
                assert sender is not None
                teaches = asker.role == "teacher"
                reader = Subscriber(sender, self._session, asker.account, teaches, after, packed)
                return None, self._subscribe(asker.device, reader)
            case Unsubscribe(asker):
                return None, self._drop([asker.device])
            case Hold(asker):
                assert sender is not None
                self._held[asker.device] = (asker.account, sender)
            case Release(account, notice):
                return None, self._release(account, encode(notice))
            case TellHeld(account, notice):
                return None, partial(self._tell_held, account, encode(notice))
            case Expel(account):
                return self._expel(account)
        return None, None

    def _subscribe(self, device: str, reader: Subscriber) -> Call:
        self._held.pop(device, None)
        old = self.by_device.get(device)
        self.by_device[device] = reader

        def attach() -> None:
            if old:
                self._delivery.detach(old)
            if self.by_device.get(device) is reader:
                self._delivery.attach(reader)

        return attach

    def _release(self, account: str, text: bytes) -> Call:
        devices = [device for device, (whose, _) in self._held.items() if whose == account]
        senders = [self._held.pop(device)[1] for device in devices]

        def tell() -> None:
            for sender in senders:
                sender.write_text(text)

        return tell

    def _tell_held(self, account: str, text: bytes) -> None:
        for whose, sender in self._held.values():
            if whose == account:
                sender.write_text(text)

    def _expel(self, account: str) -> tuple[Call, Call]:
        """Who is not live is not told the event that puts them out, and has to ask."""
        devices = [device for device, reader in self.by_device.items() if reader.account == account]
        readers = [self.by_device[device] for device in devices]
        detach = self._drop(devices)
        untold: list[Subscriber] = []

        def stop() -> None:
            untold.extend(reader for reader in readers if not reader.live)
            detach()

        def tell() -> None:
            for reader in untold:
                reader.sender.write_text(encode(Afresh(session=self._session)))

        return stop, tell

    def _drop(self, devices: Iterable[str]) -> Call:
        """They follow no more; what is returned has them told nothing more."""
        dropped: list[Subscriber] = []
        for device in devices:
            self._held.pop(device, None)
            self._paused.pop(device, None)
            if reader := self.by_device.pop(device, None):
                dropped.append(reader)

        def detach() -> None:
            for reader in dropped:
                self._delivery.detach(reader)

        return detach

    def pause(self, device: str) -> None:
        """Tell this device nothing for now."""
        reader = self.by_device.get(device)
        if reader and reader.channel:
            self._delivery.detach(reader)
            self._paused[device] = reader

    def is_paused(self, device: str) -> bool:
        """Whether it is told nothing for now."""
        return device in self._paused

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
        """A device has gone: it is told nothing more."""
        self._drop([device])()

    def forget_all(self) -> None:
        """Nobody is told anything more."""
        self._drop([*self.by_device, *self._held])()

    def send_away(self) -> None:
        """All who follow are to forget what they kept, and to come in anew."""
        for device, reader in list(self.by_device.items()):
            self.forget(device)
            reader.sender.write_text(encode(Afresh(session=self._session)))
