"""Who came by code under a first name is said to be somebody of the class, with one click."""

import asyncio
from collections.abc import Callable

from desktop.features.admission import WaitingPanel
from desktop.features.recognising import RecognisingPanel
from desktop.pages.room import RoomPage
from desktop.theme.widgets import Button
from relay.protocol.admission import PersonAdmitted, PersonWaits
from relay.protocol.people import Comer, NameConfirmed, PeopleCame
from relay.protocol.recognising import RecognisePerson
from relay.protocol.register import Enrolment
from tests.desktop.classroom import until
from tests.desktop.features.stand import Stand, account, part

Open = Callable[..., RoomPage]
CLASS = ["Ana Silva", "Ana Lopez", "Tom Becker", "Zoë Ng"]


async def lesson(open_room: Open, *can: str) -> tuple[Stand, RoomPage]:
    stand = Stand(can=can)
    stand.wire.register = [Enrolment(account(n), name) for n, name in enumerate(CLASS)]
    await stand.start()
    return stand, open_room(stand.room)


def labels(page: RoomPage, who: str) -> list[str]:
    return [action.label for action in page.context.panels.person_actions(who)]


def offered(panel: WaitingPanel) -> list[str]:
    return [b.text() for b in panel.findChildren(Button) if not b.isHidden() and " as " in b.text()]


async def test_who_waits_is_let_in_as_the_one_of_the_class(open_room: Open) -> None:
    stand, page = await lesson(open_room, "register", "recognising")
    panel = part(page, WaitingPanel)
    await stand.tell(PersonWaits(account=account(20), name="zoe", standing="guest"))
    await until(lambda: offered(panel) == ["Let in as Zoë Ng"])
    next(b for b in panel.findChildren(Button) if b.text() == "Let in as Zoë Ng").click()
    await until(lambda: isinstance(stand.wire.sent[-1], RecognisePerson))
    sent = stand.wire.sent[-1]
    assert isinstance(sent, RecognisePerson)
    assert (sent.account, sent.student) == (account(20), account(3))
    await stand.tell(PersonAdmitted(account=account(20)))
    await until(lambda: not offered(panel))


async def test_several_of_the_name_are_told_apart_and_who_is_here_is_not_offered(open_room: Open) -> None:
    stand, page = await lesson(open_room, "register", "recognising")
    panel = part(page, WaitingPanel)
    await stand.tell(PersonWaits(account=account(20), name="Ana", standing="guest"))
    await until(lambda: offered(panel) == ["Let in as Ana Silva", "Let in as Ana Lopez"])
    await stand.tell(PeopleCame(people=[Comer(account(0), "Ana Silva", "student")]))
    await until(lambda: offered(panel) == ["Let in as Ana Lopez"])
    await stand.tell(PersonWaits(account=account(21), name="Gil", standing="guest"))
    await until(lambda: panel.count() == 2)
    assert labels(page, account(21)) == []


async def test_a_guest_who_is_in_is_known_from_the_menu(open_room: Open) -> None:
    stand, page = await lesson(open_room, "register", "recognising")
    await stand.tell(PeopleCame(people=[Comer(account(20), "Tom", "student", "guest")]))
    await until(lambda: "This is Tom Becker" in labels(page, account(20)))
    await stand.tell(NameConfirmed(account=account(20)))
    assert "This is Tom Becker" not in labels(page, account(20))


async def test_an_older_server_offers_none_of_it(open_room: Open) -> None:
    stand, page = await lesson(open_room, "register")
    panel = part(page, RecognisingPanel)
    await stand.tell(PeopleCame(people=[Comer(account(20), "Tom", "student", "guest")]))
    await asyncio.gather(*panel._tasks._tasks)
    assert "This is Tom Becker" not in labels(page, account(20))
