"""Going out of a room of one's own accord, as the relay is told of it."""

import asyncio
import logging
from typing import Protocol

from desktop.client.state import R, RefusedByRelay, new_ref
from desktop.pinned import LineDown
from relay.protocol.base import Command, Reply, Word
from relay.protocol.entering import LeaveRoom
from relay.protocol.refusals import RETRY_SECONDS

LEAVE_SECONDS = 2.0

log = logging.getLogger(__name__)


class LeavingContext(Protocol):
    """What it takes to say so."""

    async def ask(self, command: Command, kind: type[R], timeout: float | None = None) -> R: ...  # noqa: ASYNC109

    def send(self, word: Word) -> bool: ...

    def is_open(self, session_id: str) -> bool:
        """Whether the person is back in the room."""


async def leave_room(context: LeavingContext, session: str) -> None:
    """Says it, and if the relay had no time once more, unless the person is back by then."""

    def say_again() -> None:
        if not context.is_open(session):
            context.send(LeaveRoom(ref=new_ref(), session=session))

    try:
        await context.ask(LeaveRoom(ref=new_ref(), session=session), Reply, LEAVE_SECONDS)
    except (LineDown, RefusedByRelay) as error:
        log.info("left without an answer: %s", error)
        if isinstance(error, RefusedByRelay) and error.later:
            asyncio.get_running_loop().call_later(error.retry or RETRY_SECONDS, say_again)
