"""A portal on a session bus that takes pictures of the screen, or does not, as a test wants it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from dbus_fast import Message, MessageType, Variant
from dbus_fast.aio import MessageBus

from desktop.screenshots.portal import BUS, BUS_PATH, NAME, PATH, REQUEST, SCREENSHOT
from tests.desktop.bus import session_bus


@dataclass
class Portal:
    """``code``: what it answers; None: it goes away instead. ``own_name``: it names requests itself."""

    file: Path
    code: int | None = 0
    own_name: bool = False
    silent: bool = False
    asked: list[dict[str, Variant]] = field(default_factory=list)
    address: str = ""

    def serve(self, bus: MessageBus) -> None:
        def answer(message: Message) -> Message | None:
            wanted = message.message_type is MessageType.METHOD_CALL and message.interface == SCREENSHOT
            if not wanted:
                return None
            _, options = message.body
            self.asked.append(options)
            sender = message.sender.removeprefix(":").replace(".", "_")
            token = "own" if self.own_name else options["handle_token"].value
            request = f"{PATH}/request/{sender}/{token}"
            bus.send(Message.new_method_return(message, "o", [request]))
            if self.silent:
                return None
            if self.code is None:
                leave = Message(BUS, BUS_PATH, BUS, "ReleaseName", signature="s", body=[NAME])
                bus.send(leave)
                return None
            results = {} if self.code else {"uri": Variant("s", self.file.as_uri())}
            bus.send(Message.new_signal(request, REQUEST, "Response", "ua{sv}", [self.code, results]))
            return None

        bus.add_message_handler(answer)


@asynccontextmanager
async def portal_service(portal: Portal) -> AsyncIterator[Portal]:
    """Has it on a bus of its own."""
    async with session_bus("sh", "-c", "echo ready; exec tail -f /dev/null") as (address, bus):
        portal.address = address
        portal.serve(bus)
        await bus.request_name(NAME)
        yield portal
