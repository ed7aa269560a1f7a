"""A real RoomClient without a relay: pages are made by hand, and what it would send is kept."""

import asyncio
import itertools
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from msgspec import Raw
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QFileDialog, QLineEdit, QWidget

from desktop.client import Address, LineState
from desktop.client.connection import Connection
from desktop.qt_client import QtRelayClient, QtRoomClient
from desktop.theme.widgets import Button, Dialog
from relay.protocol.accounts import Account, Welcome
from relay.protocol.base import Event, Reply, RoomCommand, RoomRole, Word
from relay.protocol.catalog import encode
from relay.protocol.chat import Kind, MessagePosted
from relay.protocol.entering import Entered, EnterRoom, LeaveRoom, LeftRoom
from relay.protocol.hands import HandRaised
from relay.protocol.lesson import SessionStarted
from relay.protocol.log import Page
from relay.protocol.people import Comer, PeopleCame
from relay.protocol.refusals import Refused
from relay.protocol.register import Enrolment, GetRegister, Register
from relay.shared.ids import new_ref
from tests.desktop.classroom import until

SESSION = "01JT0000000000000000000000"
START = 1_760_000_000_000
TEACHER = "01JA0000000000000000000000"


def account(number: int) -> str:
    """The account of the student with this number."""
    return f"01JB{number:022d}"


class PaperConnection(Connection):
    """A connection whose wire is a list of words, and whose clock is set by hand."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.state = LineState("connected", START)
        self.sent: list[Word] = []
        self.time = START
        self.register: list[Enrolment] = []
        """What whoever asks for the register is told."""
        self._answers: set[asyncio.Task[None]] = set()

    def now(self) -> int:
        """As set by hand."""
        return self.time

    def send(self, word: Word) -> bool:
        """Keeps the word, if there is a line; lets people go, and tells the register."""
        if self.up and isinstance(word, LeaveRoom):
            self._answer(LeftRoom(ref=word.ref, session=word.session))
        elif self.up and isinstance(word, GetRegister):
            self._answer(Register(ref=word.ref, people=self.register))
        elif self.up:
            self.sent.append(word)
        return self.up

    def _answer(self, reply: Reply) -> None:
        task = asyncio.get_running_loop().create_task(self._listener.word_came(reply))
        self._answers.add(task)
        task.add_done_callback(self._answers.discard)

    def set_line(self, line: LineState) -> None:
        """The line is another one."""
        self.state = line
        self._listener.line_changed(line)


class Stand:
    """One person's room; events are told to it one page at a time."""

    def __init__(
        self,
        me: str = TEACHER,
        name: str = "Ms. Lee",
        role: RoomRole = "teacher",
        can: Sequence[str] = ("replies", "stage"),
    ) -> None:
        self.me, self.role = me, role
        self.relay = QtRelayClient(Address("127.0.0.1", 1), "pin", connection=self._wire_to)
        self.relay.line_up(
            Welcome(
                relay_id="r",
                relay_name="School",
                version="1",
                now=START,
                you=Account(me, name, role),
                can=list(can),
            )
        )
        self.room: QtRoomClient = self.relay.room(SESSION)
        self._seq = itertools.count(1)
        self.upto = 0

    def _wire_to(self, *given: Any) -> PaperConnection:
        self.wire = PaperConnection(*given)
        return self.wire

    async def enter(self, head: int = 0) -> None:
        """Comes in; what is told up to `head` counts as caught up."""
        asked = [word for word in self.wire.sent if isinstance(word, EnterRoom)][-1]
        await self.room.receive(
            Entered(ref=asked.ref, session=SESSION, epoch="e", after=self.upto, head=head, role=self.role)
        )

    async def tell(self, *events: Event) -> None:
        """Tells events as one page; those without a number or a time get them."""
        whole: list[Event] = []
        for event in events:
            at, ref = event.at or self.wire.time, event.ref or new_ref()
            whole.append(msgspec.structs.replace(event, seq=next(self._seq), at=at, ref=ref))
        page = Page(
            session=SESSION,
            prev=self.upto,
            upto=self.upto + len(whole),
            events=[Raw(encode(event)) for event in whole],
        )
        self.upto += len(whole)
        await self.room.receive(page)

    @property
    def last(self) -> RoomCommand:
        """What was sent last."""
        command = self.wire.sent[-1]
        assert isinstance(command, RoomCommand)
        return command

    async def refuse(self, command: Word, code: str, retry: float | None = None) -> None:
        """Says no to a command."""
        assert isinstance(command, RoomCommand)
        await self.room.receive(Refused(ref=command.ref, code=code, retry=retry))

    async def start(
        self, names: Sequence[str] = (), title: str = "Physics 101 – Energy", about: str = ""
    ) -> None:
        """A lesson that has begun: the teacher is here, and students of these names."""
        await self.enter()
        await self.tell(
            SessionStarted(
                title=title,
                description=about,
                class_name="Physics 10b",
                teacher=TEACHER,
                teacher_name="Ms. Lee",
                max_participants=300,
                duration=45,
                by=TEACHER,
            ),
            PeopleCame(people=[Comer(TEACHER, "Ms. Lee", "teacher")]),
        )
        if names:
            await self.come(*names)

    async def come(self, *names: str, first: int = 0) -> None:
        """Students come; the first of them gets number `first`."""
        people = [Comer(account(first + n), name, "student") for n, name in enumerate(names)]
        await self.tell(PeopleCame(people=people))

    async def say(
        self,
        by: str,
        name: str,
        text: str,
        kind: Kind = "chat",
        answers: int = 0,
        private: bool = False,
        said_at: int = 0,
        replies_to: int = 0,
        to: str = "",
    ) -> int:
        """Somebody says something; gives its number."""
        role: RoomRole = "teacher" if by == TEACHER else "student"
        await self.tell(
            MessagePosted(
                by=by,
                name=name,
                role=role,
                text=text,
                kind=kind,
                answers=answers,
                private=private,
                said_at=said_at,
                replies_to=replies_to,
                to=to,
            )
        )
        return self.upto

    async def talk(self, by: str, name: str, texts: Iterable[str]) -> list[int]:
        """A student says all this, told as one page; gives the numbers."""
        before = self.upto
        await self.tell(*(MessagePosted(by=by, name=name, role="student", text=text) for text in texts))
        return list(range(before + 1, self.upto + 1))

    async def raise_hand(self, number: int) -> None:
        """A student's hand goes up."""
        await self.tell(HandRaised(by=account(number)))

    async def come_in_as(self, role: RoomRole, names: Sequence[str]) -> None:
        """The same person in the same lesson, which is another's now, or theirs."""
        self.wire.set_line(LineState("offline", self.wire.time))
        self.role = role
        self.wire.set_line(LineState("connected", self.wire.time))
        self.room.enter()
        await self.enter()  # what is known here is not what this role may see: it is asked for anew
        self.upto, self._seq = 0, itertools.count(1)
        await self.start(names)


