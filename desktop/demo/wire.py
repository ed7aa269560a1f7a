"""A wire that somebody may trip over: passes bytes on to the relay, and can be cut and mended."""

import asyncio
import contextlib

CHUNK = 65_536


class Wire:
    """Carries TCP lines to a port of this computer. While it is cut every line ends, a new one at once."""

    def __init__(self) -> None:
        self.port = 0
        """Where to connect to instead of the relay's own port, once it leads there."""
        self._to = 0
        self._whole = True
        self._server: asyncio.Server | None = None
        self._ends: set[asyncio.StreamWriter] = set()
        self._carrying: set[asyncio.Task[None]] = set()

    async def lead_to(self, port: int) -> None:
        """Begins to carry lines to this port."""
        self._to = port
        self._server = await asyncio.start_server(self._came, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    def cut(self) -> None:
        self._whole = False
        for end in self._ends:
            end.transport.abort()

    def mend(self) -> None:
        self._whole = True

    async def close(self) -> None:
        self.cut()
        if self._server is not None:
            self._server.close()
        for task in self._carrying:
            task.cancel()
        await asyncio.gather(*self._carrying, return_exceptions=True)

    async def _came(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._carrying.add(task)
        ends = {writer}
        try:
            if self._whole:
                there, back = await asyncio.open_connection("127.0.0.1", self._to)
                ends.add(back)
                self._ends |= ends
                if self._whole:  # it may have been cut meanwhile
                    await asyncio.gather(_carry(reader, back), _carry(there, writer))
        except OSError:
            pass  # the relay is gone
        finally:
            self._ends -= ends
            self._carrying.discard(task)
            for end in ends:
                end.transport.abort()


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(CHUNK):
            writer.write(data)
            await writer.drain()
    writer.close()
