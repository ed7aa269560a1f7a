"""Names for screen readers, the keyboard, text that gives way, mirroring."""

from datetime import datetime
from importlib import import_module
from itertools import pairwise

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.theme import Theme, widgets
from desktop.theme.widgets import (
    Avatar,
    Badge,
    Banner,
    BusyButton,
    BusySign,
    Button,
    Choice,
    Dialog,
    ElidedLabel,
    FlowRow,
    IconButton,
    Kind,
    Label,
    PasswordField,
    Picture,
    Ribbon,
    StatusLine,
    TableModel,
    TableView,
    TextField,
    initials,
)  # fmt: skip
from desktop.theme.widgets.avatar import avatar_colour
from tests.desktop.theme.gallery.parts import LONG, parts
from tests.desktop.theme.showing import said, show


def test_every_name_is_there_whether_it_is_read_at_once_or_later() -> None:
    assert widgets._WHERE.keys() < set(widgets.__all__)
    for name in widgets.__all__:
        found = getattr(widgets, name)
        if name in widgets._WHERE:
            assert found is getattr(import_module(f"{widgets.__name__}.{widgets._WHERE[name]}"), name)
    with pytest.raises(AttributeError, match="Wigdet"):
        getattr(widgets, "Wigdet")  # noqa: B009  # mypy knows that there is none


def test_everything_the_keyboard_reaches_has_a_name(theme: Theme, qtbot: QtBot) -> None:
    page = parts(theme, 1000)
    qtbot.addWidget(page)
    reached = [w for w in page.findChildren(QWidget) if w.focusPolicy() & Qt.FocusPolicy.TabFocus]
    inner = [w for w in reached if w.objectName().startswith("qt_") or isinstance(w.parent(), Choice)]
    names = {w: said(w) for w in reached if w not in inner and w.isVisibleTo(page)}
    assert len(names) > 20
    assert not [w for w, name in names.items() if not name and not _inside_calendar(w)]


def _inside_calendar(widget: QWidget) -> bool:
    while (parent := widget.parentWidget()) is not None:
        if parent.metaObject().className() in ("QCalendarWidget", "QComboBoxPrivateContainer"):
            return True
        widget = parent
    return False


def test_icon_buttons_say_their_name_and_keys(theme: Theme, qtbot: QtBot) -> None:
    button = IconButton(theme, "hand", "Raise hand", shortcut="Ctrl+R")
    qtbot.addWidget(button)
    assert said(button) == "Raise hand"
    assert button.toolTip() == "Raise hand (Ctrl+R)"
    button.set_name("Lower hand")
    assert said(button) == "Lower hand"
    assert button.toolTip() == "Lower hand (Ctrl+R)"
    assert button.shortcut().toString() == "Ctrl+R"


def test_a_button_is_painted_anew_when_the_pointer_comes_and_goes(theme: Theme, qtbot: QtBot) -> None:
    page = QWidget()
    page.resize(300, 200)
    button = Button(theme, "Here", "quiet", parent=page)
    button.setGeometry(100, 100, 100, 40)
    show(qtbot, page)
    looks = []
    for at in (QPoint(5, 5), QPoint(150, 120), QPoint(5, 5)):
        QTest.mouseMove(page.windowHandle(), at)
        QApplication.processEvents()
        looks.append(QApplication.primaryScreen().grabWindow(page.winId()).toImage())
    assert looks[0] == looks[2] != looks[1]


def test_a_click_leaves_the_focus_where_it_is(theme: Theme, qtbot: QtBot) -> None:
    window = FlowRow()
    field, button = TextField(theme, name="Message"), Button(theme, "Send", "primary")
    window.add(field, button)
    show(qtbot, window)
    field.setFocus()
    with qtbot.waitSignal(button.clicked):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert field.hasFocus()
    QTest.keyClick(field, Qt.Key.Key_Tab)
    assert button.hasFocus()


def test_the_focus_shows(theme: Theme, qtbot: QtBot) -> None:
    kinds: tuple[Kind, ...] = ("primary", "secondary", "danger", "grave", "quiet")
    for kind in kinds:
        button = Button(theme, "Go", kind)
        show(qtbot, button, 120, 40)
        button.clearFocus()
        before = button.grab().toImage()
        button.setFocus(Qt.FocusReason.TabFocusReason)
        after = button.grab().toImage()
        assert after.pixelColor(60, 0).name() == theme.colours.accent, kind
        assert before != after
        button.close()


