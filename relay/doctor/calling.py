"""One connection to a relay, speaking its words: a made-up pupil, or somebody who only looks in."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypeVar

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus
from websockets.typing import Subprotocol

from relay.auth import PATH, SUBPROTOCOL
from relay.protocol.accounts import Welcome
from relay.protocol.base import Command, Reply
from relay.protocol.catalog import UnreadableFrame, encode, read_from_relay
from relay.protocol.log import Page
from relay.shared.pinned import Address

OPEN_SECONDS = 15.0
LATER = (429, 503)

R = TypeVar("R", bound=Reply)


class NoAnswer(Exception):
    """The relay did not greet, refused, or said something unforeseen. ``full``: it takes nobody else now."""

    def __init__(self, why: str, full: bool = False) -> None:
        super().__init__(why)
        self.full = full


class Caller:
    """A connection that has been greeted. Only one question is under way at a time."""

    def __init__(self, socket: ClientConnection, welcome: Welcome) -> None:
        self.socket, self.welcome = socket, welcome

    async def ask(self, command: Command, kind: type[R]) -> R:
        """The reply; raises NoAnswer for any other than that kind."""
        try:
            await self.socket.send(encode(command), text=True)
            while True:
                word = read_from_relay(await self.socket.recv(decode=False))
                if isinstance(word, Reply) and word.ref == command.ref:
                    break
        except (ConnectionClosed, UnreadableFrame) as error:
            raise NoAnswer(str(error)) from error
        if not isinstance(word, kind):
            raise NoAnswer(f"{type(command).__name__}: {getattr(word, 'code', type(word).__name__)}")
        return word

    async def caught_up(self, session: str, head: int) -> None:
        """Waits until it has been told of everything up to this number of a room's log; raises NoAnswer."""
        try:
            while head:
                word = read_from_relay(await self.socket.recv(decode=False))
                if isinstance(word, Page) and word.session == session and word.upto >= head:
                    return
        except (ConnectionClosed, UnreadableFrame) as error:
            raise NoAnswer(str(error)) from error


@asynccontextmanager
async def greeted(place: Address, context: ssl.SSLContext, token: str = "") -> AsyncIterator[Caller]:
    """A connection that the relay has greeted; raises OSError (also TimeoutError) and NoAnswer."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    try:
        socket = await connect(
            f"wss://{place}{PATH}",
            ssl=context,
            proxy=None,
            compression=None,
            subprotocols=[Subprotocol(SUBPROTOCOL)],
            additional_headers=headers,
            open_timeout=OPEN_SECONDS,
            ping_interval=None,
            close_timeout=1,
        )
    except InvalidStatus as error:
        raise NoAnswer(str(error), full=error.response.status_code in LATER) from error
    except InvalidHandshake as error:
        raise NoAnswer(str(error)) from error
    try:
        async with asyncio.timeout(OPEN_SECONDS):
            word = read_from_relay(await socket.recv(decode=False))
        if not isinstance(word, Welcome):
            raise NoAnswer(f"no welcome but {type(word).__name__}")
        yield Caller(socket, word)
    except (ConnectionClosed, UnreadableFrame) as error:
        raise NoAnswer(str(error)) from error
    finally:
        await socket.close()
