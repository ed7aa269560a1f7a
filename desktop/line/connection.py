"""The connection to one relay, kept up for as long as it makes sense. It knows no Qt and no school."""

import asyncio
import contextlib
import logging
import random
import ssl
from collections.abc import Callable
from typing import Protocol, TypeVar

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import (
    ConnectionClosed,
    InvalidHandshake,
    InvalidMessage,
    InvalidStatus,
    InvalidURI,
)
from websockets.typing import Subprotocol

from desktop.line.clock import Clock
from desktop.line.pace import Pauses
from desktop.line.state import Kind, LineState
from desktop.pinned import Address, KeyChanged, LineDown, holds, pinned_certificate, reason_of, trusting
from relay.protocol.accounts import Welcome
from relay.protocol.base import Moment, Notice, Reply, Word
from relay.protocol.catalog import UnreadableFrame, encode, read_from_relay

SUBPROTOCOL = Subprotocol("schoolbell.v1")
OPEN_SECONDS = 10.0
CLOSE_SECONDS = 2.0
PING_SECONDS = 10.0
SILENCE_SECONDS = 22.0
"""A relay that says nothing for so long, not even to a ping, is gone: the library's own pings wait behind a
full write buffer, so this is looked at apart from them."""
CHECK_SECONDS = 3.0
"""How long a line may take to prove that it still lives, after a hint that it may not."""
STABLE_SECONDS = 30.0
GRACE_SECONDS = 15.0
"""A cut line is called reconnecting for so long, then offline."""
LONGEST_WAIT_ASKED = 60.0
CLOCK_JUMP_SECONDS = 5.0
LARGEST_FRAME = 8 << 20

COMING_BACK_SECONDS = (0.2, 2.5)
"""When a relay says that it goes away, everybody comes back within this time, spread out."""

WRONG_TOKEN, TOKEN_REVOKED = 401, 4401
GOING_AWAY, BUSY = (1001, 1012), (429, 503)

T = TypeVar("T")

log = logging.getLogger(__name__)
# At debug level the library prints headers, and with them the token.
_library_log = logging.getLogger("desktop.line.websockets")
_library_log.setLevel(logging.WARNING)


class Listener(Protocol):
    """Who is told. Nothing here may raise; what does is logged as a bug."""

    def line_changed(self, state: LineState) -> None:
        """The state is another one."""

    def line_up(self, welcome: Welcome) -> None:
        """The relay has said its first word on a new line."""

    async def word_came(self, word: Reply | Notice | Moment) -> None:
        """One word of the relay. The next is read when this returns: so a flood waits on the relay's side."""

    def certificate_renewed(self, certificate: str) -> None:
        """The relay shows another certificate (PEM) of the same key, worth keeping."""


class _Final(Exception):
    """The relay will not have us: ``reason`` says why, and no further try is made."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class _Socket(ClientConnection):
    """A connection that knows when it last heard anything."""

    heard = 0.0
    """By the loop's clock, seconds."""

    def data_received(self, data: bytes) -> None:
        """Bytes of any kind: a page, a pong."""
        self.heard = self.loop.time()
        super().data_received(data)


