"""What is kept of one account at one relay, on the disk."""

from msgspec import Raw

from desktop.client.account_cache import AccountCache, LogPosition, R
from desktop.client.clock import Timer
from desktop.client.outbox import Outbox, PendingCommand
from desktop.client.store import cache
from desktop.client.store.cache import CachedAccount
from desktop.client.store.outbox import DiskOutbox
from desktop.client.store.store import Store
from relay.protocol.accounts import Account
from relay.protocol.base import Reply
from relay.protocol.catalog import encode
from relay.protocol.log import Page
from relay.protocol.sessions import Session, SessionDetails

BATCH_SECONDS = 1.0
BATCH_EVENTS = 64
"""Events are written when there are so many of them, or so long after the first."""


class DiskAccountCache(AccountCache):
    """Everything is handed to the store's thread; what was read at the start is at hand at once."""

    lasts = True

    def __init__(
        self, store: Store, pin: str, person: CachedAccount | None, waiting: dict[str, list[PendingCommand]]
    ) -> None:
        super().__init__(store.open_files)
        self._store, self._pin = store, pin
        self._waiting = waiting
        self._person = person.id if person else 0
        """Its number in the cache, once that is known."""
        self._batch: dict[str, tuple[int, list[Raw], LogPosition]] = {}
        """By session: where the batch begins, its events, and the place at its end."""
        self._batched = 0
        self._timer = Timer(self._flush)
        if person is not None:
            self.me, self.as_of = person.me, person.as_of
            self.sessions = {session.id: session for session in person.sessions}
            self.drafts = dict(person.drafts)
            for session in list(waiting):
                self.outbox(session)

    @classmethod
    async def open(cls, store: Store, pin: str, username: str) -> "DiskAccountCache":
        """Of the account that signed in last under this name at the relay with this key."""
        return cls(store, pin, *await store.load(pin, username))

    # who

    def identify(self, pin: str, account: Account) -> None:
        """The person is written down; another one than thought finds an outbox and a cache of their own."""
        other = (pin, account.id) != (self._pin, self.me.id if self.me else account.id)
        if other:
            self._flush()
            self._outboxes, self._waiting, self._person = {}, {}, 0
            self.sessions, self.as_of, self.drafts = {}, 0, {}
        if self._person and account == self.me:
            return
        unknown = self.me is None or other
        self._pin, self.me = pin, account
        waiting: dict[str, list[PendingCommand]] = {}

        def met() -> None:  # on the store's thread, before anything else that is asked of it
            if unknown:
                waiting.update(self._store.load_waiting(pin, account.id))
            self._person = self._store.person_number(pin, account)

        def told() -> None:
            if self.me is not None and self.me.id == account.id and waiting:
                for session, said in waiting.items():
                    box = self.outbox(session)
                    there = {one.ref for one in box.kept}
                    box.kept[:0] = [one for one in said if one.ref not in there]
                self.on_more_waiting.emit()

        self._store.run_on_thread(met, told)

    # what waits

    def _new_outbox(self, session: str) -> Outbox:
        return DiskOutbox(self._store.write_outbox, self._whose, session, self._waiting.pop(session, []))

    def put_draft(self, session: str, draft: str) -> None:
        super().put_draft(session, draft)
        self._store.write_cache(lambda db: cache.put_draft(db, self._person, session, draft))

    # the list

    def put_sessions(self, sessions: list[Session], as_of: int) -> None:
        super().put_sessions(sessions, as_of)
        self._flush()
        self._store.forget_in_cache(lambda db: cache.put_sessions(db, self._person, sessions, as_of))

    def put_session(self, session: Session) -> None:
        super().put_session(session)
        self._store.write_cache(lambda db: cache.put_session(db, self._person, session))
        if session.narrowed_upto:  # of a lesson that is over or elsewhere nobody else tells of it
            self._flush()
            self._store.forget_in_cache(lambda db: cache.drop_narrowed(db, self._person, [session]))

    def drop_session(self, session: str) -> None:
        super().drop_session(session)
        self._batch.pop(session, None)
        self._store.write_cache(lambda db: cache.drop_session(db, self._person, session))

    def put_details(self, details: SessionDetails, as_of: int) -> None:
        self._store.write_cache(lambda db: cache.put_details(db, self._person, details, as_of))

    async def details(self, session: str) -> tuple[SessionDetails, int] | None:
        return await self._store.read_cache(lambda db: cache.details(db, self._person, session), None)

    def put_reply(self, key: str, reply: Reply, as_of: int) -> None:
        self._store.write_cache(lambda db: cache.put_reply(db, self._person, key, encode(reply), as_of))

    async def reply(self, key: str, kind: type[R]) -> tuple[R, int] | None:
        found = await self._store.read_cache(lambda db: cache.reply(db, self._person, key), None)
        return (found[0], found[1]) if found is not None and isinstance(found[0], kind) else None

    async def search(self, text: str) -> set[str]:
        self._flush()
        nothing: set[str] = set()
        return await self._store.read_cache(lambda db: cache.search(db, self._person, text), nothing)

    # logs

    async def log_position(self, session: str) -> LogPosition | None:
        """As far as is on the disk or on its way there."""
        self._flush()
        return await self._store.read_cache(lambda db: cache.log_position(db, self._person, session), None)

    async def pages(self, session: str, after: int) -> list[Page]:
        nothing: list[Page] = []
        return await self._store.read_cache(lambda db: cache.pages(db, self._person, session, after), nothing)

    def put_page(self, session: str, page: Page, position: LogPosition) -> None:
        """Together with what comes in the same second."""
        batch = self._batch.get(session)
        if batch is not None and (batch[2].upto, batch[2].epoch) != (page.prev, position.epoch):
            self._flush()
            batch = None
        begin, events = (batch[0], batch[1]) if batch else (page.prev, [])
        events.extend(page.events)
        self._batch[session] = (begin, events, position)
        self._batched += len(page.events)
        if self._batched >= BATCH_EVENTS:
            self._flush()
        elif not self._timer.running:
            self._timer.start(BATCH_SECONDS)

    def drop_log(self, session: str) -> None:
        self._batch.pop(session, None)
        self._store.forget_in_cache(lambda db: cache.drop_log(db, self._person, session))

    def drop_other_epochs(self, epoch: str) -> None:
        """With what else was kept of those sessions, and all files: some may be of who was erased."""
        self._flush()
        self._store.drop_other_epochs(lambda: self._person, epoch, *self._whose())

    def _flush(self) -> None:
        self._timer.stop()
        batch, self._batch, self._batched = self._batch, {}, 0
        for session, (begin, events, position) in batch.items():
            page = Page(session=session, prev=begin, upto=position.upto, events=events)
            self._store.add_page(lambda: self._person, session, page, position, self._whose)

    # going

    async def settle(self) -> None:
        self._flush()
        await self._store.settle()

    async def forget(self) -> None:
        relay, account = self._whose()
        self._timer.stop()
        self._batch = {}
        await super().forget()
        await self._store.clear_account(relay, account)
