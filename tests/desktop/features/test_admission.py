"""The door as a teacher has it: who waits, the notice with its buttons, the lock, and claimed names."""

from collections.abc import Callable

from PySide6.QtCore import Qt

from desktop.features.admission import DoorEntries, WaitingPanel
from desktop.features.people import PeoplePanel
from desktop.notifications import Notifications
from desktop.pages.room import RoomPage
from desktop.theme.widgets import Button, ElidedLabel, IconButton, Label
from relay.protocol.admission import (
    Admission,
    Admit,
    ChangeDoor,
    CodeChanged,
    ConfirmName,
    DoorSet,
    PersonAdmitted,
    PersonGaveUp,
    PersonTurnedAway,
    PersonWaits,
    SetDoor,
    TurnAway,
)
from relay.protocol.entering import EnterRoom, PlaceInLine, Waiting
from relay.protocol.people import Comer, NameConfirmed, PeopleCame
from tests.desktop.classroom import until
from tests.desktop.features.stand import Stand, account, asking, part, press

Open = Callable[..., RoomPage]
SPOKEN = Qt.ItemDataRole.AccessibleTextRole
RUDE = "<b>Tom</b> <img src=x>"


def pick(page: RoomPage, label: str) -> None:
    """Triggers an entry of *More*."""
    next(a for a in page.menus["more"].menu_shown.actions() if a.text() == label).trigger()


def button(panel: WaitingPanel, name: str) -> Button:
    return next(b for b in panel.findChildren(Button) if name in (b.text(), b.accessibleName()))


def reads(panel: WaitingPanel) -> list[str]:
    return [label.text() for label in panel.findChildren(ElidedLabel) if label.isVisible()]


async def waits(stand: Stand, number: int, name: str, **more: object) -> None:
    await stand.tell(PersonWaits(account=account(number), name=name, **more))  # type: ignore[arg-type]


async def test_who_waits_stands_in_a_card_with_the_reason_and_goes_when_let_in(open_room: Open) -> None:
    stand = Stand()
    await stand.start(["Ana Silva"])
    panel = part(open_room(stand.room), WaitingPanel)
    assert not panel.isVisible()
    await waits(stand, 7, RUDE, standing="guest")
    await waits(stand, 8, "Ana Silva", standing="claimed", taken=True)
    await waits(stand, 9, "Аna Silva", standing="guest", looks_like="Ana Silva")
    assert panel.isVisible()
    assert panel.count() == 3
    expected = {RUDE, "Guest", "Name in use", "Looks like “Ana Silva” · Guest"}
    await until(lambda: all(words in " | ".join(reads(panel)) for words in expected))
    button(panel, f"Let {RUDE} in").click()
    assert isinstance(stand.last, Admit)
    assert stand.last.accounts == [account(7)]
    assert not button(panel, f"Let {RUDE} in").isEnabled()  # until the relay has answered
    await stand.tell(PersonAdmitted(account=account(7), ref=stand.last.ref, by=stand.me))
    assert panel.count() == 2
    button(panel, "Turn Ana Silva away").click()
    assert isinstance(stand.last, TurnAway)
    await stand.tell(PersonGaveUp(account=account(8)), PersonGaveUp(account=account(9)))
    assert not panel.isVisible()


async def test_all_are_let_in_at_once_but_nobody_who_was_not_in_the_list(open_room: Open) -> None:
    stand = Stand()
    await stand.start()
    panel = part(open_room(stand.room), WaitingPanel)
    await waits(stand, 1, "Ana")
    assert not panel.all.isVisible()
    await waits(stand, 2, "Tom")
    panel.all.click()
    assert isinstance(stand.last, Admit)
    assert stand.last.accounts == [account(1), account(2)]


async def test_a_whole_class_at_the_door_gets_its_rows_a_few_at_a_time(open_room: Open) -> None:
    stand = Stand()
    await stand.start()
    panel = part(open_room(stand.room), WaitingPanel)
    await stand.tell(*(PersonWaits(account=account(n), name=f"Pupil {n}") for n in range(40)))
    assert len(panel._rows) < 40
    await until(lambda: len(panel._rows) == 40)
    assert list(panel._rows) == [account(n) for n in range(40)]


