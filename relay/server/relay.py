"""The relay itself: joins store, school, rooms and sockets, and serves until it is told to stop."""

import asyncio
import logging
import ssl
from collections.abc import Mapping
from pathlib import Path

from websockets.asyncio.server import Server, ServerConnection
from websockets.http11 import Request, Response

import relay.features
from relay.auth import ConnectionGate, Rejected, network_of
from relay.config import Settings
from relay.delivery import Delivery, PartLane, UnsentLimits
from relay.lanes import LaneRules
from relay.metrics import Metrics
from relay.protocol.accounts import Account
from relay.protocol.base import Notice
from relay.protocol.hello import LANES
from relay.rules import Rulebook
from relay.school import Member, School
from relay.school.surroundings import Change, Surroundings
from relay.server.capacity import Capacity
from relay.server.connection import Connection, MemberSocket
from relay.server.connections import Connections
from relay.server.counters import Counters
from relay.server.disk import DiskSpaceMonitor
from relay.server.figures import (
    LoopLag,
    watch_connections,
    watch_delivery,
    watch_files,
    watch_rooms,
    watch_store,
)
from relay.server.lifecycle import SessionLifecycle
from relay.server.listening import hang_up, listen
from relay.server.passing import Passing
from relay.server.rooms import LiveRooms
from relay.server.sign_ins import SignIns
from relay.server.upkeep import DiskCare, HeartbeatKeeper, Idleness, Recurring, StuckReaders, Upkeep
from relay.server.web import Web, line, peer_of
from relay.server.welcomes import Welcomes
from relay.shared.interfaces import EVERY_INTERFACE, own_addresses, reachable, routed
from relay.shared.modules import modules_of
from relay.shared.pinned import Address
from relay.shared.tasks import Tasks
from relay.shared.version import version
from relay.store import Store
from relay.store.backups import By

SWEEP_SECONDS = 60.0
"""So soon files are gone that nothing names any more."""

_log = logging.getLogger(__name__)