class Connection:
    """Connects, says who it is, reads and writes, and connects again, until closed or turned away."""

    def __init__(
        self,
        address: Address,
        pin: str,
        token: str | None,
        certificate: str,
        listener: Listener,
        clock: Clock,
        pauses: Pauses | None = None,
    ) -> None:
        self.address, self.pin = address, pin
        self.certificate = certificate if holds(certificate, pin) else ""
        self.state = LineState("connecting", clock.now())
        self._token, self._listener, self._clock = token, listener, clock
        self._pauses = pauses or Pauses()
        self._socket: _Socket | None = None
        self._outgoing: asyncio.Queue[bytes] = asyncio.Queue()
        self._woken = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._offset = 0
        self._trouble = "unreachable"

    def start(self) -> None:
        """Begins; there is one task, and it never ends in an exception."""
        self._task = asyncio.get_running_loop().create_task(self._run(), name=f"line to {self.address}")

    async def close(self) -> None:
        """Says goodbye where a line stands, and ends."""
        task, self._task = self._task, None
        if self._socket is not None:
            await self._socket.close()
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        if self.state.kind != "closed":
            self._set("closed")

    def now(self) -> int:
        """The relay's clock, ms UTC, as measured when the line last came up."""
        return self._clock.now() + self._offset

    @property
    def up(self) -> bool:
        """Whether the relay has said welcome on a line that still stands."""
        return self.state.kind == "connected"

    def send(self, word: Word) -> bool:
        """Sends in order; False, and nothing done, when the line is down. What a cut swallows is lost."""
        if not self.up:
            return False
        self._outgoing.put_nowait(encode(word))
        return True

    def wake(self) -> None:
        """Another network, or the lid was opened: try at once, or see whether the line lives."""
        self._pauses.reset()
        self._woken.set()

    async def _run(self) -> None:
        watch = asyncio.create_task(self._watch(), name="line watch")
        try:
            while True:
                await self._rest(await self._one_line())
        except (_Final, KeyChanged) as end:
            reason = "key_changed" if isinstance(end, KeyChanged) else end.reason
            log.warning("line to %s closed: %s", self.address, reason)
            self._set("closed", reason)
        finally:
            watch.cancel()
            await asyncio.gather(watch, return_exceptions=True)

    async def _one_line(self) -> float:
        """One line, from the handshake to the cut. Returns the pause to make; raises what is final."""
        began: float | None = None
        try:
            socket = self._socket = await self._open()
            began = self._clock.running()
            try:
                await self._talk(socket)
            finally:
                self._socket = None
                await socket.close()
        except (_Final, KeyChanged):
            raise
        except Exception as error:
            if began is not None and self._clock.running() - began >= STABLE_SECONDS:
                self._pauses.reset()
            reason, pause = self._after(error)
            self._down(reason)
            return pause
        raise AssertionError("a line ends in an exception")

    async def _open(self) -> _Socket:
        if not self.certificate:
            self._renew(await pinned_certificate(self.address, self.pin))
            return await self._connect()
        try:
            return await self._connect()
        except ssl.SSLError:
            # Another certificate: renewed with the same key, or a stranger's.
            self._renew(await pinned_certificate(self.address, self.pin))
            return await self._connect()

    async def _connect(self) -> _Socket:
        host = f"[{self.address.host}]" if ":" in self.address.host else self.address.host
        socket = await connect(
            f"wss://{host}:{self.address.port}/v1",
            ssl=trusting(self.certificate),
            # Named here as well, so that no redirect leads elsewhere.
            host=self.address.host,
            port=self.address.port,
            proxy=None,
            compression=None,
            subprotocols=[SUBPROTOCOL],
            additional_headers={"Authorization": f"Bearer {self._token}"} if self._token else None,
            user_agent_header=None,
            open_timeout=OPEN_SECONDS,
            ping_interval=PING_SECONDS,
            ping_timeout=PING_SECONDS,
            close_timeout=CLOSE_SECONDS,
            max_size=LARGEST_FRAME,
            logger=_library_log,
            create_connection=_Socket,
        )
        assert isinstance(socket, _Socket)
        socket.heard = socket.loop.time()
        return socket

    def _renew(self, certificate: str) -> None:
        if certificate != self.certificate:
            self.certificate = certificate
            self._tell(self._listener.certificate_renewed, certificate)

    async def _talk(self, socket: _Socket) -> None:
        """From welcome to cut; ends in an exception."""
        if socket.subprotocol != SUBPROTOCOL:
            raise LineDown("not_a_relay")
        async with asyncio.timeout(OPEN_SECONDS):
            welcome = read_from_relay(await socket.recv(decode=False))
        if not isinstance(welcome, Welcome):
            raise LineDown("not_a_relay")
        self._offset = welcome.now - self._clock.now()
        await self._measure(socket, self._offset)
        self._outgoing = asyncio.Queue()
        writer = asyncio.create_task(self._write(socket), name="line writer")
        try:
            self._set("connected", welcome=welcome)
            while True:
                word = read_from_relay(await socket.recv(decode=False))
                if word is not None:
                    await self._hear(word)
        finally:
            writer.cancel()
            await asyncio.gather(writer, return_exceptions=True)

    async def _write(self, socket: _Socket) -> None:
        while True:
            await socket.send(await self._outgoing.get(), text=True)

    async def _measure(self, socket: _Socket, offset: int) -> None:
        """Has the offset corrected by half a round trip when the pong comes."""

        def corrected(pong: asyncio.Future[float]) -> None:
            if not pong.cancelled() and pong.exception() is None and self._offset == offset:
                self._offset = offset + round(pong.result() * 500)

        pong = await socket.ping()
        assert isinstance(pong, asyncio.Future)
        pong.add_done_callback(corrected)

    async def _hear(self, word: Reply | Notice | Moment) -> None:
        try:
            await self._listener.word_came(word)
        except Exception:
            log.exception("a bug in taking in %s", type(word).__name__)

    def _tell(self, tell: Callable[[T], None], what: T) -> None:
        try:
            tell(what)
        except Exception:
            log.exception("a bug in telling of the line")

    def _after(self, error: Exception) -> tuple[str, float]:
        """The code for what ended a line, and the pause to make; raises _Final."""
        match error:
            case InvalidStatus() if error.response.status_code == WRONG_TOKEN:
                raise _Final("not_signed_in") from error
            case InvalidStatus() if error.response.status_code in BUSY:
                asked = _seconds(error.response.headers.get("Retry-After"))
                return "busy", max(self._pauses.next(), asked * (1 + random.random()))
            case ConnectionClosed() if error.rcvd and error.rcvd.code == TOKEN_REVOKED:
                raise _Final("token_revoked") from error
            case ConnectionClosed() if error.rcvd and error.rcvd.code in GOING_AWAY:
                return "going_away", self._pauses.after(*COMING_BACK_SECONDS)
            case LineDown():
                return error.reason, self._pauses.next()
            case ConnectionClosed() | InvalidMessage() | EOFError():
                return "cut", self._pauses.next()
            case InvalidHandshake() | UnreadableFrame():
                return "not_a_relay", self._pauses.next()
            case InvalidURI():
                return "unknown_host", self._pauses.next()
            case OSError() | ValueError():
                return reason_of(error), self._pauses.next()
        log.error("a bug in the line to %s", self.address, exc_info=error)
        return "fault", self._pauses.next()

    async def _rest(self, pause: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(pause):
                await self._woken.wait()
        self._woken.clear()

    async def _watch(self) -> None:
        """Looks each second whether the computer slept and whether the line still lives."""
        while True:
            wall, running = self._clock.now(), self._clock.running()
            await asyncio.sleep(1)
            slept = abs((self._clock.now() - wall) / 1000 - (self._clock.running() - running))
            socket = self._socket
            if slept > CLOCK_JUMP_SECONDS:
                # Nothing that was open before is worth waiting for, and the clocks must be compared anew.
                self.wake()
                if socket is not None:
                    socket.transport.abort()
            elif socket is not None and socket.loop.time() - socket.heard > SILENCE_SECONDS:
                socket.transport.abort()
            elif socket is not None and self.up and self._woken.is_set():
                self._woken.clear()
                await self._check(socket)
            elif (
                self.state.kind == "reconnecting"
                and self._clock.now() - self.state.since > GRACE_SECONDS * 1000
            ):
                self._set("offline", self._trouble)

    async def _check(self, socket: _Socket) -> None:
        try:
            async with asyncio.timeout(CHECK_SECONDS):
                await (await socket.ping())
        except TimeoutError:
            socket.transport.abort()
        except ConnectionClosed:
            pass

    def _down(self, reason: str) -> None:
        self._trouble = reason
        if self.state.kind == "connected":
            self._set("reconnecting")
        elif self.state.kind != "reconnecting":
            self._set("offline", reason)

    def _set(self, kind: Kind, reason: str = "", welcome: Welcome | None = None) -> None:
        since = self.state.since if self.state.kind == kind else self._clock.now()
        changed = LineState(kind, since, reason)
        if changed == self.state:
            return
        self.state = changed
        if welcome is not None:
            self._tell(self._listener.line_up, welcome)
        self._tell(self._listener.line_changed, changed)


def _seconds(text: str | None) -> float:
    try:
        return min(LONGEST_WAIT_ASKED, max(0.0, float(text or 0)))
    except ValueError:
        return 0.0
