"""The pinned line: read by everybody, opened once its host was seen, pinned and taken away by teachers."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from desktop.client import LineState
from desktop.features.catch_up import CatchUpCard
from desktop.features.chat import ChatPanel
from desktop.features.panel.report import LessonRecord
from desktop.features.pins import PinStrip
from desktop.features.pins.pin_dialog import PinDialog
from desktop.features.pins.report import report_sections
from desktop.features.pins.whole import WholePinDialog
from desktop.notifications import Notifications
from desktop.pages.room import RoomPage
from desktop.theme import Theme
from relay.protocol.hiding import MessageHidden, MessageKept, SaidMessage
from relay.protocol.pins import LinePinned, LineUnpinned, PinLine, UnpinLine
from relay.protocol.stage import StageSet
from tests.desktop.classroom import until
from tests.desktop.features.browser import Browser
from tests.desktop.features.stand import START, TEACHER, Stand, account, asking, part, press, shown_whole
from tests.desktop.features.test_catch_up import back, cut
from tests.desktop.features.test_stage import offers, pick, words

pytestmark = pytest.mark.qt_log_ignore("grabbing the keyboard")

Open = Callable[..., RoomPage]
CAN = ("replies", "stage", "hiding", "pins")
LINK = "Open this, all of you: https://school.example/maps/pulleys"
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamter"


async def lesson(*, teaches: bool = False, can: tuple[str, ...] = CAN) -> Stand:
    """As a teacher, or as Ana."""
    stand = Stand(can=can) if teaches else Stand(account(0), "Ana Silva", "student", can=can)
    await stand.start(["Ana Silva", "Tom Becker"])
    return stand


async def pinned(stand: Stand, text: str = "", message: int = 0, ref: str = "") -> int:
    """Ms. Lee pins something, which may answer what she asked; the pin's number."""
    message = message or await stand.say(TEACHER, "Ms. Lee", text)
    await stand.tell(LinePinned(by=TEACHER, message=message, ref=ref))
    return stand.upto


async def hide(stand: Stand, message: int) -> None:
    await stand.tell(MessageHidden(by=TEACHER, message=message, account=account(1)))


def in_menu(page: RoomPage, number: int) -> list[str]:
    """What this subject offers to do with a message."""
    line = part(page, ChatPanel).view.messages.spoken(number)
    assert line is not None
    return [action.label for action in part(page, PinStrip).message_actions(line)]


def do(page: RoomPage, number: int) -> None:
    """Chooses that from the message's menu."""
    line = part(page, ChatPanel).view.messages.spoken(number)
    assert line is not None
    (action,) = part(page, PinStrip).message_actions(line)
    action.do()


async def behind(page: RoomPage) -> QWidget:
    """Another window in front of it."""
    other = QWidget()
    other.show()
    other.activateWindow()
    await until(lambda: not page.isActiveWindow())
    return other


