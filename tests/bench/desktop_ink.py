"""Three hours of writing on pages, stroke by stroke, in the program itself and through its relay."""

import sys
import time
from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QRectF

from desktop.demo.user import DemoUser
from desktop.features.ink import InkPanel
from desktop.features.ink.layer import InkLayer
from desktop.features.ink.picture import InkPicture
from desktop.features.ink.strokes import Touch
from desktop.features.panel.sheet import PenSample, Sheet
from desktop.features.slides import SlidesStage
from desktop.qt_client import QtRoomClient
from relay.protocol.base import same_pace
from relay.protocol.ink import DrawMarks, RubOut
from relay.protocol.slides import AddDeck, AddPages, NewPage, ShowPage, Slides
from relay.protocol.stage import SetStage
from relay.shared.ids import new_ref
from tests.bench.desktop_side import Order, Report
from tests.bench.desktop_watch import go, in_the_lesson, resident, until
from tests.bench.figures import percentile
from tests.bench.three_hours import HOURS
from tests.desktop.features.ink.paper import handwriting

PAGES = 24
TOGETHER = 3
"""Strokes that end soon after each other, and are told by one event."""
UNDO_EVERY, LOOK_EVERY = 51, 21
"""Strokes from one that is undone to the next, and from one of which each move is looked at."""
NEAR = 300
"""Units around the pen that are painted with each place of it."""
Times = dict[str, list[float]]


async def write(person: DemoUser, order: Order, report: Report) -> None:
    """Draws ``count`` strokes with the pen of this window, three by three until they are told and painted.

    One stroke a second would be three hours. The pace that people keep to is lifted, here and at the relay.
    """
    for command in (DrawMarks, RubOut, ShowPage):
        command.pace = same_pace(10_000, 10_000)
    room = await in_the_lesson(person, order)
    await go()
    writer = _Writer(person, room, await _board(room))
    await writer.begin()
    strokes = handwriting(600)
    an_hour, a_page = order.count // HOURS, max(1, order.count // PAGES)
    for hour in range(1, HOURS + 1):
        times: Times = {name: [] for name in ("move", "strokes", "undo", "page")}
        for number in range((hour - 1) * an_hour, hour * an_hour, TOGETHER):
            if number % a_page < TOGETHER:
                times["page"].append(await writer.turn(number // a_page % PAGES + 1))
            looked_at = times["move"] if number % LOOK_EVERY < TOGETHER else None
            drawn = [strokes[(number + one) % len(strokes)] for one in range(TOGETHER)]
            took = await writer.draw(drawn, looked_at)
            if looked_at is None:
                times["strokes"].append(took)
            if number % UNDO_EVERY < TOGETHER:
                times["undo"].append(await writer.undo())
                sys.stdout.write("goes on\n")
                sys.stdout.flush()
        for name, values in times.items():
            report.figures[f"{name}, hour {hour}"] = percentile(values, 0.99)
        report.figures[f"resident, hour {hour}"] = resident()


async def _board(room: QtRoomClient) -> int:
    """A deck of empty pages on the stage; gives its number."""
    session = room.session_id
    room.send(AddDeck(ref=new_ref(), session=session))
    await until(lambda: room.memories[Slides].decks)
    (deck,) = room.memories[Slides].decks
    pages = [NewPage(ground="blank")] * PAGES
    room.send(AddPages(ref=new_ref(), session=session, deck=deck, pages=pages))
    room.send(SetStage(ref=new_ref(), session=session, kind="page", of=str(deck)))
    return deck


class _Writer:
    """The pen of one window."""

    def __init__(self, person: DemoUser, room: QtRoomClient, deck: int) -> None:
        self._person, self._room, self._deck = person, room, deck

    async def begin(self) -> None:
        window = self._person.app.window
        await until(lambda: any(one.isVisible() for one in window.findChildren(Sheet)))
        (stage,) = window.findChildren(SlidesStage)
        assert stage.area is not None
        self._sheet = stage.area.sheet
        (self._layer,) = (one for one in self._sheet.layers if isinstance(one, InkLayer))
        (panel,) = window.findChildren(InkPanel)
        assert panel.desk is not None
        panel.desk.choice.take("pen")
        await until(lambda: self._layer.picture is not None and self._layer.picture.done)

    @property
    def _picture(self) -> InkPicture:
        assert self._layer.picture is not None
        return self._layer.picture

    async def turn(self, page: int) -> float:
        room = self._room
        command = ShowPage(ref=new_ref(), session=room.session_id, deck=self._deck, page=page)
        return await self._until(lambda: room.send(command), lambda: self._layer.key == (self._deck, page))

    async def draw(self, strokes: Sequence[Sequence[Touch]], moves: list[float] | None) -> float:
        """Strokes that go together, every second place of the pen; ``moves``: gets the seconds of each.

        Looked at, each place is painted by itself.
        """

        def write() -> None:
            for touches in strokes:
                self._write([_sample(touch) for touch in touches[::2]], moves)
            self._layer.hand.own.outgoing.flush()

        return await self._until(write, lambda: True)

    def _write(self, samples: Sequence[PenSample], moves: list[float] | None) -> None:
        hand = self._layer.hand
        hand.press(samples[0])
        for sample in samples[1:]:
            began = time.thread_time()
            hand.move(sample)
            if moves is not None:
                near = QRectF(sample.at.x() - NEAR, sample.at.y() - NEAR, 2 * NEAR, 2 * NEAR)
                self._sheet.repaint(self._sheet.sight.pixels_of(near).toAlignedRect())
                moves.append(time.thread_time() - began)
        hand.release(samples[-1])

    async def undo(self) -> float:
        return await self._until(self._layer.hand.undo, lambda: True)

    async def _until(self, do: Callable[[], object], done: Callable[[], bool]) -> float:
        """Seconds of work of this thread until it is told, and painted."""
        began = time.thread_time()
        do()
        await until(lambda: not self._room.waiting and done() and self._picture.done)
        return time.thread_time() - began


def _sample(touch: Touch) -> PenSample:
    return PenSample(QPointF(touch.x, touch.y), touch.pressure, is_pen=True)
