"""Who was picked: what its teachers see of it, what they do about it, and what everybody else sees."""

from collections.abc import Callable, Sequence

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.client import LineState
from desktop.features.disk import DiskBanner
from desktop.features.hands import CalledBanner, HandsPanel, WordStrip
from desktop.features.panel.report import LessonRecord
from desktop.features.picker import PickedBanner
from desktop.features.picker.report import report_sections
from desktop.notifications import Notifications
from desktop.pages.room import RoomPage
from desktop.pages.room.banners import Banners
from relay.protocol.base import Event
from relay.protocol.catalog import new_memories
from relay.protocol.hands import CalledOn, HandLowered, LowerHand
from relay.protocol.people import Comer, Goer, People, PeopleCame, PeopleWent
from relay.protocol.picker import DiscardDraw, DrawDiscarded, DrawName, NameDrawn, ShowDrawn
from tests.desktop.classroom import Classroom, until
from tests.desktop.features.checks.test_through_the_relay import noted
from tests.desktop.features.stand import START, TEACHER, Stand, account, part
from tests.desktop.features.test_stage import offers, pick

pytestmark = pytest.mark.qt_log_ignore("grabbing the keyboard")

Open = Callable[..., RoomPage]
CAN = ("replies", "stage", "picker")
NAMES = ("Ana Silva", "Ben Okafor", "Mia Wolf")
FIRST = "Show me first who is picked"


async def lesson(*, me: int = -1, can: Sequence[str] = CAN) -> Stand:
    """A teacher's, or a student's of this number."""
    stand = Stand(can=can) if me < 0 else Stand(account(me), NAMES[me], "student", can=can)
    await stand.start(NAMES)
    return stand


def said(page: RoomPage) -> str:
    banner = part(page, PickedBanner)
    return banner.line.words.text() if banner.isVisible() else ""


def pick_by_key(page: RoomPage) -> None:
    """Without a menu, which would take the window's place for a moment."""
    QTest.keyClick(
        page, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )


def buttons(page: RoomPage) -> list[str]:
    line = part(page, PickedBanner).line
    shown = [one for one in (line.show_it, line.again, line.done, line.away) if one.isVisible()]
    return [one.text() or one.accessibleName() for one in shown]


async def test_picked_at_once_has_the_word_until_it_is_taken_back(open_room: Open) -> None:
    stand = await lesson()
    page = open_room(stand.room)
    assert said(page) == ""
    pick(page, "more", "Pick somebody")
    asked = stand.last
    assert isinstance(asked, DrawName)
    assert (asked.first_to_me, asked.leave_out) == (False, [])
    await stand.tell(
        NameDrawn(account=account(1), by=TEACHER, ref=asked.ref),
        CalledOn(account=account(1), by=TEACHER, ref=asked.ref),
    )
    assert said(page) == "Ben Okafor was picked."
    assert buttons(page) == ["Again", "Done"]
    assert not part(page, HandsPanel).isVisible(), "nobody has raised a hand"
    assert part(page, WordStrip).says.text() == "It is Ben Okafor's turn"
    part(page, PickedBanner).line.done.click()
    asked = stand.last
    assert isinstance(asked, LowerHand)
    assert asked.account == account(1)
    await stand.tell(HandLowered(account=account(1), by=TEACHER, ref=asked.ref))
    assert said(page) == ""


