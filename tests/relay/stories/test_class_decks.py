"""Slides over real sockets: a deck is shown, kept for its class, and shown again without being sent."""

import hashlib
from pathlib import Path

import pytest

from relay.protocol.class_decks import (
    ClassDeck,
    ClassDeckList,
    ClassDeckPages,
    DeleteClassDeck,
    GetClassDecks,
    TakeClassDeck,
)
from relay.protocol.files import LEAST_BYTES, NamedFile
from relay.protocol.lesson import EndSession
from relay.protocol.safekeeping import ErasePerson, PersonErased
from relay.protocol.sessions import DeleteSession
from relay.protocol.slides import AddDeck, AddPages, FinishDeck, NewPage, RemoveDeck, Slides
from relay.school import files as files_module
from relay.shared.ids import new_ref
from tests.relay.client import Client, SchoolOfTests
from tests.relay.handing_in import Handing, named, read_file
from tests.relay.inside import code_of, in_lesson, school_inside

pytestmark = pytest.mark.asyncio
PAGES = 3


def picture(number: int) -> bytes:
    """Such as the relay takes for a picture of a page."""
    size = (1_599).to_bytes(3, "little") + (899).to_bytes(3, "little")
    body = b"WEBPVP8X" + (10).to_bytes(4, "little") + bytes(4) + size
    body += hashlib.shake_128(bytes([number])).digest(400 + number)
    return b"RIFF" + len(body).to_bytes(4, "little") + body


async def add_deck(
    client: Client, session: str, name: str = "Waves", finish: bool = True, first: int = 0
) -> int:
    """A deck of three pages and an empty one, whose pictures are handed in; its number."""
    files = [
        await Handing(client, session, picture(first + number), "webp").hand_in() for number in range(PAGES)
    ]
    texts = await Handing(client, session, b'["one", "two", "three"]', "json").hand_in()
    await client.do(AddDeck(ref=new_ref(), session=session, name=name, expected=PAGES))
    deck = await last_deck(client, session)
    pages = [NewPage(picture=file, thumbnail=files[0]) for file in files] + [NewPage(ground="lines")]
    await client.do(AddPages(ref=new_ref(), session=session, deck=deck, pages=pages))
    if finish:
        await client.do(FinishDeck(ref=new_ref(), session=session, deck=deck, texts=texts))
    return deck


def files_of(folder: Path) -> set[str]:
    """The hashes of all that are kept."""
    return {path.name for path in (folder / "data" / "files").rglob("*") if path.is_file()}


async def last_deck(client: Client, session: str) -> int:
    decks = client.rooms[session].memories[Slides].decks
    known = len(decks)
    if not known:
        await client.until(lambda: decks)
    return max(decks)


async def class_decks(client: Client) -> list[ClassDeck]:
    """Those of the class in which the client is first."""
    command = GetClassDecks(ref=new_ref(), class_id=client.welcome.classes[0].id)
    return (await client.ask(command, ClassDeckList)).decks


async def next_lesson(made: SchoolOfTests, lee: Client, session: str) -> str:
    await lee.do(EndSession(ref=new_ref(), session=session))
    following = await made.live(lee)
    await lee.enter(following)
    return following


async def show_again(lee: Client, session: str, deck: str) -> int:
    """Takes a deck of the class into this lesson; its number there."""
    taken = await lee.ask(TakeClassDeck(ref=new_ref(), session=session, deck=deck), ClassDeckPages)
    count = taken.deck.count
    await lee.do(AddDeck(ref=new_ref(), session=session, name=taken.deck.name, expected=count))
    number = await last_deck(lee, session)
    await lee.do(AddPages(ref=new_ref(), session=session, deck=number, pages=taken.pages))
    await lee.do(FinishDeck(ref=new_ref(), session=session, deck=number, texts=taken.texts))
    return number


async def test_a_deck_is_shown_again_in_the_next_lesson_without_being_sent(tmp_path: Path) -> None:
    async with school_inside(tmp_path / "data", "Ana") as (_, made):
        lee, ana, session = await in_lesson(made)
        await add_deck(lee, session)
        (kept,) = await class_decks(lee)
        assert (kept.name, kept.count, kept.author) == ("Waves", PAGES, lee.me.id)
        following = await next_lesson(made, lee, session)
        await ana.enter(following)
        number = await show_again(lee, following, kept.id)
        slides = ana.rooms[following].memories[Slides]
        await ana.until(lambda: number in slides.decks and slides.decks[number].finished)
        pages = slides.decks[number].pages
        assert [page.picture is not None for page in pages.values()] == [True] * PAGES
        for place, page in enumerate(pages.values()):
            assert page.picture
            assert await read_file(ana, following, page.picture) == picture(place)
        (again,) = await class_decks(lee)
        assert again.id == f"{following}.{number}", "it takes the place of the very same one"


