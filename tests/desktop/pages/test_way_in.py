"""The pages of the way in, each by itself: what they ask, what they say, and where the keyboard is."""

from collections.abc import Callable

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QMenu, QPlainTextEdit, QSlider, QWidget

from desktop.address import TypedAddress
from desktop.pages.compare_words import KeyChangedPage, WordsPage
from desktop.pages.connect import ClassEntry, ConnectPage
from desktop.pages.connect.address import AddressDialog
from desktop.pages.sign_in import SignInPage
from desktop.pages.sign_in.forms import secret_in
from desktop.parts.window_page import WindowPage
from desktop.settings import RememberedRelay
from desktop.theme import Theme
from relay.protocol.accounts import LogIn, MakeFirstTeacher, SignInFirst
from tests.desktop.classroom import until

KNOWN = RememberedRelay(host="10.0.0.1", port=8443, pin="A", name="Westfield", username="ana", last_used=5)
WORDS = ("orbit", "velvet", "cinnamon", "maple", "thunder", "quick")
Show = Callable[[WindowPage], WindowPage]


def caught(signal: object) -> list[object]:
    """What a signal with one value tells from now on."""
    said: list[object] = []
    signal.connect(said.append)  # type: ignore[attr-defined]
    return said


async def arrive(show: Show, page: WindowPage) -> None:
    """Shows a page, with the keyboard where the window puts it."""
    show(page)
    await until(page.window().isActiveWindow)
    page.setFocus()


# connect


async def test_enter_connects_to_what_was_typed(show: Show, theme: Theme) -> None:
    page = ConnectPage(theme)
    await arrive(show, page)
    chosen = caught(page.address_chosen)
    QTest.keyClicks(page.student.field, "192.168.1.20:9000")
    QTest.keyClick(page.student.field, Qt.Key.Key_Return)
    assert chosen == [TypedAddress("192.168.1.20", 9000)]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "first"),
        ("school:many", "number"),
        ("300.1.1.1", "does not look like"),
        ("K7M2X", "six symbols"),
        ("K0M2XP", "never I, L, O"),
    ],
)
async def test_what_is_no_code_nor_address_is_told_at_the_field(
    show: Show, theme: Theme, typed: str, said: str
) -> None:
    page = ConnectPage(theme)
    await arrive(show, page)
    chosen = caught(page.address_chosen)
    QTest.keyClicks(page.student.field, typed)
    QTest.mouseClick(page.student.button.button, Qt.MouseButton.LeftButton)
    assert chosen == []
    assert said in page.student.error
    QTest.keyClicks(page.student.field, "x")
    assert page.student.error == ""


async def test_a_code_is_typed_at_once_and_enter_comes_in(show: Show, theme: Theme) -> None:
    page = ConnectPage(theme)
    page.show_relays([KNOWN])
    await arrive(show, page)
    given = caught(page.code_chosen)
    QTest.keyClicks(page.window().focusWidget(), "k7m-2xp")
    QTest.keyClick(page.window().focusWidget(), Qt.Key.Key_Return)
    assert given == ["K7M2XP"]


async def test_another_address_is_typed_in_a_form_of_its_own(show: Show, theme: Theme) -> None:
    page = ConnectPage(theme)
    await arrive(show, page)
    chosen, checked = caught(page.address_chosen), caught(page.check_wanted)
    QTest.mouseClick(page.classes.other, Qt.MouseButton.LeftButton)
    dialog = page.findChildren(AddressDialog)[0]
    QTest.keyClick(dialog.field, Qt.Key.Key_Return)
    assert "first" in dialog.row.error
    QTest.keyClicks(dialog.field, "school")
    QTest.keyClick(dialog.field, Qt.Key.Key_Return)
    assert not dialog.isVisible()
    assert chosen == [TypedAddress("school", 8443)]
    page.busy("Connecting…")
    assert page.classes.cancel.isVisible()
    page.fail("There is no answer.", network=True)
    page.banner.action.click()
    assert checked == ["school"]


