"""Hands: raising one, the queue with its times, and telling a teacher who looks elsewhere."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from desktop.client import LineState
from desktop.features.hands import HandButton, HandsPanel
from desktop.features.hands.rows import HandRow
from desktop.features.panel.words import time_of_day
from desktop.notifications import NativeNotifier, Notifications
from desktop.pages.room import RoomPage
from desktop.sentences import Sentences
from desktop.theme import Theme
from relay.protocol.hands import (
    AllHandsLowered,
    CalledOn,
    CallOn,
    HandLowered,
    HandRaised,
    Hands,
    LowerAllHands,
    LowerHand,
    RaiseHand,
)  # fmt: skip
from relay.protocol.lesson import SessionEnded
from relay.protocol.session_stats import SessionStats
from tests.desktop.bus import WITHOUT, notification_service
from tests.desktop.classroom import Classroom, hand, until
from tests.desktop.features.stand import START, Stand, account, part, shown_whole

Open = Callable[..., RoomPage]


def rows(page: RoomPage) -> list[HandRow]:
    panel = part(page, HandsPanel)
    shown = [row for row in panel.findChildren(HandRow) if row.isVisibleTo(panel)]
    return sorted(shown, key=lambda row: row.mapTo(panel, row.rect().topLeft()).y())


def whole_rows(page: RoomPage) -> list[HandRow]:
    return [row for row in rows(page) if row.isVisible() and shown_whole(row)]


async def test_the_button_raises_and_lowers(open_room: Open) -> None:
    stand = Stand(account(0), "Ana", "student")
    await stand.start(["Ana"])
    page = open_room(stand.room)
    button = part(page, HandButton).button
    assert button.text() == "Raise hand"
    before = button.size()
    button.click()
    assert isinstance(stand.last, RaiseHand)
    assert button.isChecked()
    await stand.tell(HandRaised(by=account(0), ref=stand.last.ref))
    assert button.text() == "Lower hand"
    assert button.size() == before
    button.click()
    assert isinstance(stand.last, LowerHand)
    await stand.tell(HandLowered(by=account(0), account=account(0), ref=stand.last.ref))
    assert not button.isChecked()


async def test_ctrl_r_raises_the_hand_while_one_writes(open_room: Open) -> None:
    stand = Stand(account(0), "Ana", "student")
    await stand.start(["Ana"])
    page = open_room(stand.room)
    await until(lambda: page.window().focusWidget() is not None and page.isActiveWindow())
    QTest.keyClick(page.window().focusWidget(), Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    await until(lambda: isinstance(stand.last, RaiseHand))
    assert "Ctrl+R" in part(page, HandButton).button.toolTip()


async def test_without_a_line_it_goes_up_later_with_its_time_or_is_taken_back(open_room: Open) -> None:
    stand = Stand(account(0), "Ana", "student")
    await stand.start(["Ana"])
    page = open_room(stand.room)
    button = part(page, HandButton).button
    stand.wire.set_line(LineState("reconnecting", START))
    button.click()
    assert stand.room.waiting[0].command.said_at == START  # type: ignore[attr-defined]
    assert button.isChecked()
    assert button.accessibleDescription() == "Your hand goes up when you are back online. Take it back"
    words = f"Your hand was raised at {time_of_day(START)}. It goes up when you are back online."
    assert part(page, HandsPanel).own_line == words
    button.click()
    assert not stand.room.waiting
    assert not button.isChecked()
    assert not part(page, HandsPanel).isVisible()


async def test_a_hand_raised_in_a_cut_takes_its_place_on_arrival_and_says_when_it_was_raised(
    open_room: Open,
) -> None:
    stand = Stand(account(0), "Ana", "student")
    await stand.start(["Ana", "Tom"])
    page = open_room(stand.room)
    button = part(page, HandButton).button
    stand.wire.set_line(LineState("reconnecting", START))
    button.click()
    stand.wire.time += 240_000
    stand.wire.set_line(LineState("connected", START))
    stand.room.enter()
    await stand.enter(head=stand.upto + 1)
    await stand.raise_hand(1)
    raised = stand.last
    assert isinstance(raised, RaiseHand)
    assert raised.said_at == START
    assert button.text() == "Lower hand"  # on its way on a line that stands
    await stand.tell(HandRaised(by=account(0), said_at=START, ref=raised.ref))
    assert [hand.account for hand in stand.room.memories[Hands].queue] == [account(1), account(0)]
    assert part(page, HandsPanel).own_line == "Your hand is up · number 2 in line"


async def test_a_teacher_reads_when_a_hand_that_came_late_was_raised(open_room: Open) -> None:
    stand = Stand()
    await stand.start(["Ana", "Tom"])
    page = open_room(stand.room)
    stand.wire.time += 240_000
    await stand.raise_hand(1)
    await stand.tell(HandRaised(by=account(0), said_at=START))
    await until(
        lambda: [row._waited.text() for row in rows(page)] == ["0 s", f"4 min · said at {time_of_day(START)}"]
    )


async def test_a_hand_in_an_ended_lesson_is_refused_with_a_sentence(
    open_room: Open, notices: Notifications
) -> None:
    stand = Stand(account(0), "Ana", "student")
    await stand.start(["Ana"])
    page = open_room(stand.room)
    stand.wire.set_line(LineState("reconnecting", START))
    part(page, HandButton).button.click()
    stand.wire.set_line(LineState("connected", START))
    stand.room.enter()
    await stand.enter(head=stand.upto + 1)
    await stand.tell(SessionEnded(reason="teacher", figures=SessionStats()))
    assert not stand.room.waiting
    (notice,) = notices.held
    assert (notice.title, notice.body) == (
        "Your hand was not raised",
        "The lesson was over before you were back online.",
    )


async def test_a_hand_that_is_up_already_needs_no_telling(open_room: Open, notices: Notifications) -> None:
    stand = Stand(account(0), "Ana", "student")
    await stand.start(["Ana"])
    part(open_room(stand.room), HandButton).button.click()
    await stand.refuse(stand.last, "already_raised")
    assert not notices.held
    assert not stand.room.waiting


async def test_the_queue_is_in_the_order_of_raising_with_waiting_times(open_room: Open) -> None:
    stand = Stand()
    await stand.start(["Ana", "Tom", "Zoe"])
    page = open_room(stand.room)
    for number in (2, 0, 1):
        await stand.raise_hand(number)
        stand.wire.time += 40_000
    await until(lambda: [row._name.text() for row in rows(page)] == ["Zoe", "Ana", "Tom"])
    await until(lambda: [row._waited.text() for row in rows(page)] == ["2 min", "1 min", "40 s"])


async def test_a_teacher_calls_on_lowers_and_lowers_all(open_room: Open) -> None:
    stand = Stand()
    await stand.start(["Ana", "Tom"])
    page = open_room(stand.room)
    await stand.raise_hand(0)
    await stand.raise_hand(1)
    await until(lambda: len(rows(page)) == 2)
    first, second = rows(page)
    first.call.click()
    asked = stand.last
    assert isinstance(asked, CallOn)
    assert asked.account == account(0)
    await stand.tell(CalledOn(account=account(0), ref=asked.ref))
    assert not first.call.isEnabled()
    second.down.click()
    assert stand.last.account == account(1)  # type: ignore[attr-defined]
    await stand.tell(HandLowered(account=account(1), ref=stand.last.ref))
    await until(lambda: len(rows(page)) == 1)
    await stand.raise_hand(1)
    panel = part(page, HandsPanel)
    panel.lower_all.click()
    assert isinstance(stand.last, LowerAllHands)
    await stand.tell(AllHandsLowered(ref=stand.last.ref))
    await until(lambda: not rows(page))


async def test_a_student_reads_one_line_while_their_own_hand_is_up(open_room: Open) -> None:
    stand = Stand(account(1), "Tom", "student")
    await stand.start(["Ana", "Tom"])
    page = open_room(stand.room)
    panel = part(page, HandsPanel)
    await stand.raise_hand(0)
    assert not panel.isVisible()
    await stand.raise_hand(1)
    assert panel.isVisible()
    assert panel.own_line == "Your hand is up · number 2 in line"
    assert not rows(page)
    await stand.tell(CalledOn(account=account(1)))
    assert not panel.own_line, "the banner says that it is their turn"
    await stand.tell(AllHandsLowered())
    assert not panel.isVisible()


async def test_one_has_the_word_and_who_had_it_before_can_be_called_on_again(open_room: Open) -> None:
    stand = Stand()
    await stand.start(["Ana", "Tom"])
    page = open_room(stand.room)
    for number in (0, 1):
        await stand.raise_hand(number)
        await stand.tell(CalledOn(account=account(number)))
    await until(lambda: [row.call.text() for row in rows(page)] == ["Call on", "Called"])
    first, second = rows(page)
    assert not second.call.isEnabled()
    offered = [[one.label for one in part(page, HandsPanel).person_actions(account(n))] for n in (0, 1)]
    assert offered == [["Call on", "Lower hand"], ["Lower hand"]], "nor in the menu of who has it"
    QTest.mouseClick(first.call, Qt.MouseButton.LeftButton)
    asked = stand.last
    assert isinstance(asked, CallOn)
    assert asked.account == account(0)
    stand.wire.time += 1_000
    await stand.tell(CalledOn(account=account(0), ref=asked.ref))
    await until(lambda: [row.call.text() for row in rows(page)] == ["Called", "Call on"])
    assert second.call.isEnabled()


async def test_who_had_the_word_reads_that_the_hand_is_up_once_another_has_it(open_room: Open) -> None:
    stand = Stand(account(1), "Tom", "student")
    await stand.start(["Ana", "Tom"])
    panel = part(open_room(stand.room), HandsPanel)
    for number in (1, 0):
        stand.wire.time += 1_000
        await stand.raise_hand(number)
        await stand.tell(CalledOn(account=account(number)))
    assert panel.own_line == "Your hand is up · number 1 in line"


async def test_more_hands_than_have_room_are_opened_by_a_click(open_room: Open) -> None:
    stand = Stand()
    await stand.start([f"Student {n}" for n in range(8)])
    page = open_room(stand.room, 1366, 728)
    panel = part(page, HandsPanel)
    for number in range(8):
        await stand.raise_hand(number)
    await until(lambda: len(whole_rows(page)) == 3)
    assert panel.more.text() == "+5 more"
    QTest.mouseClick(panel.more, Qt.MouseButton.LeftButton)
    await until(lambda: len(whole_rows(page)) == 8)
    assert panel.more.text() == "Fewer"
    QTest.mouseClick(panel.more, Qt.MouseButton.LeftButton)
    await until(lambda: len(whole_rows(page)) == 3)
    page.resize(1920, 1040)
    await until(lambda: len(whole_rows(page)) > 5)


async def test_a_forest_of_hands_comes_a_few_at_a_time(open_room: Open) -> None:
    stand = Stand()
    await stand.start([f"Student {n}" for n in range(80)])
    page = open_room(stand.room)
    made: list[int] = []
    count = len(part(page, HandsPanel)._rows)
    part(page, HandsPanel).changed.connect(lambda: made.append(len(part(page, HandsPanel)._rows) - count))
    await stand.tell(*(HandRaised(by=account(n)) for n in range(80)))
    assert 0 < made[0] < 30
    await until(lambda: len(part(page, HandsPanel)._rows) == 80)
    assert part(page, HandsPanel).count() == 80


# who is told


async def test_nobody_is_told_what_is_before_them(open_room: Open, notices: Notifications) -> None:
    stand = Stand()
    await stand.start(["Ana"])
    page = open_room(stand.room)
    await until(page.isActiveWindow)
    await stand.raise_hand(0)
    assert not notices.held


async def test_a_teacher_on_another_page_is_told(open_room: Open, notices: Notifications) -> None:
    stand = Stand()
    await stand.start(["Ana"])
    open_room(stand.room, shown=False)
    await stand.raise_hand(0)
    (notice,) = notices.held
    assert notice.title == "Ana raised a hand"
    assert [action.label for action in notice.actions] == ["Call on", "Lower"]
    notices.do(notice.key, "lower")
    assert isinstance(stand.last, LowerHand)
    assert not notices.held


async def test_a_teacher_in_another_window_is_told_until_they_come_back(
    open_room: Open, notices: Notifications
) -> None:
    stand = Stand()
    await stand.start(["Ana"])
    page = open_room(stand.room)
    await until(page.isActiveWindow)
    other = QWidget()
    other.show()
    other.activateWindow()
    await until(lambda: not page.isActiveWindow())
    await stand.raise_hand(0)
    assert notices.count == 1
    page.activateWindow()
    await until(lambda: notices.count == 0)
    other.hide()
    other.deleteLater()


async def test_several_hands_are_gathered_and_follow_what_happens(
    open_room: Open, notices: Notifications
) -> None:
    stand = Stand()
    await stand.start(["Ana", "Tom", "Zoe", "Max"])
    open_room(stand.room, shown=False)
    titles = []
    for number in range(4):
        await stand.raise_hand(number)
        (notice,) = notices.held
        titles.append(notice.title)
    assert titles == [
        "Ana raised a hand",
        "Ana and Tom raised a hand",
        "Ana, Tom and Zoe raised a hand",
        "Ana, Tom and 2 more raised a hand",
    ]
    assert [action.label for action in notices.held[0].actions] == ["Call on Ana", "Lower all"]
    await stand.tell(HandLowered(account=account(0)))
    assert notices.held[0].title == "Tom, Zoe and Max raised a hand"
    await stand.tell(CalledOn(account=account(1)))
    assert notices.held[0].title == "Zoe and Max raised a hand"
    await stand.tell(AllHandsLowered())
    assert not notices.held


async def test_what_was_caught_up_is_not_told(open_room: Open, notices: Notifications) -> None:
    stand = Stand()
    await stand.enter(head=3)
    open_room(stand.room, shown=False)
    await stand.tell(HandRaised(by=account(0)), HandRaised(by=account(1)))
    assert not notices.held
    await stand.tell(HandLowered(account=account(0)), HandRaised(by=account(2)))
    assert len(notices.held) == 1


async def test_students_are_told_only_that_it_is_their_turn(open_room: Open, notices: Notifications) -> None:
    stand = Stand(account(0), "Ana", "student")
    await stand.start(["Ana", "Tom"])
    open_room(stand.room, shown=False)
    await stand.raise_hand(1)
    await stand.raise_hand(0)
    assert not notices.held
    await stand.tell(CalledOn(account=account(1)))
    assert not notices.held
    await stand.tell(CalledOn(account=account(0)))
    assert [notice.title for notice in notices.held] == ["It is your turn"]
    await stand.tell(HandLowered(account=account(0)))
    assert not notices.held


@pytest.mark.skipif(bool(WITHOUT), reason=WITHOUT)
async def test_a_button_of_the_system_reaches_the_relay_and_the_student(
    classroom: Classroom, theme: Theme, say: Sentences, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with notification_service() as service:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", service.address)
        notifier = NativeNotifier()
        teacher = await classroom.teacher_room()
        page = RoomPage(teacher, theme, Notifications(notifier), say)
        ana, tom = await classroom.student_room("Ana"), await classroom.student_room("Tom")
        ana.send(hand(ana))
        (shown,) = await service.until(1)
        assert (shown["summary"], shown["body"]) == ("Ana raised a hand", "Energy")
        tom.send(hand(tom))
        while (gathered := (await service.until(1))[0])["summary"] != "Ana and Tom raised a hand":
            pass
        assert gathered["number"] == shown["number"]
        await service.press(gathered["number"], "call_on")
        await until(lambda: any(h.called_at for h in ana.memories[Hands].queue))
        assert [bool(h.called_at) for h in ana.memories[Hands].queue] == [True, False]
        ana.send(LowerHand(ref=hand(ana).ref, session=ana.session_id))
        tom.send(LowerHand(ref=hand(tom).ref, session=tom.session_id))
        await service.until(0)
        page.gone()
        await until(lambda: teacher.over)
        page.deleteLater()
        await notifier.close()


async def test_a_teacher_sees_which_of_two_of_one_name_has_a_hand_up(open_room: Open) -> None:
    stand = Stand()
    await stand.start(["Ana Silva", "Ana Silva"])
    page = open_room(stand.room)
    page.show_usernames({account(0): "ana.silva", account(1): "ana.silva2"})
    await stand.raise_hand(1)
    await until(lambda: rows(page))
    assert rows(page)[0].call.accessibleName() == "Call on Ana Silva (ana.silva2)"
    assert page.context.name(account(0)) == "Ana Silva (ana.silva)"