W = TypeVar("W", bound=QWidget)


def rows_of(view: QAbstractItemView) -> list[str]:
    """Every row as a screen reader says it."""
    model = view.model()
    role = Qt.ItemDataRole.AccessibleTextRole
    return [str(model.index(row, 0).data(role)) for row in range(model.rowCount())]


def part(page: QWidget, kind: type[W]) -> W:
    """The one widget of this kind on a page."""
    (found,) = page.findChildren(kind)
    return found


async def asking(page: QWidget, kind: type[Dialog] = Dialog) -> Dialog:
    """The dialog over a page, once it is open; the last, where one stands over another."""

    def opened() -> list[Dialog]:
        return [dialog for dialog in page.findChildren(kind) if dialog.isVisible()]

    await until(opened)
    return opened()[-1]


def press(dialog: Dialog, words: str) -> None:
    """Presses the button with these words."""
    next(button for button in dialog.findChildren(Button) if button.text() == words).click()


def choose_file(page: QWidget, file: Path) -> None:
    """Types a file's name into the dialog that asks where to save, and saves."""
    dialog = page.findChild(QFileDialog)
    assert dialog is not None
    name = dialog.findChild(QLineEdit)
    assert name is not None
    name.setText(str(file))
    dialog.accept()


def shown_whole(widget: QWidget) -> bool:
    """Nothing cuts it."""
    return widget.visibleRegion().boundingRect() == widget.rect()
