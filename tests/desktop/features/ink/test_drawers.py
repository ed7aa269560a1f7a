"""Letting a few students draw: from a person's menu, told in a strip, taken back; names at their pens."""

from collections.abc import Callable

import pytest

from desktop.features.ink import DrawersStrip
from desktop.features.ink.live import stroke_number
from desktop.pages.room import RoomPage
from relay.protocol.ink import GrantInk, InkGranted, LiveInk, MarkLook, encode_points
from relay.protocol.refusals import Refused
from tests.desktop.classroom import until
from tests.desktop.features.ink.paper import CAN, Paper, lesson, line
from tests.desktop.features.stand import TEACHER, Stand, account, part

pytestmark = pytest.mark.qt_log_ignore("grabbing the keyboard")

Open = Callable[..., RoomPage]


def offers(page: RoomPage, who: str) -> list[str]:
    return [action.label for action in part(page, DrawersStrip).person_actions(who)]


def do(page: RoomPage, who: str, label: str) -> None:
    next(one for one in part(page, DrawersStrip).person_actions(who) if one.label == label).do()


async def test_a_teacher_lets_students_draw_and_takes_it_back(open_room: Open) -> None:
    stand, _ = await lesson()
    page = open_room(stand.room)
    strip = part(page, DrawersStrip)
    assert not strip.isVisible()
    do(page, account(0), "Let draw")
    asked = stand.last
    assert isinstance(asked, GrantInk)
    assert asked.accounts == [account(0)]
    do(page, account(1), "Let draw")
    await stand.tell(InkGranted(accounts=[account(0)], by=TEACHER, ref=asked.ref))
    asked = stand.last
    assert isinstance(asked, GrantInk)
    assert asked.accounts == [account(0), account(1)], "what was asked before is not lost"
    await stand.tell(InkGranted(accounts=asked.accounts, by=TEACHER, ref=asked.ref))
    assert strip.isVisible()
    assert strip.says.text() == "Drawing: Ana Silva and Ben Okafor"
    assert [badge.words for badge in strip.person_badges(account(0))] == ["can draw"]
    do(page, account(0), "No longer let draw")
    assert isinstance(stand.last, GrantInk)
    assert stand.last.accounts == [account(1)]
    await stand.tell(InkGranted(accounts=[account(1)], by=TEACHER, ref=stand.last.ref))
    strip.take_back.click()
    assert isinstance(stand.last, GrantInk)
    assert stand.last.accounts == []
    await stand.tell(InkGranted(by=TEACHER, ref=stand.last.ref))
    assert not strip.isVisible()


async def test_it_is_offered_once_there_is_a_page_and_to_so_many(open_room: Open) -> None:
    bare = Stand(can=CAN)
    await bare.start(["Ana Silva"])
    assert offers(open_room(bare.room), account(0)) == []
    stand, _ = await lesson()
    page = open_room(stand.room)
    assert offers(page, TEACHER) == []
    await stand.come(*(f"Student {number}" for number in range(6)), first=2)
    await stand.tell(InkGranted(accounts=[account(number) for number in range(6)], by=TEACHER))
    assert offers(page, account(0)) == ["No longer let draw"]
    assert offers(page, account(6)) == []


async def test_a_student_is_told_and_offers_nothing(open_room: Open, spoken: list[str]) -> None:
    stand, _ = await lesson(account(0))
    page = open_room(stand.room)
    await until(page.isActiveWindow)
    strip = part(page, DrawersStrip)
    await stand.tell(InkGranted(accounts=[account(1)], by=TEACHER))
    assert not strip.isVisible(), "of others' rights a student is not told"
    await stand.tell(InkGranted(accounts=[account(0)], by=TEACHER))
    assert strip.isVisible()
    assert strip.says.text() == "You can draw on the page"
    assert not strip.take_back.isVisible()
    assert spoken == ["You can draw on the page"]
    assert offers(page, account(1)) == []


async def test_a_refusal_leaves_it_as_it_was(open_room: Open) -> None:
    stand, _ = await lesson()
    page = open_room(stand.room)
    do(page, account(0), "Let draw")
    strip = part(page, DrawersStrip)
    await until(strip.isVisible)
    await stand.room.receive(Refused(ref=stand.last.ref, code="no_such_person"))
    await until(strip.isHidden)


async def test_others_are_seen_while_they_draw_with_their_names(open_room: Open) -> None:
    stand, deck = await lesson()
    paper = Paper(open_room(stand.room), deck)
    places = [(2_000, 2_000), (4_000, 2_000)]

    async def draws(
        part: int, page: int = 1, points: str = encode_points(places), by: str = account(1)
    ) -> None:
        look = MarkLook(ink=1, width=200)
        await stand.room.receive(
            LiveInk(
                session=stand.room.session_id, by=by, deck=deck, page=page, stroke=stroke, part=part,
                look=look, points=points,
            )
        )  # fmt: skip

    stroke = stroke_number(places[0])
    before = paper.colour(3_000, 2_000)
    await draws(0, page=2)
    await draws(0, points="g")
    await draws(0, by=TEACHER)
    assert paper.colour(3_000, 2_000) == before, "on another page, what can't be read, and one's own"
    await draws(0)
    assert paper.colour(3_000, 2_000) != before
    assert list(paper.desk.live.signed(paper.layer.key)) == [account(1)]
    await draws(1, points=encode_points([places[1], (6_000, 2_000)]))
    assert paper.colour(5_000, 2_000) != before
    await stand.tell(line(deck, [*places, (6_000, 2_000)]))
    assert list(paper.desk.live.on(paper.layer.key)) == [], "it is told whole by now"
    assert paper.colour(5_000, 1_930) == before, "and as wide as it is told"