class TestReading:
    async def test_a_pupil_opens_a_page_by_keys_once_its_host_was_seen(
        self, open_room: Open, browser: Browser
    ) -> None:
        stand = await lesson()
        page = open_room(stand.room)
        strip = part(page, PinStrip)
        assert not strip.isVisible(), "with nothing pinned it takes no pixel"
        assert not strip.findChildren(QWidget), "and is not made"
        number = await pinned(stand, LINK)
        assert strip.isVisible()
        assert strip.words.accessibleName() == f"Pinned: {LINK}"
        assert strip.words.text() == "Open this, all of you: school.example/maps/pulleys"
        assert not strip.unpin.isVisible(), "a pupil hides nothing"
        assert offers(page, "show") == []
        await until(page.isActiveWindow)
        strip.open_link.setFocus(Qt.FocusReason.TabFocusReason)
        QTest.keyClick(strip.open_link, Qt.Key.Key_Return)
        dialog = await asking(page)
        assert dialog.heading.text() == "Open school.example?"
        assert not browser.opened
        press(dialog, "Open in the browser")
        assert browser.opened == ["https://school.example/maps/pulleys"]
        await stand.tell(LineUnpinned(pin=number, by=TEACHER))
        assert not strip.isVisible()

    async def test_all_of_it_is_read_in_a_dialog_which_knows_every_page(
        self, open_room: Open, browser: Browser
    ) -> None:
        stand = await lesson()
        page = open_room(stand.room)
        said = await stand.say(account(1), "Tom Becker", f"{LONG}\n{LINK} https://b.example/")
        await pinned(stand, message=said)
        strip = part(page, PinStrip)
        assert LONG in strip.words.toolTip().replace("\u200b", "")
        strip.open_link.click()
        dialog = await asking(page, WholePinDialog)
        seen = words(dialog)
        assert f"{LONG} {LINK} https://b.example/" in seen
        assert "Written by Tom Becker, pinned by Ms. Lee" in seen
        press(dialog, "Open b.example")
        press(await asking(page), "Open in the browser")
        assert browser.opened == ["https://b.example/"]
        strip.words.click()
        press(await asking(page, WholePinDialog), "Show in the chat")
        view = part(page, ChatPanel).view
        await until(lambda: view.currentIndex().row() == view.lines.row_of(said) >= 0)

    async def test_of_a_hidden_message_nothing_is_left(self, open_room: Open, notices: Notifications) -> None:
        stand = await lesson()
        page = open_room(stand.room)
        said = await stand.say(account(1), "Tom Becker", "xylophone")
        other = await behind(page)
        await pinned(stand, message=said)
        assert notices.held
        strip = part(page, PinStrip)
        strip.show_whole()
        dialog = await asking(page, WholePinDialog)
        await hide(stand, said)
        assert not strip.isVisible()
        assert not dialog.isVisible()
        assert not notices.held
        assert "xylophone" not in words(strip) + strip.words.text() + strip.words.toolTip()
        other.deleteLater()

    @pytest.mark.parametrize("teaches", [False, True])
    @pytest.mark.parametrize("rtl", [False, True])
    async def test_it_is_one_line_in_a_small_window_with_large_text(
        self, teaches: bool, rtl: bool, open_room: Open, theme: Theme, qapp: QApplication
    ) -> None:
        theme.apply("dark", 2.0)
        qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight)
        try:
            stand = await lesson(teaches=teaches)
            page = open_room(stand.room, 400, 720)
            await stand.tell(StageSet(kind="people", by=TEACHER))
            await pinned(stand, f"{LONG} {LINK}")
            strip = part(page, PinStrip)
            await until(strip.isVisible)
            await until(lambda: strip.width() > 300)
            assert strip.height() == strip.sizeHint().height() < theme.px(44)
            assert strip.words.elided().endswith("…")
            buttons = [strip.words, strip.open_link, *([strip.unpin] if teaches else [])]
            assert all(shown_whole(one) for one in buttons)
            places = [one.geometry().center().x() for one in buttons]
            assert places == sorted(places, reverse=rtl)
        finally:
            qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


class TestBeingTold:
    async def test_who_is_elsewhere_gets_a_notice_that_opens_the_page(
        self, open_room: Open, notices: Notifications
    ) -> None:
        stand = await lesson()
        page = open_room(stand.room)
        await until(page.isActiveWindow)
        await pinned(stand, "exercise 3")
        assert not notices.held, "whoever sees the room sees it there"
        other = await behind(page)
        await pinned(stand, LINK)
        (notice,) = notices.held
        assert (notice.title, notice.body) == ("Ms. Lee pinned a page for everyone", LINK)
        notices.do(notice.key, "open")
        assert (await asking(page)).heading.text() == "Open school.example?"
        await pinned(stand, "exercise 4")
        assert [one.title for one in notices.held] == ["Ms. Lee pinned a line for everyone"]
        other.hide()
        page.activateWindow()
        await until(lambda: not notices.held)
        other.deleteLater()

    async def test_who_was_away_reads_it_on_the_card_and_is_led_to_the_message(self, open_room: Open) -> None:
        stand = await lesson()
        page = open_room(stand.room)
        said = await stand.say(TEACHER, "Ms. Lee", "read this")
        await cut(stand)
        await back(stand, LinePinned(by=TEACHER, message=said))
        card = part(page, CatchUpCard)
        await until(card.isVisible)
        assert "You missed a pinned line in 6 minutes." in words(card)
        view = part(page, ChatPanel).view
        await until(lambda: view.settled and view.lines.row_of(said) >= 0)
        page.reveal(stand.upto)
        assert view.currentIndex().row() == view.lines.row_of(said)
        assert part(page, PinStrip).isVisible()


