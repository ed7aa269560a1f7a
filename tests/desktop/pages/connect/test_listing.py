"""The list of classes: as they come and go, whatever they call themselves, by mouse and by keyboard."""

import asyncio
from collections.abc import Callable
from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from desktop.discovery import AnnouncedRelay
from desktop.discovery.mdns_browser import MOST_FOUND
from desktop.pages.connect import ClassEntry, ConnectPage, KeptLesson, Neighbour
from desktop.pages.connect.listing import ROWS_AT_ONCE
from desktop.pages.connect.row import EntryRow
from desktop.parts.waiting_lesson import now_here
from desktop.parts.window_page import WindowPage
from desktop.settings import RememberedRelay
from desktop.theme import Theme
from desktop.theme.widgets import ElidedLabel, Label
from relay.protocol.announcement import AnnouncedLesson
from relay.protocol.text import NAME_LENGTH
from tests.announcing import made_up
from tests.desktop.classroom import until

KNOWN = RememberedRelay(host="10.0.0.1", port=8443, pin="A" * 52, name="Westfield", relay_id="X")
LESSON = AnnouncedLesson("Physics 101", "Ms Lee")
IMAGE = '<img src="x" width="300" height="300"><b>bold</b>'
Show = Callable[[WindowPage], WindowPage]


def neighbour(place: int, school: str = "", **more: object) -> Neighbour:
    """An announcement; `lessons` and `more` are announced, the rest is what is known here."""
    says = {key: more.pop(key) for key in ("lessons", "more") if key in more}
    found = AnnouncedRelay(
        f"relay {place}", made_up(place, school=school, **says), (f"192.168.1.{place}",), 8443
    )
    return Neighbour(found, **more)  # type: ignore[arg-type]


def read(row: QWidget) -> list[str]:
    """What stands in a row, from the top."""
    labels = [label for label in row.findChildren(Label) if label.isVisibleTo(row)]
    return [label.text() for label in sorted(labels, key=lambda label: (label.y(), label.x()))]


def titles(page: ConnectPage) -> list[str]:
    """The names in the list, as they are seen from the top."""
    rows = sorted(page.classes.findChildren(EntryRow), key=lambda row: row.y())
    return [row.title.text() for row in rows if row.isVisible()]


def about(row: EntryRow) -> str:
    return row.about.text()


async def shown(show: Show, theme: Theme) -> ConnectPage:
    page = ConnectPage(theme)
    show(page)
    await until(page.window().isActiveWindow)
    return page


async def test_what_goes_before_it_has_a_row_is_not_missed(show: Show, theme: Theme) -> None:
    page = await shown(show, theme)
    all_of_them = [neighbour(place, f"School {place}") for place in range(1, ROWS_AT_ONCE + 3)]
    page.show_found("looking", all_of_them[:1])
    await until(lambda: titles(page) == ["School 1"])
    page.classes.rows[0].button.setFocus()
    page.show_found("looking", all_of_them)
    page.show_found("looking", all_of_them[:2])
    there = [f"School {place}" for place in range(1, ROWS_AT_ONCE + 2)]
    await until(lambda: titles(page) == there)
    assert [row.button.isVisible() for row in page.classes.rows[:3]] == [True, True, False]


async def test_what_is_told_together_is_shown_once(show: Show, theme: Theme) -> None:
    page, times = await shown(show, theme), list[int]()
    page.classes.rows_changed.connect(lambda: times.append(len(page.classes.rows)))
    with page.gathered():
        page.show_relays([KNOWN])
        page.show_found("looking", [neighbour(1, "Abbey")])
    assert times == [2]
    await until(lambda: sorted(titles(page)) == ["Abbey", "Westfield"])


