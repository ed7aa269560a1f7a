"""Starting, cancelling and deleting a session, each after a question where it cannot be undone."""

from collections.abc import Awaitable
from typing import TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.client import new_ref
from desktop.pages.sessions.model import SessionsModel
from desktop.parts.starting import may_start
from desktop.parts.tasks import NO, Errands, Say, reason
from desktop.qt_client import QtRelayClient
from desktop.theme import Theme
from desktop.theme.widgets import ask
from relay.protocol.base import Reply
from relay.protocol.sessions import (
    CancelSession,
    DeleteSession,
    ReopenSession,
    Session,
    SessionReply,
    StartSession,
)

R = TypeVar("R", bound=Reply)


class Changing(QObject):
    """Asks the person, then the relay, and tells the model."""

    started = Signal(str)
    """The id of a session that was just started here."""
    complained = Signal(str)
    """Why the relay said no, as a sentence."""
    changed = Signal()
    """Other sessions are being started."""

    def __init__(
        self, relay: QtRelayClient, theme: Theme, model: SessionsModel, say: Say, page: QWidget
    ) -> None:
        super().__init__(page)
        self._relay, self._theme, self._model, self._say, self._page = relay, theme, model, say, page
        self._errands = Errands(self)
        self.starting: set[str] = set()

    def start(self, session: Session) -> None:
        """Makes a session live."""
        self._errands.spawn(self._start(session))

    def reopen(self, session: Session) -> None:
        """Makes a session go on that has just ended."""
        self._errands.spawn(self._reopen(session))

    def cancel(self, session: Session) -> None:
        """Calls a session off."""
        self._errands.spawn(self._cancel(session))

    def delete(self, session: Session) -> None:
        """Removes a session."""
        self._errands.spawn(self._delete(session))

    def close(self) -> None:
        """Gives up whatever is under way."""
        self._errands.cancel()

    async def _start(self, session: Session) -> None:
        self.starting.add(session.id)
        self.changed.emit()
        reply = await self._try(self._asked_and_started(session))
        self.starting.discard(session.id)
        if reply is not None:
            self._model.take(reply.session)
            self.started.emit(session.id)
        self.changed.emit()

    async def _asked_and_started(self, session: Session) -> SessionReply | None:
        if not await may_start(self._relay, self._theme, self._page):
            return None
        return await self._relay.ask(StartSession(ref=new_ref(), session=session.id), SessionReply)

    async def _reopen(self, session: Session) -> None:
        command = ReopenSession(ref=new_ref(), session=session.id)
        reply = await self._try(self._relay.ask(command, SessionReply))
        if reply is not None:
            self._model.take(reply.session)
            self.started.emit(session.id)

    async def _cancel(self, session: Session) -> None:
        text = self.tr("“{title}” stays in the list as cancelled, and your students see that.")
        if await self._sure(self.tr("Cancel this session?"), text, session, self.tr("Cancel session")):
            command = CancelSession(ref=new_ref(), session=session.id)
            reply = await self._try(self._relay.ask(command, SessionReply))
            if reply is not None:
                self._model.take(reply.session)

    async def _delete(self, session: Session) -> None:
        text = (
            self.tr("“{title}” is removed with its chat, figures and attendance. This cannot be undone.")
            if session.status == "ended"
            else self.tr("“{title}” is removed from everybody's list. This cannot be undone.")
        )
        if await self._sure(self.tr("Delete this session?"), text, session, self.tr("Delete")):
            reply = await self._try(self._relay.ask(DeleteSession(ref=new_ref(), session=session.id), Reply))
            if reply is not None:
                self._model.forget(session.id)

    async def _sure(self, title: str, text: str, session: Session, confirm: str) -> bool:
        return await ask(
            self._theme,
            self._page,
            title,
            text.format(title=session.title),
            confirm=confirm,
            cancel=self.tr("Keep it"),
            danger=True,
        )

    async def _try(self, asking: Awaitable[R | None]) -> R | None:
        try:
            return await asking
        except NO as error:
            self.complained.emit(reason(error, self._say))
            return None
