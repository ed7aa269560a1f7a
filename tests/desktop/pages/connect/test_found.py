"""The list of relays found: as they come and go, whatever they call themselves, by mouse and by keyboard."""

import asyncio
from collections.abc import Callable
from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from desktop.discovery import AnnouncedRelay
from desktop.discovery.mdns_browser import MOST_FOUND
from desktop.pages.connect import ConnectPage, Neighbour
from desktop.pages.connect.found import ROWS_AT_ONCE, FoundRow
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
    rows = sorted(page.found.findChildren(FoundRow), key=lambda row: row.y())
    return [read(row)[0] for row in rows if row.isVisible()]


async def shown(show: Show, theme: Theme) -> ConnectPage:
    page = ConnectPage(theme)
    show(page)
    await until(page.window().isActiveWindow)
    return page


async def test_they_come_and_go_and_change_in_their_place(show: Show, theme: Theme) -> None:
    page = await shown(show, theme)
    assert not page.found.isVisible()
    page.show_found("looking", [])
    assert "Looking" in read(page.found.note)[0]
    page.show_found("looking", [neighbour(2, "Hill"), neighbour(1, "Abbey")])
    await until(lambda: titles(page) == ["Abbey", "Hill"])
    assert not page.found.note.isVisible()
    hill = page.found.rows[1]
    hill.button.setFocus()
    live = neighbour(2, "Hill", lessons=(LESSON,), more=4)
    page.show_found("looking", [live, neighbour(3, "Crown")])
    await until(lambda: titles(page) == ["Crown", "Hill"])
    assert page.found.rows[1] is hill
    assert hill.button.hasFocus()
    assert read(hill)[:4] == ["Hill", "Physics 101 · Ms Lee", "and more lessons: 4", "192.168.1.2"]
    page.show_found("looking", [])
    await until(lambda: titles(page) == [])
    assert page.found.note.isVisible()


async def test_choosing_one_says_which(show: Show, theme: Theme) -> None:
    page = await shown(show, theme)
    chosen: list[object] = []
    page.found_chosen.connect(chosen.append)
    one, two = neighbour(1, "Abbey"), neighbour(2, "Abbey")
    page.show_found("looking", [one, two])
    rows = page.found.rows
    assert [row.button.accessibleName() for row in rows] == [
        "Connect to Abbey at 192.168.1.1",
        "Connect to Abbey at 192.168.1.2",
    ]
    rows[1].button.click()
    changed = neighbour(1, "Abbey", lessons=(LESSON,))
    page.show_found("looking", [changed, two])
    rows[0].button.click()
    assert chosen == [two, changed]


async def test_a_known_relay_has_the_name_that_is_remembered_and_stands_first(
    show: Show, theme: Theme
) -> None:
    page = await shown(show, theme)
    page.show_found("looking", [neighbour(1, "Abbey"), neighbour(2, "Anything", known=KNOWN)])
    await until(lambda: titles(page) == ["Westfield", "Abbey"])
    assert read(page.found.rows[0])[:2] == ["Westfield", "Known"]


async def test_one_that_claims_to_be_known_with_another_key_cannot_be_chosen(
    show: Show, theme: Theme
) -> None:
    page = await shown(show, theme)
    page.show_found("looking", [neighbour(2, "Westfield", known=KNOWN, doubtful=True)])
    row = page.found.rows[0]
    assert not row.button.isVisibleTo(row)
    assert "Do not trust it" in read(row)[-1]
    page.show_found("looking", [neighbour(2, "Westfield", known=KNOWN)])
    assert row.button.isVisibleTo(row)
    assert "trust" not in " ".join(read(row))


async def test_whatever_they_call_themselves_is_only_text(show: Show, theme: Theme) -> None:
    """Pixel by pixel: a tag is drawn letter by letter, and no higher than a line."""
    page = await shown(show, theme)
    lesson = AnnouncedLesson(IMAGE, IMAGE)
    page.show_found("looking", [neighbour(1, IMAGE, lessons=(lesson,)), neighbour(2, "x" * NAME_LENGTH)])
    await until(lambda: len(titles(page)) == 2)
    assert read(page.found.rows[0])[0] in (IMAGE, "x" * NAME_LENGTH)
    tagged = next(row for row in page.found.rows if read(row)[0] == IMAGE)
    assert all(label.textFormat() == Qt.TextFormat.PlainText for label in tagged.findChildren(Label))
    line = tagged.findChildren(ElidedLabel)[0]
    plain = ElidedLabel(IMAGE, "strong", parent=page)
    plain.setGeometry(line.geometry())
    plain.show()
    assert line.grab().toImage().size() == plain.grab().toImage().size()
    assert line.height() < theme.px(40)
    page.window().resize(400, 700)
    await until(lambda: page.width() == 400)
    assert all(row.width() <= 400 for row in page.found.rows)


async def test_when_nobody_is_found_it_says_what_else_helps(
    show: Show, theme: Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.pages.connect.found.PATIENCE_MS", 50)
    page = await shown(show, theme)
    page.show_found("looking", [])
    await until(lambda: "type the address" in read(page.found.note)[-1])
    page.show_found("unavailable", [])
    assert "can't look" in read(page.found.note)[-1]
    page.show_found("flooded", [])
    assert page.found.banner.isVisible()
    assert "than any school has" in page.found.banner.text
    page.show_found("off", [])
    assert not page.found.isVisible()


async def test_the_keyboard_goes_from_the_top_to_the_bottom(show: Show, theme: Theme) -> None:
    page = await shown(show, theme)
    page.show_found("looking", [neighbour(2, "Hill")])
    page.show_relays([KNOWN])
    page.show_found("looking", [neighbour(2, "Hill"), neighbour(1, "Abbey")])
    await until(lambda: len(titles(page)) == 2)
    page.setFocus()
    known = page._rows[0]
    order: list[QWidget] = [
        known.connect_button,
        known.forget,
        *(row.button for row in page.found.rows),
        page.address,
    ]
    for place, control in enumerate(order):
        assert control.hasFocus(), place
        QTest.keyClick(control, Qt.Key.Key_Tab)


async def test_while_it_connects_nobody_else_can_be_chosen(show: Show, theme: Theme) -> None:
    page = await shown(show, theme)
    page.show_found("looking", [neighbour(1, "Abbey")])
    page.busy("Connecting…")
    page.show_found("looking", [neighbour(1, "Abbey"), neighbour(2, "Hill")])
    assert not any(row.button.isEnabled() for row in page.found.rows)
    page.idle()
    assert all(row.button.isEnabled() for row in page.found.rows)


async def test_as_many_as_are_looked_into_come_a_few_at_a_time(show: Show, theme: Theme) -> None:
    """The window lives on between them."""
    page = await shown(show, theme)
    everybody = [neighbour(n, f"School {n:02}", lessons=(LESSON,) * 3) for n in range(MOST_FOUND)]
    page.show_found("looking", everybody)
    made = [0, len(page.found.findChildren(FoundRow))]
    while made[-1] < len(everybody):
        await asyncio.sleep(0)
        made.append(len(page.found.findChildren(FoundRow)))
    assert max(after - before for before, after in pairwise(made)) <= ROWS_AT_ONCE
    await until(lambda: len(titles(page)) == len(everybody))
