"""School commands on their way: each is sent again after a cut, until it is answered or given up."""

import asyncio
from collections.abc import Callable

from desktop.client.state import R, RefusedByRelay
from desktop.pinned import LineDown
from relay.protocol.base import Command, Reply
from relay.protocol.refusals import Refused

ANSWER_SECONDS = 10.0


class PendingRequests:
    """What was asked of a relay and has no answer yet, by ref."""

    def __init__(self, send: Callable[[Command], object]) -> None:
        self._send = send
        self._pending: dict[str, tuple[Command, asyncio.Future[Reply]]] = {}

    def __bool__(self) -> bool:
        return bool(self._pending)

    async def ask(self, command: Command, kind: type[R], timeout: float | None) -> R:  # noqa: ASYNC109
        """Sends a command and waits for its answer.

        Raises RefusedByRelay, or LineDown: given up, silence for ``timeout`` (ten seconds), or another kind.
        """
        answer: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()
        self._pending[command.ref] = command, answer
        try:
            self._send(command)
            async with asyncio.timeout(ANSWER_SECONDS if timeout is None else timeout):
                reply = await answer
        except TimeoutError:
            raise LineDown("timed_out") from None
        finally:
            self._pending.pop(command.ref, None)
        if isinstance(reply, Refused):
            raise RefusedByRelay(reply.code, reply.detail, reply.retry)
        if not isinstance(reply, kind):
            raise LineDown("not_a_relay")
        return reply

    def answer(self, reply: Reply) -> bool:
        """Hands a reply to whoever waits for it; whether anybody does."""
        if reply.ref not in self._pending:
            return False
        _, answer = self._pending[reply.ref]
        if not answer.done():
            answer.set_result(reply)
        return True

    def send_again(self) -> None:
        """The connection is a new one: what the old one swallowed goes once more, with the same ref."""
        for command, _ in list(self._pending.values()):
            self._send(command)

    def give_up(self, reason: str) -> None:
        """There is no relay to be reached, for this reason."""
        for _, answer in list(self._pending.values()):
            if not answer.done():
                answer.set_exception(LineDown(reason))
