"""The process behind the generator's ceiling: it cuts what comes at a fixed length and passes it on.

No protocol is spoken, nothing is parsed, nothing is kept. What arrives within 20 ms leaves to each reader in
one write, as it does from the relay when its disk is busy.
"""

import argparse
import asyncio
import base64
import ssl
from collections.abc import Iterator
from typing import cast

import msgspec

from relay.protocol.log import PAGE_EVENTS, page_bytes
from tests.bench.load.languages import Hello

LINGER_SECONDS = 0.02


class _Room:
    """Who is in it, and what has been said since the last pages."""

    def __init__(self) -> None:
        self.readers: list[asyncio.Transport] = []
        self.said: list[bytes] = []
        self.upto = 0
        self.pages = False

    def say(self, messages: list[bytes]) -> None:
        """Pass these on a little later."""
        if not self.said:
            asyncio.get_running_loop().call_later(LINGER_SECONDS, self._pass_on)
        self.said += messages

    def _pass_on(self) -> None:
        said, self.said = self.said, []
        whole = b"".join(self._frames(said)) if self.pages else b"".join(said)
        for reader in self.readers:
            reader.write(whole)

    def _frames(self, said: list[bytes]) -> Iterator[bytes]:
        for begin in range(0, len(said), PAGE_EVENTS):
            events = said[begin : begin + PAGE_EVENTS]
            prev, self.upto = self.upto, self.upto + len(events)
            page = page_bytes("0" * 26, prev, self.upto, events)
            yield _head(len(page))
            yield page


def _head(size: int) -> bytes:
    """A text frame's header."""
    if size < 126:
        return bytes((0x81, size))
    return b"\x81\x7e" + size.to_bytes(2, "big") if size < 1 << 16 else b"\x81\x7f" + size.to_bytes(8, "big")


class _Person(asyncio.Protocol):
    def __init__(self, rooms: dict[int, _Room]) -> None:
        self._rooms = rooms
        self._room: _Room | None = None
        self._kept = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's are not its subclasses

    def connection_lost(self, exc: Exception | None) -> None:
        if self._room and self._transport in self._room.readers:
            self._room.readers.remove(self._transport)

    def data_received(self, data: bytes) -> None:
        data = self._kept + data
        if self._room is None:
            line, end, data = data.partition(b"\n")
            if not end:
                self._kept = line
                return
            self._come_in(msgspec.json.decode(line, type=Hello))
        length, take, whole = self._length, self._take, len(data) - len(data) % self._length
        said = [
            self._before + data[place + take : place + take + self._size] + self._after
            for place in range(0, whole, length)
        ]
        self._kept = data[whole:]
        if said and self._room:
            self._room.say(said)

    def _come_in(self, hello: Hello) -> None:
        self._length, self._take, self._size = hello.length, hello.take, hello.size
        self._before, self._after = base64.b64decode(hello.before), base64.b64decode(hello.after)
        self._room = self._rooms.setdefault(hello.room, _Room())
        self._room.pages = hello.pages
        self._room.readers.append(self._transport)


async def _main(port: int, context: ssl.SSLContext | None) -> None:
    rooms: dict[int, _Room] = {}
    server = await asyncio.get_running_loop().create_server(
        lambda: _Person(rooms), "127.0.0.1", port, ssl=context, backlog=2048
    )
    await server.serve_forever()


def main() -> None:
    """Serve until it is ended."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("port", type=int)
    words.add_argument("--certificate", default="")
    words.add_argument("--key", default="")
    given = words.parse_args()
    context = None
    if given.certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        context.load_cert_chain(given.certificate, given.key)
    import uvloop  # noqa: PLC0415 - does not exist on Windows

    uvloop.run(_main(given.port, context))


if __name__ == "__main__":
    main()
