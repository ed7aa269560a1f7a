"""One's own marks on their way: gathered into few commands, and shown as waiting until they are told."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.features.ink.live import PageKey
from desktop.features.ink.painting import MarkShape, shape_of
from desktop.qt_client import QtRoomClient
from relay.protocol.ink import (
    MARKS_AT_ONCE,
    MOST_OF_STUDENTS,
    POINTS_AT_ONCE,
    DrawMarks,
    InkDrawn,
    InkMark,
    RubOut,
    marks_of,
)
from relay.shared.ids import new_ref

GATHER_MS = 400
"""Marks that end within this time of each other go together."""
MOST_GATHER_MS = 1_500
"""No mark waits longer for the next."""


@dataclass(eq=False, slots=True, weakref_slot=True)
class OwnMark:
    """A mark of one's own. ``number``: what it is called once it was told; 0: it is not on the page."""

    page: PageKey
    mark: InkMark
    number: int = 0
    sending: "Sending | None" = None


@dataclass(eq=False)
class Sending:
    """One sending of a mark; it may be unwanted before it was told."""

    own: OwnMark
    wanted: bool = True
    shape: MarkShape | None = field(init=False)

    def __post_init__(self) -> None:
        self.shape = shape_of(self.own.mark)


class OutgoingInk(QObject):
    """Gathers, sends, and knows what is on its way."""

    changed = Signal()

    def __init__(self, room: QtRoomClient, parent: QObject) -> None:
        super().__init__(parent)
        self._room = room
        self._gathered: list[Sending] = []
        self._sent: dict[str, list[Sending]] = {}
        """By the ref of their command."""
        self._soon = QTimer(self, singleShot=True, interval=GATHER_MS)
        self._latest = QTimer(self, singleShot=True, interval=MOST_GATHER_MS)
        for timer in (self._soon, self._latest):
            timer.timeout.connect(self.flush)

    def draw(self, marks: Sequence[OwnMark]) -> None:
        """Sends these soon, with what comes soon after."""
        for own in marks:
            sending = own.sending = Sending(own)
            if self._gathered and not self._goes_along(own):
                self.flush()
            self._gathered.append(sending)
        self._soon.start()
        if not self._latest.isActive():
            self._latest.start()
        self.changed.emit()

    def _goes_along(self, own: OwnMark) -> bool:
        first = self._gathered[0].own
        marks = [sending.own.mark for sending in self._gathered] + [own.mark]
        size = sum(len(mark.points) + len(mark.pressure) for mark in marks)
        return first.page == own.page and len(marks) <= MARKS_AT_ONCE and size <= POINTS_AT_ONCE

    def flush(self) -> None:
        """Sends what was gathered."""
        self._soon.stop()
        self._latest.stop()
        if not self._gathered:
            return
        gathered, self._gathered = self._gathered, []
        (deck, page), marks = gathered[0].own.page, [sending.own.mark for sending in gathered]
        command = DrawMarks(
            ref=new_ref(),
            session=self._room.session_id,
            deck=deck,
            page=page,
            looks=[mark.look for mark in marks],
            points=[mark.points for mark in marks],
            pressures=[mark.pressure for mark in marks] if any(mark.pressure for mark in marks) else None,
            texts=[mark.text for mark in marks if mark.look.tool == "text"],
        )
        self._sent[command.ref] = gathered
        self._room.send(command)

    def take_back(self, own: OwnMark) -> None:
        """It shall not be on the page: it does not leave, or is rubbed out as soon as it is told."""
        sending, own.sending = own.sending, None
        if sending is None:
            return
        sending.wanted = False
        if sending in self._gathered:
            self._gathered.remove(sending)
        for waiting in self._room.waiting:
            of_it = self._sent.get(waiting.ref, [])
            if sending in of_it and waiting.state == "waiting" and not any(one.wanted for one in of_it):
                self._room.discard(waiting.ref)
        self.changed.emit()

    def on(self, page: PageKey) -> Iterator[Sending]:
        """Those that will lie on this page, in the order in which they were drawn."""
        for waiting in self._room.waiting:
            command = waiting.command
            if isinstance(command, DrawMarks) and waiting.state != "refused" and _page_of(command) == page:
                yield from (one for one in self._known(command) if one.wanted)
        yield from (one for one in self._gathered if one.own.page == page)

    def _known(self, command: DrawMarks) -> list[Sending]:
        """What a command draws, which may be from before the program was started."""
        if command.ref not in self._sent:
            page = _page_of(command)
            told = InkDrawn(
                deck=command.deck,
                page=command.page,
                looks=command.looks,
                points=command.points,
                pressures=command.pressures,
                texts=command.texts,
                by=self._room.me.id,
            )
            self._sent[command.ref] = [Sending(OwnMark(page, mark)) for mark in marks_of(told).values()]
        return self._sent[command.ref]

    def take(self, event: InkDrawn) -> list[OwnMark]:
        """One's own marks are told; gives those that are on the page now."""
        unwanted, here = [], []
        for place, sending in enumerate(self._sent.pop(event.ref, [])):
            number = event.seq * 64 + place
            if sending.wanted:
                sending.own.number, sending.own.sending = number, None
                here.append(sending.own)
            else:
                unwanted.append(number)
        if unwanted:
            self.rub_out((event.deck, event.page), unwanted)
        return here

    def forget(self, ref: str) -> None:
        """The relay does not take them."""
        for sending in self._sent.pop(ref, []):
            sending.own.sending = None
        self.changed.emit()

    def rub_out(self, page: PageKey, numbers: list[int]) -> None:
        self.flush()
        session, (deck, number) = self._room.session_id, page
        for start in range(0, len(numbers), MOST_OF_STUDENTS):
            marks = numbers[start : start + MOST_OF_STUDENTS]
            self._room.send(RubOut(ref=new_ref(), session=session, deck=deck, page=number, marks=marks))


def _page_of(command: DrawMarks) -> PageKey:
    return command.deck, command.page
