"""Up to the limits of slides, and one further."""

from pathlib import Path

from relay.protocol.files import NamedFile
from relay.protocol.slides import (
    DECK_MB,
    MOST_DECKS,
    MOST_PAGES,
    NOTE_LENGTH,
    PAGE_MB,
    PAGES_ADDED,
    TURNS,
    AddDeck,
    AddPages,
    NewPage,
    SetNote,
    ShowPage,
)
from relay.protocol.stage import SetStage
from relay.shared.ids import new_ref
from tests.relay.inside import code_of, in_lesson, school_inside
from tests.relay.lists import SESSION, Lesson, refused


def _add_deck(lesson: Lesson) -> int:
    return lesson.ask(lesson.teacher, AddDeck(ref=new_ref(), session=SESSION))[-1].seq


def _add(deck: int, *pages: NewPage) -> AddPages:
    return AddPages(ref=new_ref(), session=SESSION, deck=deck, pages=[*pages])


def _lesson() -> Lesson:
    lesson = Lesson()
    lesson.enter(lesson.teacher)
    return lesson


def _picture(number: int, size: int) -> NewPage:
    return NewPage(picture=NamedFile(hash=f"{number:064x}", size=size, kind="webp"))


async def decks(folder: Path) -> str:
    lesson = _lesson()
    for _ in range(MOST_DECKS):
        _add_deck(lesson)
    return refused(lesson, lesson.teacher, AddDeck(ref=new_ref(), session=SESSION))


async def deck(folder: Path) -> str:
    lesson = _lesson()
    number, left = _add_deck(lesson), MOST_PAGES
    while left:
        pages = [NewPage(ground="blank")] * min(left, PAGES_ADDED)
        lesson.ask(lesson.teacher, _add(number, *pages))
        left -= len(pages)
    return refused(lesson, lesson.teacher, _add(number, NewPage(ground="blank")))


async def page(folder: Path) -> str:
    lesson = _lesson()
    number = _add_deck(lesson)
    assert refused(lesson, lesson.teacher, _add(number, _picture(1, PAGE_MB * 1_000_000))) != "too_large"
    return refused(lesson, lesson.teacher, _add(number, _picture(1, PAGE_MB * 1_000_000 + 1)))


async def deck_files(folder: Path) -> str:
    lesson = _lesson()
    number = _add_deck(lesson)
    pages = [_picture(one, PAGE_MB * 1_000_000) for one in range(DECK_MB // PAGE_MB)]
    assert refused(lesson, lesson.teacher, _add(number, *pages)) != "too_large"
    return refused(lesson, lesson.teacher, _add(number, *pages, _picture(99, 1)))


async def note(folder: Path) -> str:
    lesson = _lesson()
    number = _add_deck(lesson)
    lesson.ask(lesson.teacher, _add(number, NewPage(ground="blank")))
    fits, too_long = (
        SetNote(ref=new_ref(), session=SESSION, deck=number, page=1, text="ü" * length)
        for length in (NOTE_LENGTH, NOTE_LENGTH + 1)
    )
    lesson.ask(lesson.teacher, fits)
    return refused(lesson, lesson.teacher, too_long)


async def turns(folder: Path) -> str:
    async with school_inside(folder, "Ana", pace_factor=0.25) as (_, made):
        lee, _, session = await in_lesson(made)
        await lee.do(AddDeck(ref=new_ref(), session=session))
        number = lee.rooms[session].upto
        blank = [NewPage(ground="blank")]
        await lee.do(AddPages(ref=new_ref(), session=session, deck=number, pages=blank))
        await lee.do(SetStage(ref=new_ref(), session=session, kind="page", of=str(number)))
        for _ in range(int(TURNS[1] * 0.25)):
            await lee.do(ShowPage(ref=new_ref(), session=session, deck=number, page=1))
        return await code_of(lee.do(ShowPage(ref=new_ref(), session=session, deck=number, page=1)))


TRIES = {
    "decks": decks,
    "deck": deck,
    "page": page,
    "deck's files": deck_files,
    "note": note,
    "turns": turns,
}
