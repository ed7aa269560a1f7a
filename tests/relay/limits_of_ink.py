"""Up to the limits of ink, and one further."""

from collections.abc import Sequence
from pathlib import Path

import msgspec

from relay.protocol.ink import (
    MARKS_AT_ONCE,
    MOST_DRAWERS,
    MOST_MARKS,
    MOST_OF_ONE,
    MOST_OF_STUDENTS,
    MOST_ON_PAGE,
    MOST_POINTS,
    POINTS_AT_ONCE,
    POINTS_LENGTH,
    STROKES,
    TEXT_LENGTH,
    DrawMarks,
    GrantInk,
    MarkLook,
    MoveMarks,
    RubOut,
    encode_points,
)
from relay.protocol.people import People
from relay.protocol.slides import AddDeck, AddPages, NewPage
from relay.room import RoomLimits
from relay.shared.ids import new_ref
from tests.relay.inside import code_of, in_lesson, school_inside
from tests.relay.lists import SESSION, Lesson, ana, refused

POINTS = encode_points([(1, 1), (2, 2)])
PAGES = MOST_MARKS // MOST_ON_PAGE + 1


def _board() -> tuple[Lesson, int]:
    lesson = Lesson(limits=RoomLimits(pace_factor=0))
    lesson.enter(lesson.teacher)
    deck = lesson.ask(lesson.teacher, AddDeck(ref=new_ref(), session=SESSION))[-1].seq
    pages = [NewPage(ground="lines")] * PAGES
    lesson.ask(lesson.teacher, AddPages(ref=new_ref(), session=SESSION, deck=deck, pages=pages))
    return lesson, deck


def _draw(deck: int, points: Sequence[str] = (POINTS,), page: int = 1, **more: object) -> DrawMarks:
    looks = [MarkLook() for _ in points]
    drawn = {"looks": looks, "points": [*points]} | more
    return DrawMarks(ref=new_ref(), session=SESSION, deck=deck, page=page, **drawn)  # type: ignore[arg-type]


def _fill(lesson: Lesson, deck: int, page: int) -> None:
    left = MOST_ON_PAGE
    while left:
        points = [POINTS] * min(left, MARKS_AT_ONCE)
        lesson.ask(lesson.teacher, _draw(deck, points, page))
        left -= len(points)


async def marks(folder: Path) -> str:
    lesson, deck = _board()
    for page in range(1, PAGES):
        _fill(lesson, deck, page)
    return refused(lesson, lesson.teacher, _draw(deck, page=PAGES))


async def marks_on_page(folder: Path) -> str:
    lesson, deck = _board()
    _fill(lesson, deck, 1)
    lesson.ask(lesson.teacher, _draw(deck, page=2))
    return refused(lesson, lesson.teacher, _draw(deck))


async def marks_of_one(folder: Path) -> str:
    lesson, deck = _board()
    lesson.enter(ana)
    lesson.pass_time(2)
    lesson.ask(lesson.teacher, GrantInk(ref=new_ref(), session=SESSION, accounts=[ana.account]))
    left = MOST_OF_ONE
    while left:
        points = [POINTS] * min(left, MARKS_AT_ONCE)
        lesson.ask(ana, _draw(deck, points))
        left -= len(points)
    lesson.ask(ana, _draw(deck, page=2))
    return refused(lesson, ana, _draw(deck))


async def points(folder: Path) -> str:
    lesson, deck = _board()
    longest = "A" * POINTS_LENGTH
    lesson.ask(lesson.teacher, _draw(deck, [longest] * (POINTS_AT_ONCE // POINTS_LENGTH)))
    assert refused(lesson, lesson.teacher, _draw(deck, [longest, longest, "AA"])) == "too_long"
    return refused(lesson, lesson.teacher, _draw(deck, [longest + "A"]))


async def points_in_all(folder: Path) -> str:
    lesson, deck = _board()
    longest = ["A" * POINTS_LENGTH] * (POINTS_AT_ONCE // POINTS_LENGTH)
    for _ in range(MOST_POINTS // POINTS_AT_ONCE):
        lesson.ask(lesson.teacher, _draw(deck, longest))
    return refused(lesson, lesson.teacher, _draw(deck))


async def marks_at_once(folder: Path) -> str:
    lesson, deck = _board()
    lesson.enter(ana)
    lesson.pass_time(2)
    lesson.ask(lesson.teacher, GrantInk(ref=new_ref(), session=SESSION, accounts=[ana.account]))
    mark = lesson.ask(ana, _draw(deck))[-1].seq * 64
    fits, too_many = ([mark, *range(1, most)] for most in (MOST_OF_STUDENTS, MOST_OF_STUDENTS + 1))
    moved = MoveMarks(ref=new_ref(), session=SESSION, deck=deck, page=1, marks=too_many)
    assert refused(lesson, ana, moved) == "too_long"
    lesson.ask(ana, msgspec.structs.replace(moved, ref=new_ref(), marks=fits))
    rubbed = RubOut(ref=new_ref(), session=SESSION, deck=deck, page=1, marks=too_many)
    code = refused(lesson, ana, rubbed)
    lesson.ask(lesson.teacher, msgspec.structs.replace(rubbed, ref=new_ref()))
    return code


async def text(folder: Path) -> str:
    lesson, deck = _board()
    fits, too_long = (
        _draw(deck, looks=[MarkLook(tool="text")], texts=["ü" * length])
        for length in (TEXT_LENGTH, TEXT_LENGTH + 1)
    )
    lesson.ask(lesson.teacher, fits)
    return refused(lesson, lesson.teacher, too_long)


async def drawers(folder: Path) -> str:
    async with school_inside(folder, "Ana") as (_, made):
        lee, ana, session = await in_lesson(made)
        people = lee.rooms[session].memories[People]
        await lee.until(lambda: ana.me.id in people.everybody)
        await lee.do(GrantInk(ref=new_ref(), session=session, accounts=[ana.me.id] * MOST_DRAWERS))
        too_many = GrantInk(ref=new_ref(), session=session, accounts=[ana.me.id] * (MOST_DRAWERS + 1))
        return await code_of(lee.do(too_many))


async def strokes(folder: Path) -> str:
    async with school_inside(folder, "Ana", pace_factor=0.1) as (_, made):
        lee, _, session = await in_lesson(made)
        await lee.do(AddDeck(ref=new_ref(), session=session))
        deck = lee.rooms[session].upto
        blank = [NewPage(ground="blank")]
        await lee.do(AddPages(ref=new_ref(), session=session, deck=deck, pages=blank))
        looks, drawn = [MarkLook()], [POINTS]
        commands = [
            DrawMarks(ref=new_ref(), session=session, deck=deck, page=1, looks=looks, points=drawn)
            for _ in range(int(STROKES[1] * 0.1) + 1)
        ]
        for command in commands[:-1]:
            await lee.do(command)
        return await code_of(lee.do(commands[-1]))


TRIES = {
    "marks": marks,
    "page's marks": marks_on_page,
    "student's marks": marks_of_one,
    "points": points,
    "points in all": points_in_all,
    "marks at once": marks_at_once,
    "text on a page": text,
    "drawers": drawers,
    "strokes": strokes,
}
