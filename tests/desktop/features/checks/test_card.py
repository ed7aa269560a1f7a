"""A check's card: two clicks, F9, stuck in three words, what is over, and small windows."""

from collections.abc import Callable
from itertools import product

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.client import LineState
from desktop.features.chat import ChatPanel
from desktop.features.checks.task_dialog import TaskDialog
from desktop.features.hands import HandsPanel
from desktop.features.hands.rows import HandRow
from desktop.features.panel.finding import say_missed
from desktop.notifications import Notifications
from desktop.pages.room import RoomPage
from desktop.sounds import Sounds
from desktop.theme import Theme
from desktop.window.shortcuts import find_keys_of_parts, find_shortcuts
from relay.protocol.checks import CheckStarted, StartCheck, Tick, Ticked
from relay.protocol.hands import HandLowered
from relay.protocol.people import Comer, Goer, PeopleCame, PeopleWent
from relay.protocol.prompts import ClosePrompt, Nudge, Nudged, PromptClosed
from relay.protocol.stage import StageHanded, StageSet
from tests.desktop.classroom import until
from tests.desktop.features.checks.checked import (
    CAN,
    NAMES,
    card,
    is_stuck,
    lesson,
    pupils,
    started,
    teachers,
    ticked,
    title,
)
from tests.desktop.features.stand import START, TEACHER, Stand, account, asking, part, shown_whole
from tests.desktop.features.test_stage import offers, pick
from tests.desktop.pages.room.test_shape import (
    LAB_PC,
    composer_is_whole,
    controls,
    over_each_other,
)

pytestmark = pytest.mark.qt_log_ignore("grabbing the keyboard")

Open = Callable[..., RoomPage]


