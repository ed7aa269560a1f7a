"""A room with an empty page on its stage's sheet, and hands that write on it."""

import math
import random
from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from desktop.features.ink import InkPanel
from desktop.features.ink.desk import InkDesk
from desktop.features.ink.layer import InkLayer
from desktop.features.ink.strokes import Touch
from desktop.features.panel.sheet import PageOnSheet, Sheet
from desktop.features.panel.sheet_stand import SheetStand
from desktop.pages.room import RoomPage
from relay.protocol.ink import DrawMarks, InkDrawn, MarkLook, encode_points
from relay.protocol.slides import DeckAdded, Ground, NewPage, PagesAdded
from tests.desktop.features.stand import TEACHER, Stand, account, part

CAN = ("replies", "stage", "moments", "slides", "ink")
NAMES = ("Ana Silva", "Ben Okafor")
INK = MarkLook(ink=1)


async def lesson(me: str = TEACHER, pages: int = 2, ground: Ground = "blank") -> tuple[Stand, int]:
    """A lesson with a deck of empty pages; gives its number too."""
    stand = Stand(can=CAN) if me == TEACHER else Stand(me, NAMES[0], "student", can=CAN)
    await stand.start(NAMES)
    await stand.tell(DeckAdded(by=TEACHER))
    deck = stand.upto
    await stand.tell(PagesAdded(deck=deck, first=1, pages=[NewPage(ground=ground)] * pages, by=TEACHER))
    return stand, deck


class Paper:
    """A sheet of a room's page, and the layer of ink on it."""

    def __init__(self, page: RoomPage, deck: int, ground: Ground = "blank") -> None:
        self.page, self.deck, self.ground = page, deck, ground
        self.stand = SheetStand(page.context, page)
        self.stand.setGeometry(page.rect())
        self.stand.show()
        self.stand.raise_()
        self.turn(1)

    def turn(self, number: int) -> None:
        shown = PageOnSheet(self.deck, number, ground=self.ground)
        self.sheet.show_page(shown, f"Page {number}", picture=None)

    @property
    def sheet(self) -> Sheet:
        return self.stand.sheet

    @property
    def desk(self) -> InkDesk:
        desk = part(self.page, InkPanel).desk
        assert desk is not None
        return desk

    @property
    def layer(self) -> InkLayer:
        (layer,) = (one for one in self.sheet.layers if isinstance(one, InkLayer))
        return layer

    def at(self, x: float, y: float) -> QPoint:
        """Where a place of the page is on the sheet."""
        page, scale = self.sheet.sight.page, self.sheet.sight.scale
        return QPoint(round(page.left() + x * scale), round(page.top() + y * scale))

    def drag(self, *places: tuple[float, float]) -> None:
        """Presses with the mouse, goes along, and lets go."""
        first, *rest = [self.at(*place) for place in places]
        QTest.mousePress(self.sheet, Qt.MouseButton.LeftButton, pos=first)
        for place in rest:
            QTest.mouseMove(self.sheet, place)
        QTest.mouseRelease(self.sheet, Qt.MouseButton.LeftButton, pos=rest[-1] if rest else first)

    def colour(self, x: float, y: float) -> str:
        """What is seen there."""
        return self.sheet.grab().toImage().pixelColor(self.at(x, y) * self.sheet.devicePixelRatio()).name()


def drawn(command: object) -> InkDrawn:
    """What is told of a command."""
    assert isinstance(command, DrawMarks)
    return InkDrawn(
        deck=command.deck,
        page=command.page,
        looks=command.looks,
        points=command.points,
        pressures=command.pressures,
        texts=command.texts,
        ref=command.ref,
        by=TEACHER,
    )


def line(deck: int, places: Sequence[tuple[int, int]], by: str = account(1), page: int = 1) -> InkDrawn:
    """Somebody has drawn one line."""
    return InkDrawn(deck=deck, page=page, looks=[INK], points=[encode_points(places)], by=by)


def handwriting(strokes: int, seed: int = 7) -> list[list[Touch]]:
    """Letters in rows, as a pen at 133 Hz has them: a little jitter, and pressure that comes and goes."""
    chance = random.Random(seed)
    found, left, top = [], 600.0, 600.0
    for _ in range(strokes):
        wide, high = chance.uniform(60, 160), chance.uniform(60, 200)
        turns = chance.uniform(0.6, 2.2), chance.uniform(0.6, 2.4)
        phases = chance.random() * 6, chance.random() * 6
        ahead, pressure = chance.uniform(60, 260), 0.3
        touches = []
        for step in range(60):
            t = step / 59
            x = (
                left
                + ahead * t
                + wide * (math.sin(math.tau * turns[0] * t + phases[0]) - math.sin(phases[0]))
            )
            y = top + high * (math.sin(math.tau * turns[1] * t + phases[1]) - math.sin(phases[1]))
            pressure = min(1.0, max(0.05, pressure + chance.gauss(0.012 if t < 0.3 else -0.008, 0.02)))
            touches.append(Touch(x + chance.gauss(0, 1.2), y + chance.gauss(0, 1.2), pressure))
        found.append(touches)
        left += ahead + 60
        if left > 14_800:
            left, top = 600.0, top + 420
        if top > 8_400:
            top = 600.0
    return found
