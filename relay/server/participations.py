"""The rooms that a connection is in: what its person is in each, looked up anew when it may have changed."""

from collections.abc import Coroutine
from dataclasses import replace

from relay.clock import Clock
from relay.delivery import Sender
from relay.presence import Asker, Departure
from relay.protocol.accounts import Account
from relay.protocol.catalog import encode
from relay.protocol.log import Afresh
from relay.protocol.refusals import NOT_FOUND, SESSION_NOT_LIVE, Refusal
from relay.protocol.sessions import NOT_ENROLLED
from relay.school import School
from relay.server.live_room import LiveRoom
from relay.server.replay import UnreadableLog
from relay.server.rooms import LiveRooms

Participation = tuple[LiveRoom, Asker]


class Participations:
    """Those of one device; ``taken``, by session, is all that answering a command has to look at."""

    def __init__(
        self,
        device: str,
        account: Account | None,
        school: School,
        rooms: LiveRooms,
        sender: Sender,
        clock: Clock,
    ) -> None:
        self._device, self._account, self._school, self._rooms = device, account, school, rooms
        self._sender, self._clock = sender, clock
        self.taken: dict[str, Participation] = {}
        self._reconsidered = 0
        self._asked: dict[str, int] = {}
        """By session, the last time that it was asked what this person is in it."""

    async def take(self, session_id: str, account: Account, entering: bool) -> Participation:
        """The room of a live session, and what this person is in it; raises Refusal.

        An admin in a lesson that is not theirs has a seat there from entering on, which is noted.
        """
        while True:
            considered = self._reconsidered
            place = await self._school.place_in(session_id, account)
            session, role, lesson_pass, handed, looks_in = place
            if session is None:
                raise Refusal(NOT_FOUND)
            if role is None:
                raise Refusal(NOT_ENROLLED)
            if session.status != "live":
                raise Refusal(SESSION_NOT_LIVE)
            if looks_in and entering:
                await self._school.note_entering(session_id, account)
            try:
                live = await self._rooms.open(session_id, reopened=False, handed=handed)
            except UnreadableLog:  # it is being set aside
                raise Refusal(SESSION_NOT_LIVE) from None
            if considered == self._reconsidered:
                break
        how = lesson_pass.seen_as if lesson_pass else ()
        seat = (live, Asker(account.id, account.name, role, self._device, *how))
        if entering or not looks_in:
            self.taken[session_id] = seat
        return seat

    def renamed(self, account: Account) -> None:
        """This person has another name."""
        self._account = account
        for session, (live, asker) in self.taken.items():
            self.taken[session] = live, replace(asker, name=account.name)

    def reconsider(self, session: str) -> Coroutine[None, None, None]:
        """What this person is in a session may have changed: then they are out, and may try anew.

        Until that has been looked up they are told nothing more of it, from this call on.
        """
        self._reconsidered += 1
        self._asked[session] = self._reconsidered
        seat = self.taken.get(session)
        if seat is not None:
            seat[0].subscribers.pause(seat[1].device)
        return self._look_again(session, seat, self._reconsidered)

    async def _look_again(self, session: str, seat: Participation | None, asked: int) -> None:
        if seat is None or self._account is None:
            return
        role = await self._school.role_in(session, self._account)
        live, asker = seat
        now = self.taken.get(session)
        if now is None or now[0] is not live or self._asked[session] != asked:
            return  # what was found is of before the last change, which is being looked up
        if role == asker.role:
            live.subscribers.resume(asker.device, self._rooms.is_open(live))
            self.over(session)
            return
        del self.taken[session]
        gone = Departure("left", self._clock.running(), self._clock.running())
        live.depart(asker.account, asker.device, gone)
        self._sender.write_text(encode(Afresh(session=session)))

    def over(self, session: str) -> None:
        """If its room is over, it is not kept in memory for who stays connected.

        While this person's place in it is being looked up, they may still have to be told to come anew.
        """
        seat = self.taken.get(session)
        if seat and seat[0].over and not seat[0].subscribers.is_paused(self._device):
            del self.taken[session]

    def leave_all(self, departure: Departure) -> None:
        """The connection has ended."""
        for live, asker in self.taken.values():
            live.depart(asker.account, asker.device, departure)
        self.taken.clear()
