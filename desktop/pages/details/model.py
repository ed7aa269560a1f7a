"""Keeps one session as the relay has it: asks again when told to, and shows what is kept until then."""

from typing import Literal

from PySide6.QtCore import QObject, Signal

from desktop.client import RefusedByRelay
from desktop.parts.tasks import NO, PageTasks
from desktop.qt_client import QtRelayClient
from relay.protocol.sessions import Session, SessionDetails

State = Literal["loading", "ready", "failed", "deleted"]


class SessionModel(QObject):
    """What is known of a session, and how well."""

    changed = Signal()
    failed = Signal(object)
    """Why there is nothing to show: what asking the relay raised."""

    def __init__(self, relay: QtRelayClient, session_id: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._relay, self.session_id = relay, session_id
        self.state: State = "loading"
        self.details: SessionDetails | None = None
        self.as_of = 0
        """When this was known, ms UTC."""
        self.kept_log = False
        """Whether what was said there can be read without the relay."""
        self.gone = False
        """Whether this person does not see the session any more."""
        self._tasks = PageTasks(self)
        relay.session_changed.connect(self._on_changed)
        relay.welcomed.connect(self.reload)

    @property
    def session(self) -> Session | None:
        """The session as it was told last."""
        return self.details.session if self.details else None

    def reload(self) -> None:
        """Asks for the session again."""
        if self.state != "deleted":
            self._tasks.spawn(self._ask())

    def begin_again(self) -> None:
        """Asks once more, after it has failed."""
        self.state = "loading"
        self.changed.emit()
        self.reload()

    def take(self, session: Session) -> None:
        """Takes in the session as the relay has just told it, in answer to a command."""
        if self.details is not None:
            self.details.session = session
            self.changed.emit()

    def close(self) -> None:
        """Stops listening."""
        self._relay.session_changed.disconnect(self._on_changed)
        self._relay.welcomed.disconnect(self.reload)

    def _on_changed(self, session_id: str, revision: int) -> None:
        if session_id == self.session_id:
            if revision == 0:
                self.state = "deleted"
                self.changed.emit()
            else:
                self.reload()

    async def _ask(self) -> None:
        if self.details is None:
            await self._take_kept()
        try:
            reply = await self._relay.details(self.session_id)
        except NO as error:
            self.gone = isinstance(error, RefusedByRelay) and error.code in ("not_found", "not_enrolled")
            if self.details is None or self.gone:
                self.state = "failed"
                self.failed.emit(error)
            self.changed.emit()
            return
        self.details, self.state, self.as_of = reply, "ready", self._relay.now()
        self._relay.cache.put_details(reply, self.as_of)
        self.changed.emit()

    async def _take_kept(self) -> None:
        """What is known here, until the relay has answered or as long as it can't."""
        cache = self._relay.cache
        kept = await cache.details(self.session_id)
        listed = cache.sessions.get(self.session_id)
        if kept is None and listed is not None:
            kept = SessionDetails(ref="", session=listed), cache.as_of
        self.kept_log = await cache.log_position(self.session_id) is not None
        if kept is not None and self.details is None and self.state != "deleted":
            (self.details, self.as_of), self.state = kept, "ready"
            if listed is not None and listed.revision > self.details.session.revision:
                self.details.session = listed
            self.changed.emit()