async def test_a_teacher_who_looks_elsewhere_lets_people_in_from_the_notice(
    open_room: Open, notices: Notifications
) -> None:
    stand = Stand()
    await stand.start()
    open_room(stand.room, shown=False)
    await waits(stand, 1, RUDE)
    (notice,) = notices.held
    assert RUDE in notice.title
    assert [action.label for action in notice.actions] == ["Let in", "Turn away"]
    await waits(stand, 2, "Tom")
    (notice,) = notices.held
    assert [action.label for action in notice.actions] == ["Let all in"]
    notices.do(notice.key, "admit")
    assert isinstance(stand.last, Admit)
    assert stand.last.accounts == [account(1), account(2)]
    await stand.tell(PersonAdmitted(account=account(1)), PersonAdmitted(account=account(2)))
    assert notices.held == []


async def test_a_notice_goes_with_the_last_who_gave_up(open_room: Open, notices: Notifications) -> None:
    stand = Stand()
    await stand.start()
    open_room(stand.room, shown=False)
    await waits(stand, 1, "Ana")
    assert notices.count == 1
    await stand.tell(PersonGaveUp(account=account(1)))
    assert notices.count == 0


async def test_that_nobody_waits_any_more_needs_no_telling(open_room: Open, notices: Notifications) -> None:
    stand = Stand()
    await stand.start()
    panel = part(open_room(stand.room), WaitingPanel)
    await waits(stand, 1, "Ana")
    button(panel, "Let Ana in").click()
    await stand.tell(PersonGaveUp(account=account(1)))
    await stand.refuse(stand.last, "nobody_waits")
    assert stand.room.waiting == []
    assert [notice.key for notice in notices.held if notice.key.startswith("refused")] == []


async def test_a_slip_of_the_hand_can_be_taken_back(open_room: Open, notices: Notifications) -> None:
    stand = Stand()
    await stand.start()
    panel = part(open_room(stand.room), WaitingPanel)
    await waits(stand, 1, RUDE)
    button(panel, f"Turn {RUDE} away").click()
    await stand.tell(PersonTurnedAway(account=account(1), ref=stand.last.ref, by=stand.me))
    notice = next(n for n in notices.held if n.title == f"{RUDE} was turned away")
    notices.do(notice.key, "admit")
    assert isinstance(stand.last, Admit)
    assert stand.last.accounts == [account(1)]


async def test_who_was_turned_away_is_listed_folded_away_and_can_be_let_in_after_all(
    open_room: Open, notices: Notifications
) -> None:
    stand = Stand()
    await stand.start()
    page = open_room(stand.room)
    panel = part(page, WaitingPanel)
    await waits(stand, 1, RUDE, standing="guest")
    await waits(stand, 2, "Ana Silva", standing="claimed", taken=True)
    for number in (1, 2):
        await stand.tell(PersonTurnedAway(account=account(number), by=stand.me))
    assert panel.isVisible()
    assert panel.count() == 0  # nobody waits
    assert panel.away.fold.text() == "2 turned away"
    assert reads(panel) == []
    panel.away.fold.click()
    await until(lambda: {RUDE, "Guest", "Name in use"} <= set(reads(panel)))
    button(panel, "Let Ana Silva in after all").click()
    asked = stand.last
    assert isinstance(asked, Admit)
    assert asked.accounts == [account(2)]
    assert not button(panel, "Let Ana Silva in after all").isEnabled()
    await stand.tell(PersonAdmitted(account=account(2), ref=asked.ref, by=stand.me))
    assert "Ana Silva" not in " | ".join(reads(panel))
    assert [n.title for n in notices.held if "may come" in n.title] == [
        "Ana Silva (name not confirmed) may come in now"
    ]
    await stand.tell(PersonAdmitted(account=account(1), by=stand.me))
    assert not panel.isVisible()


async def test_a_code_that_was_guessed_at_is_told(open_room: Open, notices: Notifications) -> None:
    stand = Stand()
    await stand.start()
    open_room(stand.room)
    await stand.tell(DoorSet(codes=True, code="K7M2XP"), CodeChanged(code="ABC234", why="teacher"))
    assert notices.held == []
    await stand.tell(CodeChanged(code="ABC235", why="guesses"))
    assert [notice.title for notice in notices.held] == ["The lesson has a new code"]


