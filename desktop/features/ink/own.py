"""What one does oneself on a page: drawing, rubbing out, moving; undone and done again by steps."""

from collections import deque
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar
from weakref import WeakValueDictionary

import msgspec
from PySide6.QtCore import QObject, Signal

from desktop.features.ink.live import PageKey
from desktop.features.ink.outgoing import OutgoingInk, OwnMark
from desktop.features.ink.strokes import moved
from desktop.features.panel import PanelContext
from relay.protocol.base import Event, RoomRole
from relay.protocol.ink import (
    MOST_OF_STUDENTS,
    ClearPage,
    Ink,
    InkDrawn,
    InkMark,
    MoveMarks,
    RestoreInk,
    RubOut,
)
from relay.protocol.lesson import Lesson
from relay.protocol.stage import Stage

C = TypeVar("C", RubOut, MoveMarks)

MOST_STEPS = 200
"""That can be undone on one page."""


@dataclass
class InkStep:
    """One thing done."""

    drawn: list[OwnMark] = field(default_factory=list)
    erased: list[OwnMark] = field(default_factory=list)
    moved: list[int] = field(default_factory=list)
    across: int = 0
    down: int = 0


class History:
    """Of one page."""

    def __init__(self) -> None:
        self.done: deque[InkStep] = deque(maxlen=MOST_STEPS)
        self.undone: list[InkStep] = []

    def add(self, step: InkStep) -> None:
        self.done.append(step)
        self.undone.clear()


