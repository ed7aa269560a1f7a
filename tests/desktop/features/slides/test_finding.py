"""Ctrl+F is one field for chat and pages: those of the pages on the stage that one may look at."""

from collections.abc import Callable

import pytest
from PySide6.QtTest import QTest

from desktop.client.file_failures import FileFailed
from desktop.features.chat import ChatPanel
from desktop.pages.room import RoomPage
from desktop.theme.widgets import Button
from relay.protocol.files import NamedFile
from relay.protocol.slides import PageShown
from relay.protocol.stage import StageSet
from tests.desktop.classroom import until
from tests.desktop.features.slides.decked import CAN, all_read, area_of, tell_deck
from tests.desktop.features.stand import TEACHER, Stand, account, part

pytestmark = pytest.mark.qt_log_ignore("grabbing the keyboard")

Open = Callable[..., RoomPage]


def found(page: RoomPage) -> list[str]:
    shown = part(page, ChatPanel).elsewhere
    return [one.text() for one in shown.findChildren(Button) if one.isVisible()]


async def seek(page: RoomPage, words: str) -> None:
    search = part(page, ChatPanel).search
    search.open()
    search.field.clear()
    QTest.keyClicks(search.field, words)
    search.look()
    await until(lambda: not search._looking)


async def test_a_student_finds_pages_that_were_shown_and_looks_at_one(open_room: Open) -> None:
    stand = Stand(account(0), "Ana Silva", "student", can=CAN)
    await stand.start(["Ana Silva"])
    deck = await tell_deck(stand, ("Movable pulleys", "Work", "Fixed pulleys", "More pulleys"))
    for number in (2, 3):
        await stand.tell(PageShown(deck=deck, page=number, by=TEACHER))
    page = open_room(stand.room)
    await until(lambda: area_of(page).sheet.accessibleDescription() == "Fixed pulleys")
    await seek(page, "PULLEYS")
    assert found(page) == ["Page 1", "Page 3"]
    assert part(page, ChatPanel).search.hits.text() == "", "it is found"
    part(page, ChatPanel).elsewhere.findChildren(Button)[0].click()
    assert area_of(page).following.page == 1
    await all_read(page)
    await seek(page, "levers")
    assert found(page) == []
    assert part(page, ChatPanel).search.hits.text() == "Not found"
    await seek(page, "pulleys")
    part(page, ChatPanel).search.close_search()
    assert found(page) == []
    assert not part(page, ChatPanel).elsewhere.isVisible()


async def test_pages_that_are_not_on_the_stage_are_not_found(open_room: Open) -> None:
    stand = Stand(can=CAN)
    await stand.start(["Ana Silva"])
    await tell_deck(stand, ("Movable pulleys",))
    page = open_room(stand.room)
    await until(lambda: area_of(page).sheet.accessibleDescription() == "Movable pulleys")
    await all_read(page)
    await stand.tell(StageSet(by=TEACHER))
    await seek(page, "pulleys")
    assert found(page) == []


async def test_what_was_found_in_another_deck_is_offered_no_more(open_room: Open) -> None:
    stand = Stand(can=CAN)
    await stand.start(["Ana Silva"])
    await tell_deck(stand, ("Work", "Movable pulleys"))
    page = open_room(stand.room)
    await until(lambda: area_of(page).sheet.accessibleDescription() == "Work")
    await seek(page, "pulleys")
    assert found(page) == ["Page 2"]
    await tell_deck(stand, ("One", "Two"), pictures=False)
    await all_read(page)
    assert found(page) == [], "it would turn no page"


async def test_what_could_not_be_fetched_is_tried_again(
    open_room: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand = Stand(can=CAN)
    await stand.start(["Ana Silva"])
    lane, tried = stand.relay.files, list[str]()
    fetch = lane.fetch

    async def cut_off_once(session: str, file: NamedFile, *, urgent: bool = False) -> bytes:
        if file.kind == "json":
            tried.append(file.hash)
            if len(tried) == 1:
                raise FileFailed("disconnected")
        return await fetch(session, file, urgent=urgent)

    monkeypatch.setattr(lane, "fetch", cut_off_once)
    await tell_deck(stand, ("Work", "Movable pulleys"))
    page = open_room(stand.room)
    await until(lambda: tried)
    await all_read(page)
    await seek(page, "pulleys")
    await until(lambda: area_of(page).sheet.accessibleDescription() == "Work")
    await all_read(page)
    assert len(tried) == 2
