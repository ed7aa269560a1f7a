"""A proxy that mistreats what passes through it: cut, reset, stalled, chopped, slowed."""

import asyncio
import socket
import struct
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from tests.ports import lasting_port

CHUNK = 65_536
_RESET_ON_CLOSE = struct.pack("ii", 1, 0)


@dataclass(eq=False)
class ChaosProxy:
    """Passes bytes between whoever connects and ``port``. What is set holds from the next chunk on.

    ``chop``: bytes at a time, 0 for no chopping. ``rate``: bytes a second each way, 0 for as fast as can be.
    """

    port: int
    host: str = "127.0.0.1"
    chop: int = 0
    rate: float = 0
    listens_on: int = 0
    accepted: int = 0
    passed: int = 0
    """Bytes passed so far, both ways."""
    _flowing: asyncio.Event = field(default_factory=asyncio.Event)
    _door: socket.socket | None = None
    _porter: asyncio.Task[None] | None = None
    _lines: dict[asyncio.Task[None], tuple[asyncio.StreamWriter, ...]] = field(default_factory=dict)

    async def start(self) -> None:
        """Listens, on the same port as before if there was one."""
        self._flowing.set()
        self.listens_on = self.listens_on or lasting_port()
        # Not asyncio's server: closed while somebody comes in, it forgets the socket that it has taken.
        self._door = socket.create_server(("127.0.0.1", self.listens_on), backlog=64)
        self._door.setblocking(False)
        loop = asyncio.get_running_loop()
        if sys.platform == "win32":  # its loop waits for what is done, and not for what can be
            self._porter = loop.create_task(self._let_in(self._door))
        else:
            loop.add_reader(self._door, lambda door: self._take(door.accept()[0]), self._door)

    async def stop(self) -> None:
        """Refuses new lines and resets those that stand."""
        if self._door is not None:
            if self._porter is not None:
                self._porter.cancel()
                await asyncio.gather(self._porter, return_exceptions=True)
            else:
                asyncio.get_running_loop().remove_reader(self._door)
            self._door.close()
            self._door = None
        lines = list(self._lines)
        self.reset()
        for line in lines:
            line.cancel()
        await asyncio.gather(*lines, return_exceptions=True)

    def cut(self) -> None:
        """Ends every line as a program that closes its socket does: no WebSocket goodbye."""
        for writers in list(self._lines.values()):
            for writer in writers:
                writer.close()

    def reset(self) -> None:
        """Ends every line with a TCP reset."""
        for writers in list(self._lines.values()):
            for writer in writers:
                raw = writer.get_extra_info("socket")
                if raw is not None and raw.fileno() != -1:
                    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
                writer.transport.abort()

    def stall(self) -> None:
        """Swallows everything, silently; new lines are accepted and nothing passes on them either."""
        self._flowing.clear()

    def flow(self) -> None:
        """Passes on again, what was swallowed first."""
        self._flowing.set()

    async def _let_in(self, door: socket.socket) -> None:
        while True:
            taken, _ = await asyncio.get_running_loop().sock_accept(door)
            self._take(taken)

    def _take(self, taken: socket.socket) -> None:
        taken.setblocking(False)
        self.accepted += 1
        task = asyncio.get_running_loop().create_task(self._carry(taken))
        self._lines[task] = ()
        task.add_done_callback(self._lines.pop)
        task.add_done_callback(lambda _: taken.close())  # a task ended before it began has closed nothing

    async def _carry(self, taken: socket.socket) -> None:
        task = asyncio.current_task()
        assert task is not None
        reader, writer = await asyncio.open_connection(sock=taken)
        self._lines[task] = (writer,)
        try:
            there, back = await asyncio.open_connection(self.host, self.port)
            self._lines[task] = (writer, back)
            ways = self._pass(reader, back), self._pass(there, writer)
            await asyncio.gather(*ways, return_exceptions=True)
        except OSError:
            pass  # nobody listens behind
        finally:
            for end in self._lines[task]:
                end.transport.abort()

    async def _pass(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        try:
            while data := await source.read(self.chop or CHUNK):
                await self._flowing.wait()
                if self.rate:
                    await asyncio.sleep(len(data) / self.rate)
                target.write(data)
                await target.drain()
                self.passed += len(data)
        except OSError:
            pass
        finally:
            target.close()


@asynccontextmanager
async def chaos_before(port: int) -> AsyncIterator[ChaosProxy]:
    """A proxy before a port of this machine, ended with the test."""
    proxy = ChaosProxy(port)
    await proxy.start()
    try:
        yield proxy
    finally:
        await proxy.stop()
