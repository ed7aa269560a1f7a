"""Short visits to a relay without an account: what it says of itself, and signing in."""

import asyncio
import platform
import time
from dataclasses import dataclass

import msgspec

from desktop.client import Address, KeyChanged, LineDown, RefusedByRelay
from desktop.qt_client import QtRelayClient
from desktop.settings import RememberedRelay
from relay.protocol.accounts import Account, LoggedIn, LogIn, MakeFirstTeacher, SignInFirst, Welcome
from relay.protocol.admission import NOT_ADMITTED
from relay.protocol.classes import ClassReply, MakeClass
from relay.protocol.limits import NAME_LENGTH
from relay.protocol.sessions import Session
from relay.protocol.text import clean_name
from relay.shared.ids import new_ref

VISIT_SECONDS = 15.0
SIGN_IN_SECONDS = 30.0
"""A relay that is busy hashing passwords takes a while."""

SignIn = LogIn | SignInFirst | MakeFirstTeacher


async def sign_in(known: RememberedRelay, how: SignIn, device_key: str) -> tuple[RememberedRelay, LoggedIn]:
    """Signs in, and gives the token; raises RefusedByRelay, LineDown and KeyChanged.

    ``device_key`` is Settings.device_key for this relay.
    """
    how = msgspec.structs.replace(how, ref=new_ref(), device=this_device(), device_key=device_key)
    async with Visit(known) as visit:
        welcome = await visit.welcome()
        return visit.learnt(welcome), await visit.relay.ask(how, LoggedIn, SIGN_IN_SECONDS)


def this_device() -> str:
    """What this computer calls itself, as a relay keeps it."""
    return clean_name(platform.node()[:NAME_LENGTH])


async def have_class(known: RememberedRelay, token: str, name: str) -> None:
    """Makes a class unless the account has one of that name; raises RefusedByRelay, LineDown, KeyChanged."""
    async with Visit(known, token) as visit:
        welcome = await visit.welcome()
        if name not in (school_class.name for school_class in welcome.classes):
            await visit.relay.ask(MakeClass(ref=new_ref(), name=name), ClassReply)


@dataclass(frozen=True)
class LessonNow:
    """How a lesson stands, by how many ms the relay's clock is ahead of this one, and whose token it is.

    ``session``: None where nobody has let them in yet, of whom the relay tells nothing then.
    """

    session: Session | None
    ahead: int
    me: Account | None


async def lesson_now(known: RememberedRelay, token: str, session: str) -> LessonNow:
    """Raises RefusedByRelay, LineDown and KeyChanged."""
    async with Visit(known, token) as visit:
        me = (await visit.welcome()).you
        found: Session | None = None
        try:
            found = (await visit.relay.details(session)).session
        except RefusedByRelay as refused:
            if refused.code != NOT_ADMITTED.name:
                raise
        return LessonNow(found, visit.relay.now() - time.time_ns() // 1_000_000, me)


class Visit:
    """One short connection, by default without a token."""

    def __init__(self, known: RememberedRelay, token: str | None = None) -> None:
        self._known = known
        self.relay = QtRelayClient(Address(known.host, known.port), known.pin, token, known.certificate)

    async def __aenter__(self) -> "Visit":
        self.relay.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.relay.close()

    async def welcome(self) -> Welcome:
        settled = asyncio.Event()
        self.relay.on_welcomed.connect(settled.set)
        self.relay.on_state_changed.connect(settled.set)
        try:
            async with asyncio.timeout(VISIT_SECONDS):
                while self.relay.welcome is None:
                    state = self.relay.state
                    if state.reason == "key_changed":
                        raise KeyChanged
                    if state.kind in ("offline", "closed"):
                        raise LineDown(state.reason)
                    settled.clear()
                    await settled.wait()
        except TimeoutError:
            raise LineDown("timed_out") from None
        return self.relay.welcome

    def learnt(self, welcome: Welcome) -> RememberedRelay:
        return msgspec.structs.replace(
            self._known,
            relay_id=welcome.relay_id,
            name=welcome.relay_name,
            certificate=self.relay.certificate or self._known.certificate,
        )
