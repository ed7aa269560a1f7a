"""Before a lesson starts: whether the one that this teacher has running is to end first."""

import asyncio
from typing import Literal

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from desktop.line import Relay, new_ref
from desktop.theme import Theme
from desktop.theme.widgets import Dialog
from relay.protocol.lesson import EndSession
from relay.protocol.sessions import ListSessions, Session, SessionList

Choice = Literal["end", "both", ""]

translate = QCoreApplication.translate


async def may_start(relay: Relay, theme: Theme, parent: QWidget) -> bool:
    """Whether to go on; what is running has been ended if that was wanted. Raises as ``Relay.ask`` does."""
    reply = await relay.ask(ListSessions(ref=new_ref(), shown=["live"]))
    assert isinstance(reply, SessionList)
    me = relay.me.id if relay.me else ""
    running = [session for session in reply.sessions if session.teacher_id == me]
    if not running:
        return True
    choice = await _asked(theme, parent, running)
    if choice == "end":
        for session in running:
            await _end(relay, session)
    return choice != ""


async def _end(relay: Relay, session: Session) -> None:
    command = EndSession(ref=new_ref(), session=session.id)
    if relay.is_open(session.id):
        relay.room(session.id).send(command)
    else:
        await relay.ask(command)


def _give_up(answer: asyncio.Future[Choice]) -> None:
    answer.cancel()


async def _asked(theme: Theme, parent: QWidget, running: list[Session]) -> Choice:
    dialog = Dialog(theme, parent, translate("Starting", "End the other lesson first?"))
    if len(running) == 1:
        text = translate("Starting", "“{title}” is still running. Two lessons at once confuse whoever joins.")
        dialog.add_text(text.format(title=running[0].title))
    else:
        text = translate("Starting", "%n lesson(s) of yours are still running.", "", len(running))
        dialog.add_text(text)
    answer: asyncio.Future[Choice] = asyncio.get_running_loop().create_future()

    def settle(choice: Choice) -> None:
        if not answer.done():
            answer.set_result(choice)

    dialog.add_button(translate("Starting", "Cancel"), closes="reject")
    both = dialog.add_button(translate("Starting", "Let both run"))
    end = dialog.add_button(translate("Starting", "End it and start"), "primary", default=True)
    both.clicked.connect(lambda: settle("both"))
    end.clicked.connect(lambda: settle("end"))
    for button in (both, end):
        button.clicked.connect(dialog.accept)
    dialog.finished.connect(lambda _: settle(""))
    dialog.finished.connect(dialog.deleteLater)
    dialog.destroyed.connect(lambda: _give_up(answer))  # the window went away under it
    dialog.focus_first(end)
    dialog.open()
    return await answer
