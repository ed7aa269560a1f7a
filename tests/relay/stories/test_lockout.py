"""The pupil who tries to lock the teacher out: by guessing, by taking every place, by saying nothing."""

import asyncio
import shutil
import socket
import sys
import time
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from itertools import count, cycle
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from websockets.exceptions import ConnectionClosed, InvalidStatus

from relay.protocol.accounts import WRONG_CODE, LoggedIn, LogIn, SignInFirst
from relay.protocol.base import Reply
from relay.protocol.classes import AddStudents, ClassReply, Student
from relay.protocol.refusals import Refusal
from relay.protocol.sessions import ListSessions, SessionList
from relay.school.throttle import FREE, KEPT, Throttle
from relay.shared.ids import new_ref
from tests.patience import PATIENCE, SLOWNESS
from tests.posix import linux
from tests.relay.client import PASSWORD, Client, NotAccepted, SchoolOfTests, visiting
from tests.relay.inside import hurry_visitors, school_inside, work_before_answer
from tests.relay.lists import HandClock
from tests.relay.process import RelayProcess

pytestmark = pytest.mark.attack

DEVICE = "MS-LEES-LAPTOP"
KEY = "a key that only her laptop has"


def as_lee(password: str = PASSWORD, key: str = KEY) -> LogIn:
    return LogIn(ref=new_ref(), username="lee", password=password, device=DEVICE, device_key=key)


async def let_in(made: SchoolOfTests, command: LogIn) -> LoggedIn:
    visitor = await made.client()
    try:
        return await visitor.ask(command, LoggedIn)
    finally:
        await visitor.close()


async def test_guessing_her_password_from_every_seat_does_not_keep_her_out(tmp_path: Path) -> None:
    """A class of pupils, all with her user name and her laptop's name, until all of them have to wait."""
    async with school_inside(tmp_path / "data", clock=HandClock()) as (_, made):
        await let_in(made, as_lee())
        pupils = [await made.client() for _ in range(30)]
        codes: list[str] = []

        async def guess(pupil: Client, number: int) -> None:
            command = as_lee(f"guess {number}", key=f"key {number}" if number % 2 else "")
            try:
                await pupil.ask(command, LoggedIn)
            except NotAccepted as refused:
                codes.append(str(refused))

        await asyncio.gather(*(guess(pupil, number) for number, pupil in enumerate(pupils)))
        assert sorted(set(codes)) == ["slow_down", "wrong_password"]
        assert codes.count("wrong_password") == FREE
        assert (await let_in(made, as_lee())).you.username == "lee"
        with pytest.raises(NotAccepted, match="slow_down"):
            await let_in(made, as_lee(key=""))  # she too, from a device the relay has never seen


def test_any_number_of_made_up_names_does_not_wipe_out_who_has_to_wait() -> None:
    """They cost no hash of a password: some thousands a second, by first sign-ins with any code."""
    throttle = Throttle(HandClock())

    def guess(username: str) -> str:
        try:
            with throttle.trying((username, "")):
                raise Refusal(WRONG_CODE)
        except Refusal as refusal:
            return refusal.code.name

    assert [guess("lee") for _ in range(FREE + 1)] == ["wrong_code"] * FREE + ["slow_down"]
    for number in range(KEPT + 1):
        guess(f"x{number}")
    assert guess("lee") == "slow_down"


async def test_one_address_shared_by_a_school_locks_no_class_out(tmp_path: Path) -> None:
    """Thirty pupils who mistype once, all from one address, and then come in."""
    names = [f"Pupil {number}" for number in range(30)]
    async with school_inside(tmp_path / "data", *names) as (_, made):

        async def come_in(number: int) -> str:
            username = f"pupil.{number}"
            with pytest.raises(NotAccepted, match="wrong_password"):
                await made.log_in(username, "mistyped")
            return (await made.log_in(username)).you.username

        assert len(await asyncio.gather(*(come_in(number) for number in range(30)))) == 30


