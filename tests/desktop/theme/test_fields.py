"""Fields: their labels and errors, what they give, and how they are used by hand."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCharFormat
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QCalendarWidget,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

import desktop
from desktop.theme import Theme
from desktop.theme.widgets import (
    Choice,
    DateTimeField,
    FormRow,
    IconButton,
    NumberField,
    PasswordField,
    Segmented,
    TextArea,
    TextField,
)  # fmt: skip
from relay.protocol.text import normal
from tests.desktop.colours import colours_of
from tests.desktop.theme.showing import Repaints, said, show


def test_a_form_row_joins_label_field_and_error(theme: Theme, qtbot: QtBot) -> None:
    row = FormRow(theme, "Name", TextField(theme), hint="As in the register")
    show(qtbot, row)
    assert row.label.buddy() is row.field
    assert said(row.field) == "Name"
    row.set_error("Please give a name.")
    assert row.error == "Please give a name."
    assert row.field.property("invalid") is True
    assert row.field.accessibleDescription() == "Please give a name."
    row.set_error("")
    assert row.field.property("invalid") is False
    assert row.field.accessibleDescription() == "As in the register"


def test_a_password_can_be_seen(theme: Theme, qtbot: QtBot) -> None:
    field = PasswordField(theme, name="Password")
    show(qtbot, field)
    assert field.echoMode() == QLineEdit.EchoMode.Password
    assert field.eye is not None
    assert said(field.eye) == "Show password"
    QTest.mouseClick(field.eye, Qt.MouseButton.LeftButton)
    assert field.echoMode() == QLineEdit.EchoMode.Normal
    assert said(field.eye) == "Hide password"


def test_a_field_is_cleared_by_its_button(theme: Theme, qtbot: QtBot) -> None:
    field = TextField(theme, name="Search", icon="search", clearable=True)
    show(qtbot, field, 300, 40)
    QTest.keyClicks(field, "energy")
    clear = field.findChild(IconButton)
    assert isinstance(clear, IconButton)
    QTest.mouseClick(clear, Qt.MouseButton.LeftButton)
    assert field.text() == ""
    assert not clear.isVisible()


def test_a_field_holds_so_many_letters_of_whatever_script(theme: Theme, qtbot: QtBot) -> None:
    field = TextField(theme, name="Name", max_length=100)
    show(qtbot, field, 300, 40)
    for letter in ("W", "\U0003158e", "e\u0301"):
        field.setText(letter * 100)
        assert field.text() == letter * 100
        field.setText(letter * 103)
        assert normal("NFC", field.text()) == normal("NFC", letter * 100)


def test_choices_speak_in_values(theme: Theme, qtbot: QtBot) -> None:
    choice = Choice(theme, [("a", "Apple"), ("b", "Pear")], name="Fruit")
    show(qtbot, choice)
    with qtbot.waitSignal(choice.chosen) as got:
        QTest.keyClick(choice, Qt.Key.Key_Down)
    assert got.args == ["b"]
    choice.set_options([("b", "Birne"), ("c", "Kiwi")])
    assert (choice.value, choice.currentText()) == ("b", "Birne")


def test_chips_move_with_the_arrow_keys(theme: Theme, qtbot: QtBot) -> None:
    chips = Segmented(theme, "Show", [("all", "All"), ("live", "Live"), ("ended", "Ended")])
    show(qtbot, chips)
    assert chips.value == "all"
    chips.chip("all").setFocus(Qt.FocusReason.TabFocusReason)
    with qtbot.waitSignal(chips.chosen) as got:
        QTest.keyClick(chips.chip("all"), Qt.Key.Key_Right)
    assert got.args == ["live"]


def test_the_keyboard_is_on_the_chip_that_was_clicked(theme: Theme, qtbot: QtBot) -> None:
    chips = Segmented(theme, "Part", [("overview", "Overview"), ("attendance", "Attendance")])
    show(qtbot, chips, 400, 60)
    chips.chip("overview").setFocus()
    QTest.mouseClick(chips.chip("attendance"), Qt.MouseButton.LeftButton)
    assert chips.chip("attendance").hasFocus()
    chips.setFocus()
    assert chips.chip("attendance").hasFocus(), "who comes back is on the chosen one"
    elsewhere = TextField(theme, name="Search", parent=chips)
    elsewhere.show()
    elsewhere.setFocus()
    QTest.mouseClick(chips.chip("overview"), Qt.MouseButton.LeftButton)
    assert elsewhere.hasFocus(), "who was writing goes on"


def test_the_chip_that_was_clicked_has_the_keyboard_once_its_window_is_in_front(
    theme: Theme, qtbot: QtBot
) -> None:
    """The click that brings a window forward may be there before the window is."""
    chips = Segmented(theme, "Part", [("overview", "Overview"), ("attendance", "Attendance")])
    show(qtbot, chips, 400, 60)
    chips.chip("overview").setFocus()
    show(qtbot, QWidget())
    QTest.mouseClick(chips.chip("attendance"), Qt.MouseButton.LeftButton)
    chips.activateWindow()
    qtbot.waitUntil(chips.isActiveWindow)
    assert chips.chip("attendance").hasFocus()


def test_moments_and_numbers(theme: Theme, qtbot: QtBot) -> None:
    when, number = DateTimeField(theme, name="Start"), NumberField(theme, 5, 60, step=5, name="Minutes")
    show(qtbot, when)
    moment = datetime(2026, 3, 2, 9, 24, tzinfo=UTC)
    when.set_value(moment)
    assert when.value == moment
    show(qtbot, number)
    number.set_value(45)
    with qtbot.waitSignal(number.changed) as got:
        QTest.mouseClick(number.more, Qt.MouseButton.LeftButton)
    assert got.args == [50]
    number.set_value(1000)
    assert number.value == 60


def inked(widget: QWidget) -> int:
    """How many pixels are not of the colour that most have."""
    colours = colours_of(widget.grab().toImage())
    return colours.total() - max(colours.values())


def test_an_empty_field_shows_what_was_said_last(theme: Theme, qtbot: QtBot) -> None:
    """Qt's own would go on showing the words of before, and so lie about whom they are for."""
    area = TextArea(theme, placeholder="To the teacher, who alone will read it")
    show(qtbot, area)
    area.clearFocus()
    long = inked(area.viewport())
    repainted = Repaints(area.viewport())
    area.setPlaceholderText("To all")
    qtbot.waitUntil(lambda: repainted.count > 0)
    assert 0 < inked(area.viewport()) < long
    area.setPlaceholderText("")
    assert inked(area.viewport()) == 0


