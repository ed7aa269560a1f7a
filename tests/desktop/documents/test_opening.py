"""A document as a teacher has it opened: its pages in turn, and nothing left, however it ends."""

import asyncio
import os
import signal
import sys
import tempfile
from pathlib import Path

import pytest
from psutil import pid_exists

from desktop.documents import reader_process
from desktop.documents.failures import DocumentFailed
from desktop.documents.lines import DocumentPage, UnreadPage
from desktop.documents.opening import open_document
from desktop.documents.page_image import read_page
from tests.desktop.documents.bombs import one_bad_page_of
from tests.desktop.documents.files import (
    WORDS,
    children,
    code_of,
    filled_form,
    pages_of,
    plain,
    slides,
    written,
)
from tests.patience import until

ROOT = Path(__file__).parents[3]


async def test_each_page_has_an_image_a_small_one_and_its_words(tmp_path: Path) -> None:
    async with open_document(slides(tmp_path / "deck.pdf", 3)) as document:
        assert document.pages == 3
        pages = [page async for page in document]
    for number, page in enumerate(pages):
        assert isinstance(page, DocumentPage)
        assert page.number == number
        assert page.text == f"Page {number + 1}: {WORDS}"
        image, thumb = await read_page(page.image), await read_page(page.thumb)
        assert (image.width(), image.height()) == (page.width, page.height)
        assert page.width * page.height == pytest.approx(2_600_000, rel=0.01)
        assert thumb.width() == 256
        assert len(page.thumb) < 3_000
        assert image.pixelColor(2, 2).name() == "#ffffff"
        dark = [image.pixelColor(x, y).lightness() for x in range(0, 1400, 3) for y in range(100, 220, 3)]
        assert min(dark) < 60, "the words are drawn"