async def test_a_teacher_says_at_which_school_she_signs_in(show: Show, theme: Theme) -> None:
    page = ConnectPage(theme)
    page.show_relays([KNOWN, msgspec.structs.replace(KNOWN, pin="B", name="Own", hosted=True)])
    await arrive(show, page)
    chosen: list[ClassEntry] = []
    page.sign_in_wanted.connect(chosen.append)
    QTest.mouseClick(page.teacher.sign_in, Qt.MouseButton.LeftButton)
    menu = page.findChildren(QMenu)[0]
    assert [action.text() for action in menu.actions()] == ["Westfield", "", "Another address…"]
    menu.actions()[0].trigger()
    menu.close()
    assert [entry.known for entry in chosen] == [KNOWN]


async def test_a_class_that_was_held_here_before_is_opened_without_a_question(
    show: Show, theme: Theme
) -> None:
    page = ConnectPage(theme)
    own = msgspec.structs.replace(KNOWN, hosted=True)
    page.show_relays([own])
    await arrive(show, page)
    chosen: list[ClassEntry] = []
    page.entry_chosen.connect(chosen.append)
    QTest.mouseClick(page.teacher.start.button, Qt.MouseButton.LeftButton)
    assert [entry.known for entry in chosen] == [own]
    page.busy("Connecting…")
    assert page.teacher.start.busy
    assert not page.student.button.busy


async def test_while_it_connects_nothing_else_can_be_started_but_it_can_be_given_up(
    show: Show, theme: Theme
) -> None:
    page = ConnectPage(theme)
    await arrive(show, page)
    page.show_relays([KNOWN])
    chosen, given_up = caught(page.entry_chosen), []
    page.cancelled.connect(lambda: given_up.append(True))
    page.busy("Connecting…")
    open_it = page.findChildren(QAbstractButton, options=Qt.FindChildOption.FindChildrenRecursively)
    assert any(button.isEnabled() for button in open_it)
    for button in open_it:
        if button.accessibleName() == "Open Westfield":
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert chosen == []
    QTest.mouseClick(page.classes.cancel, Qt.MouseButton.LeftButton)
    assert given_up == [True]
    codes = caught(page.code_chosen)
    QTest.keyClicks(page.student.field, "K7M2XP")
    QTest.keyClick(page.student.field, Qt.Key.Key_Return)
    assert codes == ["K7M2XP"], "a code is typed at any time"
    page.busy("Looking for the lesson…")
    assert page.student.button.busy
    assert not page.student.field.isEnabled()
    assert not page.classes.cancel.isVisible()
    page.idle()
    assert page.student.field.isEnabled()


async def test_after_a_failure_the_keyboard_is_where_something_was_typed(show: Show, theme: Theme) -> None:
    page = ConnectPage(theme)
    await arrive(show, page)
    field = page.student.field
    QTest.keyClicks(field, "K7M 2XP")
    QTest.keyClick(field, Qt.Key.Key_Return)
    page.busy("Looking for the lesson…")
    assert not field.hasFocus()
    page.fail("Nobody is there.")
    assert field.hasFocus()
    assert field.selectedText() == "K7M 2XP"


async def test_on_a_low_window_the_whole_form_of_hosting_comes_into_sight(show: Show, theme: Theme) -> None:
    page = ConnectPage(theme)
    await arrive(show, page)
    page.window().resize(800, 480)
    button = page.teacher.button
    QTest.mouseClick(page.teacher.start.button, Qt.MouseButton.LeftButton)
    await until(lambda: button.visibleRegion().boundingRect().height() == button.height())


async def test_hosting_asks_for_two_names(show: Show, theme: Theme) -> None:
    page = ConnectPage(theme)
    await arrive(show, page)
    wanted: list[tuple[str, str]] = []
    page.hosting_wanted.connect(lambda teacher, name: wanted.append((teacher, name)))
    QTest.mouseClick(page.teacher.start.button, Qt.MouseButton.LeftButton)
    QTest.mouseClick(page.teacher.button.button, Qt.MouseButton.LeftButton)
    assert page.teacher.teacher_row.error
    assert page.teacher.class_row.error
    QTest.keyClicks(page.teacher.teacher, "  Ms   Lee ")
    QTest.keyClick(page.teacher.teacher, Qt.Key.Key_Return)
    QTest.keyClicks(page.teacher.class_name, "Physics 101")
    QTest.keyClick(page.teacher.class_name, Qt.Key.Key_Return)
    assert wanted == [("Ms Lee", "Physics 101")]
    QTest.mouseClick(page.teacher.back, Qt.MouseButton.LeftButton)
    assert page.teacher.start.button.hasFocus()
    assert not page.teacher.form.isVisible()


