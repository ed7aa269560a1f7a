"""What was missed in a cut or while one was away: counted, told once, and gone when it has been read."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint

from desktop.client import LineState
from desktop.features.catch_up import CatchUpCard
from desktop.features.catch_up.missed import Missed
from desktop.features.chat import ChatPanel
from desktop.notifications import Notifications
from desktop.pages.room import RoomPage
from desktop.theme import Theme
from relay.protocol.base import Event
from relay.protocol.chat import Kind, MessagePosted
from relay.protocol.lesson import RelayReopened
from relay.protocol.people import Comer, Goer, How, PeopleCame, PeopleWent
from tests.desktop.classroom import until
from tests.desktop.features.stand import TEACHER, Stand, account, part

Open = Callable[..., RoomPage]
ME = account(0)
MINUTE = 60_000


def said(by: str = TEACHER, kind: Kind = "chat", at: int = 0, seq: int = 0) -> MessagePosted:
    return MessagePosted(by=by, name="Somebody", text="Something", kind=kind, at=at, seq=seq)


def came(account_: str = ME, at: int = 0) -> PeopleCame:
    return PeopleCame(people=[Comer(account_, "Ana", "student")], at=at)


def went(how: How = "lost", at: int = 0, last_seen_at: int = 0) -> PeopleWent:
    return PeopleWent(people=[Goer(ME, how, last_seen_at)], at=at)


async def cut(stand: Stand, ms: int = 6 * MINUTE) -> None:
    """The line is away for so long."""
    stand.wire.set_line(LineState("reconnecting", stand.wire.time))
    stand.wire.time += ms


async def back(stand: Stand, *missed: Event) -> None:
    """The line is there again, and these are told as caught up."""
    stand.wire.set_line(LineState("connected", stand.wire.time))
    stand.room.enter()
    await stand.enter(head=stand.upto + len(missed))
    if missed:
        await stand.tell(*missed)


async def lesson(open_room: Open, messages: int = 0) -> tuple[Stand, RoomPage, CatchUpCard]:
    stand = Stand(ME, "Ana", "student")
    await stand.start(["Ana", "Tom"])
    page = open_room(stand.room)
    if messages:
        await stand.tell(*(said() for _ in range(messages)))
    await until(page.isActiveWindow)
    await until(lambda: part(page, ChatPanel).view.settled)
    return stand, page, part(page, CatchUpCard)


# gathering


def found(missed: Missed, now: int) -> tuple[list[int], int]:
    """The numbers of what was missed, and for how long."""
    gap = missed.caught_up(now)
    assert gap is not None
    return [event.seq for event in gap.events], gap.away


def test_after_a_cut_all_that_is_caught_up_was_missed_but_for_ones_own() -> None:
    missed = Missed()
    missed.take([came(at=1), said(at=2, seq=2)], ME)
    assert missed.caught_up(3) is None
    missed.go(1_000)
    missed.come_back(2)
    missed.take([said(seq=5, at=2_000), said(ME, seq=6), went(), came()], ME)
    missed.take([said(kind="question", seq=9), said(kind="answer", seq=10)], ME)
    assert found(missed, 61_000) == ([5, 9, 10], 60_000)
    assert missed.caught_up(62_000) is None


def test_who_comes_back_has_missed_what_stands_after_their_own_going() -> None:
    missed = Missed()
    log = [
        came(at=1_000),
        said(at=2_000, seq=2),
        went("left", at=3_000),
        said(at=4_000, seq=4),
        came(at=5_000),
        said(at=6_000, seq=6),
        said(at=7_500, seq=7),
        went("lost", at=8_000, last_seen_at=7_000),
        said(at=9_000, seq=9),
    ]
    missed.take(log, ME)
    assert found(missed, 20_000) == ([7, 9], 13_000)


@pytest.mark.parametrize(
    "log",
    [
        [said(at=1), said(at=2)],  # never been here
        [came(), said(at=2)],  # has been here all the time
        [came(), went(), said(at=2), came(), said(at=3)],  # is back already, at another computer
        [came(), went("left", at=2)],
    ],
)
def test_who_was_not_away_has_missed_nothing(log: list[Event]) -> None:
    missed = Missed()
    missed.take(log, ME)
    assert missed.caught_up(100) is None


def test_a_relay_that_was_down_counts_as_being_away() -> None:
    missed = Missed()
    missed.take([came(at=1), RelayReopened(down_since=5, at=50), said(at=60, seq=4)], ME)
    assert found(missed, 100) == ([4], 95)


def test_what_is_kept_on_this_computer_is_known() -> None:
    missed = Missed()
    missed.come_back(known_until=10_000)
    missed.take([said(at=20_000, seq=8)], ME)
    assert found(missed, 70_000) == ([8], 60_000)


# the card


async def test_it_says_how_much_was_missed_and_leads_to_the_first(
    open_room: Open, notices: Notifications
) -> None:
    stand, page, card = await lesson(open_room, messages=40)
    chat = part(page, ChatPanel)
    await cut(stand)
    questions = [said(account(1), "question") for _ in range(2)]
    await back(stand, *(said() for _ in range(7)), *questions, *(said() for _ in range(7)))
    await until(card.isVisible)
    assert card.banner.text == "You missed 14 messages and 2 questions in 6 minutes."
    assert not notices.held
    first = card.gap.first if card.gap else 0
    await until(lambda: chat.view.settled)
    assert chat.view.at_bottom
    card.banner.action.click()
    await until(lambda: chat.view.reading()[0] <= first <= chat.view.reading()[1])
    assert chat.view.lines.line(chat.view.currentIndex().row()).id == first

    card.tick(stand.wire.time)
    chat.view.go_to_newest()
    card.tick(stand.wire.time + 1_000)
    assert card.isVisible(), "stays long enough to be seen"
    card.tick(stand.wire.time + 6_000)
    await until(card.isHidden)  # read to the end


async def test_it_stays_until_the_first_has_been_seen_and_can_be_closed(open_room: Open) -> None:
    stand, _, card = await lesson(open_room, messages=40)
    await cut(stand)
    await back(stand, *(said() for _ in range(40)))
    for seconds in range(20):
        card.tick(stand.wire.time + seconds * 1_000)
    await until(card.isVisible)
    card.banner.close_button.click()
    await until(card.isHidden)
    await cut(stand)
    await back(stand, said())
    await until(card.isVisible)
    assert card.banner.isVisible()


async def test_where_there_is_hardly_any_room_it_says_less(open_room: Open, theme: Theme) -> None:
    theme.apply("light", 2.0)
    stand, page, card = await lesson(open_room)
    page.resize(400, 760)
    await cut(stand)
    await back(stand, said(), said(kind="question"))
    await until(lambda: card.banner.text == "2 missed")
    assert card.banner.accessibleName() == "You missed 1 message and 1 question in 6 minutes."
    assert card.banner.action.accessibleName() == "Show the first"


async def test_nothing_missed_or_hardly_away_shows_nothing(open_room: Open) -> None:
    stand, _, card = await lesson(open_room)
    await cut(stand)
    await back(stand)
    assert not card.isVisible()
    await cut(stand)
    await back(stand, said(ME))
    assert not card.isVisible(), "one's own"
    await cut(stand, ms=3_000)
    await back(stand, said())
    assert not card.isVisible(), "three seconds"
    await stand.tell(said())
    assert not card.isVisible(), "not missed"


async def test_two_cuts_add_up_until_they_are_read(open_room: Open) -> None:
    stand, _, card = await lesson(open_room, messages=40)
    for _ in range(2):
        await cut(stand, 40 * MINUTE)
        await back(stand, *(said() for _ in range(30)))
    assert card.banner.text == "You missed 60 messages in 1 hour and 20 minutes."


async def test_a_cut_in_the_middle_of_catching_up_is_still_the_same(open_room: Open) -> None:
    stand, _, card = await lesson(open_room)
    await cut(stand)
    stand.wire.set_line(LineState("connected", stand.wire.time))
    stand.room.enter()
    await stand.enter(head=stand.upto + 4)
    await stand.tell(said(), said())
    assert not card.isVisible()
    await cut(stand)
    await back(stand, said(), said(kind="question"))
    assert card.banner.text == "You missed 3 messages and 1 question in 12 minutes."


async def test_a_log_that_begins_anew_was_not_missed(open_room: Open) -> None:
    stand, _, card = await lesson(open_room)
    await cut(stand)
    await back(stand, said())
    await until(card.isVisible)
    stand.room._forget()
    await until(card.isHidden)
    stand.upto = 0
    stand._seq = iter(range(1, 100))  # type: ignore[assignment]
    stand.room.enter()
    await stand.enter(head=3)
    await stand.tell(came(), said(), said())
    assert stand.room.caught_up
    assert not card.isVisible()


async def test_whoever_reads_further_up_sees_the_same_words_at_the_same_place(open_room: Open) -> None:
    stand, page, card = await lesson(open_room, messages=80)
    view = part(page, ChatPanel).view
    view.verticalScrollBar().setValue(400)
    row = view.rowAt(view.viewport().height() // 2)
    number = view.lines.line(row).id

    def on_screen() -> int:
        y = view.rowViewportPosition(view.lines.row_of(number))
        return view.viewport().mapTo(page, QPoint(0, y)).y()

    before = on_screen()
    await cut(stand)
    await back(stand, *(said() for _ in range(70)))
    await until(lambda: view.settled and view.unread == 70)
    assert card.isVisible()
    assert on_screen() == before
    card.close_card()
    await until(lambda: not card.isVisible())
    assert on_screen() == before