async def test_they_come_and_go_and_change_in_their_place(show: Show, theme: Theme) -> None:
    page = await shown(show, theme)
    assert page.classes.note.isVisible()
    page.show_found("looking", [])
    assert "Looking" in read(page.classes.note)[0]
    page.show_found("looking", [neighbour(2, "Hill"), neighbour(1, "Abbey")])
    await until(lambda: titles(page) == ["Abbey", "Hill"])
    assert not page.classes.note.isVisible()
    assert about(page.classes.rows[1]) == "No lesson right now"
    page.show_found("looking", [neighbour(2, "Hill", lessons=(LESSON,), more=4), neighbour(3, "Crown")])
    await until(lambda: titles(page) == ["Physics 101", "Crown", "Hill"])
    assert [about(row) for row in page.classes.rows] == [
        "Ms Lee · Hill",
        "No lesson right now",
        "More lessons: 4",
    ]
    page.show_found("looking", [])
    await until(lambda: titles(page) == [])
    assert page.classes.note.isVisible()


async def test_nothing_moves_where_somebody_has_the_keyboard(show: Show, theme: Theme) -> None:
    """What is new stands below, and what is gone keeps its place until one is elsewhere."""
    page = await shown(show, theme)
    page.show_found("looking", [neighbour(1, "Abbey"), neighbour(2, "Hill")])
    await until(lambda: titles(page) == ["Abbey", "Hill"])
    hill, doors = page.classes.rows[1], page.student.height()
    places = [row.y() for row in page.classes.rows]
    hill.button.setFocus()
    page.show_found("looking", [neighbour(2, "Hill"), neighbour(3, "Crown", lessons=(LESSON,))])
    await until(lambda: titles(page) == ["Abbey", "Hill", "Physics 101"])
    gone = page.classes.rows[0]
    assert about(gone) == "Not on this network now"
    assert not gone.button.isVisible()
    assert [row.y() for row in page.classes.rows][:2] == places
    assert hill.button.hasFocus()
    page.show_found("looking", [neighbour(1, "Abbey"), neighbour(2, "Hill", lessons=(LESSON,))])
    await until(lambda: titles(page) == ["Abbey", "Physics 101", "Physics 101"])
    assert page.student.height() == doors
    page.student.field.setFocus()
    page.show_found("looking", [neighbour(1, "Abbey"), neighbour(2, "Hill")])
    await until(lambda: titles(page) == ["Abbey", "Hill"])


async def test_every_row_is_as_high_whatever_it_says(show: Show, theme: Theme) -> None:
    page = await shown(show, theme)
    page.show_relays([KNOWN])
    page.show_found("looking", [neighbour(1, "Abbey"), neighbour(2, "Hill", lessons=(LESSON,), more=1)])
    await until(lambda: len(titles(page)) == 4)
    assert {row.height() for row in page.classes.rows} == {theme.px(62)}


async def test_where_nobody_is_signed_in_a_lesson_stands_there_with_its_title(
    show: Show, theme: Theme
) -> None:
    page = await shown(show, theme)
    named = AnnouncedLesson("Physics 101", "Ms Lee", "Pulleys, part 2")
    dated = AnnouncedLesson("Biology 10b", "Mr Roe", "Biology 10b, 30 November")
    page.show_found("looking", [neighbour(1, "Hill", lessons=(named, dated, LESSON))])
    await until(
        lambda: titles(page) == ["Physics 101 · Pulleys, part 2", "Biology 10b, 30 November", "Physics 101"]
    )
    assert (
        page.classes.rows[0].button.accessibleName() == "Join Physics 101 · Pulleys, part 2 · Ms Lee · Hill"
    )
    assert {row.height() for row in page.classes.rows} == {theme.px(62)}


async def test_choosing_one_says_which(show: Show, theme: Theme) -> None:
    page = await shown(show, theme)
    chosen: list[ClassEntry] = []
    page.entry_chosen.connect(chosen.append)
    one, two = neighbour(1, "Abbey"), neighbour(2, "Abbey", lessons=(LESSON,))
    page.show_found("looking", [one, two])
    rows = page.classes.rows
    assert [row.button.accessibleName() for row in rows] == [
        "Join Physics 101 · Ms Lee · Abbey",
        "Open Abbey",
    ]
    for row in rows:
        row.button.click()
    assert [(entry.found, entry.lesson) for entry in chosen] == [(two, LESSON), (one, None)]


