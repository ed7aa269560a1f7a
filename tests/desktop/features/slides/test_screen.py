"""A picture of the screen: taken without our window, looked at, cut, and only then a page for everybody."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from desktop.features.slides import SendingStrip, SlidesStage
from desktop.features.slides.screen import taking
from desktop.features.slides.screen.crop_view import CropView
from desktop.features.slides.screen.dialog import ScreenDialog
from desktop.features.slides.screen.thumbnails import ScreenThumbnail
from desktop.features.slides.screen_page import screen_deck
from desktop.notifications import Notifications
from desktop.pages.room import RoomPage
from desktop.screenshots.failures import ScreenFailed
from desktop.screenshots.taking import ScreenPicture
from desktop.theme import Theme
from relay.protocol.slides import (
    MOST_PAGES,
    PAGES_ADDED,
    AddDeck,
    Deck,
    DeckAdded,
    NewPage,
    PagesAdded,
    Slides,
)
from relay.protocol.stage import StageHanded
from tests.desktop.classroom import Classroom, until
from tests.desktop.features.slides.decked import CAN, all_read, tell_deck
from tests.desktop.features.slides.test_through_the_relay import sees
from tests.desktop.features.stand import TEACHER, Stand, account, asking, part, press
from tests.desktop.features.test_stage import offers, pick

pytestmark = pytest.mark.qt_log_ignore("grabbing the keyboard")

Open = Callable[..., RoomPage]
ENTRY = "A picture of my screen…"
LEFT, RIGHT = "#ff8800", "#0088ff"


class OtherProgram(QWidget):
    """What a teacher has open beside the lesson: two halves that are told apart."""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        half = self.width() // 2
        painter.fillRect(0, 0, half, self.height(), QColor(LEFT))
        painter.fillRect(half, 0, self.width() - half, self.height(), QColor(RIGHT))


@pytest.fixture
def other_program(qapp: QApplication) -> Iterator[QWidget]:
    """Over all of the screen."""
    program = OtherProgram()
    program.setWindowFlag(Qt.WindowType.FramelessWindowHint)
    program.setGeometry(program.screen().geometry())
    program.show()
    yield program
    program.close()
    program.deleteLater()


def pictures(*sizes: tuple[int, int]) -> list[ScreenPicture]:
    """Screens of these sizes, half of one colour and half of the other."""
    made = []
    for number, (wide, high) in enumerate(sizes):
        image = QImage(wide, high, QImage.Format.Format_RGB32)
        image.fill(QColor(LEFT))
        painter = QPainter(image)
        painter.fillRect(wide // 2, 0, wide, high, QColor(RIGHT))
        painter.end()
        made.append(ScreenPicture(f"screen {number}", image))
    return made


async def dialog_of(page: RoomPage) -> ScreenDialog:
    dialog = await asking(page, ScreenDialog)
    assert isinstance(dialog, ScreenDialog)
    return dialog


def decks(page: RoomPage) -> list[Deck]:
    return list(page.context.memory(Slides).decks.values())


async def all_sent(lee: RoomPage, *others: RoomPage) -> None:
    sending = part(lee, SendingStrip).sending
    assert sending is not None
    await until(lambda: sending.progress is None)
    for page in (lee, *others):
        await all_read(page)


def drag(view: CropView, start: QPoint, end: QPoint) -> None:
    left = Qt.MouseButton.LeftButton
    QTest.mousePress(view, left, pos=start)
    QTest.mouseMove(view, end)
    QTest.mouseRelease(view, left, pos=end)


async def test_a_part_of_the_screen_becomes_a_page_for_all(
    classroom: Classroom, open_room: Open, other_program: QWidget
) -> None:
    lee = open_room(await classroom.teacher_room())
    ana = open_room(await classroom.student_room("Ana"))
    ana.hide()  # another computer's
    QTest.keyClick(lee, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    dialog = await dialog_of(lee)
    assert lee.isVisible()
    seen = dialog.view.image
    assert {seen.pixelColor(x, seen.height() // 2).name() for x in range(seen.width())} == {LEFT, RIGHT}
    assert not dialog.banner.isVisible()
    place = dialog.view.place()
    drag(dialog.view, place.topLeft() + QPoint(20, 20), QPoint(place.center().x() - 40, place.bottom() + 1))
    assert not decks(lee), "nothing is sent before she says so"
    wide = dialog.view.crop.width
    dialog.go.click()
    ana.show()
    await until(lambda: sees(lee) == sees(ana) == "Page 1 of 1, Pictures of the screen")
    await all_sent(lee, ana)
    stage = part(ana, SlidesStage)
    assert stage.area is not None
    shown = stage.area.sheet._picture
    assert shown is not None
    assert shown.width() == wide < seen.width() // 2
    assert shown.pixelColor(shown.width() // 2, shown.height() // 2).name() == LEFT


async def test_the_next_picture_is_shown_instead_in_the_same_deck(
    classroom: Classroom, open_room: Open, monkeypatch: pytest.MonkeyPatch, other_program: QWidget
) -> None:
    lee = open_room(await classroom.teacher_room())
    for number in (1, 2):
        pick(lee, "show", ENTRY)
        dialog = await dialog_of(lee)
        dialog.go.click()
        wanted = f"Page {number} of {number}, Pictures of the screen"
        await until(lambda wanted=wanted: sees(lee) == wanted)  # type: ignore[misc]
        await all_sent(lee)
        await until(lambda: not lee.findChildren(ScreenDialog))
    pick(lee, "show", "Nothing")
    await until(lambda: not part(lee, SlidesStage).isVisible())
    pick(lee, "show", ENTRY)
    (await dialog_of(lee)).go.click()
    await until(lambda: sees(lee) == "Page 3 of 3, Pictures of the screen")
    await all_sent(lee)
    assert len(decks(lee)) == 1


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> list[list[ScreenPicture] | ScreenFailed]:
    """What the system gives, one after the other; nothing more: a fault of the test."""
    answers: list[list[ScreenPicture] | ScreenFailed] = []

    async def take(_: object) -> list[ScreenPicture]:
        answer = answers.pop(0)
        if isinstance(answer, ScreenFailed):
            raise answer
        return answer

    monkeypatch.setattr(taking, "take_screens", take)
    return answers


Given = list[list[ScreenPicture] | ScreenFailed]


async def lee_alone(open_room: Open) -> tuple[Stand, RoomPage]:
    stand = Stand(can=CAN)
    await stand.start(["Ana Silva"])
    page = open_room(stand.room, 1366, 728)
    await until(page.isActiveWindow)
    return stand, page


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("no_way", "Your system gives programs no picture"),
        ("not_allowed", "No picture was taken"),
        ("no_picture", "The picture could not be read"),
    ],
)
async def test_without_a_picture_the_window_is_back_and_says_why(
    open_room: Open, given: Given, notices: Notifications, code: str, says: str
) -> None:
    _, page = await lee_alone(open_room)
    given.append(ScreenFailed(code))  # type: ignore[arg-type]
    pick(page, "show", ENTRY)
    await until(lambda: any(one.body.startswith(says) for one in notices.held))
    assert page.isVisible()
    assert not page.findChildren(ScreenDialog)


async def test_taken_again_it_is_another_and_cancelled_nothing_is_sent(open_room: Open, given: Given) -> None:
    stand, page = await lee_alone(open_room)
    before = list(stand.wire.sent)
    given += [pictures((800, 600)), pictures((640, 480))]
    pick(page, "show", ENTRY)
    first = await dialog_of(page)
    press(first, "Take it again")
    await until(lambda: not first.isVisible())
    second = await dialog_of(page)
    assert second.view.image.width() == 640
    press(second, "Cancel")
    await until(lambda: not page.findChildren(ScreenDialog))
    assert not [word for word in stand.wire.sent[len(before) :] if isinstance(word, AddDeck)]
    assert part(page, SendingStrip).sending is None


async def test_who_leaves_meanwhile_is_asked_nothing_more(open_room: Open, given: Given) -> None:
    _, page = await lee_alone(open_room)
    given.append(pictures((800, 600)))
    pick(page, "show", ENTRY)
    await until(lambda: not page.isVisible())
    part(page, SendingStrip).gone()
    await until(page.isVisible)
    assert not page.findChildren(ScreenDialog)


async def test_an_empty_picture_is_told(open_room: Open, given: Given) -> None:
    _, page = await lee_alone(open_room)
    black = QImage(800, 600, QImage.Format.Format_RGB32)
    black.fill(QColor("black"))
    given.append([ScreenPicture("", black)])
    pick(page, "show", ENTRY)
    dialog = await dialog_of(page)
    assert dialog.banner.isVisible()
    dialog.reject()


@pytest.mark.parametrize(("pages", "more"), [(MOST_PAGES - 1, True), (MOST_PAGES, False)])
async def test_a_deck_that_is_full_takes_no_more(open_room: Open, pages: int, more: bool) -> None:
    stand, page = await lee_alone(open_room)
    number = stand.upto + 1
    await stand.tell(DeckAdded(name="Pictures of the screen", by=TEACHER))
    for first in range(1, pages + 1, PAGES_ADDED):
        count = min(PAGES_ADDED, pages + 1 - first)
        await stand.tell(PagesAdded(deck=number, first=first, pages=[NewPage()] * count, by=TEACHER))
    assert screen_deck(page.context) == (number if more else 0)


async def test_slides_of_a_file_take_none(open_room: Open) -> None:
    stand, page = await lee_alone(open_room)
    await tell_deck(stand, ("Pulleys",), pictures=False)
    assert screen_deck(page.context) == 0


async def test_of_several_screens_one_is_chosen(open_room: Open, given: Given) -> None:
    _, page = await lee_alone(open_room)
    given.append(pictures((800, 600), (1_024, 600)))
    pick(page, "show", ENTRY)
    dialog = await dialog_of(page)
    here, there = dialog.findChildren(ScreenThumbnail)
    assert (here.isChecked(), here.accessibleName(), there.accessibleName()) == (True, "Screen 1", "Screen 2")
    there.click()
    assert dialog.view.part().width() == 1_024
    dialog.reject()


async def test_students_are_not_offered_it_with_the_stage_neither(open_room: Open) -> None:
    stand = Stand(account(0), "Ana Silva", "student", can=CAN)
    await stand.start(["Ana Silva"])
    await stand.tell(StageHanded(account=account(0), by=TEACHER))
    page = open_room(stand.room)
    assert ENTRY not in offers(page, "show")


def frame(view: CropView) -> tuple[int, int, int, int]:
    crop = view.crop
    return crop.left, crop.top, crop.right, crop.bottom


def test_keys_size_and_move_the_frame(theme: Theme, qapp: QApplication) -> None:
    (picture,) = pictures((1_000, 800))
    view = CropView(theme, picture.image)
    view.resize(510, 410)
    view.show()
    assert view.accessibleDescription() == "The whole picture"
    shift, control = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
    QTest.keyClick(view, Qt.Key.Key_Left, shift)
    QTest.keyClick(view, Qt.Key.Key_Up, shift)
    assert frame(view) == (0, 0, 980, 780)
    QTest.keyClick(view, Qt.Key.Key_Right)
    QTest.keyClick(view, Qt.Key.Key_Down, control)
    assert frame(view) == (20, 1, 1_000, 781)
    assert view.accessibleDescription() == "From 2 % to 100 % across, and from 0 % to 97 % down"
    QTest.keyClick(view, Qt.Key.Key_Home)
    assert view.crop.is_whole
    view.close()


def test_the_mouse_draws_moves_and_sizes_it(theme: Theme, qapp: QApplication) -> None:
    (picture,) = pictures((1_000, 800))
    view = CropView(theme, picture.image)
    view.resize(510, 410)  # the picture in half its size
    view.show()
    drag(view, QPoint(55, 55), QPoint(155, 105))
    assert frame(view) == (100, 100, 300, 200)
    drag(view, QPoint(105, 80), QPoint(115, 90))
    assert frame(view) == (120, 120, 320, 220)
    drag(view, QPoint(165, 115), QPoint(255, 205))
    assert frame(view) == (120, 120, 500, 400)
    QTest.mouseDClick(view, Qt.MouseButton.LeftButton, pos=QPoint(303, 303))
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(303, 303))  # it stays down else
    assert QApplication.mouseButtons() == Qt.MouseButton.NoButton
    assert view.crop.is_whole
    view.close()
