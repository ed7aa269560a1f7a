"""What a file is, its bytes say."""

import io
import zipfile
from pathlib import Path

import pytest

from desktop.documents.failures import DocumentFailed
from desktop.documents.kinds import kind_of
from tests.desktop.documents.bombs import a_script, a_zip, locked_slides
from tests.desktop.documents.files import plain, saved, written


def _zip(*files: tuple[str, str]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in files:
            archive.writestr(name, content)
    return made.getvalue()


ODP = _zip(("mimetype", "application/vnd.oasis.opendocument.presentation"), ("content.xml", ""))
ODT = _zip(("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", ""))
PPTX = _zip(("[Content_Types].xml", ""), ("ppt/presentation.xml", ""))


@pytest.mark.parametrize("name", ["deck", "deck.txt", "deck.png"])
@pytest.mark.parametrize(
    ("content", "kind"),
    [(b"%PDF-1.4\n", "pdf"), (b"\n\nFrom a mail\n%PDF-1.4\n", "pdf"), (ODP, "odp"), (PPTX, "pptx")],
)
def test_documents_by_any_name(content: bytes, kind: str, name: str, tmp_path: Path) -> None:
    assert kind_of(written(tmp_path / name, content)) == kind


@pytest.mark.parametrize("kind", ["png", "jpeg", "webp"])
def test_pictures_by_any_name(kind: str, tmp_path: Path) -> None:
    assert kind_of(written(tmp_path / "deck.pdf", saved(plain(3, 2, "red"), kind))) == kind


@pytest.mark.parametrize("kind", ["bmp", "ppm", "xpm"])
def test_other_pictures_are_refused(kind: str, tmp_path: Path) -> None:
    assert _code(written(tmp_path / "picture", saved(plain(3, 2, "red"), kind))) == "wrong_kind"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("text.odt", ODT, "wrong_kind"),
        ("text.odp", ODT, "unreadable"),
        ("old.ppt", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "wrong_kind"),
        ("deck.pptx", PPTX[:-30], "unreadable"),
        ("deck", b"", "unreadable"),
        ("a script.pdf", a_script(), "unreadable"),
        ("a script", a_script(), "wrong_kind"),
        ("a zip.pptx", a_zip(), "unreadable"),
        ("locked.PPTX", locked_slides(), "locked"),
    ],
)
def test_what_is_none_of_these_is_refused(name: str, content: bytes, code: str, tmp_path: Path) -> None:
    assert _code(written(tmp_path / name, content)) == code


def _code(file: Path) -> str:
    with pytest.raises(DocumentFailed) as failed:
        kind_of(file)
    return failed.value.code
