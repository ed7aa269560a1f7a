"""Saying at a click who somebody is who came by code: one of the class whose name theirs may stand for."""

import unicodedata
from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from desktop.client import LineDown, RefusedByRelay
from desktop.features.panel import BriefNotices, Panel, PanelContext, PersonAction
from desktop.translating import translate
from relay.protocol.accounts import Done
from relay.protocol.admission import Admission
from relay.protocol.base import Event
from relay.protocol.lesson import Lesson
from relay.protocol.people import People
from relay.protocol.recognising import RecognisePerson
from relay.protocol.register import Enrolment, GetRegister, Register
from relay.protocol.text import normal
from relay.shared.tasks import Tasks

MOST = 3
"""Names that are offered for one person."""


def sentences() -> Mapping[str, str]:
    return {
        "not_by_code": translate("Recognising", "This person did not come with the lesson code."),
        "already_there": translate("Recognising", "This student is in the lesson already, or was removed."),
    }


class RecognisingPanel(Panel):
    """Shows nothing itself: entries in a person's menu. Sends RecognisePerson."""

    subject, place, order = "recognising", "menu", 41

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._notices = BriefNotices(context, self.subject)
        self._class: list[Enrolment] = []
        self._tasks = Tasks()
        context.page.going.connect(self._tasks.cancel)
        context.room.entered.connect(self._ask)
        self._ask()

    def person_actions(self, account: str) -> list[PersonAction]:
        people, waiter = self.context.memory(People), self.context.memory(Admission).waiter(account)
        person = people.everybody.get(account)
        name = person.name if person else waiter.name if waiter else ""
        standing = person.standing if person else waiter.standing if waiter else ""
        if standing != "guest" or not (self.context.leads and self.context.memory(Lesson).live):
            return []
        label = self.tr("This is {name}") if person else self.tr("Let in as {name}")
        return [
            PersonAction(
                label.format(name=one.name), "user-check", partial(self._recognise, account, one), first=True
            )
            for one in self._likely(name)
        ]

    def on_events(self, events: Sequence[Event], live: bool) -> None:
        """Nothing to show."""

    def _likely(self, name: str) -> list[Enrolment]:
        """Those of the class who are not here and whose name holds this one, word by word."""
        words = _words(name)
        here = self.context.memory(People)
        found = [
            one
            for one in self._class
            if words
            and not here.is_here(one.account)
            and not (one.came_as and here.is_here(one.came_as))
            and words <= _words(one.name)
        ]
        return found[:MOST]

    def _ask(self, role: str = "") -> None:
        if self.context.leads and self.context.can(self.subject):
            self._tasks.spawn(self._read_class())

    async def _read_class(self) -> None:
        asked = GetRegister(**self.context.room.head())
        try:
            self._class = (await self.context.room.relay.ask(asked, Register)).people
        except (LineDown, RefusedByRelay):
            return  # what was known stays; it is asked again with the next connection
        self.changed.emit()

    def _recognise(self, account: str, student: Enrolment) -> None:
        self._tasks.spawn(self._send(account, student))

    async def _send(self, account: str, student: Enrolment) -> None:
        command = RecognisePerson(**self.context.room.head(), account=account, student=student.account)
        try:
            await self.context.room.relay.ask(command, Done)
        except (LineDown, RefusedByRelay) as error:
            title = self.tr("Not yet known as {name}").format(name=student.name)
            self._notices.tell(0, title, self.context.say(error.code))


def _words(name: str) -> set[str]:
    """Of a name, whatever accents and capitals it is written with."""
    apart = normal("NFKD", name.casefold())
    return set("".join(c for c in apart if not unicodedata.combining(c)).split())
