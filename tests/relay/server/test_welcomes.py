"""What each side can do, signing in by a hello, and pages in browsers."""

from collections.abc import Coroutine
from pathlib import Path

import msgspec
import pytest
from websockets.exceptions import InvalidStatus
from websockets.typing import Origin

from relay.auth import is_own_page
from relay.config import SETTINGS_FILE, load
from relay.protocol.accounts import LogIn, MakeFirstTeacher, SignInFirst, Welcome
from relay.protocol.admission import ConfirmName
from relay.protocol.catalog import encode
from relay.protocol.hello import LANES, Hello
from relay.protocol.joining import ListOpenLessons, OpenLessons, SignInWithPass
from relay.protocol.people import People
from relay.protocol.refusals import Refused
from relay.protocol.sessions import ListSessions, SessionList
from relay.shared.ids import new_ref
from tests.patience import until
from tests.relay.client import PASSWORD, Client, NotAccepted, SchoolOfTests
from tests.relay.door_limits import code_of_a_lesson
from tests.relay.inside import hurry_visitors, school_inside
from tests.relay.joins import token_by_code

pytestmark = pytest.mark.asyncio


async def refused(client: Client) -> str:
    """The code of what was refused without a ref."""
    await client.until(lambda: "" in client._replies)
    reply = client._replies.pop("")
    assert isinstance(reply, Refused)
    return reply.code


async def signed_in(made: SchoolOfTests, token: str, origin: Origin | None = None) -> Client:
    """A visitor who says a hello, and is somebody then."""
    client = await made.client(hello=Hello(token=token), origin=origin)
    await client.until(lambda: client.welcome.you or client.socket.close_code)
    return client


async def test_the_welcome_names_the_lanes_and_the_subjects_that_were_found(tmp_path: Path) -> None:
    async with school_inside(tmp_path, "Ana") as (_, made):
        for client in (await made.client(), await made.student("Ana")):
            assert {*LANES, "chat", "hands", "replies"} < set(client.welcome.can)
            assert sorted(client.welcome.can) == client.welcome.can


async def test_a_school_may_turn_figures_of_single_students_off(tmp_path: Path) -> None:
    """In the settings file, as a school would."""
    file = tmp_path / SETTINGS_FILE
    file.write_text("student_figures = false\n")
    off = load({"data": tmp_path / "off"}, {}, file).of_subjects
    async with school_inside(tmp_path / "on", "Ana") as (_, made):
        assert (await made.teacher()).welcome.student_figures
    async with school_inside(tmp_path / "off", "Ana", of_subjects=off) as (_, made):
        assert not (await made.teacher()).welcome.student_figures


async def test_a_visitor_is_signed_in_once_by_the_token_of_a_hello(tmp_path: Path) -> None:
    async with school_inside(tmp_path, "Ana") as (server, made):
        session = await made.live(await made.teacher())
        visitor = await signed_in(made, made.student_tokens["Ana"])
        assert visitor.me.name == "Ana"
        assert visitor.welcome.classes
        assert visitor.welcome.epoch
        await visitor.ask(ListSessions(ref=new_ref()), SessionList)
        await visitor.enter(session)
        await visitor.send(Hello(token=made.teacher_token))
        assert await refused(visitor) == "not_allowed"
        assert visitor.me.name == "Ana"
        assert server.capacity.visitors == 0
        hurry_visitors(server)  # whose times hold for it no more
        await visitor.ask(ListSessions(ref=new_ref()), SessionList)


async def test_a_hello_is_the_first_frame_or_refused(tmp_path: Path) -> None:
    async with school_inside(tmp_path, "Ana") as (_, made):
        visitor = await made.client()
        await visitor.ask(ListOpenLessons(ref=new_ref()), OpenLessons)
        await visitor.send(Hello(token=made.student_tokens["Ana"]))
        assert await refused(visitor) == "not_allowed"
        assert visitor.welcome.you is None
        ana = await made.student("Ana")
        await ana.send(Hello(can=["moments"], token=made.teacher_token))
        assert await refused(ana) == "not_allowed"


