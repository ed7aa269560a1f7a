"""One's own marks on their way: gathered into few commands, and shown as waiting until they are told."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, Signal

from desktop.client import PendingCommand
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
    """Gathers, sends, and knows what is on its way.

    Each mark is in the outbox as soon as it is drawn, so that no kill loses it. What gathers is one command
    there, in whose place another comes with each mark.
    """

    changed = Signal()

    def __init__(self, room: QtRoomClient, parent: QObject) -> None:
        super().__init__(parent)
        self._room = room
        self._gathering: PendingCommand | None = None
        self._sent: dict[str, list[Sending]] = {}
        """By the ref of their command."""

    def draw(self, marks: Sequence[OwnMark]) -> None:
        """Sends these soon, with what comes soon after."""
        together = self._joinable()
        for own in marks:
            own.sending = Sending(own)
            if together and not _goes_along(together, own):
                self._put(together)
                self.flush()
                together = []
            together.append(own.sending)
        self._put(together)
        self.changed.emit()

    def _joinable(self) -> list[Sending]:
        """What gathers and may grow: nothing else of ink stands behind it, as that was said later."""
        gathering = self._gathering
        of_ink = [one for one in self._room.waiting if type(one.command).__module__ == DrawMarks.__module__]
        if gathering is not None and gathering.may_change and of_ink[-1:] == [gathering]:
            return [*self._sent[gathering.ref]]
        self.flush()
        return []

    def _put(self, together: list[Sending]) -> None:
        """Into the outbox, in the place of what gathered so far of them."""
        if self._gathering is not None:
            self._change(self._gathering, together)
        elif together:
            command = self._command(new_ref(), together)
            self._sent[command.ref] = together
            self._gathering = self._room.send(command, gathers=GATHER_MS / 1_000)

    def _change(self, waiting: PendingCommand, sendings: list[Sending]) -> None:
        """These are what a command draws that has not left."""
        if sendings == self._sent[waiting.ref]:
            return
        self._sent[waiting.ref] = sendings
        left = (MOST_GATHER_MS + waiting.since - self._room.now()) / 1_000
        gathers = max(0.0, min(GATHER_MS / 1_000, left)) if waiting is self._gathering else 0.0
        self._room.replace(waiting, self._command(waiting.ref, sendings), gathers)

    def _command(self, ref: str, sendings: Sequence[Sending]) -> DrawMarks:
        (deck, page), marks = sendings[0].own.page, [sending.own.mark for sending in sendings]
        return DrawMarks(
            ref=ref,
            session=self._room.session_id,
            deck=deck,
            page=page,
            looks=[mark.look for mark in marks],
            points=[mark.points for mark in marks],
            pressures=[mark.pressure for mark in marks] if any(mark.pressure for mark in marks) else None,
            texts=[mark.text for mark in marks if mark.look.tool == "text"],
        )

    def flush(self) -> None:
        """Sends what was gathered."""
        gathering, self._gathering = self._gathering, None
        if gathering is not None:
            self._room.hurry(gathering)

    def take_back(self, own: OwnMark) -> None:
        """It shall not be on the page: it does not leave, or is rubbed out as soon as it is told."""
        sending, own.sending = own.sending, None
        if sending is None:
            return
        sending.wanted = False
        for waiting in self._room.waiting:
            of_it = self._sent.get(waiting.ref, [])
            if sending in of_it:
                self._leave_out(waiting, of_it)
        self.changed.emit()

    def _leave_out(self, waiting: PendingCommand, sendings: list[Sending]) -> None:
        """What is not wanted of a command: it goes without, if it has not left; else it may be told first."""
        wanted = [one for one in sendings if one.wanted]
        if waiting.state == "waiting" and not wanted:
            self._room.discard(waiting.ref)
        elif waiting.may_change:
            self._change(waiting, wanted)

    def on(self, page: PageKey) -> Iterator[Sending]:
        """Those that will lie on this page, in the order in which they were drawn."""
        for waiting in self._room.waiting:
            command = waiting.command
            if isinstance(command, DrawMarks) and waiting.state != "refused" and _page_of(command) == page:
                yield from (one for one in self._known(command) if one.wanted)

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
        deck, number = page
        for start in range(0, len(numbers), MOST_OF_STUDENTS):
            marks = numbers[start : start + MOST_OF_STUDENTS]
            self._room.send(RubOut(**self._room.head(), deck=deck, page=number, marks=marks))


def _goes_along(sendings: Sequence[Sending], own: OwnMark) -> bool:
    """Whether one command can draw it with these."""
    marks = [one.own.mark for one in sendings] + [own.mark]
    size = sum(len(mark.points) + len(mark.pressure) for mark in marks)
    return sendings[0].own.page == own.page and len(marks) <= MARKS_AT_ONCE and size <= POINTS_AT_ONCE


def _page_of(command: DrawMarks) -> PageKey:
    return command.deck, command.page
