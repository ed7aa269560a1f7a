"""Wayland: org.freedesktop.portal.Screenshot, which asks the person where it has to, and leaves a file."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from dbus_fast import BusType, Message, MessageType, Variant
from dbus_fast.aio import MessageBus
from PySide6.QtGui import QImage, QImageReader

from desktop.screenshots.failures import ScreenFailed
from relay.shared.ids import new_ref

NAME = "org.freedesktop.portal.Desktop"
PATH = "/org/freedesktop/portal/desktop"
SCREENSHOT = "org.freedesktop.portal.Screenshot"
REQUEST = "org.freedesktop.portal.Request"
BUS, BUS_PATH = "org.freedesktop.DBus", "/org/freedesktop/DBus"
ANSWER_SECONDS = 60.0
"""The person may be asked first; whoever never answers does not keep our window away."""
TAKEN, CANCELLED = 0, 1
LARGEST_MB = 400


async def portal_picture() -> QImage:
    """All that is on the screens, without asking where the system allows that; raises ScreenFailed."""
    try:
        async with asyncio.timeout(ANSWER_SECONDS), _connected() as bus:
            where = await _ask(bus)
    except TimeoutError as error:
        raise ScreenFailed("not_allowed", "no answer") from error
    return await asyncio.to_thread(_read_and_remove, where)


@asynccontextmanager
async def _connected() -> AsyncIterator[MessageBus]:
    try:
        bus = await MessageBus(bus_type=BusType.SESSION).connect()
    except asyncio.CancelledError:
        raise
    except Exception as error:  # dbus-fast has many, for addresses, names and authentication
        raise ScreenFailed("no_way", str(error)) from error
    try:
        yield bus
    finally:
        if bus.connected:
            bus.disconnect()
            await bus.wait_for_disconnect()  # type: ignore[no-untyped-call]


async def _ask(bus: MessageBus) -> str:
    """The address of the file."""
    answered: asyncio.Future[tuple[int, dict[str, Variant]]] = asyncio.get_running_loop().create_future()
    token = f"schoolbell_{new_ref()}"
    sender = str(bus.unique_name).removeprefix(":").replace(".", "_")
    requests = f"{PATH}/request/{sender}/"
    """Of this connection there is one; portals need not take our token for it, and may answer at once."""

    def listen(message: Message) -> None:
        if answered.done() or message.message_type is not MessageType.SIGNAL:
            return
        if (
            message.interface == REQUEST
            and message.member == "Response"
            and str(message.path).startswith(requests)
        ):
            answered.set_result((message.body[0], message.body[1]))
        elif message.member == "NameOwnerChanged" and message.body[0] == NAME and not message.body[2]:
            answered.set_exception(ScreenFailed("no_way", "the portal is gone"))

    bus.add_message_handler(listen)
    for match in (
        f"type='signal',interface='{REQUEST}',member='Response',sender='{NAME}'",
        f"type='signal',interface='{BUS}',member='NameOwnerChanged',arg0='{NAME}'",
    ):
        await _call(bus, BUS, BUS_PATH, BUS, "AddMatch", "s", [match])
    options = {"handle_token": Variant("s", token), "interactive": Variant("b", False)}
    await _call(bus, NAME, PATH, SCREENSHOT, "Screenshot", "sa{sv}", ["", options])
    code, results = await answered
    if code != TAKEN:
        raise ScreenFailed("not_allowed", "cancelled" if code == CANCELLED else str(code))
    if (where := results.get("uri")) is None:
        raise ScreenFailed("no_picture", "no uri")
    return str(where.value)


async def _call(
    bus: MessageBus, to: str, path: str, interface: str, member: str, signature: str, body: list[Any]
) -> list[Any]:
    try:
        answer = await bus.call(
            Message(
                destination=to, path=path, interface=interface, member=member, signature=signature, body=body
            )
        )
    except (OSError, EOFError) as error:
        raise ScreenFailed("no_way", str(error)) from error
    if answer.message_type is MessageType.ERROR:
        raise ScreenFailed("no_way", f"{answer.error_name}: {answer.body}")
    return answer.body


def _read_and_remove(where: str) -> QImage:
    """Some portals leave it among the person's pictures, where nobody wants it."""
    parts = urlsplit(where)
    file = Path(unquote(parts.path))
    if parts.scheme != "file" or not file.is_file():
        raise ScreenFailed("no_picture", "no file")
    reader = QImageReader(str(file))
    QImageReader.setAllocationLimit(LARGEST_MB)
    image = reader.read()
    file.unlink(missing_ok=True)
    if image.isNull():
        raise ScreenFailed("no_picture", reader.errorString())
    return image
