"""What is kept of somebody who came by a lesson's code: on the disk only what waits to be sent."""

from desktop.client.account_cache import AccountCache
from desktop.client.outbox import Outbox, PendingCommand
from desktop.client.store.outbox import DiskOutbox
from desktop.client.store.store import Store
from relay.protocol.accounts import Account


class VisitCache(AccountCache):
    """In memory but for the outbox, which is there after a crash; who leaves the lesson has it taken away."""

    def __init__(self, store: Store, pin: str, me: Account, waiting: dict[str, list[PendingCommand]]) -> None:
        super().__init__(store.open_files)
        self._store, self._pin, self._waiting = store, pin, waiting
        self.me = me
        for session in list(waiting):
            self.outbox(session)

    @classmethod
    async def open(cls, store: Store, pin: str, me: Account) -> "VisitCache":
        """With what an earlier program left of this person."""
        return cls(store, pin, me, await store.waiting_of(pin, me.id))

    def identify(self, pin: str, account: Account) -> None:
        if self.me is not None and self.me.id != account.id:
            self._waiting = {}
        super().identify(pin, account)

    def _new_outbox(self, session: str) -> Outbox:
        return DiskOutbox(self._store.write_outbox, self._whose, session, self._waiting.pop(session, []))

    async def settle(self) -> None:
        await self._store.settle()
