"""The relay itself: joins store, school, rooms and sockets, and serves until it is told to stop."""

import asyncio
import logging
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field

from websockets.asyncio.server import Server, ServerConnection
from websockets.http11 import Request, Response

import relay.features
from relay.auth import NOT_KNOWN, REJECTED, ConnectionGate, Rejected, network_of
from relay.clock import Clock
from relay.config import Settings
from relay.delivery import Delivery, Unsent
from relay.lanes import LaneRules
from relay.metrics import Metrics
from relay.protocol.accounts import Welcome
from relay.protocol.base import MOST_CLASSES, Notice
from relay.protocol.catalog import encode
from relay.protocol.hello import LANES
from relay.protocol.sessions import Session, SessionChanged
from relay.protocol.text import shortened
from relay.rules import Rulebook
from relay.school import Asker as Member, School
from relay.school.setting_aside import set_aside
from relay.server.capacity import Capacity
from relay.server.connection import Connection, Line
from relay.server.counters import Counters
from relay.server.disk import Disk
from relay.server.figures import LoopLag, watch
from relay.server.listening import hang_up, listen
from relay.server.passing import Passing
from relay.server.replay import UnreadableLog
from relay.server.rooms import LiveRooms
from relay.server.tasks import Tasks
from relay.server.upkeep import Upkeep
from relay.server.version import version
from relay.server.web import Web, line, peer_of
from relay.shared.interfaces import EVERY_INTERFACE, own_addresses, reachable, routed
from relay.shared.pinned import Address
from relay.store import Store

_log = logging.getLogger(__name__)