async def test_two_that_read_the_same_show_their_addresses(show: Show, theme: Theme) -> None:
    page = await shown(show, theme)
    page.show_found("looking", [neighbour(1, "Abbey"), neighbour(2, "Abbey")])
    rows = page.classes.rows
    assert [about(row) for row in rows] == [f"No lesson right now · 192.168.1.{n}" for n in (1, 2)]
    assert rows[0].button.accessibleName() == "Open Abbey · 192.168.1.1"


async def test_a_known_relay_has_the_name_that_is_remembered_and_can_be_forgotten(
    show: Show, theme: Theme
) -> None:
    page = await shown(show, theme)
    forgotten: list[object] = []
    page.forget_wanted.connect(forgotten.append)
    page.show_relays([KNOWN])
    page.show_found("looking", [neighbour(1, "Abbey"), neighbour(2, "Anything", known=KNOWN)])
    await until(lambda: titles(page) == ["Westfield", "Abbey"])
    row = page.classes.rows[0]
    assert row.forget.accessibleName() == "Forget Westfield"
    row.forget.click()
    assert forgotten == [KNOWN]
    assert not page.classes.rows[1].forget.isVisible()


async def test_a_known_relay_that_does_not_answer_stands_there_quietly(show: Show, theme: Theme) -> None:
    page = await shown(show, theme)
    page.show_relays([KNOWN])
    assert about(page.classes.rows[0]) == ""
    page.show_reach({KNOWN.pin: "away"})
    assert about(page.classes.rows[0]) == "Not on this network now"
    assert page.classes.rows[0].button.isEnabled()  # what stands in the way may be the look itself
    page.show_reach({KNOWN.pin: "here"})
    assert about(page.classes.rows[0]) == "No lesson right now"


async def test_one_that_claims_to_be_known_with_another_key_cannot_be_chosen(
    show: Show, theme: Theme
) -> None:
    page = await shown(show, theme)
    page.show_relays([KNOWN])
    page.show_found("looking", [neighbour(2, "Westfield", known=KNOWN, doubtful=True)])
    row = page.classes.rows[1]
    assert not row.button.isVisibleTo(row)
    assert "Do not trust it" in read(row)[-1]
    page.show_found("looking", [neighbour(2, "Westfield", known=KNOWN)])
    assert [one.button.isVisibleTo(one) for one in page.classes.rows] == [True]
    assert "trust" not in " ".join(read(page.classes.rows[0]))


async def test_whatever_they_call_themselves_is_only_text(show: Show, theme: Theme) -> None:
    """Pixel by pixel: a tag is drawn letter by letter, and no higher than a line."""
    page = await shown(show, theme)
    lesson = AnnouncedLesson(IMAGE, IMAGE, IMAGE)
    page.show_found("looking", [neighbour(1, IMAGE, lessons=(lesson,)), neighbour(2, "x" * NAME_LENGTH)])
    await until(lambda: titles(page) == [IMAGE, "x" * NAME_LENGTH])
    tagged = page.classes.rows[0]
    assert all(label.textFormat() == Qt.TextFormat.PlainText for label in tagged.findChildren(Label))
    line = tagged.title
    plain = ElidedLabel(IMAGE, "strong", parent=page)
    plain.setGeometry(line.geometry())
    plain.show()
    assert line.grab().toImage().size() == plain.grab().toImage().size()
    assert line.height() < theme.px(40)
    page.window().resize(400, 700)
    await until(lambda: page.width() == 400)
    assert all(row.width() <= 400 for row in page.classes.rows)


