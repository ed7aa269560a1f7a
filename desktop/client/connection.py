"""The connection to one relay, kept up for as long as it makes sense. It knows no Qt and no school."""

import asyncio
import contextlib
import logging
import math
from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from websockets.exceptions import ConnectionClosed
from websockets.frames import CloseCode

from desktop.client.backoff import Backoff
from desktop.client.clock import Clock
from desktop.client.close_reasons import final_reason, reason_and_pause, visitor_was_silent
from desktop.client.outgoing import Outgoing
from desktop.client.socket import OPEN_SECONDS, Opening, Socket
from desktop.client.state import Kind, LineState
from desktop.pinned import Address, LineDown
from relay.protocol.accounts import Welcome
from relay.protocol.base import Moment, Notice, Reply, Word
from relay.protocol.catalog import UnreadableFrame, encode, read_from_relay
from relay.protocol.frames import BINARY_KINDS, PACKED, Frame, read_frame
from relay.protocol.hello import Hello
from relay.protocol.text import shortened

SILENCE_SECONDS = 22.0
"""A relay that says nothing for so long, not even to a ping, is gone. The library's own pings may wait behind
a full write buffer, so this is looked at apart from them."""
CHECK_SECONDS = 3.0
"""How long a line may take to prove that it still lives, after a hint that it may not."""
STABLE_SECONDS = 30.0
GRACE_SECONDS = 15.0
"""A cut line is called reconnecting for so long, then offline."""
LOOK_SECONDS = 1.0
TURN_SECONDS = 0.005
"""Words are taken in for so long, then others have a turn of the loop."""
SLEPT_SECONDS = 5.0
"""If the wall clock has jumped by so much, or a look comes so late, the computer slept."""

T = TypeVar("T")

log = logging.getLogger(__name__)