class RelayServer(Surroundings):
    """One relay on one data folder, and what stands around its school."""

    def __init__(self, settings: Settings, store: Store, pin: str = "") -> None:
        """``pin``: of the relay's key."""
        self.settings, self.store, self.clock, self.pin = settings, store, store.clock, pin
        self.over = asyncio.Event()
        """Set once there is no reason to serve any more: storing failed, nobody is here, or it is to be
        put back."""
        self.back_to: tuple[Path, By] | None = None
        """To which backup, and who wants that."""
        self.lessons_changed = asyncio.Event()
        """Set whenever lessons may have started, ended or changed."""
        self.tasks, self.tally, self.metrics = Tasks(), Counters(), Metrics()
        self.connections = Connections(self.tasks)
        self.school = School(store, store.clock, settings, self)
        unsent = UnsentLimits(
            store.clock, settings.reader_stuck_seconds, settings.reader_buffer_bytes, settings.unsent_bytes
        )
        self.delivery = Delivery(store.pages, unsent)
        self.parts = PartLane(store.files)
        features = relay.features.find()
        self.rooms = LiveRooms(
            store,
            Rulebook(features),
            self.delivery,
            settings,
            self._session_ended,
            self.tally,
            self.metrics,
            self.tasks,
        )
        self.lifecycle = SessionLifecycle(
            store,
            self.school,
            self.rooms,
            self.connections,
            settings.reopen_minutes * 60,
            self.tasks,
            self.lessons_changed,
        )
        self.passing = Passing(LaneRules(features), self.delivery.moments)
        self.capacity = Capacity(settings, self.connections, self.school.wrong_guesses_from)
        self.gate: ConnectionGate[Member] = ConnectionGate(
            self.school.account_of,
            lambda member: member.lesson != "",
            self.capacity.take,
            pages=settings.web == "lessons",
        )
        self.disk = DiskSpaceMonitor(store, settings.disk_low_mb, self._disk_changed)
        subjects = {feature.__name__.rpartition(".")[2] for feature in features}
        modules = (*features, *modules_of("relay.school"))
        later = {name for module in modules for name in getattr(module, "ALSO_CAN", ())}
        can = sorted({*LANES, *subjects, *later})
        self.welcomes = Welcomes(store, self.school, self.disk, can)
        self.sign_ins = SignIns(self.gate, self.connections, self.capacity, self.welcomes, self.tally)
        self.web = Web(self.health, self.metrics, settings.metrics_token)
        self._lag: LoopLag | None = None
        self.idleness = Idleness(self.clock, self.connections, settings.stop_when_idle, self.over)
        self.upkeep = self._upkeep()
        self._watch()
        self._server: Server | None = None

    def _upkeep(self) -> Upkeep:
        heartbeat = HeartbeatKeeper(self.store, self.school, self.rooms)
        daily = self.settings.remove_old_after_seconds
        chores = (
            StuckReaders(self.delivery.unsent),
            DiskCare(self.disk, heartbeat, self.tasks),
            Recurring(self.clock, daily, self.school.remove_old, self.tasks),
            Recurring(self.clock, daily, self.school.clear_away_files, self.tasks),
            Recurring(self.clock, 0, self.school.remove_unnamed_files, self.tasks, SWEEP_SECONDS),
            self.idleness,
        )
        return Upkeep(chores, heartbeat)

    def _watch(self) -> None:
        """Have everything read that the parts know of themselves."""
        watch_rooms(self.metrics, self.rooms)
        watch_connections(self.metrics, self.capacity, self.tally)
        watch_store(self.metrics, self.store, self.disk)
        watch_delivery(self.metrics, self.delivery)
        watch_files(self.metrics, self.school, self.parts)

    async def start(self, tls: ssl.SSLContext | None) -> int:
        """Open live sessions again, then listen; returns the port.

        Without TLS, which no setting or switch can ask for, only measurements run (``tests/relay/plain.py``).
        """
        self.store.failed.add_done_callback(lambda _: self.over.set())
        await self.disk.look()
        await self.lifecycle.go_on()
        self._server = await listen(self.settings, tls, self._serve, self._process_request)
        self.upkeep.start()
        self._lag = LoopLag(self.metrics.lag)
        port: int = next(iter(self._server.sockets)).getsockname()[1]
        self.school.open_at(self.places(port)[0])
        return port

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
        self.connections.end_all()
        if self._server:
            await hang_up(self._server, self.connections)
        self.rooms.close()
        self.parts.stop()
        await self.school.close()
        await self.tasks.close()

    async def _process_request(self, socket: ServerConnection, request: Request) -> Response | None:
        if page := self.web.answer(request, socket.remote_address):
            return page
        answer = await self.gate.admit(request, network_of(peer_of(socket.remote_address)))
        if isinstance(answer, Rejected):
            self.tally.reject(answer.status.value, peer_of(socket.remote_address))
            return line(answer.status, answer.line)
        assert isinstance(socket, MemberSocket)
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
        assert isinstance(socket, MemberSocket)
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
            self.parts,
            self.sign_ins.sign_in,
        )
        self.connections.add(connection)
        about = {"device": connection.device, "account": who.account.id if who else ""}
        _log.debug("a connection began", extra=about)
        try:
            if await self.welcomes.welcome(connection):
                await connection.serve()
        finally:
            self.connections.discard(connection)
            _log.debug("a connection ended", extra=about | {"close_code": socket.close_code})
            self.idleness.gone()

    async def _session_ended(self, session: str) -> None:
        await self.lifecycle.ended(session)

    def _disk_changed(self, low: bool) -> None:
        """Rooms stop or begin to write; teachers are welcomed anew, which tells them."""
        self.rooms.set_disk_low(low)
        for connection in self.connections:
            if connection.greeted and connection.member and connection.member.account.role != "student":
                self.tasks.spawn(self.welcomes.again(connection))

    # What the school tells and asks:

    def session_changed(self, change: Change) -> None:
        self.lifecycle.changed(change)

    def tokens_revoked(self, tokens: frozenset[str]) -> None:
        self.connections.revoke(tokens)

    def noticed(self, account: str, notice: Notice) -> None:
        self.connections.tell(frozenset((account,)), notice)

    def renamed(self, names: Mapping[str, str]) -> None:
        for connection in self.connections.of(frozenset(names)):
            connection.renamed(names)

    def welcome_again(self, accounts: frozenset[str]) -> None:
        self.lessons_changed.set()  # what is announced has the relay's name, too
        for connection in self.connections.of(accounts):
            if connection.greeted:
                self.tasks.spawn(self.welcomes.again(connection))

    def texts_erased(self, sessions: frozenset[str]) -> None:
        """Those who are here forget what they kept."""
        self.rooms.begin_afresh(sessions)
        for connection in self.connections:
            if connection.greeted and connection.member:
                self.tasks.spawn(self.welcomes.again(connection))

    async def stored(self) -> None:
        caught_up = self.tasks.spawn(self.rooms.commits.caught_up())
        await asyncio.wait((caught_up, self.store.failed), return_when=asyncio.FIRST_COMPLETED)

    def put_back(self, backup: Path, by: Account) -> None:
        self.back_to = backup, By(by.id, by.name)
        self.over.set()

    def hand(self, session: str, *handed: object) -> None:
        self.rooms.hand(session, *handed)

    def hand_all(self, *handed: object) -> None:
        self.rooms.hand_all(*handed)

    def connected(self) -> frozenset[str]:
        return self.connections.accounts()

    def is_in(self, session: str, account: str) -> bool:
        live = self.rooms.get(session)
        return live is not None and not live.over and account in live.room.presence.here

    def time_in(self, session: str) -> int | None:
        return self.rooms.time_in(session)

    def ended_for(self, session: str) -> float | None:
        return self.lifecycle.ended_for(session)