async def test_when_nobody_is_found_it_says_what_else_helps(
    show: Show, theme: Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.pages.connect.listing.PATIENCE_MS", 50)
    page = await shown(show, theme)
    page.show_found("looking", [])
    await until(lambda: "keep computers from finding" in read(page.classes.note)[-1])
    page.show_found("unavailable", [])
    assert "can't look" in read(page.classes.note)[-1]
    page.show_found("flooded", [])
    assert page.classes.banner.isVisible()
    assert "than any school has" in page.classes.banner.text
    page.show_found("looking", [], alone=True)
    assert "in no network" in read(page.classes.note)[-1]
    checked: list[str] = []
    page.check_wanted.connect(checked.append)
    QTest.mouseClick(page.classes.check, Qt.MouseButton.LeftButton)
    assert checked == [""]
    page.show_found("off", [])
    assert not page.classes.banner.isVisible()
    assert "Type the code" in read(page.classes.note)[-1]


async def test_the_keyboard_goes_from_the_doors_to_the_bottom(show: Show, theme: Theme) -> None:
    page = await shown(show, theme)
    page.show_found("looking", [neighbour(2, "Hill")])
    page.show_relays([KNOWN])
    page.show_found("looking", [neighbour(2, "Hill"), neighbour(1, "Abbey")])
    await until(lambda: len(titles(page)) == 3)
    page.setFocus()
    known, *found = page.classes.rows
    order: list[QWidget] = [
        page.student.field,
        page.student.button.button,
        page.teacher.start.button,
        page.teacher.sign_in,
        page.classes.other,
        known.forget,
        known.button,
        *(row.button for row in found),
    ]
    for place, control in enumerate(order):
        assert control.hasFocus(), place
        QTest.keyClick(control, Qt.Key.Key_Tab)


async def test_while_it_connects_nobody_else_can_be_chosen(show: Show, theme: Theme) -> None:
    page = await shown(show, theme)
    page.show_found("looking", [neighbour(1, "Abbey")])
    page.busy("Connecting…")
    page.show_found("looking", [neighbour(1, "Abbey"), neighbour(2, "Hill")])
    assert not any(row.button.isEnabled() for row in page.classes.rows)
    page.idle()
    assert all(row.button.isEnabled() for row in page.classes.rows)


async def test_as_many_as_are_looked_into_come_a_few_at_a_time(show: Show, theme: Theme) -> None:
    """The window lives on between them."""
    page = await shown(show, theme)
    everybody = [neighbour(n, f"School {n:02}", lessons=(LESSON,)) for n in range(MOST_FOUND)]
    page.show_found("looking", everybody)
    made = [0, len(page.classes.findChildren(EntryRow))]
    while made[-1] < len(everybody):
        await asyncio.sleep(0)
        made.append(len(page.classes.findChildren(EntryRow)))
    assert max(after - before for before, after in pairwise(made)) <= ROWS_AT_ONCE
    await until(lambda: len(titles(page)) == len(everybody))


async def test_what_is_kept_of_lessons_says_what_and_when(show: Show, theme: Theme) -> None:
    page = await shown(show, theme)
    page.show_relays([KNOWN])
    page.show_found("looking", [neighbour(1, "Westfield", known=KNOWN, lessons=(LESSON,))])
    now = now_here()
    page.show_kept(
        {
            KNOWN.pin: (
                KeptLesson("1", "Physics 101", "Ms Lee", "Pulleys", "live", now),
                KeptLesson("2", "Biology", "Mr Roe", "The cell", "coming", now + 1000),
                KeptLesson("3", "English", "Mr Day", "Letters", "ended", now - 86_400_000),
            )
        }
    )
    await until(lambda: len(titles(page)) == 3)
    assert titles(page) == ["Physics 101 · Pulleys", "Biology · The cell", "English · Letters"]
    assert about(page.classes.rows[1]).startswith("Mr Roe · planned for ")
    assert about(page.classes.rows[2]) == "Mr Day · Ended · Westfield"
    assert "Yesterday" in read(page.classes.rows[2])
    assert [row.button.accessibleName() for row in page.classes.rows] == [
        "Join Physics 101 · Pulleys · Ms Lee · Westfield",
        "Open Biology · The cell · Mr Roe · Westfield",
        "Open English · Letters · Mr Day · Westfield",
    ]
