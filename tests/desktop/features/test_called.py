"""Being called on: across the room, with a sound, once for each call; and all others see who has the word."""

from collections.abc import Callable
from itertools import product

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from desktop.client import LineState
from desktop.features.catch_up import CatchUpCard
from desktop.features.hands import CalledBanner, WordStrip
from desktop.features.lesson import AwayBanner
from desktop.features.panel import Panel
from desktop.notifications import Notifications
from desktop.pages.room import RoomPage
from desktop.pages.room.banners import Banners
from desktop.sounds import Sounds
from desktop.theme import Theme
from relay.protocol.hands import AllHandsLowered, CalledOn, HandLowered, HandRaised, Hands, LowerHand
from relay.protocol.lesson import TeacherCameBack, TeacherWentAway
from relay.protocol.people import Comer, PeopleCame
from tests.desktop.classroom import until
from tests.desktop.features.sounding import heard
from tests.desktop.features.stand import START, TEACHER, Stand, account, part

pytestmark = pytest.mark.qt_log_ignore("grabbing the keyboard")

Open = Callable[..., RoomPage]


def ana() -> Stand:
    return Stand(account(0), "Ana Silva", "student")


async def called(stand: Stand, number: int = 0, by: str = TEACHER) -> None:
    """A hand goes up, and its owner is called on, a second after what was before."""
    stand.wire.time += 1_000
    await stand.tell(HandRaised(by=account(number)), CalledOn(account=account(number), by=by))


