"""Ink over a real relay and in real windows: two people draw and undo, rights come and go, all is kept."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import psutil
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.features.ink import DrawersStrip, outgoing
from desktop.features.ink.strokes import points_of
from desktop.pages.room import RoomPage
from desktop.qt_client import QtRoomClient
from relay.protocol.ink import Ink, InkMark
from relay.protocol.slides import AddDeck, AddPages, NewPage, Slides
from relay.protocol.stage import SetStage, Stage
from relay.shared.ids import new_ref
from tests.desktop.classroom import Classroom, until
from tests.desktop.features.ink.paper import Paper
from tests.desktop.features.stand import part

pytestmark = pytest.mark.qt_log_ignore("grabbing the keyboard")

Open = Callable[..., RoomPage]


async def board_of(room: QtRoomClient) -> int:
    """A deck of one empty page, which is shown; gives its number."""
    session = room.session_id
    room.send(AddDeck(ref=new_ref(), session=session))
    await until(lambda: room.memories[Slides].decks)
    (deck,) = room.memories[Slides].decks
    room.send(AddPages(ref=new_ref(), session=session, deck=deck, pages=[NewPage(ground="blank")]))
    room.send(SetStage(ref=new_ref(), session=session, kind="page", of=str(deck)))
    await until(lambda: room.memories[Stage].kind == "page" and room.memories[Slides].decks[deck].pages)
    return deck


def marks(paper: Paper) -> list[InkMark]:
    return list(paper.page.context.memory(Ink).of(paper.deck, 1).values())


def heights(paper: Paper) -> list[int]:
    """Where lines are on the page, from which one knows them."""
    return [round(points_of(mark.points)[0][1], -3) for mark in marks(paper)]


def rule(paper: Paper, y: int) -> None:
    """Draws a line across the page."""
    paper.drag((2_000, y), (4_000, y), (6_000, y))


async def papers(classroom: Classroom, open_room: Open, *names: str) -> list[Paper]:
    """The same page before the teacher and these students."""
    rooms = [await classroom.teacher_room(), *[await classroom.student_room(name) for name in names]]
    deck = await board_of(rooms[0])
    await until(lambda: all(deck in room.memories[Slides].decks for room in rooms))
    await until(lambda: all(room.memories[Slides].decks[deck].pages for room in rooms))
    return [Paper(open_room(room), deck) for room in rooms]


async def let_draw(lee: Paper, ana: Paper) -> None:
    strip, who = part(lee.page, DrawersStrip), ana.page.context.me
    await until(lambda: strip.person_actions(who))
    strip.person_actions(who)[0].do()
    await until(ana.layer.hand.own.may_draw)


async def test_two_people_draw_and_each_undoes_their_own(classroom: Classroom, open_room: Open) -> None:
    lee, ana = await papers(classroom, open_room, "Ana")
    assert not ana.layer.hand.own.may_draw()
    await let_draw(lee, ana)
    for paper in (lee, ana):
        paper.desk.choice.take("pen")
    QTest.mousePress(ana.sheet, Qt.MouseButton.LeftButton, pos=ana.at(2_000, 3_000))
    QTest.mouseMove(ana.sheet, ana.at(4_000, 3_000))
    await until(lambda: list(lee.desk.live.on(lee.layer.key)))
    assert list(lee.desk.live.signed(lee.layer.key)) == [ana.page.context.me], "seen while she draws"
    QTest.mouseMove(ana.sheet, ana.at(6_000, 3_000))
    QTest.mouseRelease(ana.sheet, Qt.MouseButton.LeftButton, pos=ana.at(6_000, 3_000))
    await until(lambda: heights(lee) == heights(ana) == [3_000])
    assert not list(lee.desk.live.on(lee.layer.key)), "and whole when she has drawn it"
    rule(lee, 5_000)
    await until(lambda: heights(lee) == heights(ana) == [3_000, 5_000])
    ana.layer.hand.undo()
    await until(lambda: heights(lee) == heights(ana) == [5_000])
    lee.layer.hand.undo()
    await until(lambda: heights(lee) == heights(ana) == [])
    ana.layer.hand.redo()
    await until(lambda: heights(lee) == heights(ana) == [3_000])
    lee.layer.hand.redo()
    await until(lambda: heights(lee) == heights(ana) == [3_000, 5_000])
    assert [mark.author for mark in marks(ana)] == [ana.page.context.me, lee.page.context.me]


@pytest.mark.rare  # meanwhile relay/features/test_ink, and test_drawers
async def test_who_may_not_draw_any_more_keeps_what_they_drew(classroom: Classroom, open_room: Open) -> None:
    lee, ana = await papers(classroom, open_room, "Ana")
    await let_draw(lee, ana)
    ana.desk.choice.take("pen")
    rule(ana, 3_000)
    await until(lambda: heights(lee) == [3_000])
    QTest.mousePress(ana.sheet, Qt.MouseButton.LeftButton, pos=ana.at(2_000, 6_000))
    QTest.mouseMove(ana.sheet, ana.at(4_000, 6_000))
    part(lee.page, DrawersStrip).take_back.click()
    await until(lambda: not ana.layer.hand.own.may_draw())
    QTest.mouseMove(ana.sheet, ana.at(6_000, 6_000))
    QTest.mouseRelease(ana.sheet, Qt.MouseButton.LeftButton, pos=ana.at(6_000, 6_000))
    rule(ana, 7_000)
    lee.desk.choice.take("pen")
    rule(lee, 5_000)
    await until(lambda: heights(ana) == [3_000, 5_000])
    assert heights(lee) == [3_000, 5_000]
    assert not ana.page.context.room.waiting


async def test_a_kill_of_the_relay_in_the_middle_of_a_stroke_loses_nothing(
    classroom: Classroom, open_room: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outgoing, "GATHER_MS", 1)
    lee, ana = await papers(classroom, open_room, "Ana")
    lee.desk.choice.take("pen")
    for y in (1_000, 2_000, 3_000):
        rule(lee, y)
        await asyncio.sleep(0)
    QTest.mousePress(lee.sheet, Qt.MouseButton.LeftButton, pos=lee.at(2_000, 4_000))
    QTest.mouseMove(lee.sheet, lee.at(4_000, 4_000))
    process = classroom.process.process
    assert process is not None
    psutil.Process(process.pid).kill()
    await process.wait()
    await until(lee.desk.own.waits)
    QTest.mouseMove(lee.sheet, lee.at(6_000, 4_000))
    QTest.mouseRelease(lee.sheet, Qt.MouseButton.LeftButton, pos=lee.at(6_000, 4_000))
    rule(lee, 5_000)
    assert lee.colour(3_000, 5_000) != "#ffffff", "what waits is seen"
    await classroom.process.start()
    await until(lambda: heights(lee) == [1_000, 2_000, 3_000, 4_000, 5_000])
    await until(lambda: heights(ana) == heights(lee))
    assert not lee.page.context.room.waiting


@asynccontextmanager
async def drawer(
    classroom: Classroom, profile: Path, first: int, count: int
) -> AsyncIterator[asyncio.subprocess.Process]:
    """Ana's program, without windows."""
    given = (
        profile,
        classroom.process.ready["port"],
        classroom.process.ready["pin"],
        classroom.tokens["Ana"],
    )
    arguments = [*map(str, given), classroom.session, str(first), str(count)]
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.desktop.features.ink.drawer", *arguments, stdout=asyncio.subprocess.PIPE
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def test_a_kill_of_the_desktop_loses_nothing_that_was_kept(
    classroom: Classroom, open_room: Open, tmp_path: Path
) -> None:
    lee, ana = await papers(classroom, open_room, "Ana")
    await let_draw(lee, ana)
    kept: list[int] = []
    for first in (1_000, 5_000):
        async with drawer(classroom, tmp_path, first, 4) as process:
            assert process.stdout is not None
            kept += [int(await process.stdout.readline()) for _ in range(4)]
            process.kill()
    async with drawer(classroom, tmp_path, 0, 0) as process:
        assert await process.wait() == 0
    await until(lambda: len(marks(lee)) == len(kept))
    assert heights(lee) == kept == [1_000 * number for number in range(1, 9)], "each once, in its order"
