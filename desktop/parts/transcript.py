"""Reads a session's whole log, page by page, into the same memories that its room has."""

import asyncio
from typing import Literal

from PySide6.QtCore import QObject, Signal

from desktop.client import LineDown, LogPosition, new_events, restore
from desktop.parts.tasks import NO, PageTasks
from desktop.qt_client import QtRelayClient
from relay.protocol.base import ChatLine
from relay.protocol.catalog import new_memories
from relay.protocol.chat import Chat
from relay.protocol.log import LogPage, Page, ReadLog
from relay.shared.ids import new_ref

State = Literal["idle", "loading", "ready", "failed"]


class Transcript(QObject):
    """The log of one session, read from its beginning. Its parts are there when all of it is."""

    changed = Signal()

    def __init__(self, relay: QtRelayClient, session_id: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.relay, self.session_id = relay, session_id
        self.state: State = "idle"
        self.failure = ""
        """The code why reading failed."""
        self.read = self.head = 0
        """How many events have been read, and how many there are."""
        self.memories = new_memories()
        self.as_of = 0
        """When this was all there is, if no relay could be asked for the rest; ms UTC, else 0."""
        self._epoch = ""
        self._seen, self._seen_ref = 0, ""
        self._tasks = PageTasks(self)
        self._more: asyncio.Future[None] | None = None
        """Done once reading has ended, if somebody waits for that."""

    @property
    def messages(self) -> list[ChatLine]:
        """All lines of the chat that this person may see."""
        return self.memories[Chat].messages

    def start(self) -> None:
        """Reads the log, unless that was done or is under way; what is kept here is not asked for again."""
        if self.state in ("idle", "failed") or (self.state == "ready" and self.as_of):
            self._set("loading")
            self._tasks.spawn(self._read())

    async def read_all(self) -> bool:
        """Reads the log and waits for it; tells whether all of it is there, as far as that is known here."""
        self.start()
        while self.state == "loading":
            if self._more is None:
                self._more = asyncio.get_running_loop().create_future()
            await asyncio.shield(self._more)
        return self.state == "ready"

    async def _read(self) -> None:
        try:
            await self._read_all()
        except NO as error:
            self.failure = error.code
            self._set("ready" if self.as_of and isinstance(error, LineDown) else "failed")
        else:
            self.as_of = 0
            self._set("ready")

    async def _read_all(self) -> None:
        if not self._epoch:
            await self._read_kept()
        more = True
        while more:
            page = await self.relay.ask(
                ReadLog(ref=new_ref(), session=self.session_id, after=self.read), LogPage
            )
            if page.epoch != self._epoch:
                # the relay was put back to another log meanwhile, or this is the first page
                self._epoch = page.epoch
                self.memories = new_memories()
                if self.read:
                    self.read, self.as_of = 0, 0
                    continue
            self._fold(page)
            self._keep(page)
            more = page.prev < page.upto < page.head
            self.changed.emit()

    async def _read_kept(self) -> None:
        me = self.relay.me
        kept = await restore(self.relay.cache, self.session_id, me.id if me else "")
        if kept is not None:
            position = kept.position
            self.memories, self._epoch, self.as_of = kept.memories, position.epoch, position.as_of
            self.read = self.head = position.upto
            self._seen, self._seen_ref = position.seen, position.seen_ref

    def _keep(self, page: LogPage) -> None:
        told = Page(session=self.session_id, prev=page.prev, upto=page.upto, events=page.events)
        position = LogPosition(self._epoch, "", page.upto, self._seen, self._seen_ref, self.relay.now())
        self.relay.cache.put_page(self.session_id, told, position)

    def _fold(self, page: LogPage) -> None:
        for event in new_events(page, self.read):
            self.memories.apply(event)
            self._seen, self._seen_ref = event.seq, event.ref
        self.read, self.head = page.upto, page.head

    def _set(self, state: State) -> None:
        self.state = state
        if state != "loading" and self._more is not None:
            self._more.set_result(None)
            self._more = None
        self.changed.emit()