async def test_the_lock_says_nothing_of_what_else_was_decided_about_the_door(open_room: Open) -> None:
    stand = Stand()
    await stand.start()
    page = open_room(stand.room)
    door = part(page, DoorEntries)
    await stand.tell(DoorSet(codes=True, names_shown=True, guests=True, waiting="guests", code="K7M2XP"))
    assert not door.is_locked
    pick(page, "Lock the lesson: nobody new comes in")
    asked = stand.last
    assert asked == ChangeDoor(ref=asked.ref, session=stand.room.session_id, locked=True)
    assert part(page, DoorEntries).is_locked  # on its way
    await stand.tell(
        DoorSet(
            codes=True, names_shown=True, guests=True, waiting="guests", locked=True, code="K7M2XP",
            ref=asked.ref, by=stand.me,
        )
    )  # fmt: skip
    assert stand.room.memories[Admission].locked
    pick(page, "Unlock the lesson")
    assert isinstance(stand.last, ChangeDoor)
    assert stand.last.locked is False


async def test_an_older_relay_is_told_all_of_the_door_as_it_is_by_then(open_room: Open) -> None:
    stand = Stand()
    await stand.start()
    page = open_room(stand.room)
    pick(page, "Lock the lesson: nobody new comes in")
    asked = stand.last
    await stand.tell(DoorSet(codes=True, guests=True, waiting="guests", code="K7M2XP"))
    await stand.refuse(asked, "unknown_type")
    assert stand.last == SetDoor(
        ref=asked.ref,
        session=stand.room.session_id,
        codes=True,
        guests=True,
        waiting="guests",
        locked=True,
    )
    assert [one.state for one in stand.room.waiting] == ["sent"]
    assert part(page, DoorEntries).is_locked


async def test_students_see_neither_lock_nor_who_waits(open_room: Open) -> None:
    stand = Stand(account(0), "Ana", "student")
    await stand.start(["Ana"])
    page = open_room(stand.room)
    await waits(stand, 1, "Tom")  # the relay would not even tell them
    assert not page.menus["more"].isVisible()
    assert not part(page, WaitingPanel).isVisible()


async def test_a_whole_class_is_confirmed_in_one_go(open_room: Open) -> None:
    stand = Stand()
    await stand.start()
    page = open_room(stand.room)
    came = [Comer(account(n), f"Student {n}", "student", "claimed") for n in range(1, 5)]
    await stand.tell(PeopleCame(people=[*came, Comer(account(5), "Tom", "student", "guest")]))
    more = page.menus["more"]
    entry = next(a for a in more.menu_shown.actions() if "names" in a.text())
    assert entry.text() == "Confirm all 4 names…"
    entry.trigger()
    dialog = await asking(page)
    said = " ".join(label.text() for label in dialog.findChildren(Label))
    assert "Student 1, Student 2, Student 3, Student 4" in said
    assert "Tom" not in said
    press(dialog, "Confirm all")
    for one in came:  # each goes out when the one before has its answer
        await until(lambda who=one.account: getattr(stand.last, "account", "") == who)  # type: ignore[misc]
        assert isinstance(stand.last, ConfirmName)
        await until(lambda: not [a for a in more.menu_shown.actions() if "names" in a.text()])
        await stand.tell(NameConfirmed(account=one.account, ref=stand.last.ref, by=stand.me))
    assert page.context.name(account(4)) == "Student 4"


async def test_only_teachers_are_told_that_a_name_is_not_confirmed(open_room: Open) -> None:
    stand = Stand(account(0), "Ana", "student")
    await stand.start(["Ana"])
    page = open_room(stand.room)
    came = [Comer(account(1), "Tom", "student", "claimed"), Comer(account(2), "Gil", "student", "guest")]
    await stand.tell(PeopleCame(people=came))
    assert page.context.name(account(1)) == "Tom"
    assert page.context.name(account(2)) == "Gil (guest)"
    rows = part(page, PeoplePanel).model
    await until(lambda: "Tom, here" in [rows.index(row).data(SPOKEN) for row in range(rows.rowCount())])