class TestPinning:
    async def test_from_the_menu_of_a_message_by_its_number(self, open_room: Open) -> None:
        stand = await lesson(teaches=True)
        page = open_room(stand.room)
        said = await stand.say(account(0), "Ana Silva", "read this", "question")
        private = await stand.say(account(0), "Ana Silva", "my mark?", private=True)
        await until(lambda: part(page, ChatPanel).view.settled)
        assert in_menu(page, private) == []
        assert in_menu(page, said) == ["Pin for everyone"]
        do(page, said)
        assert isinstance(stand.last, PinLine)
        assert (stand.last.message, stand.last.text) == (said, "")
        number = await pinned(stand, message=said, ref=stand.last.ref)
        assert in_menu(page, said) == ["Unpin"]
        await pinned(stand, "exercise 3")
        assert in_menu(page, said) == ["Pin for everyone"]
        part(page, PinStrip).unpin.click()
        assert isinstance(stand.last, UnpinLine)
        assert stand.last.pin == stand.upto != number
        sent = list(stand.wire.sent)
        part(page, PinStrip).unpin.setFocus()
        part(page, PinStrip).unpin.click()
        assert stand.wire.sent == sent, "a second press asks for nothing more"
        assert part(page, PinStrip).unpin.hasFocus(), "and no button of others has the keyboard"
        await stand.refuse(stand.last, "not_pinned")
        assert not stand.room.waiting
        await stand.tell(MessageKept(by=TEACHER, message=said, said=SaidMessage(text="read this")))
        assert in_menu(page, said) == [], "it is hidden"

    async def test_a_line_of_ones_own_in_two_clicks_and_back_when_it_is_refused(
        self, open_room: Open
    ) -> None:
        stand = await lesson(teaches=True)
        page = open_room(stand.room)
        await pinned(stand, "exercise 3")
        pick(page, "show", "Pin a line…")
        dialog = await asking(page, PinDialog)
        assert isinstance(dialog, PinDialog)
        assert "It takes the place of “exercise 3”." in words(dialog)
        assert not dialog.go.isEnabled()
        await until(dialog.line.hasFocus)
        QTest.keyClicks(dialog.line, "https://school.example")
        QTest.keyClick(dialog.line, Qt.Key.Key_Return)
        sent = stand.last
        assert isinstance(sent, PinLine)
        assert (sent.message, sent.text) == (0, "https://school.example")
        await stand.refuse(sent, "too_long")
        again = await asking(page, PinDialog)
        assert isinstance(again, PinDialog)
        assert again.line.text() == "https://school.example"
        assert again.banner.isVisible()

    async def test_refused_while_one_writes_it_comes_back_when_one_asks_for_it(
        self, open_room: Open, notices: Notifications
    ) -> None:
        stand = await lesson(teaches=True)
        page = open_room(stand.room)
        part(page, PinStrip).pin("exercise 3")
        field = part(page, ChatPanel).composer.input
        field.setFocus()
        await until(lambda: page.window().focusWidget() is field)
        QTest.keyClicks(field, "Well")
        await stand.refuse(stand.last, "too_long")
        QTest.keyClicks(field, ", go on")
        assert field.toPlainText() == "Well, go on"
        assert not page.findChildren(PinDialog)
        (told,) = [one for one in notices.held if one.key.startswith("pins refused")]
        notices.do(told.key, "again")
        again = await asking(page, PinDialog)
        assert isinstance(again, PinDialog)
        assert again.line.text() == "exercise 3"

    async def test_offline_it_waits_and_can_be_taken_back(self, open_room: Open) -> None:
        stand = await lesson(teaches=True)
        page = open_room(stand.room)
        strip = part(page, PinStrip)
        stand.wire.set_line(LineState("offline", START))
        for text in ("exercise 3", "exercise 4"):
            strip.pin(text)
        assert [one.text for one in stand.room.asked if isinstance(one, PinLine)] == ["exercise 4"]
        await until(strip.isVisible)
        assert strip.words.text() == "Not pinned yet: exercise 4"
        assert strip.words.accessibleName() == "Pinned once you are back online: exercise 4"
        strip.unpin.click()
        assert not stand.room.waiting
        await until(strip.isHidden)

    async def test_a_relay_without_pins_is_offered_none(self, open_room: Open) -> None:
        stand = await lesson(teaches=True, can=("replies", "stage"))
        page = open_room(stand.room)
        said = await stand.say(account(0), "Ana Silva", "read this")
        await until(lambda: part(page, ChatPanel).view.settled)
        assert "Pin a line…" not in offers(page, "show")
        assert in_menu(page, said) == []


async def test_the_report_has_what_was_pinned_in_order() -> None:
    stand = await lesson(teaches=True)
    record = LessonRecord(stand.room.memories, (), START)
    assert not list(report_sections(record))
    said = await stand.say(account(0), "Ana Silva", "read\nthis")
    await pinned(stand, message=said)
    await pinned(stand, LINK)
    (section,) = report_sections(record)
    ((_, table),) = section.tables
    assert [row[1] for row in table.rows] == ["read this", LINK]
    (file,) = section.files
    assert [row[1] for row in file.rows()] == ["Pinned for everyone", "read this", LINK]