def test_a_long_name_is_cut_and_kept(theme: Theme, qtbot: QtBot) -> None:
    label = ElidedLabel(LONG)
    qtbot.addWidget(label)
    label.resize(100, 20)
    label.grab()
    assert label.elided().endswith("…")
    assert label.toolTip() == label.text() == said(label) == LONG
    label.resize(2000, 20)
    label.grab()
    assert label.elided() == LONG
    assert label.toolTip() == ""


def test_a_word_wider_than_its_place_breaks_and_others_do_not(theme: Theme, qtbot: QtBot) -> None:
    label = Label("short " + "w" * 80, wrap=True)
    qtbot.addWidget(label)
    assert label.heightForWidth(200) > 2 * label.fontMetrics().height()
    label.resize(200, 100)
    label.grab()
    assert label.text() == said(label) == "short " + "w" * 80
    assert label.minimumSizeHint().width() < 100


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_all_parts_fit_400_pixels(theme: Theme, qtbot: QtBot, scale: float) -> None:
    theme.apply("light", scale)
    page = parts(theme, 400)
    show(qtbot, page, 400, 6000)
    assert page.width() == 400
    assert page.minimumSizeHint().width() <= 400
    for button in page.findChildren(QAbstractButton):
        if isinstance(button, Button) and button.isVisible():
            assert button.width() >= 32
            assert button.height() >= 32
            right = button.mapTo(page, QPoint(button.width(), 0)).x()
            assert 0 <= right <= 400


def test_rows_wrap_and_mirror(theme: Theme, qtbot: QtBot, qapp: QApplication) -> None:
    row = FlowRow()
    made = [Button(theme, f"Button {n}") for n in range(6)]
    row.add(*made)
    show(qtbot, row, 300, 200)
    assert made[0].x() == 0
    assert made[-1].y() > made[0].y()
    assert row.heightForWidth(300) > row.heightForWidth(2000)
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    qtbot.waitUntil(lambda: made[0].geometry().right() == row.width() - 1)
    assert made[1].x() < made[0].x()


def test_from_right_to_left_words_begin_at_the_right(theme: Theme, qtbot: QtBot, qapp: QApplication) -> None:
    label = Label("Latin")
    show(qtbot, label, 300, 30)
    assert label.alignment() & Qt.AlignmentFlag.AlignLeft
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert label.alignment() & Qt.AlignmentFlag.AlignRight
    field = PasswordField(theme, name="Password")
    show(qtbot, field, 300, 40)
    assert field.eye is not None
    assert field.eye.geometry().center().x() < 150


def test_initials_and_colours_are_stable() -> None:
    assert initials("Ana Silva") == "AS"
    assert initials("anna-lena  maria  (de) Vries") == "AV"
    assert initials("山田 太郎") == "山太"
    assert initials("Zoe\u0301") == "Z"
    assert initials("  ☆ ") == "?"
    assert initials("Ana Silva (ana.silva2)") == "AS"


def test_a_name_has_one_colour_however_it_is_typed(theme: Theme) -> None:
    assert avatar_colour("Zoé", theme) == avatar_colour("ZOE\u0301", theme)


def test_presence_is_said(theme: Theme, qtbot: QtBot) -> None:
    avatar = Avatar(theme, "Ana", presence="lost")
    qtbot.addWidget(avatar)
    assert said(avatar) == "Ana, connection lost"


def test_badges_bring_their_words(theme: Theme, qtbot: QtBot) -> None:
    badge = Badge(theme, "live")
    qtbot.addWidget(badge)
    assert said(badge) == "LIVE"
    badge.set("overdue")
    assert (badge.kind, badge.text()) == ("overdue", "Overdue")


