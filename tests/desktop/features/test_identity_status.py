"""Guests and names that nobody has confirmed: marked wherever a name is shown, until it is confirmed."""

from collections.abc import Callable, Sequence

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from desktop.features.chat import ChatPanel
from desktop.features.hands import HandsPanel
from desktop.features.hands.rows import HandRow
from desktop.features.people import PeoplePanel
from desktop.identity_status import named, standing_badge, standing_words
from desktop.notifications import Notifications
from desktop.pages.details.attendance_rows import AttendanceRows, lines_of
from desktop.pages.room import RoomPage
from desktop.parts.attendance import from_details
from desktop.theme import Theme
from relay.protocol.admission import PersonWaits
from relay.protocol.attendance import AttendanceRules, judge
from relay.protocol.base import IdentityStatus
from relay.protocol.chat import MessagePosted
from relay.protocol.people import Comer, Goer, NameConfirmed, PeopleCame, PeopleWent, PersonRemoved
from relay.protocol.sessions import Absentee, Attendee, Session, SessionDetails
from tests.desktop.classroom import until
from tests.desktop.features.stand import SESSION, START, TEACHER, Stand, account, part

Open = Callable[..., RoomPage]
SPOKEN = Qt.ItemDataRole.AccessibleTextRole
GIL = Comer(account(1), "Gil", "student", "guest")
ANA = Comer(account(2), "Ana", "student", "claimed")


async def with_both(stand: Stand) -> None:
    """A lesson with a guest, and with somebody who claims a name."""
    await stand.start(["Tom"])
    await stand.say(TEACHER, "Ms. Lee", "Welcome.")
    await stand.tell(PeopleCame(people=[GIL, ANA]))


def rows_of(panel: ChatPanel) -> list[str]:
    model = panel.view.lines
    return [model.index(row, 0).data(SPOKEN) for row in range(model.rowCount())]


def test_who_has_an_account_is_shown_by_name_alone(theme: Theme) -> None:
    known: tuple[IdentityStatus, ...] = ("account", "confirmed")
    for standing in known:
        assert named("Tom", standing) == "Tom"
        assert standing_words(standing) == ""
        assert standing_badge(standing) is None
    assert named("Gil", "guest") == "Gil (guest)"
    assert named("Ana", "claimed") == "Ana (name not confirmed)"
    assert standing_badge("guest") == ("info", "Guest")
    assert standing_badge("claimed") == ("warn", "Not confirmed")


async def test_what_they_say_is_marked_in_the_chat_and_when_copied(open_room: Open) -> None:
    stand = Stand()
    await with_both(stand)
    panel = part(open_room(stand.room), ChatPanel)
    question = await stand.say(account(1), "Gil", "Why?", "question")
    await stand.say(account(2), "Ana", "Because.")
    await stand.say(TEACHER, "Ms. Lee", "It scatters.", "answer", answers=question)
    await stand.tell(PeopleWent(people=[Goer(account(1), "left")]))
    await until(lambda: len(rows_of(panel)) == 8)
    said = rows_of(panel)[1:]
    assert said[2].startswith("Gil (guest) and Ana (name not confirmed) came")
    assert "Gil, guest, Question" in said[3]
    assert "Ana, name not confirmed: Because." in said[4]
    assert "(Gil (guest): Why?)" in said[5]
    assert said[6].startswith("Gil (guest) left")
    lines = [panel.view.lines.line(row) for row in range(1, 8)]
    placer = panel.view._delegate._placer
    assert [word for word, _, _ in placer.tags(lines[3])] == ["Guest", "Question, answered"]
    assert [word for word, _, _ in placer.tags(lines[4])] == ["Not confirmed"]
    panel.view.selectRow(5)
    panel.view.copy()
    assert "Ana, name not confirmed: Because." in QGuiApplication.clipboard().text()


