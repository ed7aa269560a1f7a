"""Which page is before whom: all follow, who turns for themselves stays there, and nobody sees too early."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.client import LineState
from desktop.features.chat import ChatPanel
from desktop.features.slides.following import Following
from desktop.pages.room import RoomPage
from relay.protocol.gather import Gather
from relay.protocol.slides import (
    DeckRemoved,
    DeckSet,
    PageShown,
    ShowPage,
    ShowView,
    View,
    ViewMoved,
    ViewShown,
)
from relay.protocol.stage import StageHanded, StageSet
from tests.desktop.classroom import until
from tests.desktop.features.slides.decked import CAN, area_of, focus, tell_deck
from tests.desktop.features.stand import TEACHER, Stand, account, part

pytestmark = pytest.mark.qt_log_ignore("grabbing the keyboard")

Open = Callable[..., RoomPage]
WORDS = ("Pulleys", "Ropes", "Work", "Solutions")


async def ana(open_room: Open, *, seen: int = 3) -> tuple[Stand, RoomPage, int]:
    """A student who was shown so many pages of four, and has the keyboard in them."""
    stand = Stand(account(0), "Ana Silva", "student", can=CAN)
    await stand.start(["Ana Silva", "Ben Okafor"])
    deck = await tell_deck(stand, WORDS, pictures=False)
    for number in range(2, seen + 1):
        await stand.tell(PageShown(deck=deck, page=number, by=TEACHER))
    page = open_room(stand.room)
    await until(page.isActiveWindow)
    area_of(page).sheet.setFocus()
    return stand, page, deck


async def lee(open_room: Open) -> tuple[Stand, RoomPage, int]:
    stand = Stand(can=CAN)
    await stand.start(["Ana Silva", "Ben Okafor"])
    deck = await tell_deck(stand, WORDS, pictures=False)
    page = open_room(stand.room)
    await until(page.isActiveWindow)
    return stand, page, deck


def turned(stand: Stand) -> ShowPage:
    """What was asked last."""
    told = stand.last
    assert isinstance(told, ShowPage)
    return told


async def answer(stand: Stand) -> None:
    """Everybody is shown the page that was asked for last."""
    asked = turned(stand)
    await stand.tell(PageShown(deck=asked.deck, page=asked.page, by=stand.me, ref=asked.ref))


def following(page: RoomPage) -> Following:
    return area_of(page).following


def foot_says(page: RoomPage) -> str:
    around = area_of(page).around
    assert around is not None
    foot = around.foot
    words = foot.says.text() if foot.says.isVisible() else ""
    return " ".join(filter(None, (foot.number.text(), words)))


def press(page: RoomPage, *keys: Qt.Key) -> None:
    for key in keys:
        QTest.keyClick(focus(page), key)


class TestAStudent:
    async def test_follows(self, open_room: Open) -> None:
        stand, page, deck = await ana(open_room)
        assert area_of(page).sheet.accessibleName() == "Page 3 of 4, Pulleys"
        await stand.tell(PageShown(deck=deck, page=1, by=TEACHER))
        assert area_of(page).sheet.accessibleName() == "Page 1 of 4, Pulleys"
        assert foot_says(page) == "1 / 4"

    async def test_who_looks_elsewhere_stays_there_and_comes_back_by_esc(self, open_room: Open) -> None:
        stand, page, deck = await ana(open_room)
        press(page, Qt.Key.Key_PageUp)
        assert foot_says(page) == "2 / 4 Page 3 is shown"
        await stand.tell(PageShown(deck=deck, page=4, by=TEACHER))
        assert foot_says(page) == "2 / 4 Page 4 is shown"
        press(page, Qt.Key.Key_Escape)
        assert foot_says(page) == "4 / 4"
        assert not any(isinstance(word, ShowPage) for word in stand.wire.sent)

    @pytest.mark.parametrize("key", [Qt.Key.Key_PageUp, Qt.Key.Key_PageDown])
    async def test_who_writes_goes_on_following_whatever_the_key(self, open_room: Open, key: Qt.Key) -> None:
        stand, page, deck = await ana(open_room)
        await stand.tell(PageShown(deck=deck, page=2, by=TEACHER))
        part(page, ChatPanel).composer.input.setFocus()
        press(page, key)
        assert following(page).follows
        await stand.tell(StageHanded(account=account(0), by=TEACHER))
        press(page, key)
        assert turned(stand).page == (1 if key == Qt.Key.Key_PageUp else 3)

    @pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return])
    async def test_what_presses_a_button_turns_no_page(self, open_room: Open, key: Qt.Key) -> None:
        _, page, _ = await ana(open_room)
        press(page, Qt.Key.Key_PageUp, Qt.Key.Key_PageUp)
        around = area_of(page).around
        assert around is not None
        around.foot.follow.setFocus()
        press(page, key)
        assert following(page).page == 3

    async def test_who_turns_to_what_is_shown_follows_again(self, open_room: Open) -> None:
        _, page, _ = await ana(open_room)
        press(page, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
        assert following(page).follows

    async def test_looks_at_no_page_that_was_not_shown(self, open_room: Open) -> None:
        stand, page, deck = await ana(open_room)
        assert list(following(page).choice()) == [1, 2, 3]
        press(page, Qt.Key.Key_PageDown)
        assert following(page).page == 3
        await stand.tell(DeckSet(deck=deck, look_ahead=True, by=TEACHER))
        press(page, Qt.Key.Key_PageDown)
        assert following(page).page == 4
        await stand.tell(DeckSet(deck=deck, by=TEACHER))
        assert following(page).page == 3

    async def test_is_gathered(self, open_room: Open) -> None:
        stand, page, _ = await ana(open_room)
        press(page, Qt.Key.Key_PageUp)
        await stand.room.receive(Gather(session=stand.room.session_id, by=TEACHER))
        assert following(page).follows

    async def test_another_deck_is_seen_by_all(self, open_room: Open) -> None:
        stand, page, _ = await ana(open_room)
        press(page, Qt.Key.Key_PageUp)
        await tell_deck(stand, ("One", "Two"), name="Levers", pictures=False)
        assert area_of(page).sheet.accessibleName() == "Page 1 of 2, Levers"

    async def test_a_deck_that_was_removed_is_said_to_be(self, open_room: Open) -> None:
        stand, page, deck = await ana(open_room)
        await stand.tell(DeckRemoved(deck=deck, by=TEACHER))
        assert area_of(page).sheet.accessibleName() == "These pages are not there any more."
        await stand.tell(StageSet(by=TEACHER))
        assert not area_of(page).isVisible()

    async def test_zooms_for_herself(self, open_room: Open) -> None:
        stand, page, deck = await ana(open_room)
        area_of(page).sheet.zoom(2)
        own = following(page).view
        assert own.width < View().width
        assert not following(page).follows
        await stand.tell(ViewShown(deck=deck, page=3, x=1_000, y=0, width=4_000, by=TEACHER))
        assert following(page).view == own
        press(page, Qt.Key.Key_Escape)
        assert following(page).view == View(1_000, 0, 4_000)

    async def test_sees_the_view_move_until_it_rests(self, open_room: Open) -> None:
        stand, page, deck = await ana(open_room)
        moved = ViewMoved(
            session=stand.room.session_id, deck=deck, page=3, x=10, y=20, width=8_000, by=TEACHER
        )
        await stand.room.receive(moved)
        assert area_of(page).sheet.view == View(10, 20, 8_000)
        await stand.tell(PageShown(deck=deck, page=2, by=TEACHER))
        assert area_of(page).sheet.view == View()

    async def test_who_holds_the_stage_turns_for_all(self, open_room: Open) -> None:
        stand, page, deck = await ana(open_room)
        press(page, Qt.Key.Key_PageUp)
        await stand.tell(StageHanded(account=account(0), by=TEACHER))
        assert following(page).page == 3
        press(page, Qt.Key.Key_PageDown)
        assert (turned(stand).deck, turned(stand).page) == (deck, 4)
        await stand.tell(StageHanded(by=TEACHER))
        assert not following(page).turns

    async def test_who_is_handed_the_stage_sees_what_all_see(self, open_room: Open) -> None:
        stand, page, _ = await ana(open_room)
        area_of(page).sheet.zoom(2)
        await stand.tell(StageHanded(account=account(0), by=TEACHER))
        assert area_of(page).sheet.view == View()


class TestATeacher:
    async def test_turns_for_all_from_where_she_writes(self, open_room: Open) -> None:
        stand, page, _ = await lee(open_room)
        QTest.keyClicks(focus(page), "half")
        press(page, *[Qt.Key.Key_PageDown] * 3)
        assert turned(stand).page == 2
        assert following(page).page == 1, "until everybody is told"
        await answer(stand)
        assert following(page).page == 2
        assert turned(stand).page == 4, "and no page between them"
        await answer(stand)
        assert following(page).page == 4

    async def test_turns_back_before_the_page_is_shown(self, open_room: Open) -> None:
        stand, page, _ = await lee(open_room)
        press(page, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp)
        await answer(stand)
        assert turned(stand).page == 1
        await answer(stand)
        assert following(page).page == 1

    async def test_turns_by_the_keys_of_the_page(self, open_room: Open) -> None:
        stand, page, _ = await lee(open_room)
        area_of(page).sheet.setFocus()
        for keys, number in (
            ((Qt.Key.Key_Right,), 2),
            ((Qt.Key.Key_Space,), 3),
            ((Qt.Key.Key_Left,), 2),
            ((Qt.Key.Key_End,), 4),
            ((Qt.Key.Key_Home,), 1),
            ((Qt.Key.Key_0, Qt.Key.Key_3, Qt.Key.Key_Return), 3),
        ):
            press(page, *keys)
            assert turned(stand).page == number, keys
            await answer(stand)

    async def test_digits_are_seen_and_no_page_is_none(self, open_room: Open) -> None:
        stand, page, _ = await lee(open_room)
        area_of(page).sheet.setFocus()
        before = len(stand.wire.sent)
        press(page, Qt.Key.Key_7)
        assert foot_says(page) == "Page 7…"
        press(page, Qt.Key.Key_Return)
        assert foot_says(page) == "1 / 4"
        assert len(stand.wire.sent) == before

    async def test_offline_only_the_last_turn_is_kept(self, open_room: Open) -> None:
        stand, page, _ = await lee(open_room)
        stand.wire.set_line(LineState("offline", stand.wire.time))
        press(page, Qt.Key.Key_PageDown, Qt.Key.Key_PageDown)
        kept = [one.command for one in stand.room.waiting]
        assert [one.page for one in kept if isinstance(one, ShowPage)] == [3]
        assert foot_says(page) == "1 / 4 Page 3 will be shown when you are back online"

    async def test_takes_all_along_to_a_part_of_the_page(self, open_room: Open) -> None:
        stand, page, deck = await lee(open_room)
        area_of(page).sheet.zoom(2)
        view = area_of(page).sheet.view
        assert view.width < View().width
        moved = [word for word in stand.wire.sent if isinstance(word, ViewMoved)]
        assert [(one.x, one.y, one.width) for one in moved] == [(view.x, view.y, view.width)]
        await until(lambda: isinstance(stand.wire.sent[-1], ShowView))
        rests = stand.last
        assert isinstance(rests, ShowView)
        assert (rests.page, rests.width) == (1, view.width)
        await stand.tell(ViewShown(deck=deck, page=1, x=view.x, y=view.y, width=view.width, by=TEACHER))
        assert area_of(page).sheet.view == view
        assert following(page)._view is None, "it is what is shown"
        await stand.tell(PageShown(deck=deck, page=2, by=TEACHER))
        assert area_of(page).sheet.view == View()

    @pytest.mark.parametrize("way", ["button", "escape"])
    async def test_has_a_way_back_to_the_whole_page(self, open_room: Open, way: str) -> None:
        _, page, _ = await lee(open_room)
        around = area_of(page).around
        assert around is not None
        assert around.foot.whole.isHidden(), "it is seen"
        area_of(page).sheet.zoom(2)
        assert not around.foot.whole.isHidden()
        if way == "button":
            around.foot.whole.click()
        else:
            press(page, Qt.Key.Key_Escape)
        assert area_of(page).sheet.view == View()
        assert around.foot.whole.isHidden()

    @pytest.mark.parametrize("rests", [False, True])
    async def test_goes_closer_before_the_last_view_is_told(self, open_room: Open, *, rests: bool) -> None:
        stand, page, deck = await lee(open_room)

        def shown() -> list[ShowView]:
            return [word for word in stand.wire.sent if isinstance(word, ShowView)]

        area_of(page).sheet.zoom(2)
        await until(shown)
        (first,) = shown()
        area_of(page).sheet.zoom(2)
        view = area_of(page).sheet.view
        if rests:
            await until(lambda: [one for one in stand.room.asked if isinstance(one, ShowView)][1:])
        told = ViewShown(
            deck=deck, page=1, x=first.x, y=first.y, width=first.width, by=TEACHER, ref=first.ref
        )
        await stand.tell(told)
        assert area_of(page).sheet.view == view
        await until(lambda: shown()[-1].width == view.width)
