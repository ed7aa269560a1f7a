"""How students join, kept beside the chat: each thing in its place, whatever happens at the door."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from desktop.address import read_address
from desktop.client import Address
from desktop.features.admission.card import JoinButton, JoinCardPanel
from desktop.pages.room import RoomPage
from relay.protocol.admission import Admit, ChangeDoor, CodeChanged, DoorSet, PersonAdmitted, PersonWaits
from relay.protocol.people import PersonRemoved
from relay.protocol.stage import SetStage, StageSet
from tests.desktop.classroom import until
from tests.desktop.features.stand import TEACHER, Stand, account, part
from tests.desktop.pages.room.test_still import settled

Open = Callable[..., RoomPage]
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
async def stand() -> Stand:
    made = Stand(can=("stage",))
    await made.start(["Ana", "Ben"])
    return made


async def opened(open_room: Open, stand: Stand, *size: int) -> tuple[RoomPage, JoinCardPanel]:
    page = open_room(stand.room, *(size or (1366, 728)))
    QTest.mouseClick(part(page, JoinButton).button, LEFT)
    card = part(page, JoinCardPanel)
    await until(card.isVisible)
    await settled(page)
    return page, card


def places(card: JoinCardPanel) -> dict[str, QPoint]:
    parts: dict[str, QWidget] = {
        "card": card,
        "close": card.close_button,
        "waiters": card.waiters,
        "show": card.show_all,
        "copy": card.copy,
        "door": card.door,
    }
    return {name: one.mapToGlobal(QPoint()) for name, one in parts.items()}


async def test_one_click_opens_it_and_one_closes_it(open_room: Open, stand: Stand) -> None:
    page, card = await opened(open_room, stand)
    told: list[list[str]] = []
    page.kept_changed.connect(told.append)
    button = part(page, JoinButton).button
    assert button.isChecked()
    QTest.mouseClick(card.close_button, LEFT)
    assert not card.isVisible()
    assert not button.isChecked()
    QTest.mouseClick(button, LEFT)
    assert card.isVisible()
    QTest.mouseClick(button, LEFT)
    assert not card.isVisible()
    assert told == [[], ["join"], []]


async def test_controls_keep_their_places_whatever_happens_at_the_door(open_room: Open, stand: Stand) -> None:
    page, card = await opened(open_room, stand)
    before = places(card)
    assert card.make.isVisible(), "there is no code yet"
    QTest.mouseClick(card.make, LEFT)
    asked = stand.last
    assert isinstance(asked, ChangeDoor)
    await stand.tell(DoorSet(codes=True, guests=True, waiting="guests", code="K7M2XP", ref=asked.ref))
    await settled(page)
    assert not card.make.isVisible()
    assert card.code.code == "K7M2XP"
    assert places(card) == before
    waiting = [
        PersonWaits(account=account(number), name=f"Tom {number}", standing="guest") for number in (7, 8)
    ]
    await stand.tell(waiting[0])
    await settled(page)
    assert (card.waiters.words.text(), card.waiters.let_in.text()) == ("Tom 7 (guest) waits", "Let in")
    assert places(card) == before
    left = card.waiters.let_in.mapToGlobal(QPoint())
    await stand.tell(waiting[1])
    await settled(page)
    assert card.waiters.let_in.text() == "Let all in"
    assert card.waiters.let_in.mapToGlobal(QPoint()) == left
    QTest.mouseClick(card.waiters.let_in, LEFT)
    assert isinstance(stand.last, Admit)
    assert stand.last.accounts == [account(7), account(8)]
    await stand.tell(PersonAdmitted(account=account(7)), PersonAdmitted(account=account(8)))
    await settled(page)
    assert card.waiters.words.text() == "Nobody waits to come in"
    assert places(card) == before
    await stand.tell(CodeChanged(code="ABC234"), DoorSet(codes=True, locked=True, code="ABC234"))
    await settled(page)
    assert card.waiters.words.text() == "Locked: nobody new comes in"
    assert places(card) == before


async def test_it_says_how_many_are_in_of_how_many(open_room: Open, stand: Stand) -> None:
    page, card = await opened(open_room, stand)
    assert card.here.text() == "2 here"
    page.show_missing(["Cid", "Dora"])
    assert card.here.text() == "2 of 4 are here"
    await stand.come("Cid", first=2)
    assert card.here.text() == "3 of 4 are here", "who is missing is told a moment later"
    page.show_missing(["Dora"])
    assert card.here.text() == "3 of 4 are here"
    await stand.tell(PersonRemoved(by=TEACHER, account=account(2)))
    page.show_missing(["Dora"])
    assert card.here.text() == "2 of 3 are here", "who was removed is not waited for"


async def test_while_the_code_is_on_the_stage_there_is_no_card(open_room: Open, stand: Stand) -> None:
    _, card = await opened(open_room, stand)
    QTest.mouseClick(card.show_all, LEFT)
    asked = stand.last
    assert isinstance(asked, SetStage)
    assert asked.kind == "join"
    await stand.tell(StageSet(kind="join", ref=asked.ref, by=stand.me))
    await until(lambda: not card.isVisible())
    await stand.tell(StageSet(kind=""))
    await until(card.isVisible)


async def test_the_link_that_is_copied_has_the_code(open_room: Open, stand: Stand) -> None:
    stand.relay.address = Address("192.168.1.5", 8443)
    await stand.tell(DoorSet(codes=True, code="K7M2XP"))
    _, card = await opened(open_room, stand)
    QTest.mouseClick(card.copy, LEFT)
    said = read_address(QGuiApplication.clipboard().text())
    assert (said.host, said.code, said.lesson) == ("192.168.1.5", "K7M2XP", stand.room.session_id)


async def test_where_it_is_low_it_is_brought_into_sight_behind_its_tab(open_room: Open, stand: Stand) -> None:
    page, card = await opened(open_room, stand, 700, 420)
    assert "How students join" in page.side.tabs
    assert card.isVisible()


async def test_who_kept_it_open_finds_it_open(open_room: Open, stand: Stand) -> None:
    page = open_room(stand.room, 1366, 728)
    page.keep("join", True)
    await until(part(page, JoinCardPanel).isVisible)
    assert page.keeps("join")


async def test_students_have_neither(open_room: Open) -> None:
    stand = Stand(account(0), "Ana", "student", can=("stage",))
    await stand.start(["Ana"])
    page = open_room(stand.room, 1366, 728)
    page.keep("join", True)
    await settled(page)
    assert not part(page, JoinButton).isVisible()
    assert not part(page, JoinCardPanel).isVisible()


async def test_only_opening_it_turns_to_it(
    open_room: Open, stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, card = await opened(open_room, stand)
    turned: list[QWidget] = []
    monkeypatch.setattr(page, "turn_to", turned.append)
    page.keep("picked_first_to_me", True)
    page.keep("picked_first_to_me", False)
    assert not turned
    button = part(page, JoinButton).button
    QTest.mouseClick(button, LEFT)
    QTest.mouseClick(button, LEFT)
    assert turned == [card]
