"""What is seen of a page: its picture, or its place and why; and what is fetched before anybody asks."""

from collections.abc import Callable

import pytest

from desktop.client import LineState
from desktop.features.slides import SlidesStage
from desktop.features.slides.fetching import KEPT_PICTURES, wanted_ahead
from desktop.features.slides.texts import decode_texts, encode_texts
from desktop.pages.room import RoomPage
from relay.protocol.files import GetPart, NamedFile
from relay.protocol.refusals import Refused
from relay.protocol.slides import Deck, DeckAdded, NewPage, PagesAdded, PageShown
from relay.protocol.stage import StageSet
from tests.desktop.classroom import until
from tests.desktop.features.slides.decked import CAN, all_read, area_of, keep, named, page, picture, tell_deck
from tests.desktop.features.stand import TEACHER, Stand, account, part

pytestmark = pytest.mark.qt_log_ignore("grabbing the keyboard")

Open = Callable[..., RoomPage]


async def ana() -> Stand:
    stand = Stand(account(0), "Ana Silva", "student", can=CAN)
    await stand.start(["Ana Silva"])
    return stand


def said(room: RoomPage) -> str:
    return area_of(room).sheet.accessibleDescription()


async def tell_page(stand: Stand, new: NewPage) -> int:
    """A deck with this page, on the stage."""
    deck = stand.upto + 1
    await stand.tell(
        DeckAdded(name="Pulleys", expected=3, by=TEACHER),
        PagesAdded(deck=deck, first=1, pages=[new], by=TEACHER),
        StageSet(kind="page", of=str(deck), by=TEACHER),
        PageShown(deck=deck, page=1, by=TEACHER),
    )
    return deck


