"""Whose connection stands when there are more than places: guests and strangers, pupils and teachers."""

import asyncio
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from relay.auth import network_of
from relay.protocol.accounts import Account
from relay.protocol.admission import ConfirmName, SetDoor
from relay.protocol.entering import EnterRoom, Waiting
from relay.protocol.limits import CONNECTIONS_PER_GUEST, SHARED_ADDRESS, VISITORS_BEYOND
from relay.protocol.people import People
from relay.school.secrets import new_token, token_hash
from relay.server import RelayServer
from relay.shared.ids import new_ref
from relay.store.queries.joining import LessonPass
from tests.relay.client import Client, Followed, SchoolOfTests
from tests.relay.door_limits import code_of_a_lesson
from tests.relay.inside import school_inside, work_before_answer
from tests.relay.joins import token_by_code

pytestmark = pytest.mark.attack


async def made_up_guests(server: RelayServer, session: str, count: int) -> list[str]:
    """Tokens of guests of a lesson, as ``join`` makes them."""
    tokens = [new_token() for _ in range(count)]

    def add() -> None:
        store, now = server.store, server.clock.now()
        for number, token in enumerate(tokens):
            guest = Account(new_ref(), f"Guest {number}", "student", f"lesson:{new_ref().lower()}")
            store.accounts.add(guest, now)
            store.joining.add(guest.id, LessonPass(session, "guest"), now)
            store.tokens.add(token_hash(token), new_ref(), guest.id, "", now, now + 10**9)

    await server.store.write(add)
    return tokens


async def come(
    made: SchoolOfTests, token: str, session: str = "", address: str = "127.0.0.1"
) -> Client | None:
    """Connects, and comes into the room if it is let in; None where there is no place."""
    try:
        client = await made.client(token, address)
    except (InvalidStatus, ConnectionClosed):
        return None
    if session:
        client.rooms[session] = Followed()
        enter = EnterRoom(ref=new_ref(), session=session)
        try:
            await client.send(enter)
        except ConnectionClosed:
            return None
        await client.until(lambda: enter.ref in client._replies or client.socket.close_code is not None)
    return client


def standing(clients: list[Client | None]) -> list[Client]:
    return [client for client in clients if client and client.socket.close_code is None]


async def test_made_up_guests_take_half_of_the_places_and_the_teacher_comes_back(tmp_path: Path) -> None:
    """150 of one lesson, each from two devices, to a relay with 60 places."""
    async with school_inside(tmp_path, "Ana", "Tom", connections=60) as (server, made):
        session, _ = await code_of_a_lesson(made, seats=300)
        lee, ana = made.open_clients[-1], await made.student("Ana")
        tokens = await made_up_guests(server, session, 150)
        await ana.enter(session)
        for _ in range(2):
            await asyncio.gather(*(come(made, token, session) for token in tokens))
            assert server.capacity.guests <= 30
            assert await work_before_answer(ana) < 0.5
        await lee.cut()
        await (await made.teacher()).enter(session)
        for _ in range(3):
            await (await made.student("Tom")).enter(session)
        assert ana.socket.close_code is None


async def test_who_is_in_no_room_gives_way_first_then_the_newest_of_the_fullest_lesson(
    tmp_path: Path,
) -> None:
    async with school_inside(tmp_path, "Ana", "Tom", "Bea", connections=12) as (server, made):
        full, _ = await code_of_a_lesson(made)
        small, _ = await code_of_a_lesson(made)
        large = [await come(made, token, full) for token in await made_up_guests(server, full, 3)]
        few = [await come(made, token, small) for token in await made_up_guests(server, small, 2)]
        (idle,) = [await come(made, token) for token in await made_up_guests(server, small, 1)]
        for name in ("Ana", "Tom"):
            for _ in range(2):
                await made.student(name)
        assert len(server.capacity.taken) == 12  # two of the teacher's are among them
        assert idle
        assert standing([*large, *few]) == [*large, *few]
        await made.student("Bea")
        await idle.until(lambda: idle.socket.close_code == 4408)
        assert standing([*large, *few]) == [*large, *few]
        await made.student("Bea")
        newest = large[-1]
        assert newest
        await newest.until(lambda: newest.socket.close_code == 4408)
        assert standing([*large, *few]) == [*large[:-1], *few]