async def test_shown_to_the_teacher_first_and_passed_over(open_room: Open) -> None:
    stand = await lesson()
    page = open_room(stand.room)
    await until(page.isActiveWindow)
    pick(page, "more", FIRST)
    pick_by_key(page)
    asked = stand.last
    assert isinstance(asked, DrawName)
    assert asked.first_to_me
    await stand.tell(NameDrawn(account=account(0), by=TEACHER, ref=asked.ref))
    assert said(page) == "Ana Silva was picked. Only teachers see this."
    assert buttons(page) == ["Show", "Again", "Call on nobody"]
    part(page, PickedBanner).line.again.click()
    asked = stand.last
    assert isinstance(asked, DrawName)
    assert asked.leave_out == [account(0)]
    await stand.tell(NameDrawn(account=account(2), by=TEACHER, ref=asked.ref))
    part(page, PickedBanner).line.show_it.click()
    asked = stand.last
    assert isinstance(asked, ShowDrawn)
    assert asked.draw == stand.upto
    await stand.tell(CalledOn(account=account(2), by=TEACHER, ref=asked.ref))
    assert said(page) == "Mia Wolf was picked."
    part(page, PickedBanner).line.again.click()
    asked = stand.last
    assert isinstance(asked, DrawName)
    assert asked.leave_out == [], "who was passed over may be drawn again"
    await stand.tell(NameDrawn(account=account(1), by=TEACHER, ref=asked.ref))
    number = stand.upto
    await stand.tell(PeopleWent(people=[Goer(account(1), "left")]))
    assert said(page) == "Ben Okafor was picked and is not here any more."
    assert not part(page, PickedBanner).line.show_it.isEnabled()
    part(page, PickedBanner).line.away.click()
    asked = stand.last
    assert isinstance(asked, DiscardDraw)
    await stand.tell(DrawDiscarded(draw=number, by=TEACHER, ref=asked.ref))
    assert said(page) == "Mia Wolf was picked.", "as before"


async def test_the_keyboard_stays_in_the_banner(open_room: Open) -> None:
    stand = await lesson()
    page = open_room(stand.room)
    await until(page.isActiveWindow)
    await stand.tell(NameDrawn(account=account(0), by=TEACHER))
    line = part(page, PickedBanner).line
    line.again.setFocus()
    QTest.keyClick(line.again, Qt.Key.Key_Space)
    asked = stand.last
    assert isinstance(asked, DrawName)
    QTest.keyClick(line.again, Qt.Key.Key_Space)
    assert stand.last is asked, "not twice"
    await stand.tell(NameDrawn(account=account(1), by=TEACHER, ref=asked.ref))
    assert line.again.hasFocus()
    line.show_it.setFocus()
    QTest.keyClick(line.show_it, Qt.Key.Key_Space)
    asked = stand.last
    assert isinstance(asked, ShowDrawn)
    await stand.tell(CalledOn(account=account(1), by=TEACHER, ref=asked.ref))
    assert line.again.hasFocus()


async def test_a_class_of_whom_all_were_passed_over_is_drawn_of_anew(
    open_room: Open, notices: Notifications
) -> None:
    stand = await lesson()
    page = open_room(stand.room)
    await stand.tell(NameDrawn(account=account(0), by=TEACHER))
    part(page, PickedBanner).line.again.click()
    await stand.refuse(stand.last, "nobody_here")
    assert [one.title for one in notices.held] == ["There is nobody here who can be picked."]
    pick(page, "more", "Pick somebody")
    asked = stand.last
    assert isinstance(asked, DrawName)
    assert asked.leave_out == []


async def test_offline_it_waits_and_is_taken_back(open_room: Open) -> None:
    stand = await lesson()
    page = open_room(stand.room)
    stand.wire.set_line(LineState("reconnecting", START))
    pick(page, "more", "Pick somebody")
    await until(lambda: said(page) == "Somebody is picked when you are back online.")
    assert buttons(page) == ["Take it back"]
    part(page, PickedBanner).line.away.click()
    await until(lambda: said(page) == "")
    assert not page.context.room.waiting


