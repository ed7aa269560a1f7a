"""Announcements for tests, made and heard with the real library on the loopback interface."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from zeroconf import IPVersion, ServiceInfo, ServiceStateChange, Zeroconf
from zeroconf.asyncio import AsyncServiceBrowser, AsyncServiceInfo, AsyncZeroconf

from relay.protocol.announcement import SERVICE, Announcement, instance_name, read, written

LOOPBACK = "127.0.0.1"
RELAY_ID = "01JD0000000000000000000000"
PIN = "A" * 52


def made_up(place: int = 0, **says: object) -> Announcement:
    """An announcement of a relay that does not exist."""
    about = {"relay_id": f"{RELAY_ID[:-4]}{place:04d}", "pin_hint": PIN[:16], "school": f"School {place}"}
    return Announcement(**{**about, **says})  # type: ignore[arg-type]


def service(
    what: Announcement,
    port: int,
    *,
    name: str = "",
    ttl: int = 60,
    address: str = LOOPBACK,
    **pairs: str,
) -> ServiceInfo:
    """What the library announces for it; `pairs` are added as they are."""
    name = name or instance_name(what.relay_id)
    return ServiceInfo(
        SERVICE,
        name,
        port=port,
        properties=dict(written(what)) | pairs,
        server=f"{name.split('.')[0].replace(' ', '-')}.local.",
        parsed_addresses=[address],
        host_ttl=ttl,
        other_ttl=ttl,
    )


@asynccontextmanager
async def multicast() -> AsyncIterator[AsyncZeroconf]:
    """The library at work on the loopback interface."""
    library = AsyncZeroconf(interfaces=[LOOPBACK], ip_version=IPVersion.V4Only)
    try:
        await library.zeroconf.async_wait_for_start()
        yield library
    finally:
        await library.async_close()


async def announce(library: AsyncZeroconf, what: ServiceInfo) -> None:
    """Announces without asking first whether the name is free, as a liar would."""
    await (await library.async_register_service(what, cooperating_responders=True))


@dataclass(eq=False)
class Listener:
    """What is heard, by relay id."""

    library: AsyncZeroconf
    heard: dict[str, tuple[Announcement, ServiceInfo]] = field(default_factory=dict)
    _names: dict[str, str] = field(default_factory=dict)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def on_change(
        self, zeroconf: Zeroconf, service_type: str, name: str, state_change: ServiceStateChange
    ) -> None:
        """The library's handler."""
        if state_change is ServiceStateChange.Removed:
            self.heard.pop(self._names.pop(name, ""), None)
            return
        task = asyncio.ensure_future(self._resolve(name))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _resolve(self, name: str) -> None:
        info = AsyncServiceInfo(SERVICE, name)
        if await info.async_request(self.library.zeroconf, 3000) and (says := read(info.properties)):
            self.heard[says.relay_id] = (says, info)
            self._names[name] = says.relay_id

    async def end(self) -> None:
        """Asks nothing more."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


@asynccontextmanager
async def listening() -> AsyncIterator[Listener]:
    """Hears what is announced."""
    async with multicast() as library:
        listener = Listener(library)
        browser = AsyncServiceBrowser(library.zeroconf, SERVICE, handlers=[listener.on_change])
        try:
            yield listener
        finally:
            with contextlib.suppress(RuntimeError):
                await browser.async_cancel()
            await listener.end()
