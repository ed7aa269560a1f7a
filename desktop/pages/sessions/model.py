"""Keeps the list of sessions as the relay has it: asks again when told to, and says what has started."""

import asyncio
import itertools
from collections.abc import Iterable

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from desktop.pages.sessions import queries
from desktop.pages.sessions.change_batcher import ChangeBatcher
from desktop.pages.sessions.listing import Filter, Section, arrange, next_change
from desktop.pages.sessions.started import Known, look
from desktop.parts.known_classes import KnownClasses
from desktop.parts.loading import RelayModel
from desktop.parts.tasks import NO, No
from desktop.qt_client import QtRelayClient
from relay.protocol.accounts import ClassBadge
from relay.protocol.classes import ClassList, ListClasses
from relay.protocol.sessions import Session
from relay.shared.ids import new_ref


class SessionsModel(RelayModel):
    """The sessions the person wants to see, and the news of those that start.

    It asks on every welcome and whenever the relay says that a session has changed. Everything current
    (live, overdue, upcoming) is there at once; of the past there are pages, ``more()`` asks for the next.
    """

    ticked = Signal()
    """Time has passed: what was said about times is due again."""
    started = Signal(object)
    """A Session whose start this person should be told of, once."""
    over = Signal(str)
    """A session that was live no longer is: whatever was said of its start may be taken back."""

    def __init__(self, relay: QtRelayClient, parent: QObject | None = None) -> None:
        super().__init__(relay, parent)
        self.filter = Filter()
        self.as_of = 0
        """When the list was last known to be complete, by the relay's clock; 0: never."""
        self.loading_more = False
        self.known = KnownClasses()
        self.taught: list[ClassBadge] | None = None
        """Classes of this person; None until they are known."""
        self.labels: dict[str, str] = {}
        """What each class is called here, by id."""
        self.inside: set[str] = set()
        """Sessions whose room this person is in: nobody need tell them that these started."""
        self._sessions: dict[str, Session] = {}
        self._found: set[str] | None = None
        """What a search found in what is kept here, while no relay can be asked."""
        self._cursor = ""
        self._known = Known()
        self._whole_due = True
        """Whatever is shown, all is to be asked for once: by it is forgotten what was hidden meanwhile."""
        self._meanwhile: dict[str, Session | None] = {}
        self._load: asyncio.Task[None] | None = None
        self._changes = ChangeBatcher(relay, lambda: bool(self.filter.text.strip()), self)
        self._changes.told.connect(self.take)
        self._changes.gone.connect(self.forget)
        self._changes.many.connect(self.reload)
        self._clock = QTimer(self, singleShot=True, timerType=Qt.TimerType.CoarseTimer)
        self._clock.timeout.connect(self._tick)
        relay.session_changed.connect(self._on_session_changed)
        if relay.cache.as_of:
            self._sessions, self.as_of, self.state = dict(relay.cache.sessions), relay.cache.as_of, "ready"
            self._show()
        self.begin()

    # what there is

    @property
    def more_to_come(self) -> bool:
        """Whether the relay has older sessions than those shown."""
        return bool(self._cursor)

    @property
    def teaches(self) -> bool:
        """Whether this person may plan sessions at all."""
        return self.relay.me is not None and self.relay.me.role in ("teacher", "admin")

    def mine(self, session: Session) -> bool:
        """Whether this person is the session's teacher."""
        return self.relay.me is not None and session.teacher_id == self.relay.me.id

    def may_change(self, session: Session) -> bool:
        """Whether this person may delete it: its teacher, and who runs the school."""
        return self.mine(session) or (self.relay.me is not None and self.relay.me.role == "admin")

    def live(self) -> list[Session]:
        """Lessons that run, whatever is shown."""
        return [session for session in self._sessions.values() if session.status == "live"]

    def planned(self) -> list[Session]:
        """Lessons that are planned, as far as they are known here."""
        return [session for session in self._sessions.values() if session.status == "scheduled"]

    def may_teach(self, session: Session) -> bool:
        """Whether this person may start and change it: whoever teaches its class."""
        taught = self.teaches and any(badge.id == session.class_id for badge in self.taught or ())
        return taught or self.may_change(session)

    def session(self, session_id: str) -> Session | None:
        """One of the sessions, if it is known."""
        return self._sessions.get(session_id)

    def sections(self) -> list[Section]:
        """What to show, in order."""
        now = self.relay.now()
        return arrange((s for s in self._sessions.values() if self._passes(s, now)), now)

    def classes(self) -> list[ClassBadge]:
        """Classes to filter by: the person's own and those of the sessions, by name."""
        found = [ClassBadge(id, label) for id, label in self.labels.items()]
        return sorted(found, key=lambda badge: (badge.name.casefold(), badge.id))

    # asking

    def set_filter(self, wanted: Filter) -> None:
        """Shows what is known of that at once, and asks the relay for the rest."""
        if wanted != self.filter:
            self.filter = wanted
            self._cursor = ""
            self.reload()

    def reload(self) -> None:
        """Asks for everything again; a question under way is given up."""
        if self._load is not None:
            self._load.cancel()
        if self.state != "ready":
            self.state = "loading"
        self.failure = ""
        self._meanwhile = {}
        ask = self._ask_all if self.online or not self.relay.cache.as_of else self._look_here
        self._load = self._tasks.spawn(ask())
        self.changed.emit()

    def knows(self, session: str) -> bool:
        """Whether the person may see this session, as far as is known here."""
        return session in self._sessions

    def more(self) -> None:
        """Asks for the next page of the past."""
        if self._cursor and not self.loading_more:
            self.loading_more = True
            self.changed.emit()
            self._tasks.spawn(self._ask_more())

    def refresh_classes(self) -> None:
        """Asks which classes this person has."""
        self._tasks.spawn(self._ask_classes())

    def recount(self) -> None:
        """Asks how many people are in what is live."""
        if self.online and any(session.status == "live" for session in self._sessions.values()):
            self._tasks.spawn(self._ask_live())

    def take(self, session: Session) -> None:
        """Takes in a session as the relay has just told it, in answer to a command."""
        known = self._sessions.get(session.id)
        if known is None or session.revision >= known.revision:
            self._sessions[session.id] = self._meanwhile[session.id] = session
            self.relay.cache.put_session(session)
            self._look([session])
            self._show()

    def forget(self, session_id: str) -> None:
        """Takes out a session that is no more."""
        was_live = session_id in self._known.live
        self._known = self._known.without(session_id)
        self._meanwhile[session_id] = None
        self.relay.cache.drop_session(session_id)
        if self._sessions.pop(session_id, None) is not None:
            self._show()
        if was_live:
            self.over.emit(session_id)

    def close(self) -> None:
        """Stops asking and listening."""
        super().close()
        self._changes.close()
        self._clock.stop()
        self.relay.session_changed.disconnect(self._on_session_changed)

    # what the relay says

    def on_welcome(self) -> None:
        """Asks for all of it anew."""
        self._known, self._whole_due = self._known.reconnected(), True
        self._changes.clear()
        self.reload()
        self.refresh_classes()

    def _on_session_changed(self, session_id: str, revision: int) -> None:
        if revision == 0:
            self._changes.discard(session_id)
            self.forget(session_id)
            return
        known = self._sessions.get(session_id)
        if known is None or known.revision < revision:
            self._changes.add(session_id)

    async def _ask_live(self) -> None:
        try:
            for session in await queries.live(self.relay):
                if session.id in self._sessions:
                    self.take(session)
        except NO:
            pass  # asked again soon

    async def _ask_all(self) -> None:
        wanted = self.filter
        try:
            whole = found = await queries.everything(self.relay, wanted)
            if self._whole_due and not wanted.empty:
                whole = await queries.everything(self.relay, Filter())
            # a filter must not hide that a lesson has started
            seen = found.sessions if wanted.empty else await queries.live(self.relay)
        except NO as error:
            self._fail(error)
            return
        self._sessions = self._newest(found.sessions)
        self._cursor, self._found = found.cursor, None
        self.loading_more = False
        self.state, self.as_of = "ready", self.relay.now()
        if self._whole_due or wanted.empty:
            self.relay.cache.put_sessions(list(self._newest(whole.sessions).values()), self.as_of)
            self._whole_due = False
        self._look(seen)
        self._show()

    async def _look_here(self) -> None:
        """No relay can be asked: looks at what is kept here, chats included."""
        cache, text = self.relay.cache, self.filter.text
        self._found = await cache.search(text) if text.strip() else None
        self._sessions = dict(cache.sessions)
        self.state = "ready"
        self._show()

    async def _ask_more(self) -> None:
        wanted, cursor = self.filter, self._cursor
        try:
            found = await queries.older(self.relay, wanted, cursor)
        except NO as error:
            self.loading_more = False
            self._fail(error)
            return
        if (wanted, cursor) == (self.filter, self._cursor):
            self._sessions |= {session.id: session for session in found.sessions}
            self._cursor = found.cursor
            self.loading_more = False
            self._show()

    async def _ask_classes(self) -> None:
        try:
            reply = await self.relay.ask(ListClasses(ref=new_ref()), ClassList)
        except NO:
            return  # asked again on the next welcome
        self.known = KnownClasses.of(reply)
        self.taught = list(self.known.badges)
        self._show()

    # taking in

    def _newest(self, found: Iterable[Session]) -> dict[str, Session]:
        """The answer, with what was heard of single sessions while it was under way."""
        sessions = {session.id: session for session in found}
        for session_id, heard in self._meanwhile.items():
            asked = sessions.get(session_id)
            if heard is None:
                sessions.pop(session_id, None)
            elif asked is None or asked.revision < heard.revision:
                sessions[session_id] = heard
        return sessions

    def _passes(self, session: Session, now: int) -> bool:
        here = self._found is None or session.id in self._found
        return here and self.filter.passes(session, now, queries.week_start())

    def _fail(self, error: No) -> None:
        self.fail(error.code)
        self.changed.emit()

    def _look(self, seen: Iterable[Session]) -> None:
        me = self.relay.me.id if self.relay.me else ""
        news = look(self._known, seen, me, self.inside)
        self._known = news.known
        for session in news.started:
            self.started.emit(session)
        for session_id in news.over:
            self.over.emit(session_id)

    def _show(self) -> None:
        others = {one.class_id: one.class_name for one in self._sessions.values()}
        self.labels = self.known.labels(*itertools.starmap(ClassBadge, others.items()))
        self._set_clock()
        self.changed.emit()

    def _set_clock(self) -> None:
        self._clock.start(next_change(self._sessions.values(), self.relay.now()))

    def _tick(self) -> None:
        self._set_clock()
        self.ticked.emit()
