"""WebSockets as the generator speaks them: the relay's words, and plain text messages."""

import base64
import re
import secrets

import msgspec

from tests.bench.load.links import GreetingFailed, Link

TEXT, CLOSE, PING = 1, 8, 9
_PAGE = re.compile(rb'\{"t":"page","session":"[0-9A-Z]{26}","prev":(\d+),"upto":(\d+),')
_PAGE_HEAD = 112
"""A page's head is no longer than that, with its frame's header."""


def masked(payload: bytes, opcode: int = TEXT) -> bytes:
    """A client's frame. The mask is nought, which costs nothing here and is a mask like any other there."""
    size = len(payload)
    head = bytes((0x80 | opcode,))
    if size < 126:
        head += bytes((0x80 | size,))
    else:
        head += b"\xfe" + size.to_bytes(2, "big")
    return head + b"\0\0\0\0" + payload


class WebSocketLink(Link):
    """Walks over frames; what counts as a message is said by those below."""

    path = "/v1"
    page_head = 2

    def headers(self) -> str:
        """More lines of the request."""
        return ""

    async def upgrade(self) -> None:
        """The request that makes it a WebSocket."""
        key = base64.b64encode(secrets.token_bytes(16)).decode()
        self.transport.write(
            (
                f"GET {self.path} HTTP/1.1\r\nHost: 127.0.0.1:{self.job.port}\r\nUpgrade: websocket\r\n"
                f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
                f"{self.headers()}\r\n"
            ).encode()
        )
        answer = await self.until(b"\r\n\r\n")
        if b" 101 " not in answer.partition(b"\r\n")[0]:
            raise GreetingFailed(answer.decode(errors="replace"))

    async def frame(self) -> bytes:
        """The next frame's payload, while greeting."""
        head = await self.need(2)
        size = head[1] & 127
        if size == 126:
            size = int.from_bytes(await self.need(2), "big")
        elif size == 127:
            size = int.from_bytes(await self.need(8), "big")
        return await self.need(size)

    def walk(self, begin: int, end: int) -> tuple[int, int]:
        buffer, place, messages = self.tally.buffer, begin, 0
        while place + 2 <= end:
            size, head = buffer[place + 1], 2
            if size > 125:
                head = 4 if size == 126 else 10
                if place + head > end:
                    break
                size = int.from_bytes(buffer[place + 2 : place + head], "big")
            following = place + head + size
            if end < following and end - place < self.page_head:
                break
            first = buffer[place]
            if first & 15 == TEXT:
                messages += self.in_frame(place + head)
            elif end < following:
                break
            elif first & 15 == PING:
                self.transport.write(masked(bytes(buffer[place + head : following]), 10))
            place = following
        return messages, place

    def in_frame(self, place: int) -> int:
        """How many messages are in the frame whose payload begins here."""
        raise NotImplementedError


class PlainLink(WebSocketLink):
    """One text frame, one message (websockets.broadcast())."""

    @property
    def path(self) -> str:  # type: ignore[override]
        return f"/{self.job.rooms[self.room]}"

    async def greet(self) -> None:
        await self.upgrade()
        await self.frame()

    def say(self, text: bytes) -> bytes:
        return masked(text)

    def in_frame(self, place: int) -> int:
        return 1


class RelayLink(WebSocketLink):
    """The relay's words: pages, of which only the head is looked at."""

    page_head = _PAGE_HEAD
    settle_seconds = 1.5  # comings are gathered for a second

    def headers(self) -> str:
        token = self.job.tokens[self.room][self.place]
        return f"Authorization: Bearer {token}\r\nSec-WebSocket-Protocol: schoolbell.v1\r\n"

    async def greet(self) -> None:
        await self.upgrade()
        await self._answer("welcome")
        entering = {"t": "enter_room", "ref": self._ref().decode(), "session": self.job.rooms[self.room]}
        self.transport.write(masked(msgspec.json.encode(entering)))
        await self._answer("entered")

    async def _answer(self, kind: str) -> None:
        while True:
            payload = await self.frame()
            word = msgspec.json.decode(payload)
            if word["t"] == kind:
                return
            if word["t"] == "refused":
                raise GreetingFailed(payload.decode())

    def _ref(self) -> bytes:
        if not self.said:
            symbols = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ"
            self._first = b"0" + bytes(secrets.choice(symbols) for _ in range(15))
            session = self.job.rooms[self.room] if self.job.rooms else "0" * 26
            self._before = b'{"t":"post_message","ref":"' + self._first
            self._after = b'","session":"' + session.encode() + b'","text":"'
        self.said += 1
        return self._first + b"%010d" % self.said

    def say(self, text: bytes) -> bytes:
        number = self._ref()[16:]
        return masked(b"".join((self._before, number, self._after, text, b'"}')))

    def in_frame(self, place: int) -> int:
        found = _PAGE.match(self.tally.buffer, place, place + _PAGE_HEAD)
        return int(found[2]) - int(found[1]) if found else 0