def test_a_busy_button_can_be_cancelled(theme: Theme, qtbot: QtBot) -> None:
    busy = BusyButton(theme, "Sign in")
    show(qtbot, busy, 300, 50)
    busy.button.setFocus()
    with qtbot.waitSignal(busy.clicked):
        QTest.keyClick(busy.button, Qt.Key.Key_Space)
    busy.set_busy("Signing in…")
    assert not busy.button.isEnabled()
    assert busy.cancel.hasFocus()
    with qtbot.waitSignal(busy.cancelled):
        QTest.keyClick(busy.cancel, Qt.Key.Key_Space)
    busy.set_idle()
    assert (busy.button.text(), busy.busy) == ("Sign in", False)
    assert busy.button.hasFocus()


def test_what_is_under_way_shows_by_a_sign_that_stands_still(theme: Theme, qtbot: QtBot) -> None:
    sign = BusySign(theme)
    show(qtbot, sign, 20, 20)
    assert not sign.findChildren(QTimer)
    looks = [sign.grab().toImage()]
    for fraction in (0.2, 0.9):
        sign.set_fraction(fraction)
        looks.append(sign.grab().toImage())
    assert all(one != other for one, other in pairwise(looks))
    sign.set_fraction(None)
    assert sign.grab().toImage() == looks[0]


