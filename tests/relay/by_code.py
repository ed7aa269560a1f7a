"""A client's side of coming in by code, for tests: the same library, the other side of it."""

import hmac
from collections.abc import Awaitable
from typing import Protocol, TypeVar

from spake2 import SPAKE2_A

from relay.protocol.accounts import LoggedIn
from relay.protocol.base import Command, Reply
from relay.protocol.joincode import CLIENT, Proofs, password, proofs, relay_identity
from relay.protocol.joining import BeginJoin, Join, JoinBegun, MayJoin, ProveJoin
from relay.shared.ids import new_ref

R = TypeVar("R", bound=Reply)


class Ask(Protocol):
    """Asks a relay and has a reply of this kind."""

    def __call__(self, command: Command, kind: type[R], /) -> Awaitable[R]: ...


class OneTry:
    """One exchange about one code, as a client makes it."""

    def __init__(self, code: str, pin: str, session: str) -> None:
        self.session = session
        self._side = SPAKE2_A(password(code, session), idA=CLIENT, idB=relay_identity(pin))
        self.message: bytes = self._side.start()

    def both(self, message: bytes) -> Proofs:
        """Both proofs, given the relay's message."""
        return proofs(self._side.finish(message), self.session, self.message, message)


class CodeNotKnown(Exception):
    """The relay's proof was wrong."""


async def begin(ask: Ask, session: str, code: str, pin: str) -> tuple[JoinBegun, Proofs]:
    """Begin an exchange; the proofs as this side has them, whether the relay's was right or not."""
    attempt = OneTry(code, pin, session)
    begun = await ask(BeginJoin(ref=new_ref(), session=session, message=attempt.message), JoinBegun)
    return begun, attempt.both(begun.message)


async def ticket(ask: Ask, session: str, code: str, pin: str, device_key: str = "") -> MayJoin:
    """A ticket; raises CodeNotKnown without saying anything more."""
    begun, own = await begin(ask, session, code, pin)
    if not hmac.compare_digest(begun.proof, own.relay):
        raise CodeNotKnown
    prove = ProveJoin(ref=new_ref(), exchange=begun.exchange, proof=own.client, device_key=device_key)
    return await ask(prove, MayJoin)


async def come(
    ask: Ask,
    session: str,
    code: str,
    pin: str,
    name: str,
    device_key: str = "",
    *,
    own_computer: bool = False,
) -> LoggedIn:
    """All of it, to a token for the lesson."""
    may = await ticket(ask, session, code, pin)
    return await join(ask, may.ticket, name, device_key, own_computer=own_computer)


async def join(
    ask: Ask, ticket: str, name: str, device_key: str = "", *, own_computer: bool = False
) -> LoggedIn:
    """With a ticket, to a token for the lesson."""
    command = Join(
        ref=new_ref(),
        ticket=ticket,
        name=name,
        device="Lab PC",
        device_key=device_key,
        own_computer=own_computer,
    )
    return await ask(command, LoggedIn)
