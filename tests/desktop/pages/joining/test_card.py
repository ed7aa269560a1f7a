"""What a teacher shows: a QR code that a decoder reads, the code, the door, and the sheet to print."""

import asyncio
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from desktop.address import read_address
from desktop.features.admission.door import wished_door
from desktop.pages.joining.how import HowToJoinPage
from desktop.parts.passes import SheetSaver, of_lesson
from desktop.parts.passes.sheet import PassSlip, draw_slip, write_sheet
from desktop.theme import Theme
from desktop.theme.widgets import ScrollPage
from relay.protocol.admission import (
    Admit,
    ChangeCode,
    ChangeDoor,
    CodeChanged,
    DoorSet,
    DoorSettings,
    PersonAdmitted,
    PersonWaits,
)
from relay.protocol.pin import words_of
from tests.desktop.classroom import Classroom
from tests.desktop.codes import codes_in
from tests.desktop.features.stand import Stand

PIN = "MFRGGZDFMZTWQ2LKMFRGGZDFMZTWQ2LKMFRGGZDFMZTWQ2LKMFRA"
PLACES = [("192.168.100.200", 8443), ("10.1.2.3", 9000)]


def opened(theme: Theme, window: QMainWindow, stand: Stand | None = None) -> HowToJoinPage:
    page = HowToJoinPage(theme, PLACES, PIN, stand.room if stand else None)
    window.setCentralWidget(page)
    window.show()
    QApplication.processEvents()
    return page


def spot(widget: QWidget) -> QPoint:
    """Where it is, once all is laid out."""
    QApplication.processEvents()
    return widget.mapTo(widget.window(), QPoint())


async def shut(page: HowToJoinPage, window: QMainWindow) -> None:
    page.gone()
    window.hide()
    window.deleteLater()
    await asyncio.sleep(0)


@pytest.mark.parametrize("mode", ["light", "dark"])
async def test_the_qr_code_holds_all_that_is_needed(theme: Theme, window: QMainWindow, mode: str) -> None:
    theme.apply("dark" if mode == "dark" else "light", 1.0)
    stand = Stand()
    await stand.start()
    await stand.tell(DoorSet(codes=True, code="K7M2XP"))
    page = opened(theme, window, stand)
    assert page.card is not None
    (text,) = codes_in(page.card.grab().toImage())
    said = read_address(text)
    assert (said.host, said.port, said.others) == ("192.168.100.200", 8443, (("10.1.2.3", 9000),))
    assert (said.pin, said.lesson, said.code) == (PIN, stand.room.session_id, "K7M2XP")
    assert page.card is not None
    assert page.card.code.code == "K7M2XP"
    assert page.card.words.accessibleName().endswith(", ".join(words_of(PIN)))
    page.copy.click()
    assert QGuiApplication.clipboard().text() == text
    await shut(page, window)


async def test_the_wall_is_read_from_afar_and_follows_the_code(theme: Theme, window: QMainWindow) -> None:
    stand = Stand()
    await stand.start()
    await stand.tell(DoorSet(codes=True, code="K7M2XP"))
    page = opened(theme, window, stand)
    assert page.card is not None
    page.large.click()
    wall = page.wall
    assert wall is not None
    wall.showNormal()
    for width, height in ((1600, 900), (700, 1200)):
        wall.resize(width, height)
        await asyncio.sleep(0)
        assert codes_in(wall.grab().toImage()) == [page.card.link]
        poster = wall.poster
        assert poster.qr.height() > min(width, height) / 5
        assert poster.code.width() > width * 0.85, "what one types goes across, not what a camera reads"
    await stand.come("Ana", "Ben")
    assert wall.poster.names.names == ("Ana", "Ben")
    await stand.tell(CodeChanged(code="ABC234"))
    assert wall.poster.code.code == "ABC234"
    assert read_address(wall.poster.qr.text).code == "ABC234"
    QTest.keyClick(wall, Qt.Key.Key_Escape)
    assert not wall.isVisible()
    page.large.click()
    assert wall.isVisible()
    await shut(page, window)


