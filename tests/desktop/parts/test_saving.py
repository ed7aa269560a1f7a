"""What is proposed as a file's name is one that each system takes."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from desktop.parts.saving import ask_where, file_name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Physics 7b", "Physics 7b"),
        ("7/8 a", "7-8 a"),
        ("../../etc/passwd", "etc-passwd"),
        ("/", "Schoolbell"),
        ("..", "Schoolbell"),
        ('a\\b:c*d?e"f<g>h|i', "a-b-c-d-e-f-g-h-i"),
        ("line\nbreak\ttab\x00nul", "line break tab-nul"),
        ("nul", "nul_"),
        ("ends.", "ends"),
        ("हिन्दी ७", "हिन्दी ७"),
        ("physique à l’école", "physique à l’école"),
    ],
)
def test_a_name_of_anything_is_a_name_of_a_file(text: str, name: str, tmp_path: Path) -> None:
    assert file_name(text) == name
    (tmp_path / f"{file_name(text)}.pdf").touch()
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("text", ["x" * 300, "ü" * 100, "\U0001f9ea" * 100])
def test_a_long_name_is_cut_between_its_letters(text: str, tmp_path: Path) -> None:
    (tmp_path / f"{file_name(text)}.pdf").touch()
    assert text.startswith(file_name(text))


def test_the_slips_of_a_class_whose_name_has_a_slash_stay_in_the_folder(qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    ask_where(page, "Save", kind="PDF (*.pdf)", suffix="pdf", name="7/8 " + "a" * 300, then=lambda path: None)
    dialog = page.findChild(QFileDialog)
    assert dialog is not None
    chosen = Path(dialog.selectedFiles()[0])
    assert chosen.parent == Path(dialog.directory().absolutePath())
    assert chosen.name.startswith("7-8 aaa")
    dialog.close()