def test_no_field_of_several_lines_scrolls_sideways(theme: Theme, qtbot: QtBot) -> None:
    area = TextArea(theme, name="Description")
    show(qtbot, area, 300, 90)
    area.insertPlainText("the quick brown fox jumps over " * 4)
    for width in range(120, 300):
        area.setFixedWidth(width)
        assert not area.horizontalScrollBar().isVisible(), width


def test_whatever_is_typed_in_on_several_lines_is_such_a_field() -> None:
    """Whoever makes a field of Qt's own class makes one that may show words of before.

    Where a text is written on a page there are none: it is as large as what is written.
    """
    folder = Path(desktop.__file__).parent
    made = {
        str(file.relative_to(folder))
        for file in folder.rglob("*.py")
        for base in (QPlainTextEdit.__name__, QTextEdit.__name__)
        if f"({base})" in file.read_text("utf-8")
    }
    assert made == {"theme/widgets/fields.py", "features/ink/text_editor.py"}


@pytest.mark.parametrize("how", ["mouse", "keyboard"])
def test_a_calendar_is_made_and_dressed_when_somebody_is_at_its_day(
    theme: Theme, qtbot: QtBot, how: str
) -> None:
    field = DateTimeField(theme, name="When")
    qtbot.addWidget(field)
    field.show()
    assert not field.findChildren(QCalendarWidget)
    if how == "mouse":
        QTest.mouseClick(field.date, Qt.MouseButton.LeftButton)
    else:
        QTest.keyClick(field.date, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    (calendar,) = field.findChildren(QCalendarWidget)
    assert calendar.weekdayTextFormat(Qt.DayOfWeek.Sunday) == QTextCharFormat(), "Qt writes it in red"
    assert calendar.headerTextFormat().foreground().color() == theme.colour("muted")
    theme.apply("dark", 1.0)
    assert calendar.headerTextFormat().foreground().color() == theme.colour("muted")
    calendar.window().hide()
