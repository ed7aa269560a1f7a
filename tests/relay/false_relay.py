"""A relay that a pupil announces in place of the school's: keeps what arrives, and guesses or passes on."""

import asyncio
import json
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from websockets.asyncio.client import connect
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from relay.protocol.accounts import Welcome
from relay.protocol.catalog import encode, read_from_client
from relay.protocol.joining import BeginJoin, JoinBegun, ListOpenLessons, OpenLesson, OpenLessons
from relay.school.spake import answer
from relay.shared.dialling import SUBPROTOCOL
from relay.tls import CERTIFICATE_FILE, identity


@dataclass
class FalseRelay:
    """Has a key of its own. ``guess``: the code it pretends to know; ``true``: port it passes all on to."""

    folder: Path
    session: str
    guess: str = ""
    true: int = 0
    heard: list[bytes] = field(default_factory=list)
    """Every frame that came from a client."""
    headers: list[str] = field(default_factory=list)
    """What came with the requests to connect."""
    port: int = 0
    pin: str = ""

    @property
    def certificate(self) -> Path:
        """Its own."""
        return self.folder / CERTIFICATE_FILE

    @property
    def words(self) -> list[str]:
        """The types of what was heard."""
        return [json.loads(frame)["t"] for frame in self.heard]

    async def talk(self, client: ServerConnection) -> None:
        """One client."""
        assert client.request is not None
        self.headers += [value for _, value in client.request.headers.raw_items()]
        try:
            if self.true:
                await self._pass_on(client)
            else:
                await self._pretend(client)
        except ConnectionClosed:
            return

    async def _pretend(self, client: ServerConnection) -> None:
        welcome = Welcome(relay_id=self.session, relay_name="Schoolbell", version="1", now=0)
        await client.send(encode(welcome), text=True)
        async for frame in client:
            assert isinstance(frame, str)
            self.heard.append(frame.encode())
            match read_from_client(frame):
                case ListOpenLessons(ref=ref):
                    lessons = [OpenLesson(self.session, "Physics", "Ms Lee")]
                    await client.send(encode(OpenLessons(ref=ref, lessons=lessons)), text=True)
                case BeginJoin(ref=ref, message=message):
                    made = answer(self.guess, self.session, self.pin, message)
                    begun = JoinBegun(ref=ref, exchange="x", message=made.message, proof=made.proofs.relay)
                    await client.send(encode(begun), text=True)

    async def _pass_on(self, client: ServerConnection) -> None:
        anybody = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        anybody.check_hostname, anybody.verify_mode = False, ssl.CERT_NONE
        async with connect(
            f"wss://127.0.0.1:{self.true}/v1",
            ssl=anybody,
            proxy=None,
            compression=None,
            subprotocols=[SUBPROTOCOL],
        ) as relay:

            async def back() -> None:
                async for frame in relay:
                    await client.send(frame, text=True)

            passing = asyncio.create_task(back())
            try:
                async for frame in client:
                    assert isinstance(frame, str)
                    self.heard.append(frame.encode())
                    await relay.send(frame)
            finally:
                passing.cancel()
                await asyncio.gather(passing, return_exceptions=True)


@asynccontextmanager
async def false_relay(
    folder: Path, session: str, guess: str = "", true: int = 0
) -> AsyncIterator[FalseRelay]:
    """It listens. The folder is there."""
    shown = identity(folder)
    false = FalseRelay(folder, session, guess, true, pin=shown.pin)
    async with serve(
        false.talk,
        "127.0.0.1",
        0,
        ssl=shown.context(),
        subprotocols=[SUBPROTOCOL],
        compression=None,
    ) as server:
        false.port = next(iter(server.sockets)).getsockname()[1]
        yield false
