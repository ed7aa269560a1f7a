"""What stands around a page: the strip, notes, empty pages, pointing; and little for who follows."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QPushButton, QWidget

from desktop.features.ink import InkPanel
from desktop.features.ink.choice import Choosable
from desktop.features.polls.own_dialog import OwnPollDialog
from desktop.features.slides.around import AroundPage
from desktop.features.slides.page_area import PageArea
from desktop.features.slides.pointer import PointerLayer
from desktop.features.slides.strip import PageStrip
from desktop.pages.room import RoomPage
from desktop.pages.room.menus import MenuButton
from desktop.pages.room.presented import PresentedStage
from desktop.theme.widgets import Label
from relay.protocol.slides import (
    AddPages,
    DeckRemoved,
    NewPage,
    NoteSet,
    PagesAdded,
    PageShown,
    Pointed,
    RemoveDeck,
    SetDeck,
    SetNote,
    ShowPage,
)
from relay.protocol.stage import StageHanded
from tests.desktop.classroom import until
from tests.desktop.features.slides.decked import CAN, all_read, area_of, focus, tell_deck
from tests.desktop.features.stand import TEACHER, Stand, account, asking, part, press, rows_of, shown_whole

pytestmark = pytest.mark.qt_log_ignore("grabbing the keyboard")

Open = Callable[..., RoomPage]
WORDS = ("Pulleys", "Ropes", "Work", "Solutions")
WIDE = (1366, 728)


async def lee(
    open_room: Open, *, pictures: bool = False, can: tuple[str, ...] = CAN
) -> tuple[Stand, RoomPage, int]:
    stand = Stand(can=can)
    await stand.start(["Ana Silva", "Ben Okafor"])
    deck = await tell_deck(stand, WORDS, pictures=pictures)
    page = open_room(stand.room, *WIDE)
    await until(page.isActiveWindow)
    if pictures:
        await all_read(page)
    return stand, page, deck


def around(page: RoomPage) -> AroundPage:
    found = area_of(page).around
    assert found is not None
    return found


async def choose(page: RoomPage, *words: str) -> None:
    """Opens the menu below the page and chooses."""
    around(page).foot.more.click()
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    for word in words[:-1]:
        inner = next(action for action in menu.actions() if action.text() == word).menu()
        assert isinstance(inner, QMenu)
        menu.close()
        menu = inner
    next(action for action in menu.actions() if action.text() == words[-1]).trigger()
    menu.close()


def over(one: QWidget, other: QWidget) -> bool:
    """Whether one lies over the other."""
    places = [QRect(each.mapToGlobal(QPoint()), each.size()) for each in (one, other)]
    return places[0].intersects(places[1])


class TestTheStrip:
    async def test_shows_all_pages_to_who_turns_them(self, open_room: Open) -> None:
        stand, page, deck = await lee(open_room)
        strip = part(page, PageStrip)
        assert rows_of(strip) == [f"Page {number} of 4, Pulleys" for number in range(1, 5)]
        QTest.mouseClick(
            strip.viewport(),
            Qt.MouseButton.LeftButton,
            pos=strip.visualRect(strip.model().index(2, 0)).center(),
        )
        asked = stand.last
        assert isinstance(asked, ShowPage)
        assert (asked.deck, asked.page) == (deck, 3)
        assert strip.currentIndex().row() == 2

    async def test_each_click_turns_once(self, open_room: Open) -> None:
        _, page, _ = await lee(open_room)
        strip = part(page, PageStrip)
        clicked, chosen = list[int](), list[int]()
        strip.clicked.connect(lambda index: clicked.append(index.row() + 1))
        strip.chosen.connect(chosen.append)
        at = strip.visualRect(strip.model().index(2, 0)).center()
        QTest.mouseClick(strip.viewport(), Qt.MouseButton.LeftButton, pos=at)
        QTest.mouseDClick(strip.viewport(), Qt.MouseButton.LeftButton, pos=at)
        QTest.mouseRelease(strip.viewport(), Qt.MouseButton.LeftButton, pos=at)
        assert clicked
        assert chosen == clicked

    async def test_is_not_there_for_who_follows_or_has_no_room(self, open_room: Open) -> None:
        stand = Stand(account(0), "Ana Silva", "student", can=CAN)
        await stand.start(["Ana Silva"])
        await tell_deck(stand, WORDS, pictures=False)
        page = open_room(stand.room, *WIDE)
        await until(page.isActiveWindow)
        assert around(page).strip is None
        await stand.tell(StageHanded(account=account(0), by=TEACHER))
        assert part(page, PageStrip).isVisible()
        page.resize(400, 720)
        await until(lambda: not part(page, PageStrip).isVisible())

    async def test_a_menu_is_no_wider_for_a_deck_with_a_long_name(self, open_room: Open) -> None:
        stand = Stand(can=CAN)
        await stand.start(["Ana Silva"])
        page = open_room(stand.room, *WIDE)
        menu = next(one for one in page.findChildren(MenuButton) if one.text() == "Show").menu_shown
        await tell_deck(stand, WORDS, name="All of the energy of this world, " * 3, pictures=False)
        (entry,) = [one.text() for one in menu.actions() if one.text().startswith("All of")]
        assert entry.endswith("world, ")
        assert "…" in entry
        assert menu.sizeHint().width() < 500

    async def test_messages_lie_over_the_page_and_no_button(self, open_room: Open) -> None:
        _, page, _ = await lee(open_room)
        foot, strip = around(page).foot, part(page, PageStrip)
        await until(lambda: strip.isVisible() and page.ground.height() > 0)
        await until(lambda: not any(over(page.ground, one) for one in (foot, strip)))
        assert over(page.ground, area_of(page).sheet)

    @pytest.mark.parametrize("tool", [None, "pen"])
    async def test_in_a_narrow_window_a_page_has_its_width_beside_what_stands_below_it(
        self, open_room: Open, tool: Choosable | None
    ) -> None:
        stand = Stand(can=(*CAN, "ink"))
        await stand.start(["Ana Silva"])
        await tell_deck(stand, WORDS, pictures=False)
        page = open_room(stand.room, 400, 800)
        desk = part(page, InkPanel).desk
        assert desk is not None
        desk.choice.take(tool)
        least = 350 if tool is None else 300
        await until(lambda: area_of(page).sheet.sight.seen.width() >= least)
        assert shown_whole(around(page).foot)

    async def test_keys_turn_pages_also_from_there(self, open_room: Open) -> None:
        stand, page, _ = await lee(open_room)
        part(page, PageStrip).setFocus()
        QTest.keyClick(focus(page), Qt.Key.Key_Right)
        asked = stand.last
        assert isinstance(asked, ShowPage)
        assert asked.page == 2

    async def test_who_comes_with_keys_sees_where_the_keyboard_is(self, open_room: Open) -> None:
        _, page, _ = await lee(open_room)
        strip, stand = part(page, PageStrip), area_of(page).stand
        for widget, shown in ((strip, strip), (stand.sheet, stand)):
            page.side.setFocus()
            before = shown.grab().toImage()
            widget.setFocus(Qt.FocusReason.TabFocusReason)
            await until(widget.hasFocus)
            assert shown.grab().toImage() != before
        page.side.setFocus()
        before = stand.grab().toImage()
        stand.sheet.setFocus(Qt.FocusReason.MouseFocusReason)
        assert stand.grab().toImage() == before, "who draws needs no ring around the page"

    async def test_a_thumbnail_is_painted(self, open_room: Open) -> None:
        _, page, _ = await lee(open_room, pictures=True)
        strip = part(page, PageStrip)
        await all_read(page)
        box = strip.visualRect(strip.model().index(1, 0))
        seen = strip.viewport().grab(QRect(box)).toImage()
        assert seen.pixelColor(box.width() // 2, box.height() // 2).name() == "#fffffa"


class TestNotes:
    async def opened(self, open_room: Open) -> tuple[Stand, RoomPage, int]:
        stand, page, deck = await lee(open_room)
        await stand.tell(NoteSet(deck=deck, page=1, text="Ask Ben first", by=TEACHER))
        around(page).foot.notes.click()
        return stand, page, deck

    async def test_are_beside_the_page_with_the_next_one(self, open_room: Open) -> None:
        _, page, _ = await self.opened(open_room)
        notes = around(page).notes
        assert notes is not None
        assert notes.isVisible()
        assert notes.field.toPlainText() == "Ask Ben first"
        assert notes.next.accessibleName() == "Page 2 of 4, Pulleys"
        around(page).foot.notes.click()
        assert not notes.isVisible()

    async def test_are_kept_before_the_page_turns(self, open_room: Open) -> None:
        stand, page, deck = await self.opened(open_room)
        notes = around(page).notes
        assert notes is not None
        notes.field.setFocus()
        QTest.keyClicks(notes.field, "!")
        await stand.tell(PageShown(deck=deck, page=4, by=TEACHER))
        kept = [word for word in stand.wire.sent if isinstance(word, SetNote)]
        assert [(one.deck, one.page, one.text) for one in kept] == [(deck, 1, "!Ask Ben first")]
        assert notes.field.toPlainText() == ""
        assert notes.title.text() == "This is the last page"

    async def test_are_kept_when_the_room_is_left(self, open_room: Open) -> None:
        stand, page, _ = await self.opened(open_room)
        notes = around(page).notes
        assert notes is not None
        QTest.keyClicks(notes.field, "!")
        page.gone()
        assert any(isinstance(word, SetNote) for word in stand.wire.sent)

    async def test_a_colleagues_note_does_not_take_what_one_writes(self, open_room: Open) -> None:
        stand, page, deck = await self.opened(open_room)
        notes = around(page).notes
        assert notes is not None
        notes.field.setFocus()
        QTest.keyClicks(notes.field, "!")
        await stand.tell(NoteSet(deck=deck, page=1, text="Another", by=account(9)))
        assert notes.field.toPlainText() == "!Ask Ben first"

    async def test_what_nobody_wrote_is_not_sent(self, open_room: Open) -> None:
        stand, page, deck = await self.opened(open_room)
        notes = around(page).notes
        assert notes is not None
        notes.field.setFocus()
        await stand.tell(NoteSet(deck=deck, page=1, text="Another", by=account(9)))
        await stand.tell(PageShown(deck=deck, page=2, by=TEACHER))
        await stand.tell(PageShown(deck=deck, page=1, by=TEACHER))
        assert notes.field.toPlainText() == "Another"
        await stand.tell(DeckRemoved(deck=deck, by=TEACHER))
        assert not any(isinstance(word, SetNote) for word in stand.room.asked)

    async def test_are_not_sent_back_when_the_lesson_is_told_afresh(self, open_room: Open) -> None:
        stand, page, _ = await self.opened(open_room)
        notes = around(page).notes
        assert notes is not None
        stand.room._forget()
        await until(lambda: not notes.isVisible())
        assert not any(isinstance(word, SetNote) for word in stand.room.asked)


class TestMore:
    async def test_an_empty_page_is_added_behind_and_shown(self, open_room: Open) -> None:
        stand, page, deck = await lee(open_room)
        await choose(page, "An empty page after this one", "With squares")
        asked = stand.last
        assert isinstance(asked, AddPages)
        assert (asked.deck, asked.behind, [one.ground for one in asked.pages]) == (deck, 1, ["squares"])
        added = PagesAdded(
            deck=deck, first=5, pages=[NewPage(ground="squares")], behind=1, by=TEACHER, ref=asked.ref
        )
        await stand.tell(added)
        shows = stand.last
        assert isinstance(shows, ShowPage)
        assert shows.page == 5
        await stand.tell(PageShown(deck=deck, page=5, by=TEACHER))
        assert area_of(page).sheet.accessibleName() == "Page 2 of 5, Pulleys"

    async def test_students_may_look_ahead(self, open_room: Open) -> None:
        stand, page, deck = await lee(open_room)
        await choose(page, "Students may look ahead")
        asked = stand.last
        assert isinstance(asked, SetDeck)
        assert (asked.deck, asked.look_ahead) == (deck, True)

    async def test_a_page_with_options_is_a_poll_already(self, open_room: Open) -> None:
        words = "How many ropes?\n- One\n- Two"
        stand = Stand(can=(*CAN, "prompts", "polls"))
        await stand.start(["Ana Silva"])
        await tell_deck(stand, (words, "Work"))
        page = open_room(stand.room, *WIDE)
        await until(lambda: area_of(page).sheet.accessibleDescription() == words)
        await all_read(page)
        await choose(page, "Ask about this page…")
        dialog = await asking(page, OwnPollDialog)
        assert isinstance(dialog, OwnPollDialog)
        draft = dialog.form.fitting()
        assert draft is not None
        assert (draft.question, draft.options) == ("How many ropes?", ["One", "Two"])
        press(dialog, "Cancel")

    async def test_removing_asks_first(self, open_room: Open) -> None:
        stand, page, deck = await lee(open_room)
        before = len(stand.wire.sent)
        await choose(page, "Remove these pages…")
        dialog = await asking(page)
        assert any("“Pulleys” goes with all its pages" in one.text() for one in dialog.findChildren(Label))
        assert len(stand.wire.sent) == before
        press(dialog, "Remove")
        await until(lambda: isinstance(stand.wire.sent[-1], RemoveDeck))
        await stand.tell(DeckRemoved(deck=deck, by=TEACHER))
        assert not around(page).foot.back.isVisible()


class TestPointing:
    def dots(self, page: RoomPage) -> dict[str, tuple[int, int]]:
        (layer,) = [one for one in area_of(page).sheet.layers if isinstance(one, PointerLayer)]
        return {account: (round(at.x()), round(at.y())) for account, at in layer._dots.items()}

    async def test_who_points_is_seen_until_they_are_away(self, open_room: Open) -> None:
        stand = Stand(account(0), "Ana Silva", "student", can=CAN)
        await stand.start(["Ana Silva"])
        deck = await tell_deck(stand, WORDS, pictures=False)
        page = open_room(stand.room, *WIDE)
        await until(page.isActiveWindow)

        async def pointed(x: int, *, page: int = 1, away: bool = False) -> None:
            session = stand.room.session_id
            moment = Pointed(session=session, deck=deck, page=page, x=x, y=50, away=away, by=TEACHER)
            await stand.room.receive(moment)

        await pointed(100)
        assert self.dots(page) == {TEACHER: (100, 50)}
        await pointed(200, page=2)
        assert self.dots(page) == {TEACHER: (100, 50)}
        await pointed(100, away=True)
        assert self.dots(page) == {}
        await pointed(300)
        await stand.tell(PageShown(deck=deck, page=2, by=TEACHER))
        assert self.dots(page) == {}

    async def test_a_teacher_points_once_that_is_switched_on(self, open_room: Open) -> None:
        stand, page, _ = await lee(open_room)
        sheet = area_of(page).sheet
        middle = sheet.rect().center()

        def told() -> list[Pointed]:
            return [word for word in stand.wire.sent if isinstance(word, Pointed)]

        QTest.mouseMove(sheet, middle)
        assert told() == []
        around(page).foot.pointer.click()
        QTest.mouseMove(sheet, middle + QPoint(1, 0))
        await until(told)
        assert abs(told()[0].x - 8_000) < 100
        QTest.keyClick(focus(page), Qt.Key.Key_Escape)
        await until(lambda: told()[-1].away)
        assert not around(page).foot.pointer.isChecked()

    async def test_the_other_sheets_of_the_room_show_it_too(self, open_room: Open) -> None:
        _, page, _ = await lee(open_room)
        window = QWidget()
        second = PresentedStage(page.context, window, elsewhere=True)
        sheet = area_of(page).sheet
        (other,) = [area.sheet for area in second.findChildren(PageArea)]
        (layer,) = [one for one in other.layers if isinstance(one, PointerLayer)]
        around(page).foot.pointer.click()
        QTest.mouseMove(sheet, sheet.rect().center() + QPoint(1, 0))
        await until(lambda: layer._dots)
        assert abs(layer._dots[TEACHER].x() - 8_000) < 100
        QTest.keyClick(focus(page), Qt.Key.Key_Escape)
        await until(lambda: not layer._dots)
        sheet.zoom(2)
        assert other.view == sheet.view
        second.let_go()


async def test_who_follows_has_two_buttons_and_no_more(open_room: Open) -> None:
    stand = Stand(account(0), "Ana Silva", "student", can=CAN)
    await stand.start(["Ana Silva"])
    deck = await tell_deck(stand, WORDS, pictures=False)
    page = open_room(stand.room, *WIDE)
    await until(page.isActiveWindow)

    def buttons() -> list[str]:
        found = area_of(page).findChildren(QPushButton)
        return [one.accessibleName() or one.text() for one in found if one.isVisible()]

    assert buttons() == []
    await stand.tell(PageShown(deck=deck, page=2, by=TEACHER))
    assert buttons() == ["Previous page", "Next page"]
