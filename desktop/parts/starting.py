"""Starting a lesson: whether another that runs is to end first, and how one starts without a plan."""

import asyncio
from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.parts.when import title_of_day
from desktop.qt_client import QtRelayClient
from desktop.theme import Theme
from desktop.theme.widgets import Dialog
from relay.protocol.accounts import ClassBadge
from relay.protocol.base import Reply
from relay.protocol.lesson import EndSession
from relay.protocol.sessions import (
    CreateSession,
    ListSessions,
    Session,
    SessionList,
    SessionReply,
    StartSession,
)
from relay.shared.ids import new_ref


async def may_start(relay: QtRelayClient, theme: Theme, parent: QWidget) -> bool:
    """Whether to go on; what is running has been ended if that was wanted. Raises as ``ask``."""
    reply = await relay.ask(ListSessions(ref=new_ref(), shown=["live"]), SessionList)
    me = relay.me.id if relay.me else ""
    running = [session for session in reply.sessions if session.teacher_id == me]
    if not running:
        return True
    choice = await _asked(theme, parent, running)
    if choice == "end":
        for session in running:
            await _end(relay, session)
    return choice != ""


async def start_now(
    relay: QtRelayClient,
    theme: Theme,
    parent: QWidget,
    badge: ClassBadge,
    planned: Callable[[Session], object] | None = None,
) -> Session | None:
    """A lesson of this class without a plan, named by class and day, and live; None: it was given up.

    Its type, length and seats are those of the class's last one.

    ``planned`` is told of it before it starts: if that is refused, it is a plan. Raises as ``ask``.
    """
    now = relay.now()
    title = title_of_day(badge.name, now)
    create = CreateSession(ref=new_ref(), class_id=badge.id, title=title, scheduled_at=now)
    if last := last_planned(relay, badge.id):
        create.type, create.duration = last.type, last.duration
        create.max_participants = last.max_participants
    if not await may_start(relay, theme, parent):
        return None
    return await create_and_start(relay, create, planned)


async def create_and_start(
    relay: QtRelayClient, create: CreateSession, planned: Callable[[Session], object] | None = None
) -> Session:
    """A lesson that is live. ``planned`` as above; raises as ``ask``."""
    made = (await relay.ask(create, SessionReply)).session
    if planned is not None:
        planned(made)
    return (await relay.ask(StartSession(ref=new_ref(), session=made.id), SessionReply)).session


def last_planned(relay: QtRelayClient, class_id: str) -> Session | None:
    """What this teacher planned or started last for a class, as far as is known here."""
    me = relay.me.id if relay.me else ""
    sessions = relay.cache.sessions.values()
    own = (one for one in sessions if (one.class_id, one.teacher_id) == (class_id, me))
    return max(own, key=lambda one: (one.created_at, one.id), default=None)


async def _end(relay: QtRelayClient, session: Session) -> None:
    command = EndSession(ref=new_ref(), session=session.id)
    if relay.is_open(session.id):
        relay.room(session.id).send(command)
    else:
        await relay.ask(command, Reply)


def _give_up(answer: asyncio.Future[str]) -> None:
    answer.cancel()


class StartDialog(Dialog):
    """Asks what is to become of what is running."""

    chosen = Signal(str)
    """``end``, ``both``, or nothing: not to start."""

    def __init__(self, theme: Theme, parent: QWidget, running: list[Session]) -> None:
        super().__init__(theme, parent)
        self.set_title(self.tr("End the other lesson first?"))
        if len(running) == 1:
            text = self.tr("“{title}” is still running. Two lessons at once confuse whoever joins.")
            self.add_text(text.format(title=running[0].title))
        else:
            self.add_text(self.tr("%n lesson(s) of yours are still running.", "", len(running)))
        cancel = self.add_button(self.tr("Cancel"), closes="reject")
        both = self.add_button(self.tr("Let both run"))
        anyone = any(session.participant_count for session in running)
        end = self.add_button(
            self.tr("End it and start"), "danger" if anyone else "primary", default=not anyone
        )
        for button, choice in ((both, "both"), (end, "end")):
            button.clicked.connect(lambda _=False, choice=choice: self.chosen.emit(choice))
            button.clicked.connect(self.accept)
        self.rejected.connect(lambda: self.chosen.emit(""))
        self.finished.connect(self.deleteLater)
        self.focus_first(cancel if anyone else end)


async def _asked(theme: Theme, parent: QWidget, running: list[Session]) -> str:
    answer: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    def settle(choice: str) -> None:
        if not answer.done():
            answer.set_result(choice)

    dialog = StartDialog(theme, parent, running)
    dialog.chosen.connect(settle)
    dialog.destroyed.connect(lambda: _give_up(answer))  # the window went away under it
    dialog.open()
    return await answer
