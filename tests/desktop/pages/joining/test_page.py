"""The page that asks for a code and a name, by itself: what it asks, what it says, where the keyboard is."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QListWidget, QWidget

from desktop.address import read_address
from desktop.pages.joining import JoinPage
from desktop.parts.window_page import WindowPage
from desktop.theme import Theme
from desktop.theme.widgets import Label
from relay.protocol.joining import Join, MayJoin, OpenLesson, RosterName
from tests.desktop.classroom import until

Show = Callable[[WindowPage], WindowPage]
PHYSICS = OpenLesson("01JT0000000000000000000000", "Physics <b>101</b>", "Ms Lee")
BIOLOGY = OpenLesson("01JT0000000000000000000001", "Biology", "Mr Owen", locked=True)
NAMES = [RosterName(str(n), name, n == 2) for n, name in enumerate(("Ana Silva", "Ben Ito", "Cleo Okafor"))]
MANY = [RosterName(str(n), f"Pupil {n}") for n in range(30)]
CONTROLS = (QAbstractButton, QLineEdit, QComboBox, QListWidget)


def may(names: list[RosterName] | None = None, *, guests: bool = False, waiting: bool = False) -> MayJoin:
    shown = names or []
    return MayJoin(
        ref=PHYSICS.session, ticket="t", names=shown, names_shown=bool(shown), guests=guests, waiting=waiting
    )


async def arrive(show: Show, page: JoinPage) -> JoinPage:
    show(page)
    await until(page.window().isActiveWindow)
    page.setFocus()
    return page


async def asked_who(show: Show, theme: Theme, what: MayJoin) -> tuple[JoinPage, list[Join]]:
    page = await arrive(show, JoinPage(theme, "Westfield", [PHYSICS]))
    said: list[Join] = []
    page.joining.connect(said.append)
    page.ask_who(what)
    return page, said


async def test_a_code_is_read_as_people_write_it(show: Show, theme: Theme) -> None:
    page = await arrive(show, JoinPage(theme, "Westfield", [PHYSICS]))
    given: list[tuple[int, str]] = []
    page.code_given.connect(lambda number, code: given.append((number, code)))
    assert page.code.hasFocus()
    QTest.keyClicks(page.code, " k7m-2xp ")
    QTest.keyClick(page.code, Qt.Key.Key_Return)
    assert given == [(0, "K7M2XP")]


async def test_a_class_that_is_hosted_for_it_alone_is_named_once(show: Show, theme: Theme) -> None:
    page = await arrive(show, JoinPage(theme, PHYSICS.class_name, [PHYSICS]))
    named = [
        one.text() for one in page.findChildren(Label) if one.isVisible() and PHYSICS.class_name in one.text()
    ]
    assert named == [f"{PHYSICS.class_name} · Ms Lee"]
    assert (await arrive(show, JoinPage(theme, "Westfield", [PHYSICS]))).heading.isVisible()


async def test_a_lesson_that_was_chosen_in_a_list_is_chosen_here(show: Show, theme: Theme) -> None:
    page = await arrive(show, JoinPage(theme, "Westfield", [PHYSICS, BIOLOGY]))
    page.choose_lesson("Biology", "Mr Owen")
    assert page.number == 1
    page.choose_lesson("Biology", "Nobody")
    assert page.number == 1


@pytest.mark.parametrize(
    ("typed", "said"), [("", "Type the lesson code"), ("K7M2X", "six"), ("K7M2XO", "never")]
)
async def test_what_can_be_no_code_never_leaves(show: Show, theme: Theme, typed: str, said: str) -> None:
    page = await arrive(show, JoinPage(theme, "Westfield", [PHYSICS]))
    given: list[str] = []
    page.code_given.connect(lambda _, code: given.append(code))
    QTest.keyClicks(page.code, typed)
    QTest.keyClick(page.code, Qt.Key.Key_Return)
    assert given == []
    assert said in page.code_row.error


async def test_a_link_in_the_field_of_the_code_is_taken_as_it_is(show: Show, theme: Theme) -> None:
    page = await arrive(show, JoinPage(theme, "Westfield", [PHYSICS]))
    given: list[str] = []
    page.link_given.connect(given.append)
    link = "schoolbell://10.0.0.1:8443/#pin=ABC&pass=caseMatters"
    QTest.keyClicks(page.code, link)
    QTest.keyClick(page.code, Qt.Key.Key_Return)
    assert [read_address(text) for text in given] == [read_address(link)]
    assert read_address(given[0]).personal == "caseMatters"


async def test_a_class_hosted_for_itself_is_named_once(show: Show, theme: Theme) -> None:
    page = await arrive(show, JoinPage(theme, "", [BIOLOGY, PHYSICS], [BIOLOGY.class_name, "Hill"]))
    assert page.lesson.itemText(0) == "Biology · Mr Owen, locked"
    assert page.lesson.itemText(1).endswith("(Hill)")


async def test_of_several_lessons_one_is_chosen_first(show: Show, theme: Theme) -> None:
    page = await arrive(show, JoinPage(theme, "Which?", [PHYSICS, BIOLOGY], ["Westfield", "Hill"]))
    given: list[tuple[int, str]] = []
    page.code_given.connect(lambda number, code: given.append((number, code)))
    assert page.lesson.itemText(0) == "Physics <b>101</b> · Ms Lee (Westfield)"
    assert page.lesson.itemText(1) == "Biology · Mr Owen (Hill), locked"
    page.give("K7M2XP")
    assert given == []  # a guess goes to nobody unasked
    page.lesson.choose("1")
    page.go_on.button.click()
    assert given == [(1, "K7M2XP")]


async def test_where_the_code_finds_its_lesson_none_is_chosen(show: Show, theme: Theme) -> None:
    page = await arrive(show, JoinPage(theme, "Westfield", [PHYSICS, BIOLOGY], choose=False))
    given: list[tuple[int, str]] = []
    page.code_given.connect(lambda number, code: given.append((number, code)))
    assert not page.lesson.isVisible()
    page.give("K7M2XP")
    assert given == [(0, "K7M2XP")]
    page.ask_who(may(guests=True), BIOLOGY)
    assert page._about_lesson.text() == "Biology · Mr Owen", "it is not locked any more"


async def test_a_link_to_the_only_lesson_goes_on_by_itself(show: Show, theme: Theme) -> None:
    page = JoinPage(theme, "Westfield", [PHYSICS])
    given: list[str] = []
    page.code_given.connect(lambda _, code: given.append(code))
    await arrive(show, page)
    page.give("K7M2XP")
    assert given == ["K7M2XP"]


async def test_a_name_is_chosen_from_the_list(show: Show, theme: Theme) -> None:
    page, said = await asked_who(show, theme, may(NAMES))
    assert not page.ways.isVisible()
    page.join.button.click()
    assert "Choose" in page.names_row.error
    assert said == []
    page.names.list.setCurrentRow(1)
    page.join.button.click()
    assert (said[0].name_id, said[0].name, said[0].ticket) == ("1", "", "t")


async def test_a_name_in_use_says_that_the_teacher_is_asked(show: Show, theme: Theme) -> None:
    page, _ = await asked_who(show, theme, may(NAMES))
    page.names.list.setCurrentRow(2)
    assert "in use already" in page._note.text()
    page.names.list.setCurrentRow(0)
    assert "in use already" not in page._note.text()


async def test_many_names_are_searched_and_the_only_one_left_is_taken(show: Show, theme: Theme) -> None:
    page, said = await asked_who(show, theme, may(MANY))
    assert page.names.search.hasFocus()
    QTest.keyClicks(page.names.search, "pupil 17")
    QTest.keyClick(page.names.search, Qt.Key.Key_Return)
    assert [join.name_id for join in said] == ["17"]
    page.names.search.setText("nobody")
    assert page.names.nobody.isVisible()
    assert page.names.name is None


async def test_a_guest_gives_a_name_of_their_own(show: Show, theme: Theme) -> None:
    page, said = await asked_who(show, theme, may(NAMES, guests=True))
    assert page.ways.isVisible()
    page.ways.choose("guest")
    assert page.name.hasFocus()
    QTest.keyClick(page.name, Qt.Key.Key_Return)
    assert page.name_row.error
    QTest.keyClicks(page.name, "  Uncle   Bob ")
    QTest.keyClick(page.name, Qt.Key.Key_Return)
    assert (said[0].name, said[0].name_id) == ("Uncle Bob", "")


async def test_a_refused_name_is_told_at_its_field(show: Show, theme: Theme) -> None:
    page, _ = await asked_who(show, theme, may())
    page.busy("Coming in…")
    assert not page.name.isEnabled()
    page.refuse("guests_not_allowed", "Not on the list.")
    assert page.name_row.error == "Not on the list."
    assert page.name.isEnabled()


async def test_an_expired_code_is_asked_for_once_more(show: Show, theme: Theme) -> None:
    page, _ = await asked_who(show, theme, may(NAMES))
    page.start_over("join_expired", "That took too long.")
    assert page.code_card.isVisible()
    assert page.code_row.error == "That took too long."
    assert page.code.hasFocus()
    assert not page.knows_code


async def test_no_code_stays_in_a_page_that_is_left(show: Show, theme: Theme) -> None:
    page = await arrive(show, JoinPage(theme, "Westfield", [PHYSICS]))
    page.code.setText("K7M2XP")
    page.gone()
    assert page.code.text() == ""


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("what", [None, may(MANY, guests=True), may(guests=True, waiting=True)])
async def test_every_control_has_a_name_and_nothing_is_wider_than_a_narrow_window(
    show: Show, theme: Theme, what: MayJoin | None, scale: float
) -> None:
    theme.apply("light", scale)
    page = await arrive(show, JoinPage(theme, "Westfield", [PHYSICS, BIOLOGY], ["Westfield", "Hill"]))
    if what is not None:
        page.ask_who(what)
    page.window().resize(400, 700)
    controls = [w for w in page.findChildren(QWidget) if isinstance(w, CONTROLS) and w.isVisible()]
    assert [w for w in controls if not (w.accessibleName() or getattr(w, "text", str)())] == []
    scroll = page.findChildren(QWidget, "qt_scrollarea_viewport")[0]
    column = scroll.findChildren(QWidget)[0]
    assert column.minimumSizeHint().width() <= scroll.width()
