"""Starting, cancelling and deleting a session, each after a question where it cannot be undone."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from desktop.pages.sessions.model import SessionsModel
from desktop.pages.sessions.weeks import WeeksDialog, later_ones
from desktop.parts.loading import LoadingPage
from desktop.parts.starting import may_start, start_now
from desktop.parts.tasks import PageTasks
from desktop.qt_client import QtRelayClient
from desktop.theme import Theme
from desktop.theme.widgets import ask
from relay.protocol.accounts import ClassBadge
from relay.protocol.base import Reply
from relay.protocol.sessions import (
    MOST_AT_ONCE,
    CancelSession,
    DeleteSession,
    ReopenSession,
    Session,
    SessionReply,
    StartSession,
)
from relay.shared.ids import new_ref


class SessionActions(QObject):
    """Asks the person, then the relay, and tells the model; the page says what the relay has against it."""

    started = Signal(str)
    """The id of a session that was just started here."""
    changed = Signal()
    """Other sessions are being started."""

    def __init__(self, relay: QtRelayClient, theme: Theme, model: SessionsModel, page: LoadingPage) -> None:
        super().__init__(page)
        self._relay, self._theme, self._model, self._page = relay, theme, model, page
        self._tasks = PageTasks(self)
        self.starting: set[str] = set()

    def start(self, session: Session) -> None:
        """Makes a session live."""
        self._tasks.spawn(self._page.attempt(self._start(session)))

    def start_now(self, badge: ClassBadge) -> None:
        """Makes a session of this class that has no plan, and makes it live."""
        if self.starting:
            return  # a second click makes no second lesson
        self.starting.add(badge.id)
        self.changed.emit()
        self._tasks.spawn(self._page.attempt(self._start_now(badge)))

    def reopen(self, session: Session) -> None:
        """Makes a session go on that has just ended."""
        self._tasks.spawn(self._page.attempt(self._reopen(session)))

    def cancel(self, session: Session) -> None:
        """Calls a session off."""
        self._tasks.spawn(self._page.attempt(self._cancel(session)))

    def delete(self, session: Session) -> None:
        """Removes a session."""
        self._tasks.spawn(self._page.attempt(self._delete(session)))

    async def _start(self, session: Session) -> None:
        self.starting.add(session.id)
        self.changed.emit()
        try:
            if await may_start(self._relay, self._theme, self._page):
                await self._make_live(StartSession(ref=new_ref(), session=session.id))
        finally:
            self.starting.discard(session.id)
            self.changed.emit()

    async def _start_now(self, badge: ClassBadge) -> None:
        try:
            live = await start_now(self._relay, self._theme, self._page, badge, self._model.take)
            if live is not None:
                self._has_started(live)
        finally:
            self.starting.discard(badge.id)
            self.changed.emit()

    async def _reopen(self, session: Session) -> None:
        await self._make_live(ReopenSession(ref=new_ref(), session=session.id))

    async def _make_live(self, command: StartSession | ReopenSession) -> None:
        self._has_started((await self._relay.ask(command, SessionReply)).session)

    def _has_started(self, session: Session) -> None:
        self._model.take(session)
        self.started.emit(session.id)

    async def _cancel(self, session: Session) -> None:
        text = self.tr("“{title}” stays in the list as cancelled, and your students see that.")
        sure = await self._sure(self.tr("Cancel this lesson?"), text, session, self.tr("Cancel lesson"))
        for one, *also in self._at_once(sure):
            command = CancelSession(ref=new_ref(), session=one, also=also)
            self._model.take((await self._relay.ask(command, SessionReply)).session)

    async def _delete(self, session: Session) -> None:
        text = (
            self.tr("“{title}” is removed with its chat, figures and attendance. This cannot be undone.")
            if session.status == "ended"
            else self.tr("“{title}” is removed from everyone's list. This cannot be undone.")
        )
        sure = await self._sure(self.tr("Delete this lesson?"), text, session, self.tr("Delete"))
        for one, *also in self._at_once(sure):
            await self._relay.ask(DeleteSession(ref=new_ref(), session=one, also=also), Reply)
            for gone in (one, *also):
                self._model.forget(gone)

    def _at_once(self, sessions: Sequence[Session]) -> list[list[str]]:
        """The ids for each command: all of them or none, where the relay knows how to."""
        most = 1 + MOST_AT_ONCE if self._relay.offers("ends_series") else 1
        ids = [session.id for session in sessions]
        return [ids[first : first + most] for first in range(0, len(ids), most)]

    async def _sure(self, title: str, text: str, session: Session, confirm: str) -> list[Session]:
        """Those that are meant: none, this one, or the later ones of every week too."""
        later = later_ones(session, self._model.planned())
        text, keep = text.format(title=session.title), self.tr("Keep it")
        if not later:
            sure = await ask(self._theme, self._page, title, text, confirm=confirm, cancel=keep, danger=True)
            return [session] if sure else []
        dialog = WeeksDialog(self._theme, self._page, title, text, confirm, keep, len(later))
        dialog.open()
        return {"one": [session], "all": [session, *later]}.get(await dialog.chosen, [])