# the six words


async def test_a_hasty_enter_accepts_no_stranger(show: Show, theme: Theme) -> None:
    page = WordsPage(theme, "10.0.0.1", 8443, WORDS)
    await arrive(show, page)
    accepted: list[bool] = []
    page.matched.connect(lambda: accepted.append(True))
    assert page.differ.hasFocus()
    QTest.keyClick(page.differ, Qt.Key.Key_Return)
    assert accepted == []


async def test_a_changed_key_is_forgotten_only_after_reading(show: Show, theme: Theme) -> None:
    page = KeyChangedPage(theme, KNOWN)
    await arrive(show, page)
    forgotten = caught(page.forget_wanted)
    QTest.mouseClick(page.forget, Qt.MouseButton.LeftButton)
    assert forgotten == []
    page.read.click()
    QTest.mouseClick(page.forget, Qt.MouseButton.LeftButton)
    assert forgotten == [KNOWN]


# signing in


async def test_the_keyboard_is_in_the_first_empty_field_and_enter_leads_on(show: Show, theme: Theme) -> None:
    page = SignInPage(theme, "Westfield")
    await arrive(show, page)
    asked = caught(page.signing_in)
    name, password = page.form.field("username"), page.form.field("password")
    assert name.hasFocus()
    QTest.keyClicks(name, "ana")
    QTest.keyClick(name, Qt.Key.Key_Return)
    assert password.hasFocus()
    assert asked == []
    QTest.keyClicks(password, "secret enough")
    QTest.keyClick(password, Qt.Key.Key_Return)
    assert isinstance(asked[0], LogIn)
    assert (asked[0].username, asked[0].password) == ("ana", "secret enough")


async def test_a_known_person_only_types_the_password(show: Show, theme: Theme) -> None:
    page = SignInPage(theme, "Westfield", username="ana")
    await arrive(show, page)
    assert page.form.field("password").hasFocus()


async def test_the_user_name_is_typed_once_whichever_way_one_signs_in(show: Show, theme: Theme) -> None:
    page = SignInPage(theme, "Westfield")
    await arrive(show, page)
    QTest.keyClicks(page.form.field("username"), "ana")
    page.ways.choose("first_time")
    assert page.form.field("username").text() == "ana"
    assert page.form.field("code").hasFocus()
    QTest.keyClicks(page.form.field("username"), ".silva")
    page.ways.choose("password")
    assert page.form.field("username").text() == "ana.silva"


async def test_two_passwords_must_agree_and_be_long_enough(show: Show, theme: Theme) -> None:
    page = SignInPage(theme, "Westfield", username="ana")
    await arrive(show, page)
    asked = caught(page.signing_in)
    page.ways.choose("first_time")
    form = page.form
    form.field("code").setText("ABCD-EFGH")
    form.field("password").setText("short")
    form.field("again").setText("short")
    page.button.button.click()
    assert "8" in form.row("password").error
    form.field("password").setText("long enough now")
    page.button.button.click()
    assert "differ" in form.row("again").error
    form.field("again").setText("long enough now")
    page.button.button.click()
    assert isinstance(asked[0], SignInFirst)
    assert asked[0].code == "ABCD-EFGH"


async def test_a_refusal_stands_beside_the_field_it_is_about_or_above_all(show: Show, theme: Theme) -> None:
    page = SignInPage(theme, "Westfield", username="ana")
    await arrive(show, page)
    page.busy()
    assert not page.form.isEnabled()
    page.refuse("wrong_password", "It is wrong.")
    assert page.form.row("password").error == "It is wrong."
    assert page.form.isEnabled()
    assert not page.banner.isVisible()
    page.refuse("slow_down", "Wait a little.")
    assert page.banner.isVisible()
    assert page.banner.text == "Wait a little."