async def test_guests_of_a_lesson_that_has_few_come_in_though_another_has_taken_all(tmp_path: Path) -> None:
    async with school_inside(tmp_path, connections=20) as (server, made):
        full, _ = await code_of_a_lesson(made)
        other, _ = await code_of_a_lesson(made)
        large = [await come(made, token, full) for token in await made_up_guests(server, full, 12)]
        assert [client is not None for client in large] == [True] * 10 + [False] * 2
        few = [await come(made, token, other) for token in await made_up_guests(server, other, 8)]
        assert server.capacity.guests == 10
        assert len(standing(few)) == len(standing(large)) == 5
        assert standing(large) == large[:5], "the newest went"


async def test_guests_who_wait_or_are_gone_keep_no_place_from_accounts(tmp_path: Path) -> None:
    async with school_inside(tmp_path, "Ana", connections=10) as (server, made):
        session, _ = await code_of_a_lesson(made)
        lee = made.open_clients[-1]
        (inside,) = [await come(made, token, session) for token in await made_up_guests(server, session, 1)]
        await lee.do(SetDoor(ref=new_ref(), session=session, codes=True, guests=True, waiting="all"))
        waiting = [await made.client(token) for token in await made_up_guests(server, session, 4)]
        for client in waiting:
            await client.ask(EnterRoom(ref=new_ref(), session=session), Waiting)
        for _ in range(4):
            await made.student("Ana")
        assert len(server.capacity.taken) == 10
        await made.teacher()
        newest = waiting[-1]
        await newest.until(lambda: newest.socket.close_code == 4408)
        assert standing([inside, *waiting]) == [inside, *waiting[:-1]]


async def test_who_is_confirmed_is_a_guest_no_more(tmp_path: Path) -> None:
    async with school_inside(tmp_path, "Ana") as (server, made):
        session, code = await code_of_a_lesson(made)
        lee = made.open_clients[-1]
        token = await token_by_code(made, session, code, "Ana")
        came = await made.client(token)
        await came.enter(session)
        assert server.capacity.guests == 1
        await lee.until(lambda: came.me.id in lee.rooms[session].memories[People].everybody)
        await lee.do(ConfirmName(ref=new_ref(), session=session, account=came.me.id))
        assert server.capacity.guests == 0
        more = [await made.client(token) for _ in range(CONNECTIONS_PER_GUEST)]
        assert standing([came, *more]) == [came, *more]


async def test_a_teachers_fifth_device_takes_the_place_of_the_one_not_heard_from(tmp_path: Path) -> None:
    async with school_inside(tmp_path) as (_, made):
        four = [await made.teacher() for _ in range(4)]
        for client in (four[0], *four[2:]):
            await work_before_answer(client)
        await made.teacher()
        await four[1].until(lambda: four[1].socket.close_code == 4409)
        assert standing([*four]) == [four[0], *four[2:]]


async def test_some_may_always_come_to_sign_in(tmp_path: Path) -> None:
    """However many of the school are in: a teacher may be at another computer."""
    async with school_inside(tmp_path, "Ana", connections=3) as (server, made):
        for _ in range(3):
            await made.student("Ana")
        for _ in range(VISITORS_BEYOND + 2):
            await made.client()
        assert server.capacity.visitors == VISITORS_BEYOND
        assert (await made.log_in("lee")).you.username == "lee"


async def test_more_from_one_address_than_a_school_give_way_to_guests_from_elsewhere(tmp_path: Path) -> None:
    places = 2 * SHARED_ADDRESS + 10
    async with school_inside(tmp_path, connections=places) as (server, made):
        session, _ = await code_of_a_lesson(made)
        tokens = await made_up_guests(server, session, SHARED_ADDRESS + 10)
        many = await asyncio.gather(*(come(made, token, session) for token in tokens[:-5]))
        assert len(standing(many)) == server.capacity.guests == places // 2
        assert await come(made, tokens[-1], session) is None, "of the same address"
        elsewhere = [await come(made, token, session, "127.0.0.9") for token in tokens[-5:]]
        assert len(standing(elsewhere)) == 5
        assert server.capacity.guests == places // 2


@pytest.mark.parametrize(
    ("host", "network"),
    [
        ("10.0.0.7", "10.0.0.7"),
        ("::ffff:10.0.0.7", "10.0.0.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("fe80::1%eth0", "fe80::1"),
        ("::1", "::/64"),
        ("", ""),
        ("/run/socket", "/run/socket"),
    ],
)
def test_one_computer_has_one_network(host: str, network: str) -> None:
    assert network_of(host) == network