@asynccontextmanager
async def going_on(*attackers: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """What others do meanwhile."""
    tasks = [asyncio.create_task(attacker) for attacker in attackers]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        for outcome in await asyncio.gather(*tasks, return_exceptions=True):
            assert isinstance(outcome, asyncio.CancelledError | ConnectionClosed), outcome


async def answer_or_end(line: Client, command: LogIn) -> Reply | None:
    """The answer, or None if the connection ended before it came."""
    with suppress(ConnectionClosed):
        await line.send(command)
    await line.until(lambda: command.ref in line._replies or line.socket.close_code is not None)
    return line._replies.get(command.ref)


@pytest.mark.parametrize("pause", [0.4, 1 / 60])
async def test_right_codes_are_taken_at_once_beside_a_guesser(tmp_path: Path, pause: float) -> None:
    """User names are easy to guess, and on the first day every device is new: with 2.5 or 60 guesses a second
    at all eight of them, from the address of the class."""
    names = [f"Pupil {number}" for number in range(8)]
    async with school_inside(tmp_path / "data") as (_, made):
        lee = await made.teacher()
        wanted = AddStudents(ref=new_ref(), class_id=made.class_id, names=names)
        pupils = (await lee.ask(wanted, ClassReply)).school_class.students
        loop = asyncio.get_running_loop()
        guesses = 0

        async def guess() -> None:
            nonlocal guesses
            line = await made.client()
            for pupil in cycle(pupils):
                due = loop.time() + pause
                await line.send(first_in(pupil.username, f"2222-{guesses:04}"))
                guesses += 1
                await asyncio.sleep(max(0.0, due - loop.time()))

        async def come_in(pupil: Student) -> float:
            line, asked = await made.client(), time.process_time()
            assert (await line.ask(first_in(pupil.username, pupil.code), LoggedIn)).you.id == pupil.id
            return time.process_time() - asked

        async with going_on(guess()):
            while guesses < 3:
                await asyncio.sleep(0.01)
            took = await asyncio.gather(*(come_in(pupil) for pupil in pupils))
            assert await work_before_answer(lee) < 0.5
        assert max(took) < 5, "eight hashes of passwords, and no waiting for the guesser"


def first_in(username: str, code: str) -> SignInFirst:
    return SignInFirst(ref=new_ref(), username=username, code=code, password=PASSWORD)


async def test_right_passwords_are_taken_beside_72_lines_with_wrong_ones(tmp_path: Path) -> None:
    """From the address of the class, on devices that the relay has never seen."""
    async with school_inside(tmp_path / "data", *(f"Pupil {n}" for n in range(12))) as (_, made):

        async def guess(number: int) -> None:
            line = await made.client()
            for again in count():
                wrong = LogIn(ref=new_ref(), username=f"x{number}.{again}", password="not a good one")
                with suppress(NotAccepted):
                    await line.ask(wrong, LoggedIn)

        lee = await made.teacher()
        async with going_on(*(guess(number) for number in range(72))):
            while len(made.open_clients) < 72:
                await asyncio.sleep(0.05)
            names = [f"pupil.{number}" for number in range(12)]
            came = await asyncio.gather(*(made.log_in(name) for name in names))
            assert await work_before_answer(lee) < 0.5
        assert sorted(one.you.username for one in came) == sorted(names)


async def test_right_passwords_are_taken_beside_a_churn_of_visitors_from_everywhere(tmp_path: Path) -> None:
    """Some twenty-five newcomers a second, each from another address, for twenty places."""
    async with school_inside(tmp_path / "data", "Ana", visitors=20) as (server, made):
        numbers = count()
        loop = asyncio.get_running_loop()

        async def churn(first_word: bool) -> None:
            while True:
                due, number = loop.time() + 0.08 * SLOWNESS, next(numbers)
                address = f"127.1.{number // 200 % 200}.{number % 200 + 1}"
                with suppress(ConnectionClosed, InvalidStatus):
                    line = await made.client(address=address)
                    if first_word:
                        await line.send(LogIn(ref=new_ref(), username=f"x{number}", password="a wrong one"))
                await asyncio.sleep(max(0.0, due - loop.time()))

        async def come_in(username: str) -> int:
            """As the desktop does, which asks again when its place was needed; after so many tries."""
            right = replace(as_lee(key=new_ref()), username=username)
            for tries in count(1):
                try:
                    line = await made.client(address="127.0.0.2")
                except ConnectionClosed:  # its place was needed before it was told welcome
                    continue
                reply = await answer_or_end(line, right)
                await line.close()
                if reply is not None:
                    assert isinstance(reply, LoggedIn)
                    return tries
            raise AssertionError

        lee = await made.teacher()
        async with going_on(churn(False), churn(True)):
            while server.capacity.visitors < 20:
                await asyncio.sleep(0.05)
            for _ in range(6):
                for username in ("ana", "lee"):
                    assert await come_in(username) <= 3
            assert await work_before_answer(lee) < 0.5
            assert len(server.capacity.taken) <= 21


async def test_many_who_knock_at_the_same_moment_do_not_all_take_one_place(tmp_path: Path) -> None:
    async with school_inside(tmp_path / "data", visitors=12) as (server, made):

        async def knock() -> Client | None:
            try:
                return await Client(made.port, made.certificate).open()
            except (ConnectionClosed, InvalidStatus):
                return None

        came = await asyncio.gather(*(knock() for _ in range(60)))
        assert len([c for c in server.connections if not c.ending]) <= 12
        await asyncio.gather(*(client.close() for client in came if client))


async def test_whoever_takes_all_places_for_visitors_gives_them_to_those_who_come(tmp_path: Path) -> None:
    async with school_inside(tmp_path / "data", visitors=12) as (server, made):
        hoarded = []
        for number in range(12):
            hoarded.append(await made.client())
            wrong = LogIn(ref=new_ref(), username=f"x{number}", password="not a good one")
            with pytest.raises(NotAccepted, match="wrong_password"):
                await hoarded[-1].ask(wrong, LoggedIn)
        assert server.capacity.visitors == 12
        for _ in range(15):  # more than there are places
            assert (await let_in(made, as_lee())).you.username == "lee"
        gone = [client for client in hoarded if client.socket.close_code is not None]
        assert gone == hoarded[: len(gone)], "the idlest go first"
        assert gone
        assert {client.socket.close_code for client in gone} == {4408}


async def test_members_find_a_place_though_visitors_have_taken_all(tmp_path: Path) -> None:
    async with school_inside(tmp_path / "data", visitors=12, connections=12) as (server, made):
        hoarded = [await made.client() for _ in range(12)]
        assert len(server.capacity.taken) == 12
        lee = await made.teacher()
        assert (await lee.ask(ListSessions(ref=new_ref()), SessionList)).sessions == []
        await hoarded[0].until(lambda: hoarded[0].socket.close_code is not None)


async def test_visitors_who_say_nothing_more_are_let_go_and_members_are_not(tmp_path: Path) -> None:
    async with school_inside(tmp_path / "data") as (server, made):
        lee = await made.teacher()
        visitor = await made.client()
        hurry_visitors(server)
        with pytest.raises(NotAccepted):
            await visitor.ask(LogIn(ref=new_ref(), username="x", password="y" * 9), LoggedIn)
        await visitor.until(lambda: visitor.socket.close_code is not None)
        assert visitor.socket.close_code == 4408
        assert (await lee.ask(ListSessions(ref=new_ref()), SessionList)).sessions == []


@contextmanager
def silent_lines(port: int, count: int) -> Iterator[list[socket.socket]]:
    """TCP connections over which nothing is ever said, not even the beginning of TLS."""
    lines: list[socket.socket] = []
    try:
        for _ in range(count):
            line = socket.socket()
            line.setblocking(False)
            line.connect_ex(("127.0.0.1", port))
            lines.append(line)
        yield lines
    finally:
        for line in lines:
            line.close()


@asynccontextmanager
async def relay_with_few_files(folder: Path, soft: int, hard: int) -> AsyncIterator[RelayProcess]:
    """As a system gives them that is set up carefully."""
    relay = RelayProcess(folder)
    relay.program = ("prlimit", f"--nofile={soft}:{hard}", "--", sys.executable, "-m", "relay")
    await relay.start()
    try:
        yield relay
    finally:
        await relay.stop()


@pytest.mark.skipif(shutil.which("prlimit") is None, reason="prlimit (util-linux) is not here")
@linux("prlimit")
async def test_lines_on_which_nothing_is_said_keep_nobody_out(tmp_path: Path) -> None:
    """Each is an open file of the relay's: it takes what the system allows, and lets them go after 5 s."""
    async with (
        relay_with_few_files(tmp_path / "data", 128, 4096) as relay,
        visiting(relay.ready["port"], relay.certificate) as made,
    ):
        await made.furnish(relay.ready["first_teacher"])
        with silent_lines(relay.ready["port"], 400) as lines:
            lee = await made.teacher()
            assert (await lee.ask(ListSessions(ref=new_ref()), SessionList)).sessions == []
            loop = asyncio.get_running_loop()
            async with asyncio.timeout(PATIENCE):
                for line in lines:
                    assert await _end_of(loop, line) == b""


async def _end_of(loop: asyncio.AbstractEventLoop, line: socket.socket) -> bytes:
    try:
        return await loop.sock_recv(line, 1)
    except ConnectionResetError:
        return b""