async def test_who_waits_is_told_where_the_code_is_shown_and_let_in_there(
    theme: Theme, window: QMainWindow
) -> None:
    stand = Stand()
    await stand.start()
    await stand.tell(DoorSet(codes=True, guests=True, waiting="guests", code="K7M2XP"))
    page = opened(theme, window, stand)
    line = page.waiters
    assert line is not None
    assert page.choices is not None
    place = spot(page.choices.guests)
    assert line.words.text() == "Nobody waits to come in"
    assert not line.let_in.isVisible()
    first, second = "01JT0000000000000000000001", "01JT0000000000000000000002"
    await stand.tell(PersonWaits(account=first, name="Tom <b>", standing="guest"))
    assert spot(page.choices.guests) == place
    assert "Tom <b>" in line.words.text()
    await stand.tell(PersonWaits(account=second, name="Ana", standing="guest"))
    assert "Ana" in line.words.text()
    QTest.mouseClick(line.let_in, Qt.MouseButton.LeftButton)
    asked = stand.last
    assert isinstance(asked, Admit)
    assert asked.accounts == [first, second]
    assert not line.let_in.isEnabled()
    await stand.tell(PersonAdmitted(account=first, ref=asked.ref, by=stand.me))
    assert line.let_in.isEnabled()
    await stand.tell(PersonAdmitted(account=second))
    assert not line.let_in.isVisible()
    assert spot(page.choices.guests) == place
    await shut(page, window)


async def test_a_changed_code_changes_what_is_shown(theme: Theme, window: QMainWindow) -> None:
    stand = Stand()
    await stand.start()
    page = opened(theme, window, stand)
    assert page.card is not None
    assert page.choices is not None
    assert not page.card.code.isVisible()
    page.choices.codes.click()
    asked = stand.last
    assert isinstance(asked, ChangeDoor)
    assert asked == ChangeDoor(ref=asked.ref, session=stand.room.session_id, codes=True)
    await stand.tell(DoorSet(codes=True, code="K7M2XP", ref=asked.ref, by=stand.me))
    assert page.card.code.code == "K7M2XP"
    page.choices.renew.click()
    assert isinstance(stand.last, ChangeCode)
    await stand.tell(CodeChanged(code="ABC234", ref=stand.last.ref, by=stand.me))
    assert read_address(page.card.link).code == "ABC234"
    await shut(page, window)


async def test_one_press_makes_a_code_by_which_nobody_is_left_standing(
    theme: Theme, window: QMainWindow
) -> None:
    stand = Stand()
    await stand.start()
    page = opened(theme, window, stand)
    assert page.card is not None
    assert page.card.make.isVisible()
    page.card.make.click()
    asked = stand.last
    assert isinstance(asked, ChangeDoor)
    assert asked == ChangeDoor(
        ref=asked.ref,
        session=stand.room.session_id,
        codes=True,
        names_shown=True,
        guests=True,
        waiting="guests",
    )
    await stand.tell(DoorSet(codes=True, guests=True, waiting="guests", code="K7M2XP", ref=asked.ref))
    assert not page.card.make.isVisible()
    assert page.card.code.code == "K7M2XP"
    await stand.tell(DoorSet(waiting="all", code="K7M2XP"))
    page.card.make.click()
    asked = stand.last
    assert isinstance(asked, ChangeDoor)
    assert asked == ChangeDoor(ref=asked.ref, session=stand.room.session_id, codes=True), "as it was chosen"
    await shut(page, window)


async def test_two_changes_of_the_door_in_a_row_do_not_undo_each_other(
    theme: Theme, window: QMainWindow
) -> None:
    stand = Stand()
    await stand.start()
    page = opened(theme, window, stand)
    assert page.choices is not None
    page.choices.codes.click()
    page.choices.guests.click()
    page.choices.waiting.choose("guests")
    assert wished_door(stand.room) == DoorSettings(codes=True, guests=True, waiting="guests")
    said = [one.command for one in stand.room.waiting if isinstance(one.command, ChangeDoor)]
    assert [(one.codes, one.guests, one.waiting, one.locked) for one in said] == [
        (True, None, None, None), (None, True, None, None), (None, None, "guests", None),
    ]  # fmt: skip
    await shut(page, window)


async def test_without_a_lesson_there_is_still_the_address_and_the_key(
    theme: Theme, window: QMainWindow
) -> None:
    page = opened(theme, window)
    assert page.card is not None
    said = read_address(page.card.link)
    assert (said.host, said.pin, said.lesson, said.code) == ("192.168.100.200", PIN, "", "")
    await shut(page, window)


