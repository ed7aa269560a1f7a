"""Asks the relay for sessions: all that is current, and the past page by page."""

from dataclasses import dataclass, field

from msgspec.structs import replace
from PySide6.QtCore import QLocale

from desktop.pages.sessions.listing import CURRENT, PAST, Filter
from desktop.qt_client import QtRelayClient
from relay.protocol.sessions import ListSessions, Session, SessionList, Shown
from relay.shared.ids import new_ref

CURRENT_PAGE = 200
PAST_PAGE = 50


@dataclass
class SessionsFound:
    """Sessions, and where to go on; the cursor is empty at the end."""

    sessions: list[Session] = field(default_factory=list)
    cursor: str = ""


async def everything(relay: QtRelayClient, wanted: Filter) -> SessionsFound:
    """All current sessions and the first page of the past. Raises what ``QtRelayClient.ask`` raises."""
    current = await _page(relay, wanted, CURRENT, CURRENT_PAGE)
    while current.cursor:
        rest = await _page(relay, wanted, CURRENT, CURRENT_PAGE, current.cursor)
        current = SessionsFound([*current.sessions, *rest.sessions], rest.cursor)
    past = await older(relay, wanted)
    return SessionsFound([*current.sessions, *past.sessions], past.cursor)


async def older(relay: QtRelayClient, wanted: Filter, cursor: str = "") -> SessionsFound:
    """A page of the past."""
    return await _page(relay, wanted, PAST, PAST_PAGE, cursor)


async def live(relay: QtRelayClient) -> list[Session]:
    """Whatever is live, without any filter."""
    reply = await relay.ask(ListSessions(ref=new_ref(), shown=["live"], limit=CURRENT_PAGE), SessionList)
    return reply.sessions


async def _page(
    relay: QtRelayClient, wanted: Filter, among: frozenset[Shown], limit: int, cursor: str = ""
) -> SessionsFound:
    question = wanted.question(among, relay.now(), week_start())
    if question is None:
        return SessionsFound()
    reply = await relay.ask(replace(question, ref=new_ref(), limit=limit, cursor=cursor), SessionList)
    return SessionsFound(reply.sessions, reply.cursor)


def week_start() -> int:
    """The day on which weeks begin here; 0 is Monday."""
    return QLocale().firstDayOfWeek().value - 1
