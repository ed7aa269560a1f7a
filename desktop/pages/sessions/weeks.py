"""The later ones of a lesson that is there every week, and whether they are meant too."""

import asyncio
from collections.abc import Iterable
from datetime import datetime

from PySide6.QtWidgets import QWidget

from desktop.theme import Theme
from desktop.theme.widgets import Dialog
from relay.protocol.sessions import Session


def later_ones(session: Session, sessions: Iterable[Session]) -> list[Session]:
    """What is planned under the same title for the same class, weekday and hour, and comes after it."""
    if session.status != "scheduled":
        return []
    later = (
        one
        for one in sessions
        if one.status == "scheduled"
        and one.scheduled_at > session.scheduled_at
        and _same_every_week(one) == _same_every_week(session)
    )
    return sorted(later, key=lambda one: one.scheduled_at)


def _same_every_week(session: Session) -> tuple[object, ...]:
    at = datetime.fromtimestamp(session.scheduled_at / 1000)
    return session.class_id, session.teacher_id, session.title, at.weekday(), at.hour, at.minute


class WeeksDialog(Dialog):
    """Asks whether one lesson is meant, or the later ones too. Enter keeps all."""

    def __init__(
        self, theme: Theme, parent: QWidget, title: str, text: str, confirm: str, keep: str, later: int
    ) -> None:
        """``confirm``: what is done; ``later``: how many later ones there are."""
        super().__init__(theme, parent, title)
        self.chosen: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        """``one``, ``all``, or nothing."""
        self.add_text(text)
        self.add_text(self.tr("It is there every week: %n later lesson(s) like it are planned.", "", later))
        no = self.add_button(keep, closes="reject")
        one = self.add_button(confirm, "danger", closes="accept")
        every = self.add_button(self.tr("This and %n later", "", later), "danger", closes="accept")
        for button, choice in ((one, "one"), (every, "all")):
            button.clicked.connect(lambda _=False, choice=choice: _settle(self.chosen, choice))
        self.rejected.connect(lambda: _settle(self.chosen, ""))
        self.focus_first(no)
        chosen = self.chosen
        self.destroyed.connect(lambda: _settle(chosen, ""))  # the window went away under it
        self.finished.connect(self.deleteLater)


def _settle(answer: asyncio.Future[str], choice: str) -> None:
    if not answer.done():
        answer.set_result(choice)
