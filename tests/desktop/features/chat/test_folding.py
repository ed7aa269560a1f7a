"""Comings and goings: one quiet line that grows, and says who is back."""

from collections.abc import Callable

from hypothesis import HealthCheck, example, given, settings, strategies as st
from PySide6.QtWidgets import QApplication

from desktop.features.chat import ChatPanel, ChatView
from desktop.features.chat.lines import MOST_FOLDED
from desktop.pages.room import RoomPage
from desktop.theme import Theme
from relay.protocol.base import ChatLine
from relay.protocol.chat import Chat
from relay.protocol.lesson import RelayReopened, TeacherCameBack, TeacherWentAway
from relay.protocol.people import Goer, NameConfirmed, PeopleWent, PersonRemoved
from tests.desktop.classroom import until
from tests.desktop.features.stand import START, TEACHER, Stand, account, part, rows_of
from tests.examples import many

Open = Callable[..., RoomPage]


async def says(chat: ChatPanel, words: str) -> None:
    await until(lambda: rows_of(chat.view)[-1].startswith(words))


async def test_it_grows_and_says_of_each_what_is_true_now(open_room: Open) -> None:
    stand = Stand()
    await stand.start()
    chat = part(open_room(stand.room), ChatPanel)
    await says(chat, "Ms. Lee came · ")
    rows = len(rows_of(chat.view))
    await stand.come("Noor", "Ana", "Tom")
    await says(chat, "Ms. Lee and 3 others came · ")
    await stand.tell(PeopleWent(people=[Goer(account(1), "lost")]))
    await says(chat, "Ms. Lee, Noor and Tom came · Ana lost the connection · ")
    await stand.come("Ana", first=1)
    await says(chat, "Ms. Lee, Noor and Tom came · Ana is back · ")
    await stand.tell(PeopleWent(people=[Goer(account(0), "left"), Goer(account(2), "lost")]))
    await says(chat, "Ms. Lee came · Ana is back · Tom lost the connection · Noor left · ")
    assert len(rows_of(chat.view)) == rows
    number = stand.upto
    assert chat.view.lines.row_of(number) == rows - 1, "found by the number of any of them"
    assert chat.view.lines.row_of(number - 2) == rows - 1


async def test_what_is_said_or_removed_between_begins_another(open_room: Open) -> None:
    stand = Stand()
    await stand.start(["Noor", "Ana"])
    chat = part(open_room(stand.room), ChatPanel)
    await stand.say(account(0), "Noor", "Hello")
    await stand.tell(PeopleWent(people=[Goer(account(0), "lost"), Goer(account(1), "lost")]))
    await says(chat, "Noor and Ana lost their connections")
    await stand.come("Noor", "Ana")
    await says(chat, "Noor and Ana are back")
    await stand.tell(PersonRemoved(account=account(1), by=TEACHER))
    await says(chat, "Ana was removed")
    await stand.tell(PeopleWent(people=[Goer(account(0), "left")]))
    await says(chat, "Noor left")
    assert [row.partition(" · ")[0] for row in rows_of(chat.view)[-4:-1]] == [
        next(row for row in rows_of(chat.view) if row.endswith("Noor: Hello")),
        "Noor and Ana are back",
        "Ana was removed",
    ]


async def test_who_reads_further_up_is_not_moved(theme: Theme) -> None:
    view = ChatView(theme)
    view.resize(320, 300)
    view.show()
    view.show_messages([line(number, "chat", 1) for number in range(1, 61)])
    await until(lambda: view.settled)
    view.verticalScrollBar().setValue(200)
    top = view.rowAt(0), view.rowViewportPosition(view.rowAt(0))
    for number in range(61, 90):
        view.add_messages([line(number, "came", number)])
    await until(lambda: view.settled)
    assert rows_of(view)[-1].startswith("P61 and 28 others came")
    assert (view.rowAt(0), view.rowViewportPosition(view.rowAt(0))) == top
    assert view.unread == 0
    view.hide()
    view.deleteLater()


async def test_what_is_put_between_them_later_parts_them_and_moves_nobody(theme: Theme) -> None:
    view = ChatView(theme)
    view.resize(320, 300)
    view.show()
    here = [*range(1, 61), *range(62, 100)]
    view.show_messages([line(number, "came" if 60 <= number < 64 else "chat", number) for number in here])
    await until(lambda: view.settled)
    assert any(row.startswith("P60, P62 and P63 came") for row in rows_of(view))
    view.verticalScrollBar().setValue(200)
    top = view.rowAt(0), view.rowViewportPosition(view.rowAt(0))
    shown: list[int] = []
    view.lines.modelReset.connect(lambda: shown.append(1))
    view.messages_changed([line(61, "hidden", 61)])
    parted = [row.partition(" · ")[0] for row in rows_of(view)[59:62]]
    assert parted == ["P60 came", "Hidden by the teacher", "P62 and P63 came"]
    assert not shown, "all the rest are the rows that they were"
    assert (view.rowAt(0), view.rowViewportPosition(view.rowAt(0))) == top
    assert not view.at_bottom
    heights = [view.rowHeight(row) for row in (59, 61)]
    view.lines.line(59).width = view.lines.line(61).width = -1
    view._measure((59, 61))
    assert [view.rowHeight(row) for row in (59, 61)] == heights
    view.hide()
    view.deleteLater()