def test_a_banner_acts_and_closes(theme: Theme, qtbot: QtBot) -> None:
    banner = Banner(theme, "warn", "The key has changed.", action="Why?", closable=True)
    show(qtbot, banner, 600, 60)
    assert said(banner) == banner.text == "The key has changed."
    with qtbot.waitSignal(banner.acted):
        QTest.mouseClick(banner.action, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(banner.closed):
        QTest.mouseClick(banner.close_button, Qt.MouseButton.LeftButton)
    assert not banner.isVisible()


def test_the_status_line_tells_also_in_little_room(theme: Theme, qtbot: QtBot) -> None:
    status = StatusLine(theme)
    show(qtbot, status)
    status.show_reconnecting(datetime(2026, 3, 2, 9, 24).astimezone())
    assert status.text == "Reconnecting since 09:24"
    with qtbot.waitSignal(status.retried):
        QTest.mouseClick(status.retry, Qt.MouseButton.LeftButton)
    status.set_compact(True)
    assert said(status) == status.toolTip() == "Reconnecting since 09:24"
    status.show_connected()
    assert said(status) == status.toolTip() == "Connected"
    assert not status.retry.isVisible()


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_enter_presses_the_button_that_has_the_keyboard(theme: Theme, qtbot: QtBot, key: Qt.Key) -> None:
    page = QWidget()
    pressed: list[str] = []
    column = QVBoxLayout(page)
    for button in (Button(theme, "Details"), IconButton(theme, "x", "Close", checkable=True)):
        button.clicked.connect(lambda: pressed.append("pressed"))
        column.addWidget(button)
        show(qtbot, page)
        button.setFocus()
        QTest.keyClick(button, key)
        if key != Qt.Key.Key_Space:
            QTest.keyClick(button, key, Qt.KeyboardModifier.ControlModifier)  # sends a form
        button.setEnabled(False)
        QTest.keyClick(button, key)
    assert pressed == ["pressed", "pressed"]


def test_a_button_that_was_disabled_has_the_keyboard_again(theme: Theme, qtbot: QtBot) -> None:
    page = QWidget()
    column = QVBoxLayout(page)
    button, after = Button(theme, "Back up now"), Choice(theme, (("1", "1 year"), ("2", "2 years")))
    column.addWidget(button)
    column.addWidget(after)
    show(qtbot, page)
    button.setFocus()
    button.setEnabled(False)
    button.setEnabled(True)
    assert button.hasFocus()
    button.setEnabled(False)
    other = TextField(theme)
    column.addWidget(other)
    other.show()
    other.setFocus()
    button.setEnabled(True)
    assert other.hasFocus(), "the person went on"


class Seen(QObject):
    """Where everything in a dialog stands at the moment it is shown."""

    def __init__(self, dialog: Dialog) -> None:
        super().__init__(dialog)
        self.dialog = dialog
        self.at: dict[QWidget, QRect] = {}
        dialog.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show:
            self.at = places(self.dialog)
        return False


def places(dialog: Dialog) -> dict[QWidget, QRect]:
    parts = [w for w in dialog.findChildren(QWidget) if isinstance(w, Label | Button | TextField)]
    return {w: QRect(w.mapTo(dialog, QPoint(0, 0)), w.size()) for w in parts if w.isVisibleTo(dialog)}


def test_a_dialog_is_laid_out_before_it_is_seen(theme: Theme, qtbot: QtBot) -> None:
    page = QWidget()
    show(qtbot, page, 700, 600)
    dialog = Dialog(theme, page, "A title that is rather long, so that it takes two lines or even three")
    field = TextField(theme, name="Title")
    for number in range(3):
        dialog.add_text(f"{number} " + "Many words that wrap, and wrap again. " * 6)
    dialog.body.addWidget(field)
    dialog.add_button("Cancel", closes="reject")
    dialog.add_button("Create", "primary", default=True)
    seen = Seen(dialog)
    dialog.open()
    QApplication.processEvents()
    assert len(seen.at) == 7
    assert seen.at == places(dialog), "nothing moves once it is seen"
    buttons = [place for widget, place in seen.at.items() if isinstance(widget, Button)]
    assert not any(place.intersects(seen.at[field]) for place in buttons)
    dialog.reject()
    dialog.deleteLater()


def test_the_window_is_bright_again_when_a_dialog_goes_with_its_page(theme: Theme, qtbot: QtBot) -> None:
    """Nobody has answered it then: it does not finish."""
    window = QWidget()
    page = QWidget(window)
    page.resize(700, 600)
    show(qtbot, window, 700, 600)
    bright = window.grab().toImage()
    Dialog(theme, page, "Erase?").open()
    assert window.grab().toImage() != bright
    page.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    qtbot.waitUntil(lambda: window.grab().toImage() == bright)


def test_enter_in_a_field_does_what_is_armed_or_nothing(theme: Theme, qtbot: QtBot) -> None:
    page = QWidget()
    show(qtbot, page, 700, 600)
    for armed in (None, False, True):
        dialog = Dialog(theme, page, "Erase?")
        field = TextField(theme, name="User name")
        dialog.body.addWidget(field)
        dialog.add_button("Cancel", closes="reject")
        go = dialog.add_button("Erase for ever", "danger", closes="accept", default=armed is not None)
        go.setEnabled(armed is True)
        dialog.focus_first(field)
        results: list[int] = []
        dialog.finished.connect(results.append)
        dialog.open()
        QTest.keyClick(field, Qt.Key.Key_Return)
        assert results == ([1] if armed else [])
        dialog.close()
        dialog.deleteLater()


def test_a_long_cell_leaves_names_their_room(theme: Theme, qtbot: QtBot) -> None:
    class People(TableModel[tuple[str, str, str]]):
        def headings(self) -> list[str]:
            return ["Name", "User name", "Code"]

        def words(self, row: tuple[str, str, str]) -> list[str]:
            return list(row)

    people = People()
    table = TableView(theme, people, "People")
    show(qtbot, table, 700, 200)
    people.show_rows([("Ana Silva", "ana." + "langer." * 12, "XTY5-X8KM"), ("Tom", "tom", "2CS6-RX11")])
    header = table.horizontalHeader()
    for width in (700, 460):
        table.resize(width, 200)
        QApplication.processEvents()
        assert header.length() <= table.viewport().width(), "nothing has to be scrolled to"
        assert header.sectionSize(0) >= width // 4
        assert header.sectionSize(2) >= table.sizeHintForColumn(2)


@pytest.mark.parametrize("direction", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft])
def test_a_heading_stands_over_its_cells(
    direction: Qt.LayoutDirection, theme: Theme, qtbot: QtBot, qapp: QApplication
) -> None:
    class People(TableModel[tuple[str, str]]):
        def headings(self) -> list[str]:
            return ["HIH", "HIH"]

        def words(self, row: tuple[str, str]) -> list[str]:
            return list(row)

    qapp.setLayoutDirection(direction)
    people = People()
    table = TableView(theme, people, "People", row_height=30)
    show(qtbot, table, 400, 200)
    people.show_rows([("HIH", "HIH")])
    header = table.horizontalHeader()
    for column in range(2):
        left, wide = header.sectionViewportPosition(column), header.sectionSize(column)
        heading = inked(table, QRect(left, 2, wide, header.height() - 6))
        cell = inked(table, QRect(left, header.height() + 2, wide, 26))
        assert abs(heading.left() - cell.left()) <= 1
        assert abs(heading.right() - cell.right()) <= 1