async def test_the_first_teacher_brings_the_relays_secret(show: Show, theme: Theme) -> None:
    page = SignInPage(theme, "Westfield", secret="JBNA-A5XH")
    await arrive(show, page)
    asked = caught(page.signing_in)
    assert page.way == "first_teacher"
    for name, text in (("name", "Ms Lee"), ("username", "lee"), ("password", "p" * 8), ("again", "p" * 8)):
        page.form.field(name).setText(text)
    page.button.button.click()
    assert isinstance(asked[0], MakeFirstTeacher)
    assert (asked[0].secret, asked[0].name) == ("JBNA-A5XH", "Ms Lee")


async def test_only_a_relay_without_accounts_offers_to_be_set_up(show: Show, theme: Theme) -> None:
    page = SignInPage(theme, "Westfield")
    await arrive(show, page)
    assert not page.new_relay.isVisible()
    page.offer_first_teacher()
    assert page.new_relay.text() == "Sign in instead"
    page.new_relay.click()
    assert page.way == "password"
    assert page.new_relay.isVisible()


async def test_tab_leads_from_a_password_to_the_field_below(show: Show, theme: Theme) -> None:
    page = SignInPage(theme, "Westfield")
    await arrive(show, page)
    page.choose("first_time")
    page.form.field("password").setFocus()
    QTest.keyClick(page.form.field("password"), Qt.Key.Key_Tab)
    assert page.form.field("again").hasFocus()


def test_a_secret_is_found_in_a_pasted_link() -> None:
    assert secret_in("schoolbell://10.0.0.1:8443/#pin=ABC&secret=JBNA-A5XH") == "JBNA-A5XH"
    assert secret_in(" JBNA-A5XH\n") == "JBNA-A5XH"


async def test_no_password_stays_in_a_page_that_is_left(show: Show, theme: Theme) -> None:
    page = SignInPage(theme, "Westfield", username="ana")
    await arrive(show, page)
    page.form.field("password").setText("secret enough")
    page.gone()
    assert page.form.field("password").text() == ""


async def test_what_is_kept_is_said_honestly(show: Show, theme: Theme) -> None:
    for shared, keeps, word in (
        (True, True, "Nothing"),
        (False, True, "keyring"),
        (False, False, "no keyring"),
    ):
        page = SignInPage(theme, "Westfield", shared=shared, keeps=keeps)
        assert word in page._promise.text()
        page.deleteLater()


async def test_who_has_forgotten_reads_whom_to_ask_and_what_they_do(show: Show, theme: Theme) -> None:
    page = SignInPage(theme, "Westfield")
    await arrive(show, page)
    assert not page.help.isVisible()
    QTest.mouseClick(page.forgotten, Qt.MouseButton.LeftButton)
    assert page.help.isVisible()
    assert "Ask your teacher" in page.help.text()
    page.choose("first_time")
    assert page.help.isVisible(), "it says what to do there"
    page.offer_first_teacher()
    assert not page.help.isVisible()
    assert not page.forgotten.isVisible(), "there is nobody yet to ask"


# all of them

CONTROLS = (QAbstractButton, QLineEdit, QComboBox, QPlainTextEdit, QSlider)


@pytest.mark.parametrize(
    "make",
    [
        ConnectPage,
        lambda theme: WordsPage(theme, "10.0.0.1", 8443, WORDS),
        lambda theme: KeyChangedPage(theme, KNOWN),
        lambda theme: SignInPage(theme, "Westfield"),
    ],
    ids=["connect", "words", "key changed", "sign in"],
)
@pytest.mark.parametrize("scale", [1.0, 2.0])
async def test_every_control_has_a_name_and_nothing_is_wider_than_a_narrow_window(
    show: Show, theme: Theme, make: Callable[[Theme], WindowPage], scale: float
) -> None:
    theme.apply("light", scale)
    page = make(theme)
    if isinstance(page, ConnectPage):
        page.show_relays([KNOWN])
    await arrive(show, page)
    page.window().resize(400, 700)
    assert [w for w in page.findChildren(QWidget) if isinstance(w, CONTROLS) and not name_of(w)] == []
    scroll = page.findChildren(QWidget, "qt_scrollarea_viewport")[0]
    column = scroll.findChildren(QWidget)[0]
    assert column.minimumSizeHint().width() <= scroll.width()


def name_of(widget: QWidget) -> str:
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name) if widget.isVisible() else "hidden"