class Listener(Protocol):
    """Who is told. Nothing here may raise; what does is logged as a bug."""

    def line_changed(self, state: LineState) -> None:
        """The state is another one."""

    def line_up(self, welcome: Welcome) -> None:
        """The relay has said its first word on a new line."""

    async def word_came(self, word: Reply | Notice | Moment) -> None:
        """One word of the relay. The next is read when this returns: so a flood waits on the relay's side."""

    def frame_came(self, frame: Frame) -> None:
        """A binary frame of the relay."""

    def is_asking(self) -> bool:
        """Whether something was asked that has no answer yet."""


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
        pauses: Backoff | None = None,
        can: Sequence[str] = (),
    ) -> None:
        """``can``: lanes and subjects that this program knows, as the relay is told."""
        self._opening = Opening(address, pin, token, certificate)
        self.state = LineState("connecting", clock.now())
        self._token, self._listener, self._clock = token, listener, clock
        # A visitor says none: it would have the relay keep the line of one who has nothing to ask.
        self._hello = encode(Hello(can=list(can))) if can and token else b""
        self._pauses = pauses or Backoff()
        self._socket: Socket | None = None
        self._outgoing = Outgoing()
        self._woken = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._offset = 0
        self._trouble = "unreachable"
        self._closing = False
        self._resting = False
        """A visitor has nothing to say for now, and the relay let the line go: it is opened when needed."""

    def start(self) -> None:
        """Begins; there is one task, and it never ends in an exception."""
        self._task = asyncio.get_running_loop().create_task(
            self._run(), name=f"line to {self._opening.address}"
        )

    async def close(self) -> None:
        """Says goodbye where a line stands, and ends."""
        task, self._task = self._task, None
        self._closing = True
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
    def certificate(self) -> str:
        """The certificate (PEM) that the relay showed last; empty before the first time."""
        return self._opening.certificate

    @property
    def up(self) -> bool:
        """Whether the relay has said welcome on a line that still stands."""
        return self.state.kind == "connected" and not self._resting

    def send(self, word: Word) -> bool:
        """Sends in order; False, and nothing done, when the line is down. What a cut swallows is lost."""
        if self._resting:
            self.wake()
        if not self.up:
            return False
        self._outgoing.add_word(encode(word))
        return True

    async def send_frame(self, frame: Frame) -> bool:
        """Sends it when no word waits any more; returns when the next may come. False: the line is cut."""
        return self.up and await self._outgoing.add_frame(frame.encode())

    def wake(self) -> None:
        """Another network, or the lid was opened: try at once, or see whether the line lives."""
        self._pauses.reset()
        self._woken.set()

    def move(self, address: Address) -> None:
        """The relay is elsewhere: a line that does not stand is tried there at once, and only there."""
        given_up = self._opening.move(address)
        if self.up:
            return
        if not given_up and self._socket is not None:
            self._socket.transport.abort()
        self.wake()

    async def _run(self) -> None:
        watch = asyncio.create_task(self._watch(), name="line watch")
        try:
            pause: float | None = 0.0
            while pause is not None:
                await self._rest(pause)
                pause = await self._one_line()
        finally:
            watch.cancel()
            await asyncio.gather(watch, return_exceptions=True)

    async def _one_line(self) -> float | None:
        """One line, from handshake to cut. Returns the pause to make, or None when it was the last."""
        began: float | None = None
        try:
            socket = self._socket = await self._opening.open()
            began = self._clock.running()
            try:
                await self._talk(socket)
            finally:
                self._socket = None
                await socket.close(CloseCode.INTERNAL_ERROR)  # where it is not closed already
        except Exception as error:
            if self._opening.moved:
                return 0.0
            if began is not None and self._clock.running() - began >= STABLE_SECONDS:
                self._pauses.reset()
            return self._ended(error)
        raise AssertionError("a line ends in an exception")

    async def _talk(self, socket: Socket) -> None:
        """From welcome to cut; ends in an exception."""
        if self._hello:
            await socket.send(self._hello, text=True)
        async with asyncio.timeout(OPEN_SECONDS):
            welcome = read_from_relay(await socket.recv(decode=False))
        if not isinstance(welcome, Welcome):
            raise LineDown("not_a_relay")
        welcome.relay_name = shortened(welcome.relay_name)  # perhaps nothing has been proved yet
        self._offset = welcome.now - self._clock.now()
        await self._measure(socket, self._offset)
        outgoing = self._outgoing = Outgoing()
        writer = asyncio.create_task(outgoing.write_to(socket), name="line writer")
        try:
            self._up(welcome)
            turn_ends = 0.0
            while True:
                word = self._read(await socket.recv(decode=False))
                if isinstance(word, Frame):
                    self._tell(self._listener.frame_came, word)
                elif word is not None:
                    await self._hear(word)
                if self._clock.running() > turn_ends:  # much may have come, and the window has its turn
                    await asyncio.sleep(0)
                    turn_ends = self._clock.running() + TURN_SECONDS
        finally:
            writer.cancel()
            await asyncio.gather(writer, return_exceptions=True)
            outgoing.drop()

    def _read(self, frame: bytes) -> Reply | Notice | Moment | Frame | None:
        if self._token is None and frame and frame[0] in BINARY_KINDS:
            # Visitors ask for nothing packed: 4 kB of it are 4 MB to read, from who has proved nothing.
            raise LineDown("not_a_relay")
        if frame and frame[0] in BINARY_KINDS and frame[0] != PACKED:
            try:
                return read_frame(frame)
            except ValueError as error:
                raise UnreadableFrame(str(error)) from None
        return read_from_relay(frame)

    async def _measure(self, socket: Socket, offset: int) -> None:
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

    async def _rest(self, pause: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(None if pause == math.inf else pause):
                await self._woken.wait()
        self._woken.clear()

    async def _watch(self) -> None:
        """Looks each second whether the computer slept and whether the line still lives."""
        while True:
            wall, running = self._clock.now(), self._clock.running()
            await asyncio.sleep(LOOK_SECONDS)
            ran = self._clock.running() - running
            jumped = abs((self._clock.now() - wall) / 1000 - ran)
            socket = self._socket
            if ran > LOOK_SECONDS + SLEPT_SECONDS:
                # Running time counts sleep on some systems, and a stopped program is late as well: try at
                # once, or find out whether the line has lived through it.
                self.wake()
            if jumped > SLEPT_SECONDS:
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

    async def _check(self, socket: Socket) -> None:
        try:
            async with asyncio.timeout(CHECK_SECONDS):
                await (await socket.ping())
        except TimeoutError:
            socket.transport.abort()
        except ConnectionClosed:
            pass

    def _ended(self, error: Exception) -> float | None:
        if self._closing:
            return None
        if reason := final_reason(error):
            log.warning("line to %s closed: %s", self._opening.address, reason)
            self._set("closed", reason)
            return None
        if self._token is None and visitor_was_silent(error):
            self._resting = True
            return self._pauses.next() if self._listener.is_asking() else math.inf
        reason, pause = reason_and_pause(error, self._pauses)
        self._down(reason)
        return pause

    def _down(self, reason: str) -> None:
        self._trouble = reason
        if self.state.kind == "connected":
            self._set("reconnecting")
        elif self.state.kind != "reconnecting":
            self._set("offline", reason)

    def _up(self, welcome: Welcome) -> None:
        """The welcome is told before the state, so that who looks at it then knows who is signed in."""
        before, self._resting = self.state, False
        if before.kind != "connected":
            self.state = LineState("connected", self._clock.now())
        self._tell(self._listener.line_up, welcome)
        if self.state != before:
            self._tell(self._listener.line_changed, self.state)

    def _set(self, kind: Kind, reason: str = "") -> None:
        since = self.state.since if self.state.kind == kind else self._clock.now()
        changed = LineState(kind, since, reason)
        self._resting = False
        if changed != self.state:
            self.state = changed
            self._tell(self._listener.line_changed, changed)