class TestAsking:
    async def test_two_clicks_ask(self, open_room: Open) -> None:
        stand = await lesson(teaches=True)
        pick(open_room(stand.room), "ask", "Done?")
        assert isinstance(stand.last, StartCheck)
        assert (stand.last.task, stand.last.seconds, stand.last.instead_of) == ("", 0, 0)

    async def test_two_keys_ask(self, open_room: Open) -> None:
        stand = await lesson(teaches=True)
        page = open_room(stand.room)
        await until(page.isActiveWindow)
        QTest.keyClick(page.window().focusWidget(), Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
        menu = page.menus["ask"].menu_shown
        await until(menu.isVisible)
        QTest.keyClicks(menu, "0")
        assert isinstance(stand.last, StartCheck)

    async def test_what_is_open_is_closed_by_the_same_click(self, open_room: Open) -> None:
        stand = await lesson(teaches=True)
        page = open_room(stand.room)
        number = await started(stand, "exercise 3")
        pick(page, "ask", "Done? · closes “Done with exercise 3?”")
        assert isinstance(stand.last, StartCheck)
        assert stand.last.instead_of == number
        assert "Yes / No · closes “Done with exercise 3?”" in offers(page, "ask")

    async def test_with_words_and_minutes_and_back_again_when_refused(self, open_room: Open) -> None:
        stand = await lesson(teaches=True)
        page = open_room(stand.room)
        pick(page, "ask", "Done with…")
        dialog = await asking(page, TaskDialog)
        assert isinstance(dialog, TaskDialog)
        await until(dialog.task.hasFocus)
        QTest.keyClicks(dialog.task, "exercise 3")
        dialog.time.choose("120")
        QTest.keyClick(dialog.task, Qt.Key.Key_Return)
        sent = stand.last
        assert isinstance(sent, StartCheck)
        assert (sent.task, sent.seconds) == ("exercise 3", 120)
        await stand.refuse(sent, "prompt_still_open")
        again = await asking(page, TaskDialog)
        assert isinstance(again, TaskDialog)
        assert (again.task.text(), again.time.value) == ("exercise 3", "120")
        assert again.banner.isVisible()

    @pytest.mark.parametrize("can", [("prompts",), ("checks",), ()])
    async def test_a_relay_without_checks_is_offered_none(
        self, can: tuple[str, ...], open_room: Open
    ) -> None:
        stand = await lesson(teaches=True, can=("replies", "stage", *can))
        assert offers(open_room(stand.room), "ask") == []

    async def test_offline_it_is_said_and_not_kept_for_later(
        self, open_room: Open, notices: Notifications
    ) -> None:
        stand = await lesson(teaches=True)
        page = open_room(stand.room)
        stand.wire.set_line(LineState("offline", START))
        pick(page, "ask", "Done?")
        assert not stand.room.waiting
        assert [one.title for one in notices.held] == ["You are offline. Ask once you are back online."]


class TestTeacher:
    async def test_missing_lost_and_stuck_stand_apart(self, open_room: Open) -> None:
        stand = await lesson(teaches=True, names=[f"Student {number}" for number in range(8)])
        page = open_room(stand.room)
        check = await started(stand, "exercise 3")
        assert title(page) == "Done with exercise 3?"
        await ticked(stand, check, 0, "done")
        await is_stuck(stand, check, 1, "step", "3b")
        await stand.tell(PeopleWent(people=[Goer(account(3), "lost"), Goer(account(4), "left")]))
        face = teachers(page)
        assert card(page).head.counted.text() == "1 of 7", "who is stuck is not done"
        assert face.missing.text() == "Waiting for Student 2, Student 5, 2 more"
        assert face.lost.text() == "Connection lost: Student 3"
        assert (face.nudge.text(), face.stuck.text()) == ("Remind 4", "1 stuck")
        face.nudge.click()
        assert isinstance(stand.last, Nudge)
        assert not face.nudge.isEnabled()
        await stand.tell(Nudged(by=TEACHER, ref=stand.last.ref, prompt=check, account=account(2)))
        assert not face.nudge.isEnabled(), "not again for a while"
        face.end.click()
        assert isinstance(stand.last, ClosePrompt)
        await stand.tell(PromptClosed(prompt=check))
        assert title(page) == (
            "Done with exercise 3? Missing: Student 2, Student 5, 2 more · Connection lost: Student 3"
        )
        assert not face.isVisible(), "one line"
        card(page).head.away.click()
        await until(card(page).isHidden)

    async def test_stuck_leads_to_their_hands_and_why(self, open_room: Open) -> None:
        stand = await lesson(teaches=True, names=[f"Student {number}" for number in range(12)])
        page = open_room(stand.room, *LAB_PC)
        for number in range(6):
            await stand.raise_hand(number)
        check = await started(stand)
        await is_stuck(stand, check, 8, "technical", "no sound")
        rows = {row.account: row for row in part(page, HandsPanel).findChildren(HandRow)}
        teachers(page).stuck.click()
        row = rows[account(8)]
        await until(lambda: row.isVisible() and shown_whole(row))
        assert row.call.hasFocus()
        assert row._why.text() == "no sound · Something technical"
        row.clearFocus()
        actions = page._panels.person_actions(account(8))
        next(one for one in actions if one.label == "Hand: no sound · Something technical").do()
        assert row.call.hasFocus(), "from the menu of a tile too"

    async def test_tiles_tell_who_is_done_and_who_is_stuck(self, open_room: Open) -> None:
        stand = await lesson(teaches=True)
        page = open_room(stand.room)
        check = await started(stand)
        await ticked(stand, check, 0, "done")
        await is_stuck(stand, check, 1, "task")
        words = [[badge.words for badge in page._panels.person_badges(account(n))] for n in range(3)]
        assert words[0] == ["done"]
        assert set(words[1]) == {"stuck", "hand raised: I don't understand the task"}
        assert words[2] == []


class TestPupil:
    async def test_f9_says_done_wherever_the_keyboard_is(self, open_room: Open) -> None:
        stand = await lesson(teaches=False)
        page = open_room(stand.room)
        await until(page.isActiveWindow)
        field = part(page, ChatPanel).composer.input
        field.setFocus()
        sent = len(stand.wire.sent)
        QTest.keyClick(field, Qt.Key.Key_F9)
        assert len(stand.wire.sent) == sent, "nobody asked"
        check = await started(stand)
        QTest.keyClick(field, Qt.Key.Key_F9)
        assert isinstance(stand.last, Tick)
        assert (stand.last.prompt, stand.last.progress) == (check, "done")
        assert field.hasFocus()
        await stand.tell(Ticked(by=account(0), ref=stand.last.ref, prompt=check, progress="done"))
        assert title(page) == "Done? You are done"
        assert not pupils(page).isVisible(), "one line"
        await stand.tell(PromptClosed(prompt=check))
        assert not card(page).isVisible(), "it takes no pixel of who has nothing to read there"
        sent = len(stand.wire.sent)
        QTest.keyClick(field, Qt.Key.Key_F9)
        assert len(stand.wire.sent) == sent

    async def test_stuck_opens_three_words_and_each_sends(self, open_room: Open) -> None:
        stand = await lesson(teaches=False)
        page = open_room(stand.room)
        check = await started(stand)
        face = pupils(page)
        assert not face.why.isVisible()
        face.stuck.click()
        await until(face.why.isVisible)
        assert [one.text() for one in face.reasons] == [
            "I don't understand the task", "One step doesn't work", "Something technical",
        ]  # fmt: skip
        assert page._panels.escape()
        assert not face.why.isVisibleTo(page)
        face.stuck.click()
        face.about.setText("3b")
        face.reasons[1].click()
        tick = stand.last
        assert isinstance(tick, Tick)
        assert (tick.progress, tick.reason, tick.about) == ("stuck", "step", "3b")
        await is_stuck(stand, check, 0, "step", "3b")
        assert title(page) == "Done? You are stuck"
        assert face.note.text() == "3b · One step doesn't work\nYour hand is up. Only your teacher reads why."
        assert (card(page).head.back.isVisible(), face.unstuck.isVisible()) == (False, True)
        face.done.click()
        await ticked(stand, check, 0, "done")
        await stand.tell(HandLowered(by=account(0), account=account(0)))
        assert title(page) == "Done? You are done"
        assert not face.note.isVisible()

    async def test_what_is_refused_late_is_a_sentence_on_the_card(
        self, open_room: Open, notices: Notifications
    ) -> None:
        stand = await lesson(teaches=False)
        page = open_room(stand.room)
        check = await started(stand)
        pupils(page).done.click()
        sent = stand.last
        await stand.tell(PromptClosed(prompt=check))
        await stand.refuse(sent, "prompt_closed")
        assert pupils(page).problem.isVisible()
        assert pupils(page).problem.text() == "Your “Done” came after the end."
        assert notices.held == []
        card(page).head.away.click()
        await until(card(page).isHidden)

    async def test_who_comes_late_is_asked_what_is_open_and_nothing_that_is_over(
        self, open_room: Open
    ) -> None:
        stand = Stand(account(9), "Zoe Late", "student", can=("checks", "prompts"))
        await stand.start(NAMES)
        number = await started(stand)
        await stand.tell(PromptClosed(prompt=number))
        await stand.tell(PeopleCame(people=[Comer(account(9), "Zoe Late", "student")]))
        page = open_room(stand.room)
        assert not card(page).isVisible()
        await started(stand, "the map")
        await until(card(page).isVisible)

    async def test_only_who_looks_elsewhere_is_notified_of_question_and_nudge(
        self, open_room: Open, notices: Notifications, sounds: Sounds
    ) -> None:
        stand = await lesson(teaches=False)
        page = open_room(stand.room, sounds=sounds)
        heard: list[bool] = []
        sounds.ended.connect(heard.append)
        await until(page.isActiveWindow)
        await started(stand)
        assert notices.held == []
        page.hide()
        number = await started(stand, "exercise 3")
        assert [(one.title, one.body) for one in notices.held] == [
            ("Your teacher asks", "Done with exercise 3?")
        ]
        await stand.tell(Nudged(prompt=number, account=account(0)))
        assert [one.urgent for one in notices.held] == [True]
        await until(lambda: bool(heard))
        await ticked(stand, number, 0, "done")
        assert notices.held == []

    async def test_keys_alone_beside_what_is_shown_in_a_narrow_window(self, open_room: Open) -> None:
        stand = await lesson(teaches=False)
        await stand.tell(StageSet(kind="join"))
        page = open_room(stand.room, 400, 720)
        await started(stand)
        await until(lambda: card(page).isVisible() and composer_is_whole(page))
        await until(page.isActiveWindow)
        face = pupils(page)
        face.stuck.setFocus(Qt.FocusReason.TabFocusReason)
        QTest.keyClick(face.stuck, Qt.Key.Key_Space)
        await until(face.about.hasFocus)
        QTest.keyClicks(face.about, "3b")
        QTest.keyClick(face.about, Qt.Key.Key_Return)
        assert face.reasons[0].hasFocus()
        QTest.keyClicks(face.reasons[0], "2")
        assert isinstance(stand.last, Tick)
        assert (stand.last.reason, stand.last.about) == ("step", "3b")
        assert not over_each_other(page)


def test_what_was_missed_is_told_once() -> None:
    asked = [CheckStarted(by=TEACHER, task=task, seq=seq) for seq, task in enumerate(("", "the map"), 1)]
    assert say_missed(asked) == ["the question whether you are done"]


@pytest.mark.parametrize("teaches", [True, False])
async def test_there_are_few_controls(teaches: bool, open_room: Open) -> None:
    stand = await lesson(teaches=teaches, names=[f"Student {number}" for number in range(35)])
    for number in (4, 5, 0):
        await stand.raise_hand(number)
    await stand.tell(StageSet(kind="people"), StageHanded(account=account(7)))
    page = open_room(stand.room, *LAB_PC)
    check = await started(stand, "exercise 3", time=60_000)
    await is_stuck(stand, check, 9, "step")
    if not teaches:
        pupils(page).stuck.click()
    await until(lambda: card(page).isVisible() and composer_is_whole(page))
    assert len(controls(page)) <= (20 if teaches else 14), controls(page)
    assert card(page).height() <= page.side.height() * 0.45
    assert not over_each_other(page)


@pytest.mark.parametrize("teaches", [True, False])
async def test_the_largest_one_scrolls_in_itself(teaches: bool, open_room: Open, theme: Theme) -> None:
    stand = await lesson(teaches=teaches)
    await stand.tell(StageSet(kind="people", by=TEACHER))
    page = open_room(stand.room)
    check = await started(stand, "exercises " + "w" * 190, time=60_000)
    if teaches:
        await is_stuck(stand, check, 1, "step")
        await stand.tell(PeopleWent(people=[Goer(account(2), "lost")]))
    else:
        pupils(page).stuck.click()
    for scale, size in product((1.0, 2.0), (LAB_PC, (400, 720), (340, 640))):
        if theme.text_scale != scale:
            theme.apply("light", scale)
        page.resize(*size)
        if page.side.low:
            page.turn_to(card(page))
        await until(lambda: card(page).isVisible() and shown_whole(card(page)))
        await until(lambda: page.side.low or composer_is_whole(page))
        await until(lambda: not over_each_other(page) and shown_whole(card(page).head))


async def test_nothing_changes_under_a_button_that_is_held(open_room: Open) -> None:
    stand = await lesson(teaches=False)
    page = open_room(stand.room)
    number = await started(stand)
    face = pupils(page)
    await until(lambda: shown_whole(face.stuck))
    at = face.stuck.rect().center()
    QTest.mousePress(face.stuck, Qt.MouseButton.LeftButton, pos=at)
    await stand.tell(PromptClosed(prompt=number))
    assert face.stuck.isVisible()
    QTest.mouseRelease(face.stuck, Qt.MouseButton.LeftButton, pos=at)
    await until(lambda: not face.stuck.isVisible())
    assert not face.why.isVisible()


async def test_the_keyboard_stays_with_the_card_whose_button_goes(open_room: Open) -> None:
    """Else what is pressed next would be written to the class."""
    stand = await lesson(teaches=False)
    page = open_room(stand.room)
    number = await started(stand)
    await until(page.isActiveWindow)
    face, head = pupils(page), card(page).head
    face.done.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(face.done, Qt.Key.Key_Space)
    await stand.tell(Ticked(by=account(0), ref=stand.last.ref, prompt=number, progress="done"))
    assert head.back.hasFocus()
    QTest.keyClick(head.back, Qt.Key.Key_Space)
    assert isinstance(stand.last, Tick)
    assert stand.last.progress == "working"
    assert face.done.hasFocus()


async def test_the_help_has_its_keys(open_room: Open) -> None:
    stand = await lesson(teaches=False)
    page = open_room(stand.room)
    await started(stand)
    keys = {(name, key.toString()) for name, key in find_shortcuts(page)}
    assert ("Tell your teacher that you are done", "F9") in keys
    assert {key.toString() for _, key in find_keys_of_parts(page)["Done?"]} >= {"1", "2", "3"}


async def test_one_who_taught_and_does_not_any_more_has_the_keys_of_students(open_room: Open) -> None:
    stand = Stand(account(0), NAMES[0], "teacher", can=CAN)
    await stand.start(NAMES)
    page = open_room(stand.room)
    await started(stand, "exercise 3")
    assert card(page).teacher is not None
    await stand.come_in_as("student", NAMES)
    number = await started(stand, "exercise 4")
    await until(page.isActiveWindow)
    await until(lambda: card(page).pupil is not None and card(page).isVisible())
    QTest.keyClick(page.window().focusWidget(), Qt.Key.Key_F9)
    assert isinstance(stand.last, Tick)
    assert (stand.last.prompt, stand.last.progress) == (number, "done")