async def test_a_claimed_name_is_marked_until_it_is_confirmed(open_room: Open) -> None:
    stand = Stand()
    await stand.start()
    page = open_room(stand.room)
    await stand.tell(PeopleCame(people=[Comer(account(1), "Ana Silva", "student", "claimed")]))
    assert page.context.name(account(1)) == "Ana Silva (name not confirmed)"
    confirm = next(
        a for a in page.context.panels.person_actions(account(1)) if a.label == "Confirm this name"
    )
    confirm.do()
    assert isinstance(stand.last, ConfirmName)
    await stand.tell(NameConfirmed(account=account(1), ref=stand.last.ref, by=stand.me))
    assert page.context.name(account(1)) == "Ana Silva"
    assert "Confirm this name" not in [
        action.label for action in page.context.panels.person_actions(account(1))
    ]


async def test_who_has_to_be_let_in_sees_that_and_nothing_else(open_room: Open) -> None:
    stand = Stand(account(0), "Ana", "student")
    page = open_room(stand.room)
    asked = [word for word in stand.wire.sent if isinstance(word, EnterRoom)][-1]
    await stand.room.receive(Waiting(ref=asked.ref, session=stand.room.session_id))
    assert page._frame.shut.isVisible()
    assert "lets you in" in page._frame.shut._title.text()
    assert "told that Ana is here" in page._frame.shut._sentence.text()
    assert not page._frame.shut.action.isVisible(), "the way out is no large button"
    assert page._frame.shut.other.text() == "Leave"
    assert not page.header.isVisible()
    stand.room.enter()
    await stand.start(["Ana"])
    assert page.header.isVisible()
    assert not page._frame.shut.isVisible()


async def test_who_waits_reads_which_lesson_it_is_and_the_place_in_line(open_room: Open) -> None:
    stand = Stand(account(0), "Ana", "student")
    page = open_room(stand.room)
    asked = [word for word in stand.wire.sent if isinstance(word, EnterRoom)][-1]
    session = stand.room.session_id
    waiting = Waiting(ref=asked.ref, session=session, class_name="Physics 10b", teacher_name="Ms Lee")
    await stand.room.receive(waiting)

    def lines() -> list[str]:
        return page._frame.shut._sentence.text().split("\n")

    assert lines()[0] == "Physics 10b · Ms Lee"
    assert "in line" not in page._frame.shut._sentence.text(), "an older server does not say"
    for place, words in ((3, "You are third in line."), (12, "You are number 12 in line.")):
        await stand.room.receive(PlaceInLine(session=session, place=place))
        assert lines()[1] == words
    await stand.room.receive(PlaceInLine(session=session, place=1))
    assert lines()[1:] == ["You are first in line.", lines()[2]]
    assert "told that Ana is here" in lines()[2]
    stand.room.enter()
    await stand.start(["Ana"])
    assert not page._frame.shut.isVisible()


async def test_a_locked_lesson_is_tried_again_until_it_opens(open_room: Open) -> None:
    stand = Stand(account(0), "Ana", "student")
    page = open_room(stand.room)
    asked = [word for word in stand.wire.sent if isinstance(word, EnterRoom)][-1]
    await stand.refuse(asked, "lesson_locked", retry=0.05)
    assert "locked" in page._frame.shut._title.text()
    assert page._frame.shut.isVisible()
    tries = len(stand.wire.sent)
    await until(lambda: len(stand.wire.sent) > tries)
    await stand.start(["Ana"])
    assert stand.room.outside == ""
    assert page.header.isVisible()


async def test_every_button_of_a_row_says_whom_it_is_about(open_room: Open) -> None:
    stand = Stand()
    await stand.start()
    panel = part(open_room(stand.room), WaitingPanel)
    await waits(stand, 1, "Ana")

    def seen() -> list[str]:
        return [b.accessibleName() for b in panel.findChildren(IconButton) if b.isVisible()]

    await until(seen)
    assert seen() == ["Turn Ana away"]