@pytest.mark.attack
async def test_a_binary_frame_that_overtakes_a_hello_keeps_nobody_out(tmp_path: Path) -> None:
    async with school_inside(tmp_path, "Ana") as (_, made):
        visitor = await made.client()
        token = made.student_tokens["Ana"]
        for frame in (encode(Hello(token=token)).decode(), b"\x08", encode(Hello(token=token)).decode()):
            await visitor.socket.send(frame)
        await visitor.until(lambda: visitor.welcome.you)
        assert visitor.me.name == "Ana"
        await visitor.ask(ListSessions(ref=new_ref()), SessionList)
        assert await refused(visitor) == "not_allowed", "the second hello"


async def test_without_a_token_a_hello_has_no_answer(tmp_path: Path) -> None:
    async with school_inside(tmp_path, "Ana") as (server, made):
        ana = await made.client(made.student_tokens["Ana"], hello=Hello(can=["moments", "of the future"]))
        await ana.ask(ListSessions(ref=new_ref()), SessionList)
        (connection,) = [c for c in server.connections if c.member]
        assert connection.sender.can == {"moments", "of the future"}
        assert not [notice for notice in ana.notices if isinstance(notice, Welcome)]
        assert "" not in ana._replies


async def test_what_is_wrong_with_a_token_ends_the_connection(tmp_path: Path) -> None:
    async with school_inside(tmp_path, "Ana", "Tom", connections=6, connections_per_account=2) as (
        server,
        made,
    ):
        wrong = await signed_in(made, "no-such-token")
        assert (wrong.welcome.you, wrong.socket.close_code) == (None, 4401)
        for _ in range(2):
            assert (await signed_in(made, made.student_tokens["Ana"])).me.name == "Ana"
        many = await signed_in(made, made.student_tokens["Ana"])
        assert (many.welcome.you, many.socket.close_code) == (None, 4429)
        await until(lambda: len(server.connections) == 2)
        for _ in range(2):
            await made.student("Tom")
        teachers = [await made.teacher() for _ in range(2)]
        full = await signed_in(made, (await made_anew(made, teachers[0])))
        assert (full.welcome.you, full.socket.close_code) == (None, 1013)
        assert server.tally.turned_away == {"401": 1, "429": 1, "503": 1}


async def made_anew(made: SchoolOfTests, teacher: Client) -> str:
    """The token of one more student."""
    await teacher.close()
    again = await made.teacher()
    await made.add_students(again, "Eve")
    return made.student_tokens["Eve"]


async def test_a_token_revoked_meanwhile_signs_nobody_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with school_inside(tmp_path, "Ana") as (server, made):
        owner = server.gate.owner

        async def revoked_behind(token: str, of_page: bool) -> object:
            who = await owner(token, of_page)
            assert who is not None
            await server.store.write(lambda: server.store.tokens.revoke(who.token_id, 1))
            return who

        monkeypatch.setattr(server.gate, "owner", revoked_behind)
        visitor = await signed_in(made, made.student_tokens["Ana"])
        assert (visitor.welcome.you, visitor.socket.close_code) == (None, 4401)


# pages


@pytest.mark.parametrize(
    "host",
    ["192.168.1.20:8443", "127.0.0.1", "[fe80::1]:8443", "[2001:db8::2]", "localhost:8443"],
)
async def test_a_page_of_this_relay(host: str) -> None:
    assert is_own_page([f"https://{host}"], [host])