async def test_what_waits_offline_says_so_and_is_taken_back(open_room: Open) -> None:
    stand = await lesson()
    page = open_room(stand.room)
    await until(page.isActiveWindow)
    await stand.tell(NameDrawn(account=account(0), by=TEACHER))
    stand.wire.set_line(LineState("reconnecting", START))
    line, room = part(page, PickedBanner).line, page.context.room
    pending = "Ana Silva was picked. Only teachers see this."
    for button, words in (
        (line.show_it, "Ana Silva is shown to the class when you are back online."),
        (line.away, "Ana Silva is not called on: this waits until you are back online."),
        (line.again, "Somebody is picked when you are back online."),
    ):
        button.click()
        assert (said(page), buttons(page)) == (words, ["Take it back"])
        line.away.click()
        assert (said(page), buttons(page)) == (pending, ["Show", "Again", "Call on nobody"])
        assert not room.waiting
    line.show_it.setFocus()
    line.show_it.click()
    assert line.away.hasFocus(), "the keyboard is where it is taken back"
    pick_by_key(page)
    assert [type(one.command) for one in room.waiting] == [DrawName], "instead of what has not left"
    line.away.click()
    stand.wire.set_line(LineState("connected", START))
    stand.room.enter()
    await stand.enter(head=stand.upto)
    await stand.tell(CalledOn(account=account(0), by=TEACHER))
    stand.wire.set_line(LineState("reconnecting", START))
    line.done.setFocus()
    line.done.click()
    assert line.away.hasFocus()
    assert said(page) == "It is Ana Silva's turn until you are back online."
    line.away.click()
    assert (said(page), room.waiting) == ("Ana Silva was picked.", [])
    assert line.again.hasFocus()


async def test_who_raised_a_hand_was_not_picked_however_often_they_were_before(open_room: Open) -> None:
    stand = await lesson()
    page = open_room(stand.room)
    drawn = NameDrawn(account=account(0), by=TEACHER), CalledOn(account=account(0), by=TEACHER)
    await stand.tell(*drawn)
    await stand.raise_hand(0)
    assert said(page) == "Ana Silva was picked.", "also with a hand up"
    await stand.tell(HandLowered(account=account(0), by=TEACHER))
    await stand.raise_hand(0)
    await stand.tell(CalledOn(account=account(0), by=TEACHER))
    assert said(page) == ""
    await stand.tell(*drawn)
    assert said(page) == "Ana Silva was picked."
    again = open_room(stand.room)
    assert said(again) == "", "which of the calls was of a draw can't be known"


async def test_a_draw_that_waits_comes_first_and_the_word_after_all_others(open_room: Open) -> None:
    stand = await lesson()
    page = open_room(stand.room)
    banners = part(page, Banners)
    welcome = stand.relay.welcome
    assert welcome is not None
    stand.relay.line_up(msgspec.structs.replace(welcome, disk_low=True))
    await until(lambda: isinstance(banners.shown, DiskBanner))
    await stand.tell(NameDrawn(account=account(0), by=TEACHER))
    assert isinstance(banners.shown, PickedBanner)
    await stand.tell(CalledOn(account=account(0), by=TEACHER))
    assert isinstance(banners.shown, DiskBanner)
    stand.relay.line_up(welcome)
    await until(lambda: said(page) == "Ana Silva was picked.")


async def test_a_screen_reader_says_the_first_pick_and_nothing_that_was_caught_up(
    open_room: Open, spoken: list[str]
) -> None:
    stand = await lesson()
    page = open_room(stand.room)
    await until(page.isActiveWindow)
    pick_by_key(page)
    asked = stand.last
    await stand.tell(NameDrawn(account=account(0), by=TEACHER, ref=asked.ref))
    assert spoken == ["Ana Silva was picked. Only teachers see this."]
    await stand.tell(DrawDiscarded(draw=stand.upto, by=TEACHER))
    await stand.tell(NameDrawn(account=account(0), by=TEACHER))
    assert len(spoken) == 2, "the same once more is news"
    spoken.clear()
    await stand.tell(CalledOn(account=account(0), by=TEACHER))
    assert sorted(spoken) == ["Ana Silva was picked.", "It is Ana Silva's turn"]
    spoken.clear()
    stand.wire.set_line(LineState("reconnecting", START))
    part(page, PickedBanner).line.done.click()
    assert spoken == ["It is Ana Silva's turn until you are back online."]
    part(page, PickedBanner).line.away.click()
    spoken.clear()
    stand.wire.set_line(LineState("connected", START))
    stand.room.enter()
    await stand.enter(head=stand.upto + 2)
    await stand.tell(NameDrawn(account=account(1), by=TEACHER), CalledOn(account=account(1), by=TEACHER))
    await stand.say(TEACHER, "Ms. Lee", "Go on")
    assert said(page) == "Ben Okafor was picked."
    assert not spoken