async def test_it_outlives_its_lesson_and_goes_when_a_teacher_says_so(tmp_path: Path) -> None:
    async with school_inside(tmp_path / "data", "Ana") as (_, made):
        lee, ana, session = await in_lesson(made)
        await add_deck(lee, session)
        (kept,) = await class_decks(lee)
        following = await next_lesson(made, lee, session)
        await lee.answer(DeleteSession(ref=new_ref(), session=session))
        await ana.enter(following)
        number = await show_again(lee, following, kept.id)
        page = lee.rooms[following].memories[Slides].decks[number].pages[1].picture
        assert page
        (again,) = await class_decks(lee)
        deleted = DeleteClassDeck(ref=new_ref(), class_id=lee.welcome.classes[0].id, deck=again.id)
        await lee.answer(deleted)
        assert await class_decks(lee) == []
        assert await code_of(show_again(lee, following, again.id)) == "no_such_class_deck"
        assert await read_file(ana, following, page) == picture(0), "a lesson keeps what was shown in it"


async def test_only_the_classes_teachers_have_its_decks(tmp_path: Path) -> None:
    async with school_inside(tmp_path / "data", "Ana") as (_, made):
        lee, ana, session = await in_lesson(made)
        await add_deck(lee, session)
        (kept,) = await class_decks(lee)
        school_class = lee.welcome.classes[0].id
        for command in (
            GetClassDecks(ref=new_ref(), class_id=school_class),
            TakeClassDeck(ref=new_ref(), session=session, deck=kept.id),
            DeleteClassDeck(ref=new_ref(), class_id=school_class, deck=kept.id),
        ):
            assert await code_of(ana.answer(command)) == "not_allowed"
        missing = TakeClassDeck(ref=new_ref(), session=session, deck=f"{session}.999")
        assert await code_of(lee.answer(missing)) == "no_such_class_deck"


async def test_what_is_not_whole_is_not_kept_and_goes_with_its_removal(tmp_path: Path) -> None:
    async with school_inside(tmp_path / "data", "Ana") as (_, made):
        lee, ana, session = await in_lesson(made)
        deck = await add_deck(lee, session, finish=False)
        assert await class_decks(lee) == []
        slides = ana.rooms[session].memories[Slides]
        await ana.until(lambda: deck in slides.decks and slides.decks[deck].pages)
        page = slides.decks[deck].pages[1].picture
        assert page
        assert await read_file(ana, session, page) == picture(0)
        await lee.do(RemoveDeck(ref=new_ref(), session=session, deck=deck))
        await ana.until(lambda: deck not in slides.decks)
        assert await code_of(read_file(ana, session, page)) == "no_such_file"
        assert await read_file(lee, session, page) == picture(0), "its events are told to teachers"


async def test_what_is_not_whole_when_its_lesson_is_over_goes_with_it(tmp_path: Path) -> None:
    async with school_inside(tmp_path / "data", "Ana") as (server, made):
        lee, _, session = await in_lesson(made)
        deck = await add_deck(lee, session, finish=False)
        await server.school.clear_away_files()
        await lee.do(FinishDeck(ref=new_ref(), session=session, deck=deck))
        (kept,) = await class_decks(lee)
        await add_deck(lee, session, finish=False, first=10)
        await next_lesson(made, lee, session)
        await lee.answer(DeleteSession(ref=new_ref(), session=session))
        await server.school.clear_away_files()
        await server.school.remove_unnamed_files()
        assert await class_decks(lee) == [kept]
        assert files_of(tmp_path) == {hashlib.sha256(picture(number)).hexdigest() for number in range(PAGES)}


async def test_a_class_keeps_so_many_bytes_of_decks_and_what_was_used_longest_ago_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files_of_each = PAGES + 1
    monkeypatch.setattr("relay.store.projections.class_decks.MOST_BYTES", 2 * files_of_each * LEAST_BYTES)
    async with school_inside(tmp_path / "data", "Ana") as (_, made):
        lee, _, session = await in_lesson(made)
        for number, name in enumerate(("first", "second")):
            await add_deck(lee, session, name, first=10 * number)
        assert {deck.name for deck in await class_decks(lee)} == {"first", "second"}
        await add_deck(lee, session, "third", first=20)
        assert {deck.name for deck in await class_decks(lee)} == {"second", "third"}