class OwnInk(QObject):
    """One's own hand in one room. Sends DrawMarks, RubOut, MoveMarks, ClearPage and RestoreInk."""

    changed = Signal()
    """What waits, or is hidden meanwhile, is something else."""

    def __init__(self, context: PanelContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self.outgoing = OutgoingInk(context.room, self)
        self.outgoing.changed.connect(self.changed)
        context.room.waiting_changed.connect(self.changed)
        self._histories: dict[PageKey, History] = {}
        self._known: WeakValueDictionary[int, OwnMark] = WeakValueDictionary()
        """Own marks that can be undone, by their numbers."""

    # what one may

    def may_draw(self) -> bool:
        context = self._context
        if not (context.can("ink") and context.memory(Lesson).live and context.room.role is not None):
            return False
        role: RoomRole = "teacher" if context.teaches else "student"
        drawers = context.memory(Ink).drawers
        return context.memory(Stage).may_use(context.me, role) or context.me in drawers

    def may_touch(self, mark: InkMark) -> bool:
        """Rub out and move."""
        return self._context.teaches or mark.author == self._context.me

    def waits(self) -> bool:
        """Whether what is drawn now is sent only when the connection is back."""
        return not self._context.room.is_in

    def marks(self, page: PageKey) -> dict[int, InkMark]:
        """What is on a page, as it is told."""
        return self._context.memory(Ink).of(*page)

    # what one does

    def draw(self, page: PageKey, marks: Sequence[InkMark]) -> None:
        """Puts marks on a page in one step."""
        drawn = [OwnMark(page, mark) for mark in marks]
        self.outgoing.draw(drawn)
        self._history(page).add(InkStep(drawn=drawn))

    def erase(self, page: PageKey, numbers: Collection[int], waiting: Iterable[OwnMark] = ()) -> None:
        """Takes marks off; ``waiting``: those not told yet. Undoing brings one's own back."""
        numbers = [number for number in numbers if self._is_there(page, number)]
        own = [self._own(page, number) for number in numbers if self._is_own(page, number)]
        step = InkStep(erased=[*own, *waiting])
        self._take_off(page, step.erased, [number for number in numbers if not self._is_own(page, number)])
        if step.erased:
            self._history(page).add(step)

    def move(self, page: PageKey, numbers: Sequence[int], across: int, down: int) -> None:
        there = [number for number in numbers if self._is_there(page, number)]
        if there and (across or down):
            self._history(page).add(InkStep(moved=there, across=across, down=down))
            self._move(page, there, across, down)

    def change(self, page: PageKey, number: int, mark: InkMark) -> None:
        """Another mark in the place of one, in one step."""
        if not self._is_there(page, number):
            return
        own = [self._own(page, number)] if self._is_own(page, number) else []
        drawn = OwnMark(page, mark)
        self._take_off(page, own, [] if own else [number])
        self.outgoing.draw([drawn])
        self._history(page).add(InkStep(drawn=[drawn], erased=own))

    def clear(self, page: PageKey) -> None:
        """A teacher takes everything off a page."""
        self.outgoing.flush()
        room = self._context.room
        room.send(ClearPage(**room.head(), deck=page[0], page=page[1]))

    def restore(self, page: PageKey, cleared: int) -> None:
        """A teacher brings back what was cleared last."""
        room = self._context.room
        room.send(RestoreInk(**room.head(), deck=page[0], page=page[1], cleared=cleared))

    def undo(self, page: PageKey) -> bool:
        """Takes back the last step on this page that is still one; False if there is none."""
        history = self._history(page)
        while history.done:
            step = history.done.pop()
            if self._reverse(page, step):
                history.undone.append(step)
                return True
        if last := self._last_own(page):
            step = InkStep(drawn=[self._own(page, last)])
            self._reverse(page, step)
            history.undone.append(step)
        return bool(last)

    def redo(self, page: PageKey) -> bool:
        """Does again what was undone last."""
        history = self._history(page)
        if not history.undone:
            return False
        step = history.undone.pop()
        self._put_on(step.drawn)
        self._take_off(page, step.erased)
        self._move(page, step.moved, step.across, step.down)
        history.done.append(step)
        return True

    # what is told

    def take(self, event: Event) -> None:
        """Something was told of which some may be one's own."""
        if isinstance(event, InkDrawn) and event.by == self._context.me:
            for own in self.outgoing.take(event):
                self._known[own.number] = own

    def hidden(self, page: PageKey) -> set[int]:
        """Marks that are still told and will be gone."""
        return {number for command in self._asked(RubOut, page) for number in command.marks}

    def shifted(self, page: PageKey) -> dict[int, tuple[int, int]]:
        """Marks that will be elsewhere, by how far."""
        found: dict[int, tuple[int, int]] = {}
        for command in self._asked(MoveMarks, page):
            for number in command.marks:
                across, down = found.get(number, (0, 0))
                found[number] = across + command.across, down + command.down
        return found

    def _asked(self, kind: type[C], page: PageKey) -> list[C]:
        asked = self._context.room.asked
        return [one for one in asked if isinstance(one, kind) and (one.deck, one.page) == page]

    # one step, there and back

    def _reverse(self, page: PageKey, step: InkStep) -> bool:
        """Whether anything came of it."""
        did = self._take_off(page, step.drawn)
        did = self._put_on(step.erased) or did
        return self._move(page, step.moved, -step.across, -step.down) or did

    def _take_off(self, page: PageKey, own: Iterable[OwnMark], others: Iterable[int] = ()) -> bool:
        gone, did = list(others), bool(others)
        for mark in own:
            if mark.number and (told := self.marks(page).get(mark.number)) is not None:
                mark.mark = _at_rest(told)
                gone.append(mark.number)
            did = did or mark.sending is not None
            mark.number = 0
            self.outgoing.take_back(mark)
        if gone:
            self.outgoing.rub_out(page, gone)
        return did or bool(gone)

    def _put_on(self, own: Sequence[OwnMark]) -> bool:
        if own:
            self.outgoing.draw(own)
        return bool(own)

    def _move(self, page: PageKey, numbers: Iterable[int], across: int, down: int) -> bool:
        there = [number for number in numbers if self._is_there(page, number)]
        if there:
            room, (deck, number) = self._context.room, page
            self.outgoing.flush()
            for start in range(0, len(there), MOST_OF_STUDENTS):
                room.send(
                    MoveMarks(
                        **room.head(),
                        deck=deck,
                        page=number,
                        marks=there[start : start + MOST_OF_STUDENTS],
                        across=across,
                        down=down,
                    )
                )
        return bool(there)

    def _is_there(self, page: PageKey, number: int) -> bool:
        return number in self.marks(page) and number not in self.hidden(page)

    def _is_own(self, page: PageKey, number: int) -> bool:
        return self.marks(page)[number].author == self._context.me

    def _own(self, page: PageKey, number: int) -> OwnMark:
        """A mark of one's own, the same that other steps know."""
        known = self._known.get(number)
        if known is None:
            known = self._known[number] = OwnMark(page, _at_rest(self.marks(page)[number]), number)
        return known

    def _last_own(self, page: PageKey) -> int:
        """The newest on a page; 0: none. From before the program was started, say."""
        hidden, me = self.hidden(page), self._context.me
        found = (n for n, mark in reversed(self.marks(page).items()) if mark.author == me)
        return next((number for number in found if number not in hidden), 0)

    def _history(self, page: PageKey) -> History:
        return self._histories.setdefault(page, History())


def _at_rest(mark: InkMark) -> InkMark:
    """The same, as if it had been drawn where it is."""
    if not (mark.across or mark.down):
        return msgspec.structs.replace(mark)
    return msgspec.structs.replace(mark, points=moved(mark.points, mark.across, mark.down), across=0, down=0)