async def test_students_and_old_relays_have_nothing_of_it(open_room: Open) -> None:
    old = open_room((await lesson(can=("stage",))).room)
    assert not {"Pick somebody", FIRST} & set(offers(old, "more"))
    stand = await lesson(me=1)
    page = open_room(stand.room)
    await stand.tell(CalledOn(account=account(1), by=TEACHER))
    banner = part(page, CalledBanner)
    assert part(page, Banners).shown is banner
    assert banner.banner.words.text() == "Ms. Lee calls on you: speak, or write in the chat"
    assert banner.banner.button.text() == "I am done"
    banner.banner.button.click()
    asked = stand.last
    assert isinstance(asked, LowerHand)
    assert asked.account is None
    await stand.tell(
        HandLowered(account=account(1), by=account(1), ref=asked.ref), CalledOn(account=account(0))
    )
    assert part(page, WordStrip).says.text() == "It is Ana Silva's turn"
    assert part(page, PickedBanner).isHidden()


@pytest.mark.rare  # meanwhile relay/features/test_picker
async def test_through_the_relay_the_class_learns_of_who_was_picked_once_it_is_shown(
    classroom: Classroom, open_room: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    lee = open_room(await classroom.teacher_room())
    pupils = {name: open_room(await classroom.student_room(name)) for name in ("Ana", "Ben")}
    await until(lambda: len(lee.context.memory(People).students_here()) == len(pupils))
    frames = [noted(page, monkeypatch) for page in pupils.values()]
    pick(lee, "more", FIRST)
    pick(lee, "more", "Pick somebody")
    await until(lambda: said(lee).endswith("was picked. Only teachers see this."))
    name = said(lee).partition(" ")[0]
    drawn, other = pupils[name], next(page for known, page in pupils.items() if known != name)
    assert not part(drawn, CalledBanner).isVisible()
    assert not any(drawn.context.me.encode() in frame for told in frames for frame in told)
    part(lee, PickedBanner).line.show_it.click()
    await until(part(drawn, CalledBanner).isVisible)
    await until(lambda: part(other, WordStrip).says.text() == f"It is {name}'s turn")
    part(drawn, CalledBanner).banner.button.click()
    await until(lambda: not said(lee))
    await until(lambda: not part(other, WordStrip).isVisible())
    assert all(any(b"called_on" in frame for frame in told) for told in frames)
    assert not any(b"name_drawn" in frame for told in frames for frame in told)


def test_a_teacher_reads_afterwards_who_was_called_on_in_the_order_of_the_class() -> None:
    memories = new_memories()
    events: list[Event] = [
        PeopleCame(people=[Comer(account(n), name, "student") for n, name in enumerate(NAMES)]),
        CalledOn(account=account(2)),
        NameDrawn(account=account(0)),
        NameDrawn(account=account(2)),
        CalledOn(account=account(2)),
    ]
    for number, event in enumerate(events, 1):
        event.seq, event.at = number, START + number
        memories.apply(event)
    students = [(account(n), name) for n, name in enumerate(NAMES)]
    (found,) = report_sections(LessonRecord(memories, students, START))
    rows = [["Ana Silva", "0", "0"], ["Ben Okafor", "0", "0"], ["Mia Wolf", "2", "1"]]
    assert found.summary == "Called on: 2, of these picked: 1"
    assert [table.rows for _, table in found.tables] == [rows]
    assert found.files[0].rows() == [["Name", "Called on", "Of these picked"], *rows]
    (counts,) = report_sections(LessonRecord(memories, students, START, of_each=False))
    assert (counts.summary, list(counts.tables), list(counts.files)) == (found.summary, [], [])
    assert not list(report_sections(LessonRecord(new_memories(), students, START)))
