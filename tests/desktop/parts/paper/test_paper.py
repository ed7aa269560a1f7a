"""What is put on paper: pages that break well, in any script, made in slices and given up without a trace."""

import asyncio
import errno
import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from desktop.document import Block, Document, Heading, Illustration, Paragraph, TextTable
from desktop.parts.paper import PaperSaver, pdf_of, writing
from desktop.parts.paper.printing import print_on
from desktop.parts.saving import why_not_saved
from desktop.parts.window_page import WindowPage
from desktop.theme import Theme
from desktop.theme.pictures.look import DrawingLook
from desktop.theme.tokens import Tone
from tests.desktop.pages.conftest import Show
from tests.desktop.pdf import pages_of, text_of
from tests.patience import until


@dataclass(frozen=True)
class Boxes:
    """A picture of so many boxes, one under the other, that remembers where it was drawn."""

    count: int
    drawn: list[tuple[float, float, float]] = field(default_factory=list)

    def height(self, width: float, look: DrawingLook) -> float:
        return look.px(50 * self.count)

    def pieces(self, first: float, rest: float, width: float, look: DrawingLook) -> Sequence["Boxes"]:
        cuts = look.cuts(first, rest, 50, 0, self.count)
        return [Boxes(len(range(self.count)[cut]), self.drawn) for cut in cuts]

    def draw(self, painter: QPainter, box: QRectF, look: DrawingLook) -> None:
        self.drawn.append((box.top(), box.height(), look.unit))
        painter.drawRect(box)

    def table(self) -> TextTable:
        return TextTable(["Box"], [[str(number)] for number in range(self.count)])


@pytest.fixture
def look(theme: Theme) -> DrawingLook:
    return DrawingLook.on_screen(theme, rtl=False)


async def pages(look: DrawingLook, *blocks: Block, landscape: bool = False) -> list[str]:
    """What stands on each page."""
    return pages_of(await pdf_of(Document("Physics", blocks, "10b", landscape), look, lambda done: None))


async def test_each_page_of_a_table_repeats_its_headings_and_has_its_number(look: DrawingLook) -> None:
    rows = [(f"Pupil {number}", "here") for number in range(120)]
    found = await pages(look, Heading("Attendance"), TextTable(["Name", "State"], rows))
    assert len(found) > 2
    for number, page in enumerate(found, 1):
        assert "Name" in page
        assert f"Page {number}\n" in f"{page}\n"
        assert "Physics · made" in page
    assert "".join(found).count("Pupil ") == 120


async def test_a_heading_stands_with_what_it_is_of(look: DrawingLook) -> None:
    for lines in range(30, 60):
        before = Paragraph("\n".join(f"line {number}" for number in range(lines)))
        found = await pages(look, before, Heading("Alone"), Heading("Below"), Illustration(Boxes(4), "Drawn"))
        (page,) = [page for page in found if "Alone" in page]
        assert "Drawn" in page


async def test_a_paragraph_longer_than_a_page_goes_on_with_nothing_lost(look: DrawingLook) -> None:
    text = " ".join(f"word{number}" for number in range(3000))
    content = await pdf_of(Document("Long", [Paragraph(text)]), look, lambda done: None)
    assert len(pages_of(content)) > 2
    for number in (0, 1, 700, 1500, 2999):
        assert f"word{number}" in text_of(content)


async def test_a_table_too_wide_for_the_page_is_cut_between_columns(look: DrawingLook) -> None:
    headings = ["Name", *(f"Lesson{number}" for number in range(40))]
    rows = [["Ana Silva", *(f"P{number}" for number in range(40))], ["Tom", *["x"] * 40]]
    found = "\n".join(await pages(look, TextTable(headings, rows)))
    assert found.count("Ana Silva") > 1
    for number in range(40):
        assert found.count(f"Lesson{number}\n") == 1


async def test_a_word_longer_than_a_line_is_broken_and_a_cell_without_end_is_cut(look: DrawingLook) -> None:
    content = await pdf_of(Document("W" * 200, [Paragraph("w" * 900)]), look, lambda done: None)
    assert text_of(content).count("w") == 900
    assert text_of(content).count("W") >= 200
    cut = await pages(look, TextTable(["Name", "Said"], [["Ana", "so " * 2000]] * 3))
    assert len(cut) == 1


async def test_any_script_stands_there_and_right_to_left_begins_at_the_right(look: DrawingLook) -> None:
    """Those are looked for that our own font has: not every computer has one with the others."""
    mixed = TextTable(["الاسم", "n"], [["مريم", "1"], ["你好", "2"], ["Марія", "3"], ["Ana", "4"]])
    for rtl in (False, True):
        other = DrawingLook(look.unit, look.families, look.colours, rtl)
        (page,) = await pages(other, Paragraph("שלום"), mixed, Illustration(Boxes(2)))
        for text in ("Марія", "Ana"):
            assert text in page


async def test_a_picture_higher_than_a_page_comes_in_pieces(look: DrawingLook) -> None:
    boxes = Boxes(60)
    found = await pages(look, Paragraph("before"), Illustration(boxes))
    assert len(found) == len(boxes.drawn) + 1 or len(found) == len(boxes.drawn)
    assert len({unit for _, _, unit in boxes.drawn}) == 1
    assert sum(round(height / unit / 50) for _, height, unit in boxes.drawn) == 60