@pytest.mark.parametrize(
    ("origins", "hosts"),
    [
        (["http://127.0.0.1:8443"], ["127.0.0.1:8443"]),
        (["https://127.0.0.1"], ["127.0.0.1:8443"]),
        (["https://127.0.0.1:8443/"], ["127.0.0.1:8443"]),
        (["null"], ["127.0.0.1:8443"]),
        ([""], [""]),
        (["https://"], [""]),
        (["https://evil.example"], ["127.0.0.1:8443"]),
        (["https://evil.example"], ["evil.example"]),
        (["https://school.local:8443"], ["school.local:8443"]),
        (["https://localhost.evil.example"], ["localhost.evil.example"]),
        (["https://evil.example@127.0.0.1"], ["evil.example@127.0.0.1"]),
        (["https://127.0.0.1/.evil.example"], ["127.0.0.1/.evil.example"]),
        (["https://1.2.3"], ["1.2.3"]),
        (["https://1.2.3.4."], ["1.2.3.4."]),
        (["https://[::1"], ["[::1"]),
        (["https://[::1]:8443\n"], ["[::1]:8443\n"]),
        (["https://[1.2.3.4]"], ["[1.2.3.4]"]),
        (["https://127.0.0.1", "https://127.0.0.1"], ["127.0.0.1"]),
        (["https://127.0.0.1"], ["127.0.0.1", "127.0.0.1"]),
        (["https://127.0.0.1"], []),
    ],
)
async def test_a_page_of_somebody_else(origins: list[str], hosts: list[str]) -> None:
    assert not is_own_page(origins, hosts)


async def status_of(connecting: Coroutine[None, None, Client]) -> int:
    with pytest.raises(InvalidStatus) as raised:
        await connecting
    return raised.value.response.status_code


async def test_no_page_connects_unless_the_school_wants_it(tmp_path: Path) -> None:
    async with school_inside(tmp_path, "Ana") as (server, made):
        assert await status_of(made.client(origin=made.page)) == 403
        assert await status_of(made.client(made.student_tokens["Ana"], origin=made.page)) == 403
        assert server.tally.turned_away == {"403": 2}


async def test_a_page_has_tokens_for_a_lesson_alone(tmp_path: Path) -> None:
    async with school_inside(tmp_path, "Ana", "Tom", web="lessons") as (_, made):
        session, code = await code_of_a_lesson(made)
        lee = made.open_clients[-1]
        token = await token_by_code(made, session, code, "Tom")
        for origin in ("https://evil.example", "null", "http://127.0.0.1", "https://localhost"):
            assert await status_of(made.client(origin=Origin(origin))) == 403
        for full in (made.student_tokens["Ana"], made.teacher_token):
            assert await status_of(made.client(full, origin=made.page)) == 401
            turned_away = await signed_in(made, full, made.page)
            assert (turned_away.welcome.you, turned_away.socket.close_code) == (None, 4401)
        page = await signed_in(made, token, made.page)
        await page.enter(session)
        people = lee.rooms[session].memories[People]
        await lee.until(lambda: people.is_here(page.me.id))
        assert (await made.client(token, origin=made.page)).me == page.me
        await lee.do(ConfirmName(ref=new_ref(), session=session, account=page.me.id))
        assert (await signed_in(made, token, made.page)).me == page.me, "theirs is for a lesson as before"


async def test_a_page_is_given_nothing_but_what_leads_into_a_lesson(tmp_path: Path) -> None:
    async with school_inside(tmp_path, "Ana", web="lessons") as (_, made):
        session, code = await code_of_a_lesson(made)
        ana = await made.student("Ana")
        page = await made.client(origin=made.page)
        await page.ask(ListOpenLessons(ref=new_ref()), OpenLessons)
        log_in = LogIn(ref=new_ref(), username=ana.me.username, password=PASSWORD)
        first = SignInFirst(ref=new_ref(), username="tom", code="x", password=PASSWORD)
        secret = MakeFirstTeacher(ref=new_ref(), secret="x", name="X", username="x", password=PASSWORD)
        for word in (log_in, first, secret, SignInWithPass(ref=new_ref(), secret="x")):
            with pytest.raises(NotAccepted, match="not_allowed"):
                await page.answer(word)
        signed = await signed_in(made, await token_by_code(made, session, code), made.page)
        with pytest.raises(NotAccepted, match="not_allowed"):
            await signed.answer(msgspec.structs.replace(log_in, ref=new_ref()))