async def test_a_picture_and_what_is_written_on_it(open_room: Open) -> None:
    stand = await ana()
    await tell_deck(stand, ("Movable pulleys", "Ropes"))
    room = open_room(stand.room)
    await until(lambda: said(room) == "Movable pulleys")
    await all_read(room)
    seen = area_of(room).sheet.grab().toImage()
    assert seen.pixelColor(seen.width() // 2, seen.height() - 30).name() == "#fffffa"


async def test_the_next_page_is_there_at_once(open_room: Open) -> None:
    stand = await ana()
    deck = await tell_deck(stand, ("Movable pulleys", "Ropes", "Work"))
    room = open_room(stand.room)
    await until(lambda: said(room) == "Movable pulleys")
    await all_read(room)
    seen: list[bool] = []
    area_of(room).following.changed.connect(lambda: seen.append(area_of(room).sheet._picture is not None))
    await stand.tell(PageShown(deck=deck, page=2, by=TEACHER))
    assert seen == [True]
    await all_read(room)


async def test_a_deck_that_comes_is_read_before_it_is_on_the_stage(open_room: Open) -> None:
    stand = await ana()
    room = open_room(stand.room)
    first = picture("Movable pulleys")
    keep(stand, first)
    deck = stand.upto + 1
    await stand.tell(DeckAdded(name="Pulleys", expected=1, by=TEACHER))
    await until(lambda: part(room, SlidesStage).ready)
    await stand.tell(PagesAdded(deck=deck, first=1, pages=[page(first)], by=TEACHER))
    await all_read(room)
    assert not part(room, SlidesStage).isVisible()
    await stand.tell(StageSet(kind="page", of=str(deck), by=TEACHER))
    assert area_of(room).sheet._picture is not None


async def test_what_the_class_says_paints_no_page_anew(open_room: Open) -> None:
    stand = await ana()
    await tell_deck(stand, ("Movable pulleys", "Ropes"))
    room = open_room(stand.room)
    await until(lambda: said(room) == "Movable pulleys")
    await all_read(room)
    sheet, changes = area_of(room).sheet, []
    area_of(room).following.changed.connect(lambda: changes.append(1))
    await until(lambda: sheet._ready is not None)
    before = sheet._ready
    await stand.say(TEACHER, "Ms. Lee", "Look at the ropes")
    await stand.raise_hand(0)
    assert sheet._ready is before
    assert changes == []
    area_of(room).refresh()
    assert sheet._ready is before, "nor what is shown once more as it is"


async def test_only_the_last_pictures_are_kept_as_they_are_painted(open_room: Open) -> None:
    stand = await ana()
    words = [f"Page {number}" for number in range(KEPT_PICTURES + 2)]
    deck = await tell_deck(stand, words)
    room = open_room(stand.room)
    await until(lambda: said(room) == "Page 0")
    for number in range(1, len(words)):
        await stand.tell(PageShown(deck=deck, page=number + 1, by=TEACHER))
        await all_read(room)
    assert len(area_of(room).show_page.images._kept) == KEPT_PICTURES


async def test_a_picture_that_is_not_here_yet_has_its_place(open_room: Open) -> None:
    stand, data = await ana(), picture("Pulleys")
    await tell_page(stand, page(data))
    room = open_room(stand.room)
    await until(lambda: any(isinstance(word, GetPart) for word in stand.wire.sent))
    assert said(room) == "Page 1 is coming…"
    before = area_of(room).sheet.sight.page
    stand.wire.set_line(LineState("offline", stand.wire.time))
    area_of(room).refresh()
    assert said(room) == "Page 1 comes when you are back online."
    keep(stand, data)
    await stand.relay.files.close()
    assert area_of(room).sheet.sight.page == before


async def test_a_page_that_could_not_be_read_says_so(open_room: Open) -> None:
    stand = await ana()
    await tell_page(stand, NewPage())
    room = open_room(stand.room)
    assert said(room) == "Page 1 could not be read."


async def test_rubbish_is_no_picture(open_room: Open) -> None:
    stand, rubbish = await ana(), b"RIFF rubbish WEBP"
    keep(stand, rubbish)
    await tell_page(stand, page(rubbish))
    room = open_room(stand.room)
    await until(lambda: "could not be loaded" in said(room))
    await all_read(room)


async def test_a_file_that_is_not_to_be_had_is_tried_again_on_coming_back(open_room: Open) -> None:
    stand, data = await ana(), picture("Pulleys")
    await tell_page(stand, page(data))
    room = open_room(stand.room)
    await until(lambda: any(isinstance(word, GetPart) for word in stand.wire.sent))
    asked = next(word for word in stand.wire.sent if isinstance(word, GetPart))
    await stand.relay.word_came(Refused(ref=asked.ref, code="no_such_file"))
    await until(lambda: "could not be loaded" in said(room))
    keep(stand, data)
    stand.room.entered.emit("student")
    await all_read(room)
    assert said(room) == ""


async def test_before_the_first_page_there_is_its_place(open_room: Open) -> None:
    stand = await ana()
    deck = stand.upto + 1
    await stand.tell(
        DeckAdded(name="Pulleys", expected=3, by=TEACHER), StageSet(kind="page", of=str(deck), by=TEACHER)
    )
    room = open_room(stand.room)
    assert said(room) == "The first page is coming…"


def test_what_is_fetched_ahead_comes_in_the_order_in_which_it_may_be_wanted() -> None:
    def file(name: str) -> NamedFile:
        return named(name.encode())

    deck = Deck("Pulleys", TEACHER, 0, 6)
    deck.order = [1, 2, 3, 4, 5, 6]
    deck.pages = {
        number: NewPage(picture=file(f"page {number}"), thumbnail=file(f"small {number}"))
        for number in deck.order
    }
    wanted = wanted_ahead(deck, 3, [1, 2])
    names = ["small 1", "small 2", "page 4", "page 5", "page 2", "page 6", "page 1"]
    assert wanted == [file(name) for name in names]


@pytest.mark.parametrize("data", [b"", b"[1]", b'{"a": "b"}', b"\xff\xfe", b'["\\ud800"]'])
def test_texts_that_are_none_are_no_texts(data: bytes) -> None:
    assert decode_texts(data) == []


def test_texts_come_out_as_they_went_in() -> None:
    assert decode_texts(encode_texts(["Pulleys", "", "Arbeit ≠ Kraft"])) == ["Pulleys", "", "Arbeit ≠ Kraft"]