async def test_others_have_their_turn_while_it_is_made_and_progress_only_grows(look: DrawingLook) -> None:
    told: list[float] = []
    blocks = [Paragraph(f"Somebody said a sentence that is of some length, number {n}.") for n in range(600)]
    turns, ready = 0, False

    async def others() -> None:
        nonlocal turns
        while not ready:
            turns += 1
            await asyncio.sleep(0)

    beside = asyncio.ensure_future(others())
    content = await pdf_of(Document("Chat", blocks), look, told.append)
    ready = True
    await beside
    assert "number599." in text_of(content)
    assert turns > 1
    assert told == sorted(told)
    assert 0 < told[0] < told[-1] <= 1


async def test_a_document_made_while_it_is_set_tells_how_far_it_is(
    look: DrawingLook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "SLICE_SECONDS", 0.0)  # how often is a matter of how fast this computer is

    def blocks() -> Iterator[Block]:
        for number in range(400):
            yield Paragraph(f"Said {number}, and then some more that fills the line.")

    told: list[float] = []
    await pdf_of(Document("Chat", blocks(), count=400), look, told.append)
    assert max(told) > 0.5


# the buttons


class Page(WindowPage):
    """A page with something to put on paper, and a banner."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(None)
        self.told: list[tuple[Tone, str]] = []
        self.document: Document | None = Document("Physics · Pulleys", [Paragraph("Who came")])
        self.gate: asyncio.Future[None] | None = None
        self.saver = PaperSaver(theme, self, self.make, self.tell, lambda: "7/8 Physics")
        self.saver.offer(True)

    async def make(self) -> Document | None:
        if self.gate is not None:
            await self.gate
        return self.document

    def tell(self, tone: Tone, text: str, action: str = "", then: Callable[[], object] | None = None) -> None:
        self.told.append((tone, text))


def files(folder: Path) -> list[str]:
    """What is in a folder."""
    return [one.name for one in folder.iterdir()]


async def test_what_is_saved_is_for_its_owner_alone_and_told(
    theme: Theme, show: Show[Page], tmp_path: Path
) -> None:
    page = show(Page(theme))
    page.saver.write(tmp_path / "report.pdf")
    assert page.saver.save.busy
    await until(lambda: page.told)
    assert page.told == [("ok", "Saved as report.pdf.")]
    assert stat.S_IMODE((tmp_path / "report.pdf").stat().st_mode) == 0o600
    assert "Whocame" in text_of((tmp_path / "report.pdf").read_bytes())
    assert files(tmp_path) == ["report.pdf"]
    await until(lambda: not page.saver.save.busy)


async def test_what_is_cancelled_leaves_nothing_and_what_stood_there_stays(
    theme: Theme, show: Show[Page], tmp_path: Path
) -> None:
    page = show(Page(theme))
    page.gate = asyncio.get_running_loop().create_future()
    (tmp_path / "report.pdf").write_text("before")
    page.saver.write(tmp_path / "report.pdf")
    page.saver.write(tmp_path / "twice.pdf")
    QTest.mouseClick(page.saver.save.cancel, Qt.MouseButton.LeftButton)
    await until(lambda: not page.saver.save.busy)
    assert page.told == []
    assert files(tmp_path) == ["report.pdf"]
    assert (tmp_path / "report.pdf").read_text() == "before"


async def test_a_folder_that_is_gone_is_told_kindly(theme: Theme, show: Show[Page], tmp_path: Path) -> None:
    page = show(Page(theme))
    page.saver.write(tmp_path / "nowhere" / "report.pdf")
    await until(lambda: page.told)
    assert page.told == [("danger", "This folder is not there any more. Save it somewhere else.")]


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "no room left"),
        (errno.EDQUOT, "no room left"),
        (errno.EACCES, "may not save"),
        (errno.EROFS, "may not save"),
        (errno.EIO, "Input/output error"),
    ],
)
def test_each_way_a_disk_fails_has_its_sentence(number: int, said: str) -> None:
    assert said in why_not_saved(OSError(number, "Input/output error"))


async def test_where_there_is_no_printer_the_key_for_it_saves(theme: Theme, show: Show[Page]) -> None:
    page = show(Page(theme))
    page.saver.save.button.setFocus()
    await until(page.saver.save.button.hasFocus)
    QTest.keyClick(page.saver.save.button, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    (dialog,) = page.findChildren(QFileDialog)
    assert Path(dialog.selectedFiles()[0]).name == "7-8 Physics.pdf"
    dialog.close()
    assert not page.saver.print.isVisible()


async def test_a_printer_gets_the_same_pages(look: DrawingLook, tmp_path: Path) -> None:
    """One that prints to a file: this computer may have no other."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    document = Document("Physics", [TextTable(["Name"], [["Ana"]] * 90)], landscape=True)
    await print_on(printer, document, look, lambda done: None)
    printed = pages_of((tmp_path / "printed.pdf").read_bytes())
    assert len(printed) > 1
    assert "".join(printed).count("Ana") == 90