async def test_that_the_teacher_is_away_is_said_once_also_when_the_relay_was_down(open_room: Open) -> None:
    stand = Stand(account(0), "Noor", "student")
    await stand.start(["Noor", "Ana"])
    chat = part(open_room(stand.room), ChatPanel)
    await stand.tell(PeopleWent(people=[Goer(TEACHER, "lost")]), TeacherWentAway(limit=600_000))
    await stand.tell(RelayReopened(down_since=START), PeopleWent(people=[Goer(account(1), "lost")]))
    await stand.tell(TeacherWentAway(limit=600_000))
    await stand.come("Ana", first=1)
    await says(chat, "Ana is back")
    away = "The teacher is away: the lesson is paused"
    assert [row.startswith(away) for row in rows_of(chat.view)].count(True) == 1
    await stand.tell(TeacherCameBack(), TeacherWentAway(limit=600_000))
    await says(chat, away)
    again = ChatView(chat.context.theme)
    again.show_messages(stand.room.memories[Chat].messages)
    await until(lambda: again.settled)
    assert rows_of(again) == rows_of(chat.view)
    again.deleteLater()


async def test_a_confirmed_name_is_shown_in_the_line(open_room: Open) -> None:
    stand = Stand()
    await stand.start(["Noor", "Ana"])
    chat = part(open_room(stand.room), ChatPanel)
    await says(chat, "Ms. Lee, Noor and Ana came")
    await stand.tell(NameConfirmed(account=account(1), by=TEACHER))
    assert rows_of(chat.view)[-1].startswith("Ms. Lee, Noor and Ana came")


def line(number: int, what: str, who: int) -> ChatLine:
    if what == "hidden":
        return ChatLine(number, START, "", "", "", "system", line=what)
    if what == "chat":
        return ChatLine(number, START + number, account(who), f"P{who}", "student", "chat", f"says {number}")
    people = [account(who)]
    return ChatLine(number, START, "", "", "", "system", line=what, accounts=people, names=[f"P{who}"])


steps = st.lists(
    st.tuples(st.sampled_from(("chat", "came", "came", "lost", "left", "removed")), st.integers(0, 3)),
    min_size=1,
    max_size=90,
)


@given(steps=steps)
@settings(max_examples=many(25), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_it_is_the_same_whether_it_was_read_or_heard(theme: Theme, steps: list[tuple[str, int]]) -> None:
    lines = [line(number, what, who) for number, (what, who) in enumerate(steps, 1)]
    read, heard = ChatView(theme), ChatView(theme)
    for view in (read, heard):
        view.resize(320, 300)
    read.show_messages(lines)
    for one in lines:
        heard.add_messages([one])
        while not heard.settled:
            QApplication.processEvents()
    while not read.settled:
        QApplication.processEvents()
    assert rows_of(read) == rows_of(heard)
    for one in lines:
        assert read.lines.row_of(one.id) == heard.lines.row_of(one.id) >= 0
    for view in (read, heard):
        view.deleteLater()


@example(steps=[("chat", 0), ("chat", 1)], unknown={1, 2})
@given(steps=steps, unknown=st.sets(st.integers(1, 90)))
@settings(max_examples=many(25), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_it_is_the_same_whether_something_between_is_known_from_the_start(
    theme: Theme, steps: list[tuple[str, int]], unknown: set[int]
) -> None:
    lines = [
        line(number, "hidden" if number in unknown else what, who)
        for number, (what, who) in enumerate(steps, 1)
    ]
    read, told = ChatView(theme), ChatView(theme)
    for view in (read, told):
        view.resize(320, 300)
    read.show_messages(lines)
    told.show_messages([one for one in lines if one.id not in unknown])
    for late in [one for one in lines if one.id in unknown]:
        told.messages_changed([late])
    for view in (read, told):
        while not view.settled:
            QApplication.processEvents()
    assert rows_of(read) == rows_of(told)
    for view in (read, told):
        view.deleteLater()


async def test_a_row_stands_for_so_many_and_no_more(theme: Theme) -> None:
    many = 3 * MOST_FOLDED
    view = ChatView(theme)
    view.resize(320, 300)
    view.show()
    view.show_messages([line(number, "came" if number % 2 else "lost", 1) for number in range(1, many + 1)])
    await until(lambda: view.settled)
    assert 3 <= view.lines.rowCount() <= 6
    assert all(view.lines.row_of(number) >= 0 for number in range(1, many + 1))
    view.hide()
    view.deleteLater()