async def test_a_confirmed_name_is_marked_no_more_and_the_place_is_kept(open_room: Open) -> None:
    stand = Stand()
    await with_both(stand)
    page = open_room(stand.room, height=500)
    panel = part(page, ChatPanel)
    who = ("Tom", account(0)), ("Ana", account(2))
    said = [(*who[number % 2], f"Remark {number}") for number in range(30)]
    await stand.tell(*(MessagePosted(by=by, name=name, text=text) for name, by, text in said))
    await until(lambda: panel.view.settled and len(rows_of(panel)) == 34)
    assert sum("not confirmed" in words for words in rows_of(panel)) == 16
    panel.view.verticalScrollBar().setValue(panel.view.verticalScrollBar().maximum() // 2)
    top = panel.view.rowAt(0)
    await stand.tell(NameConfirmed(account=account(2), by=TEACHER))
    await until(lambda: panel.view.settled)
    assert not [words for words in rows_of(panel) if "not confirmed" in words]
    assert rows_of(panel)[3].startswith("Gil (guest) and Ana came")
    assert panel.view.rowAt(0) == top
    people = part(page, PeoplePanel).model
    row = people.row_of(account(2))
    await until(lambda: "not confirmed" not in people.index(row).data(SPOKEN))


async def test_the_list_of_people_and_what_is_asked_about_them(open_room: Open) -> None:
    stand = Stand()
    await with_both(stand)
    page = open_room(stand.room)
    panel = part(page, PeoplePanel)
    words = [panel.model.index(row).data(SPOKEN) for row in range(panel.model.rowCount())]
    assert "Gil, guest, here" in words
    assert "Ana, name not confirmed, here" in words
    assert "Tom, here" in words
    await stand.tell(PersonRemoved(account=account(1), by=TEACHER))
    await until(lambda: any(p.startswith("Gil, guest, Removed at") for p in (
        panel.model.index(row).data(SPOKEN) for row in range(panel.model.rowCount())
    )))  # fmt: skip


async def test_raised_hands_and_the_notices_about_them(open_room: Open, notices: Notifications) -> None:
    stand = Stand()
    await with_both(stand)
    page = open_room(stand.room, shown=False)
    await stand.raise_hand(1)
    assert notices.held[-1].title == "Gil (guest) raised a hand"
    await stand.raise_hand(2)
    await stand.raise_hand(0)
    assert notices.held[-1].title == "Gil (guest), Ana (name not confirmed) and Tom raised a hand"
    page.show()
    panel = part(page, HandsPanel)
    await until(lambda: len(panel.findChildren(HandRow)) == 3)
    badges = {
        row._name.text(): row._standing.text() if row._standing.isVisibleTo(row) else ""
        for row in panel.findChildren(HandRow)
    }
    assert badges == {"Gil": "Guest", "Ana": "Not confirmed", "Tom": ""}
    await stand.tell(NameConfirmed(account=account(2), by=TEACHER))
    await until(
        lambda: (
            not next(r for r in panel.findChildren(HandRow) if r.account == account(2))._standing.isVisibleTo(
                panel
            )
        )
    )


async def test_the_lines_over_the_field_leave_room_for_who_reads_it(open_room: Open) -> None:
    stand = Stand()
    await with_both(stand)
    chat = part(open_room(stand.room), ChatPanel)
    await stand.say(account(2), "Ana", "I am lost", private=True)
    assert chat.private.strip.words.text() == "Ana wrote to you privately"
    assert "(name not confirmed)" in chat.private.strip.answer.accessibleName()
    chat.answer_privately(account(2))
    assert chat.composer.alone.words.text() == "Only Ana, teachers and admins see it"


async def test_notices_of_questions_and_of_the_door(open_room: Open, notices: Notifications) -> None:
    stand = Stand()
    await with_both(stand)
    open_room(stand.room, shown=False)
    await stand.say(account(1), "Gil", "Why?", "question")
    await stand.say(account(2), "Ana", "How?", "question")
    assert notices.held[-1].title == "Gil (guest) and Ana (name not confirmed) asked a question"
    await stand.tell(PersonWaits(account=account(3), name="Zoe", standing="guest"))
    assert "Zoe (guest) waits to come in" in [notice.title for notice in notices.held]


def test_the_table_of_those_who_came(theme: Theme) -> None:
    some: list[tuple[str, IdentityStatus]] = [("Gil", "guest"), ("Ana", "claimed"), ("Tom", "confirmed")]
    came = [
        Attendee(
            account=account(n), name=name, role="student", joined_at=0, last_seen_at=0, how="left",
            standing=standing,
        )
        for n, (name, standing) in enumerate(some)
    ]  # fmt: skip
    rows = AttendanceRows(theme, lambda: START)

    def shown(absent: Sequence[Absentee] = ()) -> list[list[str]]:
        lesson = Session(
            id=SESSION, class_id=SESSION, class_name="7B", teacher_id=TEACHER, teacher_name="Lee", title="x",
            scheduled_at=0, started_at=1, ended_at=2, status="ended",
        )  # fmt: skip
        details = SessionDetails(ref="", session=lesson, attendance=came, absent=list(absent))
        told, students = from_details(details, START)
        rules = AttendanceRules()
        rows.show_rows(lines_of(students, told, lambda record, about: judge(record, about, rules)))
        return [rows.words(row) for row in rows.rows]

    assert [line[0] for line in shown()] == ["Ana (name not confirmed)", "Gil (guest)", "Tom"]
    signs = [rows.index(row, 0).data(Qt.ItemDataRole.DecorationRole) for row in range(3)]
    assert [sign is not None for sign in signs] == [True, True, False]
    told = shown([Absentee(account(8), "Zoe"), Absentee(account(9), "Bo")])
    assert [line[0] for line in told] == ["Bo", "Zoe", "Ana (name not confirmed)", "Gil (guest)", "Tom"]
    excused = [Absentee(account(8), "Zoe", True, "ill"), Absentee(account(9), "Bo", True)]
    told = shown([*excused, Absentee(account(7), "Cy")])
    assert [line[:2] for line in told[:3]] == [
        ["Cy", "never came"],
        ["Bo", "excused"],
        ["Zoe", "excused: ill"],
    ]


@pytest.mark.parametrize("scale", [1.0, 2.0])
async def test_a_long_name_leaves_room_for_the_mark(open_room: Open, theme: Theme, scale: float) -> None:
    theme.apply("light", scale)
    stand = Stand()
    await stand.start()
    await stand.tell(PeopleCame(people=[Comer(account(1), "Maximiliane " * 5, "student", "claimed")]))
    await stand.raise_hand(1)
    page = open_room(stand.room, 400, 700)
    panel = part(page, HandsPanel)
    await until(lambda: panel.findChildren(HandRow))
    (row,) = panel.findChildren(HandRow)
    await until(lambda: row.isVisible() and row.call.geometry().right() < row.width())
    assert row.mapTo(page, row.rect().bottomRight()).x() <= 400
    assert row.rect().contains(row._standing.geometry())
    assert row._name.width() >= theme.px(40)
