"""Linux: org.freedesktop.Notifications over D-Bus, where a later notice can take an earlier one's place."""

import asyncio
from typing import Any

from dbus_fast import BusType, Message, MessageType, Variant
from dbus_fast.aio import MessageBus
from dbus_fast.errors import DBusError

from desktop.notifications.backend import Unavailable
from desktop.notifications.markup import escaped
from desktop.notifications.notification import Notification

NAME = "org.freedesktop.Notifications"
PATH = "/org/freedesktop/Notifications"
MATCH = f"type='signal',interface='{NAME}',path='{PATH}'"
DEFAULT = "default"
"""The action of a click beside the buttons."""
PLAIN = str.maketrans({"<": "‹", ">": "›"})
"""For titles: they are plain text by the specification, but some services read them as markup."""


class FreeDesktop:
    """One connection to the session bus."""

    def __init__(self) -> None:
        self._bus: MessageBus | None = None
        self._abilities: frozenset[str] = frozenset()
        self._notices: dict[int, Notification] = {}
        self._numbers: dict[str, int] = {}

    async def connect(self) -> bool:
        try:
            self._bus = await MessageBus(bus_type=BusType.SESSION).connect()
        except (OSError, EOFError, asyncio.CancelledError):
            raise
        except Exception as error:  # dbus-fast has many, for addresses, names and authentication
            raise Unavailable("no_service", str(error)) from error
        self._bus.add_message_handler(self._on_message)
        (abilities,) = await self._call(PATH, NAME, NAME, "GetCapabilities")
        self._abilities = frozenset(abilities)
        bus = "org.freedesktop.DBus"
        await self._call("/org/freedesktop/DBus", bus, bus, "AddMatch", "s", [MATCH])
        return "actions" in self._abilities

    async def show(self, notice: Notification) -> None:
        actions = []
        if "actions" in self._abilities:
            for action in notice.actions:
                actions += [action.id, action.label]
            if notice.open:
                actions += [DEFAULT, ""]
        hints = {
            "urgency": Variant("y", 2 if notice.urgent else 1),
            "desktop-entry": Variant("s", "schoolbell"),
            "suppress-sound": Variant("b", True),  # what is to be heard, Sounds plays
        }
        replaced = self._numbers.get(notice.key, 0)
        body: list[Any] = [
            "Schoolbell",
            replaced,
            "schoolbell",
            notice.title.translate(PLAIN),
            self._body(notice.body),
            actions,
            hints,
            -1,
        ]
        (number,) = await self._call(PATH, NAME, NAME, "Notify", "susssasa{sv}i", body)
        self._notices.pop(replaced, None)
        self._notices[number] = notice
        self._numbers[notice.key] = number

    async def withdraw(self, key: str) -> None:
        number = self._numbers.pop(key, None)
        if number is not None:
            self._notices.pop(number, None)
            await self._call(PATH, NAME, NAME, "CloseNotification", "u", [number], may_fail=True)

    async def close(self) -> None:
        bus, self._bus = self._bus, None
        self._notices.clear()
        self._numbers.clear()
        if bus is not None and bus.connected:
            bus.disconnect()
            await bus.wait_for_disconnect()  # type: ignore[no-untyped-call]

    def _body(self, text: str) -> str:
        """The words so that nothing in them is taken for markup."""
        if "body-markup" in self._abilities:
            return escaped(text)
        return text.translate(PLAIN)

    async def _call(
        self,
        path: str,
        destination: str,
        interface: str,
        member: str,
        signature: str = "",
        body: list[Any] | None = None,
        *,
        may_fail: bool = False,
    ) -> list[Any]:
        if self._bus is None or not self._bus.connected:
            raise Unavailable("no_service", "the bus is gone")
        try:
            answer = await self._bus.call(
                Message(
                    destination=destination,
                    path=path,
                    interface=interface,
                    member=member,
                    signature=signature,
                    body=body or [],
                )
            )
        except DBusError as error:
            raise Unavailable("no_service", str(error)) from error
        if answer.message_type is MessageType.ERROR and not may_fail:
            raise Unavailable("no_service", str(answer.body))
        return answer.body

    def _on_message(self, message: Message) -> None:
        """A button was pressed, or a notice has gone."""
        if message.message_type is not MessageType.SIGNAL or message.interface != NAME:
            return
        number = message.body[0] if message.body else 0
        if message.member == "NotificationClosed":
            self._forget(number)
        elif message.member == "ActionInvoked":
            notice = self._notices.get(number)
            if notice is None:
                return
            pressed = message.body[1]  # not forgotten yet: some services leave it to us to close it
            if pressed == DEFAULT and notice.open:
                notice.open()
            for action in notice.actions:
                if action.id == pressed:
                    action.callback()

    def _forget(self, number: int) -> None:
        notice = self._notices.pop(number, None)
        if notice is not None and self._numbers.get(notice.key) == number:
            del self._numbers[notice.key]