async def test_it_stands_across_the_room_on_the_accent_colour(open_room: Open, theme: Theme) -> None:
    theme.apply("dark", 1.0)
    stand = ana()
    await stand.start(["Ana Silva"])
    page = open_room(stand.room)
    banner = part(page, CalledBanner)
    assert not banner.isVisible()
    await called(stand)
    await until(banner.isVisible)
    assert banner.banner.words.text() == "Ms. Lee calls on you: speak, or write in the chat"
    assert banner.width() > page.width() * 0.9
    corner = banner.grab().toImage().pixelColor(6, banner.height() // 2)
    assert corner == QColor(theme.colours.accent)
    QTest.mouseClick(banner.banner.button, Qt.MouseButton.LeftButton)
    assert isinstance(stand.last, LowerHand)
    assert not banner.banner.button.isEnabled()
    await stand.tell(HandLowered(by=account(0), account=account(0), ref=stand.last.ref))
    assert not banner.isVisible()
    assert not part(page, Banners).isVisible()


async def test_it_names_who_of_several_teachers_has_called(open_room: Open) -> None:
    stand = ana()
    await stand.start(["Ana Silva"])
    await stand.tell(PeopleCame(people=[Comer(account(90), "Mr Okafor", "teacher")]))
    page = open_room(stand.room)
    await called(stand, by=account(90))
    assert part(page, CalledBanner).banner.words.text().startswith("Mr Okafor calls on you")


async def test_all_of_it_is_in_sight(open_room: Open, theme: Theme) -> None:
    stand = ana()
    await stand.start(["Ana Silva"])
    page = open_room(stand.room)
    await called(stand)
    banner = part(page, CalledBanner).banner

    def whole() -> bool:
        words, button = banner.words, banner.button
        fits = words.height() >= words.heightForWidth(words.width())
        return fits and banner.rect().contains(button.geometry()) and page.rect().contains(banner.geometry())

    for scale, size in product((1.0, 2.0), ((1366, 728), (400, 720))):
        if theme.text_scale != scale:
            theme.apply("light", scale)
        page.resize(*size)
        await until(whole)


async def test_it_is_heard_once_for_each_call(open_room: Open, sounds: Sounds) -> None:
    stand, said = ana(), heard(sounds)
    await stand.start(["Ana Silva", "Ben Okafor"])
    page = open_room(stand.room, sounds=sounds)
    await called(stand, 1)
    assert not said
    await called(stand)
    assert len(said) == 1
    part(page, CalledBanner).refresh()
    await stand.tell(HandLowered(by=account(0), account=account(0)))
    await called(stand)
    assert len(said) == 2


async def test_who_was_called_in_a_cut_hears_it_on_coming_back_unless_it_is_long_ago(
    open_room: Open, sounds: Sounds
) -> None:
    stand, said = ana(), heard(sounds)
    await stand.start(["Ana Silva"])
    open_room(stand.room, sounds=sounds)
    for waited, times in ((20_000, 1), (600_000, 1)):
        stand.wire.set_line(LineState("reconnecting", START))
        called_at = stand.wire.time + 1_000
        stand.wire.time += waited
        stand.wire.set_line(LineState("connected", START))
        stand.room.enter()
        await stand.enter(head=stand.upto + 2)
        await stand.tell(
            HandRaised(by=account(0), at=called_at), CalledOn(account=account(0), by=TEACHER, at=called_at)
        )
        assert len(said) == times
        await stand.tell(AllHandsLowered())


async def test_who_looks_elsewhere_is_told_until_they_look_or_it_is_over(
    open_room: Open, notices: Notifications
) -> None:
    stand = ana()
    await stand.start(["Ana Silva"])
    page = open_room(stand.room, shown=False)
    await called(stand)
    assert [(one.title, one.urgent) for one in notices.held] == [("It is your turn", True)]
    await stand.tell(HandLowered(account=account(0)))
    assert not notices.held
    await called(stand)
    assert notices.count == 1
    page.show()
    page.activateWindow()
    await until(lambda: notices.count == 0)


@pytest.mark.parametrize("away", [QWidget.showMinimized, QWidget.hide], ids=["minimised", "in the tray"])
async def test_who_has_put_the_window_away_hears_it_and_is_told_until_they_look(
    open_room: Open, notices: Notifications, sounds: Sounds, away: Callable[[QWidget], None]
) -> None:
    stand, said = ana(), heard(sounds)
    await stand.start(["Ana Silva"])
    page = open_room(stand.room, sounds=sounds)
    await until(page.isActiveWindow)
    forward: list[bool] = []
    page.asked_to_show.connect(lambda: forward.append(True))
    away(page)
    await called(stand)
    assert len(said) == 1
    assert [(one.title, one.urgent) for one in notices.held] == [("It is your turn", True)]
    assert page.isMinimized() or page.isHidden()
    assert not forward
    notices.open(notices.held[0].key)
    assert forward
    page.showNormal()
    page.activateWindow()
    await until(part(page, CalledBanner).isVisible)


async def test_who_has_it_before_them_gets_no_notice(open_room: Open, notices: Notifications) -> None:
    stand = ana()
    await stand.start(["Ana Silva"])
    page = open_room(stand.room)
    await until(page.isActiveWindow)
    await called(stand)
    assert not notices.held


async def test_the_class_sees_who_has_the_word(open_room: Open) -> None:
    for stand in (Stand(), Stand(account(1), "Ben Okafor", "student")):
        await stand.start(["Ana Silva", "Ben Okafor", "Chloé Martin"])
        page = open_room(stand.room)
        strip = part(page, WordStrip)
        assert not strip.isVisible()
        await called(stand)
        assert strip.isVisible()
        assert strip.says.text() == "It is Ana Silva's turn"
        assert "their turn" in [mark.words for mark in page.context.panels.person_badges(account(0))]
        await called(stand, 2)
        assert strip.says.text() == "It is Chloé Martin's turn"
        await stand.tell(AllHandsLowered())
        assert not strip.isVisible()


async def test_a_screen_reader_says_who_has_the_word_the_first_time_too(
    open_room: Open, spoken: list[str]
) -> None:
    stand = Stand()
    await stand.start(["Ana Silva", "Ben Okafor"])
    page = open_room(stand.room)
    await until(page.isActiveWindow)
    await called(stand)
    assert spoken == ["It is Ana Silva's turn"]
    page.hide()
    await called(stand, 1)
    assert len(spoken) == 1, "to nobody who looks elsewhere"


async def test_a_name_that_is_not_confirmed_leaves_room_for_what_is_said_of_it(open_room: Open) -> None:
    stand = Stand()
    await stand.start(["Ben Okafor"])
    await stand.tell(PeopleCame(people=[Comer(account(1), "Ana Silva", "student", "claimed")]))
    strip = part(open_room(stand.room), WordStrip)
    await called(stand, 1)
    assert strip.says.text() == "It is Ana Silva's turn"


async def test_who_has_the_word_needs_no_line_about_it(open_room: Open) -> None:
    stand = ana()
    await stand.start(["Ana Silva", "Ben Okafor"])
    page = open_room(stand.room)
    await called(stand)
    assert not part(page, WordStrip).isVisible()
    await called(stand, 1)
    assert part(page, WordStrip).isVisible()
    assert not part(page, CalledBanner).isVisible()
    word = stand.room.memories[Hands].word
    assert word is not None
    assert word.account == account(1)


class TestOneBanner:
    async def test_the_rest_waits_in_its_order(self, open_room: Open) -> None:
        stand = ana()
        await stand.start(["Ana Silva"])
        page = open_room(stand.room)

        def shown() -> type[Panel] | None:
            now = part(page, Banners).shown
            return None if now is None else type(now)

        stand.wire.set_line(LineState("reconnecting", START))
        stand.wire.time += 120_000
        stand.wire.set_line(LineState("connected", START))
        stand.room.enter()
        await stand.enter(head=stand.upto + 1)
        await stand.say(TEACHER, "Ms. Lee", "Where is everybody?")
        await until(lambda: shown() is CatchUpCard)
        await stand.tell(TeacherWentAway(limit=600_000))
        await until(lambda: shown() is AwayBanner)
        await called(stand)
        await until(lambda: shown() is CalledBanner)
        assert [one.isVisible() for one in (part(page, AwayBanner), part(page, CatchUpCard))] == [False] * 2
        await stand.tell(AllHandsLowered())
        await until(lambda: shown() is AwayBanner)
        await stand.tell(TeacherCameBack())
        await until(lambda: shown() is CatchUpCard)
        part(page, CatchUpCard).close_card()
        await until(lambda: shown() is None)
        assert not part(page, Banners).isVisible()

    async def test_it_waits_while_a_menu_is_open(self, open_room: Open) -> None:
        stand = Stand()
        await stand.start(["Ana Silva"])
        page = open_room(stand.room)
        button = page.menus["show"]
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        await until(button.menu_shown.isVisible)
        await stand.tell(TeacherWentAway(limit=600_000))
        assert part(page, Banners).shown is None
        button.menu_shown.hide()
        await until(lambda: isinstance(part(page, Banners).shown, AwayBanner))
