"""A private session bus, and one with a notification service on it, for tests."""

import asyncio
import contextlib
import json
import os
import shutil
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dbus_fast import Message, MessageType
from dbus_fast.aio import MessageBus

from tests.desktop.notifyd import CONTROL, NAME, PATH
from tests.patience import PATIENCE

HERE = Path(__file__).parent
ABILITIES = "actions,body,body-markup,persistence"
WITHOUT = (
    "needs dbus-run-session (Debian: dbus-daemon)"
    if not shutil.which("dbus-run-session")
    else "" if sys.platform == "linux" else "needs Linux"
)  # fmt: skip
"""Why there can be no bus here; empty when there can."""


@dataclass
class Notifyd:
    """The service, from the test's side."""

    address: str
    bus: MessageBus

    async def shown(self) -> list[dict[str, Any]]:
        """What is shown now."""
        shown: list[dict[str, Any]] = (await self._state())["shown"]
        return shown

    async def calls(self) -> int:
        """How often something was sent."""
        calls: int = (await self._state())["calls"]
        return calls

    async def press(self, number: int, key: str) -> None:
        """Presses a button, as a person would."""
        await self._call("Press", "us", [number, key])

    async def press_only(self, number: int, key: str) -> None:
        """Presses a button at a service that does not close what was pressed."""
        await self._call("PressOnly", "us", [number, key])

    async def dismiss(self, number: int) -> None:
        """Closes one, as a person would."""
        await self._call("Dismiss", "u", [number])

    async def until(self, count: int) -> list[dict[str, Any]]:
        """Waits until so many are shown."""
        async with asyncio.timeout(PATIENCE):
            while len(shown := await self.shown()) != count:
                await asyncio.sleep(0.01)
        return shown

    async def _state(self) -> dict[str, Any]:
        state: dict[str, Any] = json.loads((await self._call("Shown"))[0])
        return state

    async def _call(self, member: str, signature: str = "", body: list[Any] | None = None) -> list[Any]:
        answer = await self.bus.call(
            Message(
                destination=NAME,
                path=PATH,
                interface=CONTROL,
                member=member,
                signature=signature,
                body=body or [],
            )
        )
        assert answer.message_type is MessageType.METHOD_RETURN, answer.body
        return answer.body


@asynccontextmanager
async def notification_service(abilities: str = ABILITIES) -> AsyncIterator[Notifyd]:
    """A bus of its own and the service on it; both end with the test."""
    async with session_bus(sys.executable, "-m", "tests.desktop.notifyd", abilities) as (address, bus):
        yield Notifyd(address, bus)


@asynccontextmanager
async def session_bus(*program: str) -> AsyncIterator[tuple[str, MessageBus]]:
    """The address of a bus of its own, and a connection; ``program`` runs on it, and prints ``ready``."""
    process = await asyncio.create_subprocess_exec(
        "dbus-run-session",
        f"--config-file={HERE.parent / 'bus.conf'}",
        "--",
        "sh",
        "-c",
        'echo "$DBUS_SESSION_BUS_ADDRESS"; exec "$@"',
        "sh",
        *program,
        cwd=HERE.parent.parent,
        stdin=DEVNULL,
        stdout=PIPE,
        stderr=DEVNULL,
        start_new_session=True,
    )
    assert process.stdout is not None
    bus: MessageBus | None = None
    try:
        async with asyncio.timeout(PATIENCE):
            address = (await process.stdout.readline()).decode().strip()
            assert (await process.stdout.readline()).decode().strip() == "ready"
            bus = await MessageBus(bus_address=address).connect()
        yield address, bus
    finally:
        if bus is not None:
            bus.disconnect()
            await bus.wait_for_disconnect()  # type: ignore[no-untyped-call]
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)  # the bus, and the service on it
        await process.communicate()
