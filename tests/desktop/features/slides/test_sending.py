"""Slides on their way that are given up, before the relay has answered: nothing stays, and no bug is told."""

import asyncio
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QFileDialog, QMenu

from desktop.client import LineState
from desktop.features.slides import SendingStrip
from desktop.features.slides.sending import DeckSending
from desktop.features.slides.sending_strip import LEFT_MS
from desktop.notifications import Notifications
from desktop.pages.room import RoomPage
from relay.protocol.slides import (
    AddDeck,
    DeckAdded,
    DeckFinished,
    FinishDeck,
    NewPage,
    PagesAdded,
    RemoveDeck,
    ShowPage,
)
from tests.desktop.classroom import until
from tests.desktop.documents.files import slides
from tests.desktop.features.slides.decked import CAN, tell_deck
from tests.desktop.features.stand import TEACHER, Stand, part

Open = Callable[..., RoomPage]


async def begun(open_room: Open, file: Path, *, offline: bool = False) -> tuple[Stand, RoomPage, AddDeck]:
    """A teacher who sends a file; the relay has not said yet that there is a deck."""
    stand = Stand(can=CAN)
    await stand.start(["Ana Silva"])
    page = open_room(stand.room)
    if offline:
        stand.wire.set_line(LineState("offline", stand.wire.time))
    part(page, SendingStrip).send(slides(file, 2))
    await until(lambda: asked(stand))
    return stand, page, asked(stand)[0]


def asked(stand: Stand) -> list[AddDeck]:
    return [one for one in stand.room.asked if isinstance(one, AddDeck)]


def sending(page: RoomPage) -> DeckSending:
    found = part(page, SendingStrip).sending
    assert found is not None
    return found


async def cancel(page: RoomPage) -> None:
    part(page, SendingStrip).cancel.click()
    await until(lambda: sending(page).progress is None)


async def test_a_deck_is_taken_back_once_it_is_told(open_room: Open, tmp_path: Path) -> None:
    stand, page, command = await begun(open_room, tmp_path / "Pulleys.pdf")
    await cancel(page)
    await stand.tell(DeckAdded(name="Pulleys", expected=2, by=TEACHER, ref=command.ref))
    back = stand.last
    assert isinstance(back, RemoveDeck)
    assert back.deck == stand.upto


async def test_files_are_offered_however_their_endings_are_written(open_room: Open) -> None:
    stand = Stand(can=CAN)
    await stand.start(["Ana Silva"])
    page = open_room(stand.room)
    part(page, SendingStrip).choose()
    (dialog,) = page.window().findChildren(QFileDialog)
    assert {"*.pdf", "*.PDF", "*.jpg", "*.JPG"} <= set(re.findall(r"\*\.\w+", dialog.nameFilters()[0]))
    dialog.reject()


async def test_who_drops_what_cannot_be_shown_is_told_what_to_do(
    open_room: Open, notices: Notifications, tmp_path: Path
) -> None:
    stand = Stand(can=CAN)
    await stand.start(["Ana Silva"])
    page = open_room(stand.room)
    plan = tmp_path / "plan.docx"
    plan.write_bytes(b"a letter")
    strip = part(page, SendingStrip)
    assert strip.takes_files([plan])
    assert not strip.takes_files([tmp_path / "a folder"])
    strip.take_files([plan])
    await until(lambda: notices.held)
    assert notices.held[-1].title == "These pages can't be shown"
    assert "Save it as PDF" in notices.held[-1].body
    assert not asked(stand)


async def test_a_deck_that_was_not_asked_for_yet_is_not_asked_for(open_room: Open, tmp_path: Path) -> None:
    stand, page, _ = await begun(open_room, tmp_path / "Pulleys.pdf", offline=True)
    await cancel(page)
    assert not asked(stand)


async def test_who_leaves_meanwhile_is_told_of_no_bug(open_room: Open, tmp_path: Path) -> None:
    _, page, _ = await begun(open_room, tmp_path / "Pulleys.pdf")
    bugs: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, bug: bugs.append(bug))
    under_way = sending(page)
    tasks = under_way._tasks
    page.gone()
    page.hide()
    shiboken6.delete(under_way)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    await until(lambda: not len(tasks))
    assert bugs == []


async def test_a_deck_that_was_left_says_what_to_do_and_is_kept_as_it_is(open_room: Open) -> None:
    stand = Stand(can=CAN)
    await stand.start(["Ana Silva"])
    page = open_room(stand.room)
    await stand.tell(DeckAdded(name="Pulleys", expected=3, by=TEACHER))
    deck, strip = stand.upto, part(page, SendingStrip)
    await stand.tell(PagesAdded(deck=deck, first=1, pages=[NewPage()] * 2, by=TEACHER))
    page._tick()
    stand.wire.time += LEFT_MS - 1
    page._tick()
    assert not strip.wanted(), "another program may be sending it"
    stand.wire.time += 1
    page._tick()
    assert strip.wanted()
    await until(strip.isVisible)
    assert strip.says.text() == "Pulleys: only 2 of 3 pages are here"
    strip.cancel.click()
    (menu,) = strip.cancel.findChildren(QMenu)
    again, keep = menu.actions()
    assert again.text() == "Choose the file again, to send the others…"
    keep.trigger()
    menu.close()
    told = stand.last
    assert isinstance(told, FinishDeck)
    await stand.tell(DeckFinished(deck=deck, by=TEACHER, ref=told.ref))
    assert not strip.wanted()


async def test_the_first_page_is_shown_also_where_a_cut_came_between(open_room: Open) -> None:
    stand = Stand(can=CAN)
    await stand.start(["Ana Silva"])
    page = open_room(stand.room)
    stand.wire.set_line(LineState("offline", stand.wire.time))
    stand.wire.set_line(LineState("connected", stand.wire.time))
    stand.room.enter()
    await stand.enter(head=stand.upto + 4)
    deck = await tell_deck(stand, ("Pulleys", "Ropes"), pictures=False, shown=0)
    shows = [one for one in stand.room.asked if isinstance(one, ShowPage)]
    assert [(one.deck, one.page) for one in shows] == [(deck, 1)]
    page.gone()