async def test_what_was_filled_into_a_form_is_drawn(tmp_path: Path) -> None:
    (page,) = await pages_of(filled_form(tmp_path / "form.pdf"))
    assert isinstance(page, DocumentPage)
    image = await read_page(page.image)
    assert image.pixelColor(page.width // 2, page.height // 2).name() == "#000000"
    assert image.pixelColor(page.width // 6, page.height // 2).name() == "#ffffff"


async def test_a_page_is_told_before_a_later_one_is_made(tmp_path: Path) -> None:
    """Here the last never can be."""
    file = written(tmp_path / "deck.pdf", one_bad_page_of(3, (2,)))
    async with open_document(file) as document:
        async for page in document:
            assert isinstance(page, DocumentPage)
            if page.number == 1:
                break
        assert len(children()) == 1
    assert children() == []


async def test_a_name_may_be_any(tmp_path: Path) -> None:
    file = tmp_path / os.fsdecode("Stunde „Öl“ \n".encode() + b"\xff.pdf")
    assert len(await pages_of(slides(tmp_path / "deck.pdf", 1).rename(file))) == 1


async def test_a_picture_is_a_page(tmp_path: Path) -> None:
    for kind in ("png", "jpg", "webp"):
        file = tmp_path / f"picture.{kind}"
        assert plain(300, 200, "#336699").save(str(file))
        (page,) = await pages_of(file)
        assert isinstance(page, DocumentPage)
        assert (page.width, page.height, page.text) == (300, 200, "")
        colour = (await read_page(page.image)).pixelColor(150, 100)
        assert [colour.red(), colour.green(), colour.blue()] == pytest.approx([0x33, 0x66, 0x99], abs=4)


async def test_what_shines_through_a_picture_is_white_and_a_large_one_is_made_smaller(tmp_path: Path) -> None:
    assert plain(4000, 3000, "#00000000").save(str(tmp_path / "empty.png"))
    (page,) = await pages_of(tmp_path / "empty.png")
    assert isinstance(page, DocumentPage)
    assert page.width * page.height == pytest.approx(2_600_000, rel=0.01)
    assert (await read_page(page.image)).pixelColor(5, 5).name() == "#ffffff"


async def test_its_bytes_say_what_it_is_and_not_its_name(tmp_path: Path) -> None:
    slides(tmp_path / "deck.png", 2)
    assert len(await pages_of(tmp_path / "deck.png")) == 2


async def test_what_is_not_there_or_no_file_is_unreadable(tmp_path: Path) -> None:
    assert await code_of(tmp_path / "gone.pdf") == "unreadable"
    assert await code_of(tmp_path) == "unreadable"


async def test_a_file_of_more_than_a_hundred_megabytes_is_not_read(tmp_path: Path) -> None:
    file = slides(tmp_path / "deck.pdf", 1)
    with file.open("r+b") as opened:
        opened.truncate(100_000_001)
    assert await code_of(file) == "too_large"


async def test_giving_up_ends_the_child_at_once(tmp_path: Path) -> None:
    file = written(tmp_path / "deck.pdf", one_bad_page_of(3, (1,)))
    under_way = asyncio.ensure_future(pages_of(file))
    await until(children)
    under_way.cancel()
    with pytest.raises(asyncio.CancelledError):
        await under_way
    assert children() == []


async def test_who_is_cancelled_twice_leaves_nothing_either(
    tmp_path: Path, private: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(private))
    file = written(tmp_path / "deck.pdf", one_bad_page_of(3, (1,)))
    under_way = asyncio.ensure_future(pages_of(file))
    await until(children)
    under_way.cancel()
    await asyncio.sleep(0)  # it ends its child
    under_way.cancel()
    with pytest.raises(asyncio.CancelledError):
        await under_way
    await until(lambda: not children() and not list(private.iterdir()))


CRASH = """
import asyncio, sys
from pathlib import Path
from desktop.documents.opening import open_document
async def main():
    async with open_document(Path(sys.argv[1])) as document:
        async for page in document:
            print(page.number, flush=True)
asyncio.run(main())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="ends a program as no other system does")
async def test_the_child_ends_with_this_program_however_that_ends(tmp_path: Path, private: Path) -> None:
    file = written(tmp_path / "deck.pdf", one_bad_page_of(2, (1,)))
    program = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", CRASH, str(file)),
        env=os.environ | {"PYTHONPATH": str(ROOT), "TMPDIR": str(private)},
        stdout=asyncio.subprocess.PIPE,
    )
    assert program.stdout is not None
    assert await program.stdout.readline() == b"0\n"
    (child,) = children()
    program.send_signal(signal.SIGKILL)
    await program.wait()
    await until(lambda: not pid_exists(child.pid))


async def test_a_child_that_can_not_be_started_reads_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader_process, "COMMAND", (str(tmp_path / "gone"),))
    assert await code_of(tmp_path) == "unreadable"


SPEAKS = """
import sys
said = open(sys.argv[1]).read().split("--\\n")
first = int(sys.stdin.readline().rpartition(":")[2].rstrip("}\\n"))
sys.stdout.write(said[first])
"""
PAGE = '{"type":"page","number":%d,"image":"AAAA","thumb":"AAAA","width":1,"height":1,"text":""}\n'
OPENED = '{"type":"opened","pages":3}\n'


@pytest.fixture
def says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file with what a child says that is to begin with the first page, with the second, the third."""
    said = tmp_path / "said"
    monkeypatch.setattr(reader_process, "COMMAND", (sys.executable, "-c", SPEAKS, str(said)))
    return said


async def test_a_child_that_rests_is_followed_by_one_that_goes_on(says: Path) -> None:
    rested = '{"type":"rested"}\n'
    written(says, f"{OPENED}{PAGE % 0}{rested}--\n{OPENED}{PAGE % 1}{rested}--\n{OPENED}{PAGE % 2}")
    assert [page.number for page in await pages_of(says)] == [0, 1, 2]


@pytest.mark.parametrize(
    "said", ["rubbish\n", "", PAGE % 2, '{"type":"page"', '{"type":"opened","pages":3}\n']
)
async def test_what_a_child_says_is_looked_at(says: Path, said: str) -> None:
    written(says, f"{OPENED}{PAGE % 0}{said}--\n--\n{OPENED}{PAGE % 2}")
    pages = await pages_of(says)
    assert pages[1] == UnreadPage(1, "page_failed")
    assert isinstance(pages[2], DocumentPage)


async def test_a_file_that_becomes_another_meanwhile_is_given_up(says: Path) -> None:
    written(says, OPENED + "--\n" + '{"type":"opened","pages":7}\n')
    with pytest.raises(DocumentFailed, match="changed"):
        await pages_of(says)
