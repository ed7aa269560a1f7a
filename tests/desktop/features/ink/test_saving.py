"""Pages with drawings as a PDF: what is on them, with progress, and given up."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtGui import QColor, QImage

from desktop.features.ink import InkPanel
from desktop.features.ink.on_paper import PaperPage, pages_as_pdf
from desktop.features.panel.report import PdfToSave
from desktop.pages.room import RoomPage
from desktop.theme import Theme
from desktop.theme.tokens import BOARD_INKS, INKS, LIGHT
from relay.protocol.files import NamedFile
from relay.protocol.ink import InkMark, MarkLook, encode_points
from relay.protocol.slides import DeckAdded, NewPage, PagesAdded, PageShown
from relay.protocol.stage import StageSet
from tests.desktop.classroom import until
from tests.desktop.features.ink.paper import CAN, lesson, line
from tests.desktop.features.stand import TEACHER, Stand, account, choose_file, part
from tests.desktop.features.test_stage import offers

pytestmark = pytest.mark.qt_log_ignore("grabbing the keyboard")

Open = Callable[..., RoomPage]
SAVE = "Save pages with drawings…"
HIGH = 9_000
ACROSS = encode_points([(2_000, 4_500), (14_000, 4_500)])


def paper(
    *marks: InkMark, picture: NamedFile | None = None, height: int = HIGH, board: bool = False
) -> PaperPage:
    return PaperPage(height, "dark" if board else None if picture else "blank", picture, marks)


def colour(pdf: bytes, page: int, x: int, y: int) -> str:
    """What is seen at a place of a page, in its units."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        bitmap = document[page].render(scale=1600 / document[page].get_width())
        return QColor(*_pixel(bitmap, x, y)).name()
    finally:
        document.close()


def _pixel(bitmap: pypdfium2.PdfBitmap, x: int, y: int) -> tuple[int, int, int]:
    at = y // 10 * bitmap.stride + x // 10 * bitmap.n_channels
    blue, green, red = bytes(bitmap.buffer)[at : at + 3]
    return red, green, blue


async def none(_: NamedFile) -> QImage | None:
    return None


async def test_each_page_has_its_ground_its_picture_and_its_marks(theme: Theme) -> None:
    red = InkMark("a", MarkLook(ink=1, width=200), ACROSS)
    white = InkMark("a", MarkLook(ink=0, width=200), ACROSS)
    picture = NamedFile(hash="0" * 64, size=1, kind="webp")

    async def fetch(_: NamedFile) -> QImage | None:
        image = QImage(3_000, 1_700, QImage.Format.Format_RGB32)
        image.fill(QColor("#00ff00"))
        return image

    told: list[float] = []
    pages = [
        paper(red),
        paper(white, board=True),
        paper(red, picture=picture),
        paper(height=32_000),
        paper(InkMark("a", MarkLook(), "g")),
    ]
    pdf = await pages_as_pdf("Pulleys", pages, fetch, theme.colours, told.append)
    assert told == [0.0, 0.2, 0.4, 0.6, 0.8]
    assert colour(pdf, 0, 8_000, 4_500) == INKS[1]
    assert colour(pdf, 0, 8_000, 1_000) == LIGHT.paper
    assert colour(pdf, 1, 8_000, 4_500) == BOARD_INKS[0]
    assert colour(pdf, 1, 8_000, 1_000) == LIGHT.board
    assert colour(pdf, 2, 8_000, 4_500) == INKS[1]
    assert QColor(colour(pdf, 2, 8_000, 1_000)).green() > 250
    document = pypdfium2.PdfDocument(pdf)
    sizes = [page.get_size() for page in document]
    document.close()
    assert len(sizes) == 5
    assert sizes[0][1] / sizes[0][0] == pytest.approx(9 / 16, rel=0.01)
    assert sizes[3][1] / sizes[3][0] == pytest.approx(2, rel=0.01)