@dataclass(eq=False)
class RelayServer:
    """One relay on one data folder."""

    settings: Settings
    store: Store
    clock: Clock
    pin: str = ""
    """Of the relay's key: those who come in by code make sure that they speak to it."""
    failed: asyncio.Future[None] = field(init=False)
    """Ends with the error after which the relay must not go on."""

    def __post_init__(self) -> None:
        settings, loop = self.settings, asyncio.get_running_loop()
        self.failed = loop.create_future()
        self.tasks = Tasks()
        self.school = School(self.store, self.clock, settings, self._session_changed)
        self.school.revoked = lambda tokens: self.tasks.spawn(self._close_tokens(tokens))
        self.school.erased = self._erased
        self.school.noticed = self._notice
        self._ended: dict[str, float] = {}
        """When lessons ended that may be opened again, in running time."""
        self.tally, self.metrics = Counters(), Metrics()
        unsent = Unsent(
            self.clock, settings.reader_stuck_seconds, settings.reader_buffer_bytes, settings.unsent_bytes
        )
        self.delivery = Delivery(self.store.pages, unsent)
        features = relay.features.find()
        self.can = sorted({*LANES, *(feature.__name__.rpartition(".")[2] for feature in features)})
        """The lanes, and the subjects that were found."""
        self.rooms = LiveRooms(
            self.store.log,
            self.store.epoch,
            Rulebook(features),
            self.delivery,
            self.store.stamps,
            settings,
            self._session_ended,
            self.tally,
            self.tasks,
            self.store.heartbeat.last,
        )
        self.passing = Passing(LaneRules(features), self.delivery.moments)
        self.school.time_in, self.school.ended_for = self.rooms.time_in, self._ended_for
        self.school.is_known_by(self.pin, self.rooms.hand)
        self.connections: set[Connection] = set()
        self.school.connected = self._connected
        self.capacity = Capacity(settings, self.connections, self.school.wrong_guesses_from, self._let_go)
        self.gate: ConnectionGate[Member] = ConnectionGate(
            self.school.account_of,
            lambda member: member.lesson != "",
            self.capacity.take,
            pages=settings.web == "lessons",
        )
        self.disk = Disk(self.store, settings.disk_low_mb, self._disk_changed)
        watch(
            self.metrics,
            self.store,
            self.rooms,
            self.delivery,
            self.capacity,
            self.disk,
            self.connections,
            self.tally,
        )
        self.web = Web(self.health, self.metrics, settings.metrics_token)
        self._lag: LoopLag | None = None
        self.upkeep = Upkeep(
            self.store,
            self.school,
            self.rooms,
            self.delivery,
            self.disk,
            self.connections,
            self.clock,
            settings,
            self.tasks,
        )
        self.lessons_changed: Callable[[], None] = lambda: None
        """Called when lessons may have started, ended or changed."""
        self._server: Server | None = None

    async def start(self, tls: ssl.SSLContext | None) -> int:
        """Open live sessions again, then listen; returns the port.

        Without TLS, which no setting or switch can ask for, only measurements run (``tests/relay/plain.py``).
        """
        self.store.log.on_commit = self.rooms.commits.committed
        self.store.log.on_failure = self._fail
        self.disk.look_now()
        for session in await self.school.live_sessions():
            await self._open_again(session.id)
        for ended, ended_at in await self.school.passes_to_end():
            self.tasks.spawn(self._end_passes(ended, ended_at))
        self._server = await listen(self.settings, tls, self._serve, self._process_request)
        self.upkeep.start()
        self._lag = LoopLag(self.metrics.lag)
        port: int = next(iter(self._server.sockets)).getsockname()[1]
        self.school.open_at(self.places(port)[0])
        return port

    async def _open_again(self, session: str) -> None:
        """One lesson that can't be read must not keep the relay, and all others, from starting."""
        try:
            await self.rooms.open(session, True, await self.school.handed_to(session))
        except UnreadableLog as error:
            await self._set_aside(session, error)

    async def _set_aside(self, session: str, error: UnreadableLog) -> None:
        file = await set_aside(self.store, session)
        _log.error(
            "a lesson could not be read and has been ended; its log is kept in a file",
            extra={"session": session, "why": str(error), "file": str(file)},
        )

    def places(self, port: int) -> list[str]:
        """``host:port`` under which people may reach this relay, the likeliest first."""
        if self.settings.address_shown:
            return [self.settings.address_shown]
        hosts = [self.settings.host]
        if kinds := EVERY_INTERFACE.get(self.settings.host):
            own = [one for one in own_addresses() if one.address.version in kinds]
            hosts = [one.host for one in reachable(own, routed())] or ["127.0.0.1" if 4 in kinds else "::1"]
        return [str(Address(host, port)) for host in hosts]

    async def stop(self) -> None:
        """Tell everybody (1012) and take no more; what was accepted is committed when the store closes."""
        await self.upkeep.stop()
        if self._lag:
            self._lag.stop()
        self.rooms.hold()
        for connection in self.connections:
            connection.end()
        if self._server:
            await hang_up(self._server, self.connections)
        self.rooms.close()
        await self.school.close()
        await self.tasks.close()

    def _let_go(self, connection: Connection, code: int) -> None:
        connection.end()  # at once: nobody else takes the same place
        self.tasks.spawn(connection.let_go(code))

    async def _process_request(self, socket: ServerConnection, request: Request) -> Response | None:
        if page := self.web.answer(request, socket.remote_address):
            return page
        answer = await self.gate.admit(request, network_of(peer_of(socket.remote_address)))
        if isinstance(answer, Rejected):
            self.tally.reject(answer.status.value, peer_of(socket.remote_address))
            return line(answer.status, answer.line)
        assert isinstance(socket, Line)
        socket.admitted = answer
        return None

    def health(self) -> dict[str, str | int]:
        """What ``/health`` tells anybody who asks."""
        status = "disk_low" if self.disk.low else "ok"
        return {
            "status": status,
            "version": version(),
            "relay_id": self.store.relay_id,
            "rooms": len(self.rooms),
        }

    async def _serve(self, socket: ServerConnection) -> None:
        assert isinstance(socket, Line)
        assert socket.admitted is not None
        who, of_page = socket.admitted.who, socket.admitted.of_page
        # Not needed any more: a few kilobytes for each connection, and the token is not kept about.
        for message in (socket.request, socket.response):
            if message:
                message.headers.clear()
        connection = Connection(
            socket,
            who,
            of_page,
            self.school,
            self.rooms,
            self.delivery,
            self.clock,
            self.settings,
            self.passing,
            self._sign_in,
        )
        self.connections.add(connection)
        about = {"device": connection.device, "account": who.account.id if who else ""}
        _log.debug("a connection began", extra=about)
        try:
            # Asked after being added to the connections, so that no revocation comes between.
            welcome = await self._welcome(who)
            if welcome is None:
                await connection.revoke()
                return
            connection.sender.write_text(encode(welcome))
            connection.greeted = True
            await connection.serve()
        finally:
            self.connections.discard(connection)
            _log.debug("a connection ended", extra=about | {"close_code": socket.close_code})
            self.upkeep.gone()

    async def _sign_in(self, connection: Connection, token: str) -> None:
        """A visitor becomes a member, by the same checks as one who brings the token with the handshake."""
        who = await self.gate.owner(token, connection.of_page)
        if connection.ending:  # its place has been given to somebody else meanwhile
            return
        lacking = self.capacity.take(who, connection.network, connection) if who else ""
        if who is None or lacking:
            rejected = REJECTED[lacking] if lacking else NOT_KNOWN
            self.tally.reject(rejected.status.value, peer_of(connection.socket.remote_address))
            await connection.let_go(rejected.close_code, rejected.line)
            return
        connection.greeted = False
        connection.belongs_to(who)
        welcome = await self._welcome(who)
        if welcome is None:
            await connection.revoke()
            return
        connection.sender.write_text(encode(welcome))
        connection.greeted = True

    async def _welcome(self, member: Member | None) -> Welcome | None:
        """None if the member's token is good no more."""
        classes = await self.school.classes_if_good(member) if member else []
        if classes is None:
            return None
        return Welcome(
            relay_id=self.store.relay_id,
            relay_name=shortened(self.settings.relay_name),
            version=version(),
            now=self.store.stamps.now(),
            you=member.account if member else None,
            classes=classes[:MOST_CLASSES],
            disk_low=self.disk.low,
            epoch=self.store.epoch if member else "",
            can=self.can,
            no_accounts=member is None and not await self.store.read(self.store.accounts.any_admin),
        )

    def _session_changed(
        self, session: Session | None, session_id: str, revision: int, accounts: frozenset[str]
    ) -> None:
        """Called by the school after a commit: opens a room that has begun, and tells whom it concerns."""
        self.lessons_changed()
        if session is None:
            self.store.pages.drop([session_id])
        if session and session.status == "live" and not self.rooms.is_live(session_id):
            self.tasks.spawn(self._open_and_tell(session_id, revision, accounts))
        else:
            self._tell(session_id, revision, accounts)
            for connection in self._of(accounts):
                self.tasks.spawn(connection.seats.reconsider(session_id))

    async def _open_and_tell(self, session_id: str, revision: int, accounts: frozenset[str]) -> None:
        try:
            await self.rooms.open(session_id, False, await self.school.handed_to(session_id))
        except UnreadableLog as error:  # it was ended by its log, and somebody has opened it again
            await self._set_aside(session_id, error)
            await self._session_ended(session_id)
        else:
            self._tell(session_id, revision, accounts)

    async def _session_ended(self, session_id: str) -> None:
        self._ended[session_id] = self.clock.running()
        self.lessons_changed()
        session = await self.school.session(session_id)
        if session:
            self._tell(session_id, session.revision, await self.school.accounts_of(session_id))
        if session and session.ended_at is not None:
            self.tasks.spawn(self._end_passes(session_id, session.ended_at))

    async def _end_passes(self, session_id: str, ended_at: int) -> None:
        """Who came by code may read on for a while, and comes in again if the lesson is opened again."""
        await asyncio.sleep(self.settings.reopen_minutes * 60)
        await self._close_tokens(await self.school.end_passes(session_id, ended_at))
        if (gone_by := self._ended_for(session_id)) and gone_by > self.settings.reopen_minutes * 60:
            del self._ended[session_id]

    def _ended_for(self, session_id: str) -> float | None:
        """Running time: a wall clock that is set meanwhile neither opens a lesson nor keeps it closed."""
        ended = self._ended.get(session_id)
        return None if ended is None else self.clock.running() - ended

    def _notice(self, account: str, notice: Notice) -> None:
        for connection in self._of(frozenset((account,))):
            if connection.greeted:
                connection.sender.write_text(encode(notice))

    def _tell(self, session_id: str, revision: int, accounts: frozenset[str]) -> None:
        notice = encode(SessionChanged(session=session_id, revision=revision))
        for connection in self._of(accounts):
            if connection.greeted:  # whoever is not asks for everything anyway, and hears the welcome first
                connection.sender.write_text(notice)

    def _of(self, accounts: frozenset[str]) -> list[Connection]:
        """The connections of these accounts."""
        return [c for c in self.connections if c.member and c.member.account.id in accounts]

    def _connected(self) -> frozenset[str]:
        return frozenset(c.member.account.id for c in self.connections if c.member)

    async def _close_tokens(self, token_ids: frozenset[str]) -> None:
        """End the connections of tokens that were revoked."""
        of_them = [c for c in self.connections if c.member and c.member.token_id in token_ids]
        await asyncio.gather(*(connection.revoke() for connection in of_them))

    def _disk_changed(self, low: bool) -> None:
        """Rooms stop or begin to write; teachers are welcomed anew, which tells them."""
        self.rooms.set_disk_low(low)
        for connection in self.connections:
            if connection.greeted and connection.member and connection.member.account.role != "student":
                self.tasks.spawn(self._welcome_again(connection))

    def _erased(self, sessions: frozenset[str]) -> None:
        """Somebody's text has been replaced: those who are here forget what they kept."""
        self.rooms.begin_afresh(self.store.epoch, sessions)
        for connection in self.connections:
            if connection.greeted and connection.member:
                self.tasks.spawn(self._welcome_again(connection))

    async def _welcome_again(self, connection: Connection) -> None:
        welcome = await self._welcome(connection.member)
        if welcome is not None:  # else the token has been revoked meanwhile, and the connection ends
            connection.sender.write_text(encode(welcome))

    def _fail(self, error: BaseException) -> None:
        if not self.failed.done():
            self.failed.set_exception(error)
