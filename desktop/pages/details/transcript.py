"""Reads a session's whole log, page by page, into the same memories that its room has."""

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QObject, Signal

from desktop.line import RefusedByRelay, Relay, new_ref
from desktop.pages.errands import NO, Errands
from relay.protocol.catalog import new_memories, read_event
from relay.protocol.chat import Chat, Message
from relay.protocol.log import LogPage, ReadLog

State = Literal["idle", "loading", "ready", "failed"]


class Transcript(QObject):
    """The log of one session, read from its beginning. Its parts are there when all of it is."""

    changed = Signal()

    def __init__(self, relay: Relay, session_id: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.relay, self.session_id = relay, session_id
        self.state: State = "idle"
        self.failure = ""
        """The code why reading failed."""
        self.read = self.head = 0
        """How many events have been read, and how many there are."""
        self.memories = new_memories()
        self._errands = Errands(self)

    @property
    def messages(self) -> list[Message]:
        """All lines of the chat that this person may see."""
        return self.memories[Chat].messages

    def start(self) -> None:
        """Reads the log, unless that was done or is under way."""
        if self.state in ("idle", "failed"):
            self._set("loading")
            self._errands.run(self._read())

    def close(self) -> None:
        """Stops reading."""
        self._errands.cancel()

    async def _read(self) -> None:
        try:
            await self._read_all()
        except NO as error:
            self.failure = error.code if isinstance(error, RefusedByRelay) else "line_down"
            self._set("failed")
        else:
            self._set("ready")

    async def _read_all(self) -> None:
        epoch, more = "", True
        while more:
            page = await self.relay.ask(ReadLog(ref=new_ref(), session=self.session_id, after=self.read))
            assert isinstance(page, LogPage)
            if page.epoch != epoch:
                # the relay was put back to another log meanwhile, or this is the first page
                epoch = page.epoch
                self.memories = new_memories()
                if self.read:
                    self.read = 0
                    continue
            self._fold(page)
            more = page.prev < page.upto < page.head
            self.changed.emit()

    def _fold(self, page: LogPage) -> None:
        for raw in page.events:
            event = read_event(raw)
            if event is not None:
                self.memories.apply(event)
        self.read, self.head = page.upto, page.head

    def _set(self, state: State) -> None:
        self.state = state
        self.changed.emit()


def find(messages: list[Message], text: str, words: Callable[[Message], str]) -> list[int]:
    """The numbers of the messages in whose words a text occurs, capital or small."""
    wanted = " ".join(text.casefold().split())
    if not wanted:
        return []
    return [m.id for m in messages if wanted in " ".join(words(m).casefold().split())]