def inked(widget: QWidget, area: QRect) -> QRect:
    """From where to where something is written in it, on a light ground or none."""
    image = widget.grab(area).toImage()

    def dark(x: int, y: int) -> bool:
        colour = image.pixelColor(x, y)
        return colour.alpha() > 100 and colour.lightness() < 200

    across = [x for x in range(image.width()) if any(dark(x, y) for y in range(image.height()))]
    return QRect(QPoint(across[0], 0), QPoint(across[-1], 0))


def test_a_button_says_for_a_moment_what_was_done(theme: Theme, qtbot: QtBot) -> None:
    button = Button(theme, "Copy link", icon="copy")
    show(qtbot, button)
    before = button.sizeHint()
    button.say_briefly("Copied", "check")
    button.say_briefly("Copied", "check")
    assert button.text() == "Copied"
    assert button.sizeHint().width() >= before.width() - 1
    qtbot.waitUntil(lambda: button.text() == "Copy link")
    assert button.sizeHint() == before


def test_words_are_read_as_they_are_written_also_where_the_window_is_mirrored(
    theme: Theme, qtbot: QtBot
) -> None:
    label = ElidedLabel("+5 more, 30 of 35.")
    label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
    for widget in (Badge(theme, "neutral", "30 of 35"), Button(theme, "+5 more…"), label):
        show(qtbot, widget, 160, 40)
        widget.clearFocus()
        before = widget.grab().toImage()
        QApplication.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        assert widget.grab().toImage() == before, type(widget).__name__
        QApplication.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        widget.close()


def test_rows_that_wrap_may_stand_in_the_middle(theme: Theme, qtbot: QtBot) -> None:
    row = FlowRow()
    row.flow.centred = True
    buttons = [Button(theme, words) for words in ("Duration of it", "Students", "All")]
    row.add(*buttons)
    show(qtbot, row, buttons[0].sizeHint().width() + buttons[1].sizeHint().width() + 20, 120)
    first, second, last = (button.geometry() for button in buttons)
    assert first.y() == second.y() < last.y()
    for left, right in ((first.left(), second.right()), (last.left(), last.right())):
        assert abs(left - (row.width() - 1 - right)) <= 1
    row.close()


def test_what_is_free_before_the_first_part_is_mirrored(theme: Theme, qtbot: QtBot) -> None:
    banner, ribbon = Banner(theme, "info", "The lesson is paused."), Ribbon(theme, "eye", "Look")
    for widget in (banner, ribbon):
        show(qtbot, widget, 480, 48)
        picture = widget.findChild(Picture)
        assert isinstance(picture, Picture)
        before = picture.x()
        assert before >= 12
        widget.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        QApplication.sendPostedEvents(widget, QEvent.Type.LayoutRequest)
        assert widget.width() - picture.x() - picture.width() == before, type(widget).__name__
        widget.close()


def test_a_ribbon_cuts_a_name_and_not_what_it_says_of_it(theme: Theme, qtbot: QtBot) -> None:
    ribbon = Ribbon(theme, "mic")
    ribbon.words.setText(f"{LONG} has the word", LONG)
    show(qtbot, ribbon, 300, 40)
    assert ribbon.words.elided().startswith(LONG[:8])
    assert ribbon.words.elided().endswith("… has the word"), "the name alone is cut"
    assert ribbon.words.toolTip() == f"{LONG} has the word"
    ribbon.words.setText("Mia Wolf has the word", "Mia Wolf")
    assert ribbon.words.elided() == "Mia Wolf has the word"
    ribbon.close()


def test_a_choice_shows_that_its_words_go_on(qtbot: QtBot, theme: Theme) -> None:
    choice = Choice(theme, [("1", "Worksheet 3: exercises 1 to 4, and the questions on page 12")])
    qtbot.addWidget(choice)
    choice.show()
    choice.resize(choice.sizeHint())
    assert choice.words_in_sight == choice.currentText()
    choice.resize(160, choice.height())
    assert choice.words_in_sight.startswith("Worksheet")
    assert choice.words_in_sight.endswith("…")
