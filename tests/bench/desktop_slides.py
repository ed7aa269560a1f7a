"""A deck in the program itself: sent by a teacher, followed by a student, found by who comes late."""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

from desktop.demo.user import DemoUser
from desktop.documents.lines import DocumentPage
from desktop.documents.opening import open_document
from desktop.features.ink.layer import InkLayer
from desktop.features.panel.sheet import Sheet
from desktop.features.polls import PollCard
from desktop.features.slides import SendingStrip, SlidesStage
from desktop.qt_client import QtRoomClient
from relay.protocol.frames import FILE_PART, Frame
from relay.protocol.ink import Ink, PageMarks
from relay.protocol.people import People
from relay.protocol.slides import Slides
from tests.bench.desktop_side import Order, Report
from tests.bench.desktop_watch import go, in_the_lesson, until
from tests.desktop.documents.files import slides

QUIET_SECONDS = 0.5
"""What a page turn would fetch has been asked for by then."""


async def show(person: DemoUser, order: Order, report: Report) -> None:
    """A teacher sends a PDF of ``count`` pages, and turns them; before, what its first page costs alone."""
    room = await in_the_lesson(person, order)
    folder = Path(order.folder)
    made = [slides(folder / f"{name}.pdf", order.count) for name in ("first", "alone", "Pulleys")]
    await _send_first_page(room, made[0], "what is read with the first document is read")
    report.figures["alone"] = await _send_first_page(room, made[1], "alone")
    await go()
    await until(lambda: len(room.memories[People].students_here()) == order.students)
    (strip,) = person.app.window.findChildren(SendingStrip)
    report.figures["sent at"] = time.perf_counter()
    strip.send(made[2])
    report.figures["first page at"] = await _sees(person, 1)
    await until(lambda: strip.sending is not None and strip.sending.progress is None)
    took = _Counted(room)
    await took.quiet()
    await go()
    before = took.bytes
    stage = _stage(person)
    assert stage.area is not None
    for page in range(2, order.count + 1):
        stage.area.following.go(page)
        await _sees(person, page)
    await took.quiet()
    report.figures["bytes of turning"] = took.bytes - before


async def look(person: DemoUser, order: Order, report: Report) -> None:
    """A student's window follows."""
    room = await in_the_lesson(person, order)
    here = set[str]()
    room.relay.files.on_kept.connect(here.add)
    took = _Counted(room)
    await go()
    report.figures["first page at"] = await _sees(person, 1)
    await until(lambda: any(deck.finished for deck in room.memories[Slides].decks.values()))
    (deck,) = room.memories[Slides].decks.values()
    pictures = {page.picture.hash for page in deck.pages.values() if page.picture is not None}
    assert len(pictures) == order.count
    await until(lambda: pictures <= here)
    await took.quiet()
    report.figures["bytes of the deck"] = before = took.bytes
    await go()
    await _sees(person, order.count)
    await took.quiet()
    report.figures["bytes of turning"] = took.bytes - before


async def come_late(person: DemoUser, order: Order, report: Report) -> None:
    """A student comes into a lesson in which ``count`` strokes were drawn and a poll is open."""
    await person.sees(order.lesson)
    await go()
    began, worked, line = time.perf_counter(), time.thread_time(), _line_bytes()
    came = asyncio.create_task(in_the_lesson(person, order))

    def tell(what: str) -> Callable[[object], None]:
        return lambda _: report.figures.update({what: time.perf_counter() - began})

    async def sheet_seen() -> Sheet:
        await came
        stage = _stage(person)
        await until(lambda: _sheet(stage) is not None)
        sheet = _sheet(stage)
        assert sheet is not None
        return sheet

    async def ink() -> None:
        room = await came
        await until(lambda: sum(map(len, _pages_of(room))) == order.count)
        sheet = await sheet_seen()
        (layer,) = (one for one in sheet.layers if isinstance(one, InkLayer))
        await until(lambda: layer.picture is not None and layer.picture.done)
        sheet.repaint()

    async def picture() -> None:
        sheet = await sheet_seen()
        await until(lambda: _has_picture(sheet))
        sheet.repaint()

    async def poll() -> None:
        await came
        (card,) = person.app.window.findChildren(PollCard)
        await until(lambda: card.isVisible() and card.pupil is not None)

    parts = {"page": picture, "ink": ink, "poll": poll}
    tasks = {what: asyncio.create_task(part()) for what, part in parts.items()}
    came.add_done_callback(tell("caught up"))
    for what, task in tasks.items():
        task.add_done_callback(tell(what))
    await asyncio.gather(*tasks.values())
    await asyncio.sleep(0)
    report.figures["bytes"] = _line_bytes() - line
    report.figures["work"] = time.thread_time() - worked
    report.figures["all"] = max(report.figures[what] for what in parts)


class _Counted:
    """Bytes that come on the lane of files."""

    def __init__(self, room: QtRoomClient) -> None:
        self.bytes = 0
        room.relay.on_frame.connect(self._count)

    def _count(self, frame: Frame) -> None:
        if frame.kind == FILE_PART:
            self.bytes += len(frame.body)

    async def quiet(self) -> None:
        before = -1
        while before != self.bytes:
            before = self.bytes
            await asyncio.sleep(QUIET_SECONDS)


def _line_bytes() -> int:
    """What this network's loopback has carried, both ways."""
    for line in Path("/proc/self/net/dev").read_text("ascii").splitlines():
        name, _, counts = line.partition(":")
        if name.strip() == "lo":
            return int(counts.split()[0])
    return 0


async def _send_first_page(room: QtRoomClient, file: Path, name: str) -> float:
    """Seconds from opening the file until the picture of its first page is at the relay."""
    began = time.perf_counter()
    async with open_document(file) as document:
        async for page in document:
            assert isinstance(page, DocumentPage)
            await room.relay.files.send(room.session_id, page.image, "webp", name)
            return time.perf_counter() - began
    raise AssertionError("no page")


def _stage(person: DemoUser) -> SlidesStage:
    (stage,) = person.app.window.findChildren(SlidesStage)
    return stage


def _sheet(stage: SlidesStage) -> Sheet | None:
    """The one on the stage, once it is seen."""
    return stage.area.sheet if stage.area is not None and stage.isVisible() else None


def _has_picture(sheet: Sheet) -> bool:
    return sheet._picture is not None


async def _sees(person: DemoUser, page: int) -> float:
    """When the picture of this page is painted."""
    stage = _stage(person)

    def seen() -> Sheet | None:
        sheet = _sheet(stage)
        return sheet if sheet is not None and sheet.page.page == page and _has_picture(sheet) else None

    await until(seen)
    sheet = seen()
    assert sheet is not None
    sheet.repaint()
    return time.perf_counter()


def _pages_of(room: QtRoomClient) -> list[PageMarks]:
    ink, decks = room.memories[Ink], room.memories[Slides].decks
    return [ink.of(number, page) for number, deck in decks.items() for page in deck.pages]