async def test_text_on_a_page_can_be_found_in_the_file(theme: Theme) -> None:
    text = InkMark(
        "a", MarkLook(tool="text", width=600), encode_points([(2_000, 2_000)]), text="Force and motion"
    )
    pdf = await pages_as_pdf("Pulleys", [paper(text)], none, theme.colours, lambda done: None)
    document = pypdfium2.PdfDocument(pdf)
    assert "Force and motion" in document[0].get_textpage().get_text_range()
    document.close()


@pytest.mark.parametrize("before", [0, 1], ids=["first", "second"])
async def test_it_can_be_given_up_while_a_picture_is_fetched(theme: Theme, before: int) -> None:
    begun = asyncio.Event()

    async def fetch(_: NamedFile) -> QImage | None:
        begun.set()
        await asyncio.Event().wait()
        return None

    picture = NamedFile(hash="0" * 64, size=1, kind="webp")
    work = asyncio.create_task(
        pages_as_pdf(
            "P", [paper()] * before + [paper(picture=picture)], fetch, theme.colours, lambda done: None
        )
    )
    await begun.wait()
    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await work


async def test_it_can_be_given_up_while_a_page_is_painted(theme: Theme) -> None:
    many = [InkMark("a", MarkLook(tool="ellipse"), ACROSS)] * 500
    loop = asyncio.get_running_loop()

    def tell(done: float) -> None:
        if done:
            loop.call_soon(work.cancel)

    work = asyncio.create_task(pages_as_pdf("P", [paper(), paper(*many), paper()], none, theme.colours, tell))
    with pytest.raises(asyncio.CancelledError):
        await work


async def test_a_picture_that_can_not_be_fetched_ends_it(theme: Theme) -> None:
    async def fetch(_: NamedFile) -> QImage | None:
        raise OSError("no line")

    picture = NamedFile(hash="0" * 64, size=1, kind="webp")
    with pytest.raises(OSError, match="no line"):
        await pages_as_pdf("P", [paper(), paper(picture=picture)], fetch, theme.colours, lambda done: None)


@pytest.mark.parametrize(("me", "count"), [(TEACHER, 2), (account(0), 1)], ids=["teacher", "student"])
async def test_a_teacher_saves_all_pages_and_a_student_what_was_shown(
    open_room: Open, tmp_path: Path, me: str, count: int
) -> None:
    stand = Stand(can=CAN) if me == TEACHER else Stand(me, "Ana Silva", "student", can=CAN)
    await stand.start(["Ana Silva", "Ben Okafor"])
    deck = stand.upto + 1
    pages = [NewPage(ground="blank")] * 2
    await stand.tell(
        DeckAdded(name="Pulleys", by=TEACHER), PagesAdded(deck=deck, first=1, pages=pages, by=TEACHER)
    )
    await stand.tell(line(deck, [(2_000, 4_500), (14_000, 4_500)]))
    page = open_room(stand.room)
    assert SAVE not in offers(page, "more")
    await stand.tell(
        StageSet(kind="page", of=str(deck), by=TEACHER), PageShown(deck=deck, page=1, by=TEACHER)
    )
    part(page, InkPanel).menu_entries()[0].do()
    file = tmp_path / "pages.pdf"
    choose_file(page, file)
    await until(lambda: "Saved as pages.pdf." in titles(page))
    document = pypdfium2.PdfDocument(file)
    assert len(document) == count
    document.close()


def titles(page: RoomPage) -> list[str]:
    return [notice.title for notice in page.context.notices.held]


async def test_while_it_is_made_one_reads_how_far_it_is_and_can_give_it_up(
    open_room: Open, tmp_path: Path
) -> None:
    stand, _ = await lesson()
    page = open_room(stand.room)

    async def make(tell: Callable[[float], object]) -> bytes:
        tell(0.4)
        await asyncio.Event().wait()
        return b""

    page.context.errands.save_pdf(PdfToSave("Pulleys", make))
    choose_file(page, tmp_path / "pulleys.pdf")
    await until(lambda: titles(page) == ["Saving… 40 %"])
    (notice,) = page.context.notices.held
    (cancel,) = notice.actions
    assert cancel.label == "Cancel"
    cancel.callback()
    await until(lambda: titles(page) == ["Nothing was saved."])
    assert not (tmp_path / "pulleys.pdf").exists()