async def test_one_that_is_taken_counts_as_what_is_handed_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of it, though only some pages are asked for; what the lesson has already counts once."""
    files_of_each = PAGES + 1
    async with school_inside(tmp_path / "data", "Ana") as (_, made):
        lee, ana, session = await in_lesson(made)
        await add_deck(lee, session)
        (kept,) = await class_decks(lee)
        following = await next_lesson(made, lee, session)
        await ana.enter(following)

        def take() -> TakeClassDeck:
            return TakeClassDeck(ref=new_ref(), session=following, deck=kept.id)

        for number in range(2):
            await Handing(ana, following, picture(20 + number), "webp").hand_in()
        most = (files_of_each + 2) * LEAST_BYTES
        monkeypatch.setattr(files_module, "MB", 1)
        monkeypatch.setattr(files_module, "SESSION_MB", most - 1)
        assert await code_of(lee.answer(take())) == "no_room"
        await lee.do(AddDeck(ref=new_ref(), session=following))
        deck = await last_deck(lee, following)
        page = NewPage(picture=named(picture(0), "webp"))
        asked = AddPages(ref=new_ref(), session=following, deck=deck, pages=[page])
        assert await code_of(lee.do(asked)) == "no_such_file", "nothing of it was taken"
        monkeypatch.setattr(files_module, "SESSION_MB", most)
        monkeypatch.setattr(files_module, "TEACHER_FILES", files_of_each - 1)
        assert await code_of(lee.answer(take())) == "no_room"
        monkeypatch.setattr(files_module, "TEACHER_FILES", files_of_each)
        for _ in range(2):
            await lee.ask(take(), ClassDeckPages)


async def test_pages_keep_their_numbers_where_an_empty_one_was_put_in_while_it_was_sent(
    tmp_path: Path,
) -> None:
    """By them it is known what is written on which."""
    async with school_inside(tmp_path / "data", "Ana") as (_, made):
        lee, _, session = await in_lesson(made)
        files = [await Handing(lee, session, picture(number), "webp").hand_in() for number in range(2)]
        texts = await Handing(lee, session, b'["one", "", "two"]', "json").hand_in()
        await lee.do(AddDeck(ref=new_ref(), session=session, name="Waves", expected=2))
        deck = await last_deck(lee, session)
        first, empty, last = NewPage(picture=files[0]), NewPage(ground="dark"), NewPage(picture=files[1])
        for page in (first, empty, last, empty):
            add = AddPages(ref=new_ref(), session=session, deck=deck, pages=[page])
            await lee.do(add)
        await lee.do(FinishDeck(ref=new_ref(), session=session, deck=deck, texts=texts))
        await lee.do(AddPages(ref=new_ref(), session=session, deck=deck, pages=[empty]))
        (kept,) = await class_decks(lee)
        assert kept.count == 3
        taken = await lee.ask(TakeClassDeck(ref=new_ref(), session=session, deck=kept.id), ClassDeckPages)
        assert taken.pages == [first, empty, last]
        assert taken.texts == texts


async def test_empty_pages_alone_are_not_kept(tmp_path: Path) -> None:
    async with school_inside(tmp_path / "data", "Ana") as (_, made):
        lee, _, session = await in_lesson(made)
        await lee.do(AddDeck(ref=new_ref(), session=session, name="Board"))
        deck = await last_deck(lee, session)
        pages = [NewPage(ground="lines")] * 2
        await lee.do(AddPages(ref=new_ref(), session=session, deck=deck, pages=pages))
        await lee.do(FinishDeck(ref=new_ref(), session=session, deck=deck))
        assert await class_decks(lee) == []


async def test_the_decks_of_a_teacher_go_with_her(tmp_path: Path) -> None:
    async with school_inside(tmp_path / "data") as (server, made):
        lee = await made.teacher()
        diallo = await made.colleague(lee)
        session = await made.live(lee)
        await diallo.enter(session)
        await add_deck(diallo, session)
        asked = GetClassDecks(ref=new_ref(), class_id=made.class_id)
        assert len((await lee.ask(asked, ClassDeckList)).decks) == 1
        await lee.ask(ErasePerson(ref=new_ref(), account=diallo.me.id), PersonErased)
        asked = GetClassDecks(ref=new_ref(), class_id=made.class_id)
        assert (await lee.ask(asked, ClassDeckList)).decks == []
        await server.school.remove_unnamed_files()
        assert files_of(tmp_path) == set()


async def test_pages_name_files_that_were_handed_in_alone(tmp_path: Path) -> None:
    async with school_inside(tmp_path / "data", "Ana") as (_, made):
        lee, _, session = await in_lesson(made)
        await lee.do(AddDeck(ref=new_ref(), session=session))
        deck = await last_deck(lee, session)
        page = NewPage(picture=NamedFile(hash="0" * 64, size=400, kind="webp"))
        asked = AddPages(ref=new_ref(), session=session, deck=deck, pages=[page])
        assert await code_of(lee.do(asked)) == "no_such_file"
