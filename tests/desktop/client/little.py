"""A little relay for tests of the line: real sockets and real words, and it does what a test tells it."""

import asyncio
import datetime
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from cryptography.x509.oid import NameOID
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.http11 import Request, Response
from websockets.typing import Subprotocol

from desktop.client import Address
from relay.protocol.accounts import Account, Welcome
from relay.protocol.base import Command, Word
from relay.protocol.catalog import encode, read_from_client
from relay.protocol.pin import pin_of

ME = Account("01J0000000000000000000000A", "Ana", "student", "ana")
SESSION = "01J0000000000000000000000S"

Talk = Callable[["LittleRelay", ServerConnection], Awaitable[None]]


class Key:
    """A key, and certificates of it as often as wanted."""

    def __init__(self, folder: Path, name: str = "key") -> None:
        self._folder, self._name, self._made = folder, name, 0
        self._key = ec.generate_private_key(ec.SECP256R1())
        public = self._key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        self.pin = pin_of(public)

    def certificate(self, days_ago: int = 1, days: int = 100) -> ssl.SSLContext:
        """A server's context with a certificate made now."""
        self._made += 1
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Schoolbell relay")])
        begins = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=days_ago)
        made = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(self._key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(begins)
            .not_valid_after(begins + datetime.timedelta(days=days))
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .sign(self._key, hashes.SHA256())
        )
        file = self._folder / f"{self._name}-{self._made}.pem"
        secret = self._key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        file.write_bytes(made.public_bytes(Encoding.PEM) + secret)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        context.load_cert_chain(file)
        return context


async def _stay(relay: "LittleRelay", socket: ServerConnection) -> None:
    await socket.wait_closed()


@dataclass(eq=False)
class LittleRelay:
    """Says welcome, keeps what it is told in ``heard``, and then does as ``talk`` says."""

    tls: ssl.SSLContext
    port: int = 0
    talk: Talk = _stay
    turn_away: Callable[[Request], Response | None] = lambda request: None
    now: Callable[[], int] = lambda: 1_700_000_000_000
    heard: list[Command] = field(default_factory=list)
    headers: list[str | None] = field(default_factory=list)
    """The Authorization header of each connection that came."""
    welcomes: bool = True
    sockets: list[ServerConnection] = field(default_factory=list)
    you: Account | None = ME
    relay_id: str = "01J0000000000000000000000R"
    ping_interval: float | None = None
    _server: Server | None = None

    @property
    def address(self) -> Address:
        """Where it listens."""
        return Address("127.0.0.1", self.port)

    async def start(self) -> None:
        """Listens, on the same port as before if there was one."""
        self._server = await serve(
            self._serve,
            "127.0.0.1",
            self.port,
            ssl=self.tls,
            process_request=self._look,
            subprotocols=[Subprotocol("schoolbell.v1")],
            compression=None,
            ping_interval=self.ping_interval,
            close_timeout=1,
        )
        self.port = next(iter(self._server.sockets)).getsockname()[1]

    async def stop(self, code: int = 1012) -> None:
        """Ends, with a word to everybody."""
        server, self._server = self._server, None
        if server is not None:
            server.close(code=code)
            await server.wait_closed()
            await asyncio.sleep(0)  # a turn in which the transports that it has aborted close

    async def say(self, word: Word) -> None:
        """One word on the newest connection."""
        await self.sockets[-1].send(encode(word), text=True)

    def _look(self, socket: ServerConnection, request: Request) -> Response | None:
        self.headers.append(request.headers.get("Authorization"))
        return self.turn_away(request)

    async def _serve(self, socket: ServerConnection) -> None:
        self.sockets.append(socket)
        if self.welcomes:
            word = Welcome(
                relay_id=self.relay_id,
                relay_name="Little",
                version="0",
                now=self.now(),
                you=self.you,
            )
            await socket.send(encode(word), text=True)
        await self.talk(self, socket)

    async def read(self, socket: ServerConnection) -> Command:
        """The next command on a connection, also kept in ``heard``."""
        word = read_from_client(await socket.recv(decode=False))
        assert isinstance(word, Command)
        self.heard.append(word)
        return word


@asynccontextmanager
async def little_relay(key: Key, talk: Talk = _stay) -> AsyncIterator[LittleRelay]:
    """A little relay with this key, ended with the test."""
    relay = LittleRelay(key.certificate(), talk=talk)
    await relay.start()
    try:
        yield relay
    finally:
        await relay.stop()


@asynccontextmanager
async def eavesdropper(tls: ssl.SSLContext, port: int = 0) -> AsyncIterator[tuple[int, bytearray]]:
    """A TLS listener that records everything that is said to it, and its port."""
    said = bytearray()

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(65_536):
                said.extend(data)
        except OSError:
            pass
        finally:
            writer.transport.abort()

    server = await asyncio.start_server(listen, "127.0.0.1", port, ssl=tls)
    try:
        yield server.sockets[0].getsockname()[1], said
    finally:
        server.close()
