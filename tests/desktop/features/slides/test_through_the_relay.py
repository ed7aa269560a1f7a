"""Slides over a real relay and in real windows: a file sent, its pages turned, followed and looked at."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMarginsF, QMimeData, QPointF, QRect, Qt, QUrl
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QFont,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.features.chat import ChatPanel
from desktop.features.panel.sheet import Sheet
from desktop.features.slides import SendingStrip, SlidesStage
from desktop.notifications import Notifications
from desktop.pages.room import RoomPage
from relay.protocol.frames import FILE_PART, Frame
from relay.protocol.slides import AddDeck, AddPages, Deck, NewPage, Slides
from relay.protocol.stage import Stage
from relay.shared.ids import new_ref
from tests.desktop.classroom import Classroom, message, until
from tests.desktop.documents.bombs import nested_forms
from tests.desktop.features.slides.decked import all_read, area_of, focus
from tests.desktop.features.stand import part
from tests.desktop.features.test_stage import offers, pick

pytestmark = pytest.mark.qt_log_ignore("grabbing the keyboard")

Open = Callable[..., RoomPage]
WORDS = ("Movable pulleys", "Two ropes carry the load", "Work stays the same")


def pdf(file: Path, words: tuple[str, ...] = WORDS) -> Path:
    """A document with one of these on each page."""
    writer = QPdfWriter(str(file))
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A5))
    writer.setPageOrientation(QPageLayout.Orientation.Landscape)
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))
    painter = QPainter(writer)
    for number, text in enumerate(words):
        if number:
            writer.newPage()
        font = QFont()
        font.setPixelSize(writer.height() // 12)
        painter.setFont(font)
        whole = QRect(0, 0, writer.width(), writer.height())
        painter.drawText(whole, int(Qt.AlignmentFlag.AlignCenter), text)
    painter.end()
    return file


def sheet(page: RoomPage) -> Sheet:
    stage = part(page, SlidesStage)
    assert stage.area is not None
    return stage.area.sheet


def sees(page: RoomPage) -> str:
    """What is before this person on the stage: the name of the page, once its picture is there."""
    stage = part(page, SlidesStage)
    if not stage.isVisible() or stage.area is None or stage.area.sheet._picture is None:
        return ""
    return stage.area.sheet.accessibleName()


def named(page: RoomPage) -> str:
    """What the page that is before this person is called."""
    return sheet(page).accessibleName() if part(page, SlidesStage).isVisible() else ""


def decks(page: RoomPage) -> list[Deck]:
    return list(page.context.memory(Slides).decks.values())


async def all_sent(lee: RoomPage, *others: RoomPage) -> None:
    """All pages are at the relay, who read the file has ended, and every picture that is seen is here."""
    sending = part(lee, SendingStrip).sending
    assert sending is not None
    await until(lambda: sending.progress is None)
    for page in (lee, *others):
        await until(lambda page=page: sees(page))  # type: ignore[misc]
        await all_read(page)


async def test_pages_are_sent_turned_and_followed(
    classroom: Classroom, open_room: Open, tmp_path: Path
) -> None:
    lee = open_room(await classroom.teacher_room())
    ana = open_room(await classroom.student_room("Ana"))
    part(lee, SendingStrip).send(pdf(tmp_path / "Pulleys.pdf"))
    await until(lambda: sees(lee) == sees(ana) == "Page 1 of 3, Pulleys")
    await all_sent(lee, ana)
    lee.activateWindow()
    await until(lee.isActiveWindow)
    QTest.keyClick(focus(lee), Qt.Key.Key_PageDown)
    await until(lambda: sees(lee) == sees(ana) == "Page 2 of 3, Pulleys")
    await until(lambda: WORDS[1] in sheet(ana).accessibleDescription())
    await all_sent(lee, ana)


async def test_who_sends_pages_fetches_none_of_them(
    classroom: Classroom, open_room: Open, tmp_path: Path
) -> None:
    lee = open_room(await classroom.teacher_room())
    frames: list[Frame] = []
    lee.context.room.relay.on_frame.connect(frames.append)
    part(lee, SendingStrip).send(pdf(tmp_path / "Pulleys.pdf"))
    await until(lambda: sees(lee) == "Page 1 of 3, Pulleys")
    await all_sent(lee)
    assert not [frame for frame in frames if frame.kind == FILE_PART]


async def begun_with(page: RoomPage, name: str, pages: list[NewPage]) -> int:
    """A deck of three pages of which only these came; gives its number."""
    room, before = page.context.room, len(decks(page))
    room.send(AddDeck(ref=new_ref(), session=room.session_id, name=name, expected=3))
    await until(lambda: len(decks(page)) > before)
    number = list(page.context.memory(Slides).decks)[-1]
    room.send(AddPages(ref=new_ref(), session=room.session_id, deck=number, pages=pages))
    await until(lambda: decks(page)[-1].pages)
    return number


async def test_a_deck_that_was_left_goes_on_when_its_file_is_chosen_again(
    classroom: Classroom, open_room: Open, tmp_path: Path
) -> None:
    lee, file = open_room(await classroom.teacher_room()), pdf(tmp_path / "Pulleys.pdf")
    part(lee, SendingStrip).send(file)
    await until(lambda: sees(lee))
    await all_sent(lee)
    (whole,) = decks(lee)
    pages = list(whole.pages.values())
    left = await begun_with(lee, "Pulleys", pages[:2])
    part(lee, SendingStrip).send(file)
    await until(lambda: decks(lee)[-1].finished)
    await all_sent(lee)
    assert len(decks(lee)) == 2
    assert decks(lee)[-1].pages == whole.pages
    assert decks(lee)[-1].texts == whole.texts
    assert named(lee) == "Page 1 of 3, Pulleys"
    assert lee.context.memory(Stage).of == str(left)
    other = await begun_with(lee, "Pulleys", [pages[0], pages[2]])
    part(lee, SendingStrip).send(file)
    await until(lambda: len(decks(lee)) == 4 and decks(lee)[-1].finished)
    await all_sent(lee)
    assert decks(lee)[-1].pages == whole.pages, "of another file of that name nothing is taken"
    assert len(lee.context.memory(Slides).decks[other].pages) == 2


async def test_nothing_of_a_page_is_fetched_when_it_is_turned_to(
    classroom: Classroom, open_room: Open, tmp_path: Path
) -> None:
    lee = open_room(await classroom.teacher_room())
    ana = open_room(await classroom.student_room("Ana"))
    lane, here = ana.context.room.relay.files, set[str]()
    lane.on_kept.connect(here.add)
    part(lee, SendingStrip).send(pdf(tmp_path / "Pulleys.pdf"))
    await until(lambda: sees(ana) and all(deck.finished for deck in decks(ana)))
    (deck,) = decks(ana)
    pictures = {page.picture.hash for page in deck.pages.values() if page.picture is not None}
    await until(lambda: len(pictures) == len(WORDS) and pictures <= here)
    fetched: list[str] = []
    lane.on_progress.connect(lambda name, *_: fetched.append(name))
    area_of(lee).following.go(3)
    await until(lambda: sees(ana) == "Page 3 of 3, Pulleys")
    assert not pictures & set(fetched)
    await all_sent(lee, ana)


@pytest.mark.rare  # meanwhile test_following
async def test_who_comes_late_sees_the_page_that_is_shown(
    classroom: Classroom, open_room: Open, tmp_path: Path
) -> None:
    lee = open_room(await classroom.teacher_room())
    part(lee, SendingStrip).send(pdf(tmp_path / "Pulleys.pdf"))
    await until(lambda: sees(lee))
    await all_sent(lee)
    area_of(lee).following.go_to_end(last=True)
    await until(lambda: sees(lee) == "Page 3 of 3, Pulleys")
    ben = open_room(await classroom.student_room("Ben"))
    await until(lambda: sees(ben) == "Page 3 of 3, Pulleys")
    assert list(area_of(ben).following.choice()) == [1, 3]
    await all_sent(lee, ben)


@pytest.mark.rare  # meanwhile client/files/test_uploader gives one up
async def test_what_is_cancelled_is_taken_back(classroom: Classroom, open_room: Open, tmp_path: Path) -> None:
    lee = open_room(await classroom.teacher_room())
    ana = open_room(await classroom.student_room("Ana"))
    strip = part(lee, SendingStrip)
    strip.send(pdf(tmp_path / "Pulleys.pdf", tuple(f"Page {number}" for number in range(60))))
    await until(lambda: sees(ana))
    assert strip.isVisible()
    assert "Pulleys.pdf: page" in strip.says.text()
    strip.cancel.click()
    await until(lambda: not decks(ana) and not part(ana, SlidesStage).isVisible())
    await until(lambda: not strip.isVisible())


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("cut.pdf", b"%PDF-1.4 and no more", "This file can't be read"),
        ("notes.txt", b"Pulleys", "Files of this kind can't be shown"),
        ("bomb.pdf", nested_forms(), "This file needs more memory"),
    ],
)
@pytest.mark.rare  # meanwhile desktop/documents tries what can not be opened
async def test_what_can_not_be_opened_is_said_and_nothing_is_shown(
    classroom: Classroom,
    open_room: Open,
    notices: Notifications,
    tmp_path: Path,
    name: str,
    data: bytes,
    why: str,
) -> None:
    lee = open_room(await classroom.teacher_room())
    (tmp_path / name).write_bytes(data)
    part(lee, SendingStrip).send(tmp_path / name)
    await until(lambda: any(one.body.startswith(why) for one in notices.held))
    await until(lambda: not decks(lee) and not part(lee, SendingStrip).isVisible())


@pytest.mark.rare  # meanwhile test_around adds an empty page and shows it
async def test_a_board_is_made_once_and_shown_again(classroom: Classroom, open_room: Open) -> None:
    lee = open_room(await classroom.teacher_room())
    ana = open_room(await classroom.student_room("Ana"))
    pick(lee, "show", "Board")
    await until(lambda: named(ana) == "Board, page 1 of 1")
    assert sheet(ana).page.ground == "blank"
    pick(lee, "show", "Nothing")
    await until(lambda: not part(ana, SlidesStage).isVisible())
    pick(lee, "show", "Board")
    await until(lambda: named(ana) == "Board, page 1 of 1")
    assert len(ana.context.memory(Slides).decks) == 1


async def test_slides_are_there_in_the_next_lesson_and_are_not_sent_again(
    classroom: Classroom, open_room: Open, tmp_path: Path
) -> None:
    teacher = await classroom.teacher()
    lee = open_room(await classroom.room(teacher))
    part(lee, SendingStrip).send(pdf(tmp_path / "Pulleys.pdf"))
    await until(lambda: sees(lee))
    await all_sent(lee)
    session = await classroom.live_lesson(teacher, "Energy, part 2")
    again = open_room(await classroom.room(teacher, session))
    await until(lambda: "Slides of earlier lessons" in offers(again, "show"))
    entry = next(one for one in part(again, SendingStrip).menu_entries() if one.label == "Pulleys")
    entry.do()
    await until(lambda: sees(again) == "Page 1 of 3, Pulleys")
    await until(lambda: WORDS[0] in sheet(again).accessibleDescription())
    await until(lambda: [deck.finished for deck in decks(again)] == [True])
    await all_sent(again)


async def test_while_presenting_there_is_the_page_alone(
    classroom: Classroom, open_room: Open, tmp_path: Path
) -> None:
    lee = open_room(await classroom.teacher_room())
    part(lee, SendingStrip).send(pdf(tmp_path / "Pulleys.pdf"))
    await until(lambda: sees(lee))
    await all_sent(lee)
    lee.activateWindow()
    await until(lee.isActiveWindow)
    lee.presenting.toggle()
    view = lee.presenting.view
    assert view is not None
    (stage,) = view.findChildren(SlidesStage)
    assert stage.area is not None
    shown = stage.area
    assert shown.around is None, "no notes, no strip"
    await until(lambda: shown.sheet.accessibleName() == "Page 1 of 3, Pulleys")
    for key, name in (
        (Qt.Key.Key_Space, "Page 2 of 3, Pulleys"),
        (Qt.Key.Key_PageUp, "Page 1 of 3, Pulleys"),
    ):
        QTest.keyClick(focus(lee), key)
        await until(lambda name=name: shown.sheet.accessibleName() == name)  # type: ignore[misc]
    QTest.keyClick(focus(lee), Qt.Key.Key_B)
    assert not shown.sheet.isVisible()
    lee.context.room.send(message(lee.context.room, "One moment"))
    await until(lambda: not lee.context.room.waiting)
    assert not shown.sheet.isVisible(), "whatever is said meanwhile"
    QTest.keyClick(focus(lee), Qt.Key.Key_Period)
    assert shown.sheet.isVisible()
    await until(lambda: not shown.show_page.images.under_way)
    lee.presenting.toggle()
    await until(lambda: len(lee.findChildren(SlidesStage)) == 1)
    await all_read(lee)


async def test_a_file_that_is_dropped_on_the_room_is_shown(
    classroom: Classroom, open_room: Open, tmp_path: Path
) -> None:
    lee = open_room(await classroom.teacher_room())
    ana = open_room(await classroom.student_room("Ana"))
    file = pdf(tmp_path / "Pulleys.pdf")
    for room, taken in ((ana, False), (lee, True)):
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(file))])
        at = QPointF(room.rect().center())
        none, left = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
        field = part(room, ChatPanel).composer.input
        for over in (field, room):
            entered = QDragEnterEvent(at.toPoint(), Qt.DropAction.CopyAction, data, left, none)
            QApplication.sendEvent(over, entered)
            assert entered.isAccepted() is taken
        if taken:
            QApplication.sendEvent(room, QDropEvent(at, Qt.DropAction.CopyAction, data, left, none))
    await until(lambda: sees(ana) == "Page 1 of 3, Pulleys")
    await all_sent(lee, ana)
