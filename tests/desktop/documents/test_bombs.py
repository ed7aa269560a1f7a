"""Whatever is in a file, opening it ends soon, with a code of its own, and does nothing to this program."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.documents.failures import DocumentFailed
from desktop.documents.lines import DocumentPage, UnreadPage
from desktop.documents.opening import MOST_LOST, open_document
from tests.desktop.documents.bombs import DEAR, SMALL, a_large_image_in_a_pdf, one_bad_page_of
from tests.desktop.documents.files import code_of, pages_of, seconds_of_children, written
from tests.patience import CPU_SLOWNESS

MOST_SECONDS = 10 * CPU_SLOWNESS
"""The limit is one of seconds, so a slow processor gets no further in them; it needs longer for the start."""


@pytest.fixture(autouse=True)
def soon() -> Iterator[None]:
    """What is tried once takes no longer than a page may."""
    before = seconds_of_children()
    yield
    assert seconds_of_children() - before < MOST_SECONDS


OFTEN = ("a million pages.pdf", "locked.pdf", "empty.pdf", "nested forms.pdf")
"""Those that are tried each time; what sorts the others out is tried by itself too."""


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[] if name in OFTEN else pytest.mark.rare) for name in SMALL | DEAR]
)
async def test_it_ends_with_its_code(name: str, tmp_path: Path) -> None:
    bomb = (SMALL | DEAR)[name]
    assert await code_of(written(tmp_path / name, bomb.make())) == bomb.code


@pytest.mark.rare
async def test_a_bad_page_is_left_out_and_the_others_stand(tmp_path: Path) -> None:
    pages = await pages_of(written(tmp_path / "deck.pdf", one_bad_page_of(4, (1,))))
    assert pages[1] == UnreadPage(1, "too_big")
    assert [page.number for page in pages if isinstance(page, DocumentPage)] == [0, 2, 3]


@pytest.mark.rare
async def test_a_large_image_is_drawn_in_the_memory_there_is(tmp_path: Path) -> None:
    (page,) = await pages_of(written(tmp_path / "deck.pdf", a_large_image_in_a_pdf()))
    assert isinstance(page, DocumentPage)


@pytest.mark.rare
class TestManyBadPages:
    """They cost a little more, and not the more the more they are."""

    @pytest.fixture(autouse=True)
    def soon(self) -> None:
        """In the place of the limit for one."""

    async def test_the_rest_is_given_up(self, tmp_path: Path) -> None:
        file = written(tmp_path / "deck.pdf", one_bad_page_of(300, range(1, 300)))
        before, told = seconds_of_children(), []
        async with open_document(file) as document:
            pages = aiter(document)
            for _ in range(1 + MOST_LOST):
                told.append(type(await anext(pages)))
            with pytest.raises(DocumentFailed) as failed:
                await anext(pages)
        assert failed.value.code == "too_big"
        assert told == [DocumentPage] + [UnreadPage] * MOST_LOST
        assert seconds_of_children() - before < MOST_LOST * MOST_SECONDS
