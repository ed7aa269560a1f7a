"""What is kept of one account at one relay: here in memory only; ``store`` keeps it on the disk."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from desktop.client.callbacks import Callbacks
from desktop.client.outbox import Outbox, PendingCommand
from relay.protocol.accounts import Account
from relay.protocol.base import Reply
from relay.protocol.log import Page
from relay.protocol.sessions import Session, SessionDetails

if TYPE_CHECKING:
    from desktop.client.files.file_cache import FileCache

R = TypeVar("R", bound=Reply)

Whose: TypeAlias = Callable[[], tuple[str, str]]
"""The relay's key and the account's id; empty while that is not known."""


@dataclass(frozen=True)
class LogPosition:
    """How far a kept log goes, and what a room needs to go on. ``as_of``: when it grew last, ms UTC."""

    epoch: str
    role: str
    upto: int
    seen: int
    seen_ref: str
    as_of: int = 0


def fold(text: str) -> str:
    """As text is compared in searches: capital or small, however it is spaced."""
    return " ".join(text.casefold().split())


def words_of(session: Session) -> str:
    """What is searched of a session, folded."""
    return fold(f"{session.title} {session.description} {session.class_name} {session.teacher_name}")


class AccountCache:
    """Nothing outlives the program: for shared computers, and where there is no disk."""

    lasts = False
    """Whether it is still here when the program starts again."""

    def __init__(
        self, open_files: "Callable[[Whose], FileCache] | None" = None, *, documents_go: bool = False
    ) -> None:
        """``open_files``: where files are kept all the same, until ``forget``.

        ``documents_go``: so are those that the person opens in other programs.
        """
        self._open_files, self._documents_go = open_files, documents_go
        self._pin = ""
        self.me: Account | None = None
        """Who it is of; None until that is known."""
        self.sessions: dict[str, Session] = {}
        """The list of sessions as it was last known, by id."""
        self.as_of = 0
        """When it was, ms UTC by the relay's clock; 0: never."""
        self.on_more_waiting: Callbacks[[]] = Callbacks()
        """More turned out to wait than was known."""
        self.drafts: dict[str, str] = {}
        """What was being written in a session's room and is not said yet, by session."""
        self._outboxes: dict[str, Outbox] = {}

    # who

    def identify(self, pin: str, account: Account) -> None:
        """The relay with this key has said who this is."""
        if self.me is not None and self.me.id != account.id:
            self._outboxes, self.drafts = {}, {}
        self._pin, self.me = pin, account

    def _whose(self) -> tuple[str, str]:
        return self._pin, self.me.id if self.me else ""

    # files

    @cached_property
    def files(self) -> "FileCache":
        """What was fetched, and copies of what waits to be sent; nothing is read before it is wanted."""
        from desktop.client.files.file_cache import FileCache  # noqa: PLC0415

        return self._open_files(self._whose) if self._open_files else FileCache()

    def documents(self) -> Path | None:
        """Where files lie that the person opens, and that go with ``forget``; None: among their own."""
        return self.files.documents() if self._documents_go else None

    # what waits to be said

    def outbox(self, session: str) -> Outbox:
        """What waits in one session's room; the same one each time."""
        if session not in self._outboxes:
            self._outboxes[session] = self._new_outbox(session)
            self._outboxes[session].on_removed.connect(self._let_go_files)
        return self._outboxes[session]

    def waiting(self) -> dict[str, list[PendingCommand]]:
        return {session: list(box.kept) for session, box in self._outboxes.items() if box.kept}

    def _new_outbox(self, session: str) -> Outbox:
        return Outbox()

    def _let_go_files(self, gone: PendingCommand) -> None:
        """Copies that nothing else waits for."""
        wanted = {one.file.hash for box in self.waiting().values() for said in box for one in said.files}
        for held in gone.files:
            if held.file.hash not in wanted:
                self.files.let_go(held.file.hash)

    def put_draft(self, session: str, draft: str) -> None:
        """What is being written there now; nothing, if that is empty."""
        if draft:
            self.drafts[session] = draft
        else:
            self.drafts.pop(session, None)

    # the list of sessions

    def put_sessions(self, sessions: list[Session], as_of: int) -> None:
        """The whole list, in place of what was kept of it."""
        self.sessions, self.as_of = {session.id: session for session in sessions}, as_of

    def put_session(self, session: Session) -> None:
        self.sessions[session.id] = session

    def drop_session(self, session: str) -> None:
        """It was deleted: nothing of it is kept."""
        self.sessions.pop(session, None)
        self.drafts.pop(session, None)

    def put_details(self, details: SessionDetails, as_of: int) -> None:
        """All about one session."""

    async def details(self, session: str) -> tuple[SessionDetails, int] | None:
        """All about one session and when that was so, if it was kept."""
        return None

    def put_reply(self, key: str, reply: Reply, as_of: int) -> None:
        """What the relay answered, under a name that whoever asked has for it."""

    async def reply(self, key: str, kind: type[R]) -> tuple[R, int] | None:
        """Such an answer and when that was so, if it was kept."""
        return None

    async def search(self, text: str) -> set[str]:
        """Sessions in whose title, description or kept chat the text occurs, capital or small."""
        wanted = fold(text)
        return {id for id, session in self.sessions.items() if wanted in words_of(session)}

    # logs

    async def log_position(self, session: str) -> LogPosition | None:
        """How far the kept log of a session goes; None where there is none."""
        return None

    async def pages(self, session: str, after: int) -> list[Page]:
        """Some of the kept log, from there on, in order; empty at its end."""
        return []

    def put_page(self, session: str, page: Page, position: LogPosition) -> None:
        """More of a log. It is kept only if it goes on where the kept log ends."""

    def drop_log(self, session: str) -> None:
        """Another log has taken its place."""

    def drop_other_epochs(self, epoch: str) -> None:
        """Logs of another epoch are not kept: what is in them may have been erased."""

    # going

    async def settle(self) -> None:
        """Waits until everything handed over is where it stays."""

    async def forget_fetched(self) -> None:
        """What was fetched is kept no more; what waits to be sent stays."""
        if "files" in vars(self):
            await self.files.forget_fetched()

    async def forget(self) -> None:
        """Nothing of this account is kept any more."""
        if "files" in vars(self):
            await self.files.forget()
        self.sessions, self.as_of, self._outboxes, self.drafts = {}, 0, {}, {}