@pytest.mark.parametrize("scale", [1.0, 2.0])
async def test_nothing_is_wider_than_a_narrow_window(theme: Theme, window: QMainWindow, scale: float) -> None:
    theme.apply("light", scale)
    window.resize(400, 700)
    stand = Stand()
    await stand.start()
    await stand.tell(DoorSet(codes=True, code="K7M2XP"))
    page = opened(theme, window, stand)
    scroll = page.findChild(ScrollPage)
    assert isinstance(scroll, ScrollPage)
    inside = scroll.widget()
    assert inside is not None
    assert inside.minimumSizeHint().width() <= scroll.viewport().width()
    await shut(page, window)


# the sheet

LINK = f"schoolbell://192.168.100.200:8443/#pin={PIN}&lesson=01JT0000000000000000000000&pass={'A' * 43}"
SLIP = PassSlip("Ana <b>Silva</b>", "Physics 101", LINK, ("Scan this code.", "Good once."))


@pytest.mark.parametrize("rtl", [False, True])
def test_a_slip_holds_a_code_that_can_be_read_off_paper(theme: Theme, rtl: bool) -> None:
    paper = QImage(1100, 640, QImage.Format.Format_RGB32)
    paper.fill(Qt.GlobalColor.white)
    painter = QPainter(paper)
    draw_slip(painter, QRectF(20, 20, 1060, 600), SLIP, theme.font().families(), rtl=rtl)
    painter.end()
    assert codes_in(paper) == [LINK]


def drawn(theme: Theme, slip: PassSlip) -> QImage:
    """A slip as large as on paper."""
    paper = QImage(1098, 645, QImage.Format.Format_RGB32)
    paper.fill(Qt.GlobalColor.white)
    painter = QPainter(paper)
    draw_slip(painter, QRectF(0, 0, 1098, 645), slip, theme.font().families())
    painter.end()
    return paper


def test_a_slip_says_everything_to_the_last_word(theme: Theme) -> None:
    how = "Read it with a scanner into “Code” on the first page, or open the link that it holds."
    until = "Good once, until your teacher takes it back, at the latest on Wednesday, 23 December {}."
    name = "Maximiliane-Alexandra von Hohenstein-{}"
    said = [
        PassSlip(name.format(end), "Physics 101", LINK, (how, until.format(year)))
        for end, year in (("Bayern", 2026), ("Bayern", 2027), ("Baden", 2027))
    ]
    first, other_year, other_name = (drawn(theme, slip) for slip in said)
    assert first != other_year
    assert other_year != other_name


def test_the_link_of_a_slip_gets_into_no_log() -> None:
    assert "A" * 43 not in repr(SLIP)


def test_a_sheet_is_for_its_owners_eyes(theme: Theme, tmp_path: Path) -> None:
    path = tmp_path / "sheet.pdf"
    write_sheet(path, [SLIP] * 23, "Physics 101", theme.font().families(), rtl=False)
    assert path.read_bytes().startswith(b"%PDF")
    assert path.read_bytes().count(b"/Type /Page\n") == 3
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(OSError, match=r"\w"):
        write_sheet(tmp_path / "no" / "where.pdf", [SLIP], "", theme.font().families(), rtl=False)


async def test_each_student_of_the_class_gets_a_pass_that_is_told_once(
    classroom: Classroom, theme: Theme, window: QMainWindow, say: Callable[[str], str], tmp_path: Path
) -> None:
    await classroom.add_students("Ana Silva", "Tom Becker")
    teacher = await classroom.teacher()
    saver = SheetSaver(teacher, theme, say, of_lesson(teacher, classroom.session), PLACES, window)
    told: list[tuple[str, str]] = []
    saver.told.connect(lambda text, tone: told.append((text, tone)))
    await saver.save(tmp_path / "codes.pdf", "today")
    assert [tone for _, tone in told] == ["ok"]
    slips = await saver.make("open")
    assert {slip.name for slip in slips} == {"Ana Silva", "Tom Becker"}
    said = [read_address(slip.link) for slip in slips]
    assert len({one.personal for one in said}) == 2
    assert {(one.lesson, one.pin) for one in said} == {(classroom.session, teacher.pin)}
    assert {slip.lines[1].split(", at the latest")[0] for slip in slips} == {
        "Good once, until your teacher takes it back"
    }
    await saver.save(tmp_path / "no" / "where.pdf", "minutes")
    assert told[-1][1] == "danger"
    window.hide()
    window.deleteLater()
    await asyncio.sleep(0)
