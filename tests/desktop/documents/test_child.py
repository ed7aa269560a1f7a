"""The child's own part, as far as it can be tried without its limits, which would be this program's too."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.documents import child
from desktop.documents.lines import ChildLine, DocumentPage, Opened, Rested
from desktop.documents.pdf import PdfFile
from tests.desktop.documents.files import plain, slides


@pytest.fixture(autouse=True)
def without_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("limit_reading", "limit_page"):
        monkeypatch.setattr(child, name, lambda: None)


def test_it_rests_after_much_work_but_not_before_a_page(
    qapp: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child, "REST_SECONDS", 0.0)
    opened, page, rested = child.told(slides(tmp_path / "deck.pdf", 4), tmp_path, 2)
    assert opened == Opened(4)
    assert isinstance(page, DocumentPage)
    assert page.number == 2
    assert rested == Rested()


def test_words_are_plain_text_and_not_too_long(
    qapp: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = "\x00one\r\ntwo\x1b" + "x" * 9_000
    monkeypatch.setattr(PdfFile, "page", lambda self, number: (plain(30, 20, "white"), words))
    _, page = child.told(slides(tmp_path / "deck.pdf", 1), tmp_path, 0)
    assert isinstance(page, DocumentPage)
    assert page.text == ("one\ntwo" + "x" * 9_000)[:4_000]


def test_no_second_page_is_made_before_it_rested_after_the_first(qapp: object, tmp_path: Path) -> None:
    made: list[ChildLine] = []
    at_rest: list[int] = []

    def lines() -> Iterator[ChildLine]:
        for line in child.told(slides(tmp_path / "deck.pdf", 3), tmp_path, 0):
            made.append(line)
            yield line

    out = io.BytesIO()
    child.tell(lines(), 0, out, lambda: at_rest.append(len(made)))
    assert at_rest == [2], "the opened document and its first page"
    assert len(out.getvalue().splitlines()) == len(made) == 4
