"""How connections begin and end: the welcome first, and nothing after a token was revoked."""

import asyncio
import ssl
from pathlib import Path

import pytest

from relay.protocol.accounts import ChangePassword, Done, LogOut
from relay.protocol.chat import PostMessage
from relay.protocol.hello import Hello
from relay.protocol.log import LogPage, ReadLog
from relay.protocol.sessions import ListSessions, SessionList
from relay.shared.ids import new_ref
from tests.patience import PATIENCE, until
from tests.relay.client import PASSWORD
from tests.relay.inside import school_inside
from tests.relay.process import school

pytestmark = pytest.mark.asyncio


async def test_logging_out_is_answered_and_then_closes(tmp_path: Path) -> None:
    async with school_inside(tmp_path / "data", "Ana Silva") as (_, made):
        ana = await made.student("Ana Silva")
        await ana.ask(LogOut(ref=new_ref()), Done)
        await ana.socket.wait_closed()
        assert ana.socket.close_code == 4401


async def test_a_new_password_closes_the_other_devices_and_nothing_more_is_done_for_them(
    tmp_path: Path,
) -> None:
    async with school_inside(tmp_path / "data", "Ana Silva") as (_, made):
        lee = await made.teacher()
        session = await made.live(lee)
        here, elsewhere = await made.student("Ana Silva"), await made.student("Ana Silva")
        token = (await made.log_in(here.me.username)).token
        other = await made.client(token)
        await other.enter(session)
        await here.ask(ChangePassword(ref=new_ref(), old=PASSWORD, new="another good one"), Done)
        await other.socket.wait_closed()
        assert other.socket.close_code == 4401
        # Both of these came with the token that is kept.
        for client in (here, elsewhere):
            await client.ask(ListSessions(ref=new_ref()), SessionList)


async def test_a_token_revoked_while_somebody_comes_in_lets_nobody_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with school_inside(tmp_path / "data", "Ana Silva") as (server, made):
        ana = await made.student("Ana Silva")
        admit = server.gate.admit

        async def revoked_behind(request: object, network: str) -> object:
            answer = await admit(request, network)  # type: ignore[arg-type]
            await ana.ask(LogOut(ref=new_ref()), Done)
            return answer

        monkeypatch.setattr(server.gate, "admit", revoked_behind)
        with pytest.raises(Exception, match="4401"):
            await made.student("Ana Silva")


async def test_the_welcome_comes_first_whatever_happens_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with school_inside(tmp_path / "data", "Ana Silva") as (server, made):
        lee = await made.teacher()
        welcome = server.welcomes.word

        async def something_starts_behind(member: object) -> object:
            answer = await welcome(member)  # type: ignore[arg-type]
            await made.live(lee)
            return answer

        monkeypatch.setattr(server.welcomes, "word", something_starts_behind)
        ana = await made.student("Ana Silva")
        assert ana.me.name == "Ana Silva"
        shown = (await ana.ask(ListSessions(ref=new_ref()), SessionList)).sessions
        assert [session.status for session in shown] == ["live"]


async def test_sigterm_waits_for_nobody_on_the_doorstep_and_loses_nothing(tmp_path: Path) -> None:
    async with school(tmp_path / "data", "Ana Silva", "Tom Becker", pace_factor=0) as (relay, made):
        lee = await made.teacher()
        session = await made.live(lee)
        await lee.enter(session)
        deaf = await made.student("Tom Becker")
        await deaf.enter(session)
        deaf.stop_reading()
        context = ssl.create_default_context(cafile=str(relay.certificate))
        context.check_hostname = False
        _, slow = await asyncio.open_connection("127.0.0.1", made.port, ssl=context)
        slow.write(b"GET /v1 HTTP/1.1\r\nHost: here\r\n")
        await slow.drain()
        for number in range(100):
            await lee.send(PostMessage(ref=new_ref(), session=session, text=f"{number}"))
        await lee.until(lambda: len(lee._events) >= 50)
        async with asyncio.timeout(PATIENCE):
            assert await relay.stop() == 0
        await lee.socket.wait_closed()
        slow.transport.abort()
        deaf.socket.transport.abort()
        told = {event.seq: event.ref for event in lee.rooms[session].told}
        await relay.start()
        page = await (await made.teacher()).ask(ReadLog(ref=new_ref(), session=session), LogPage)
        assert page.upto >= 64
        kept = b"".join(bytes(raw) for raw in page.events).decode()
        assert all(ref in kept for seq, ref in told.items() if seq <= page.upto)


async def test_what_is_turned_away_leaves_nothing_behind(tmp_path: Path) -> None:
    async with school_inside(tmp_path / "data") as (server, made):
        context = ssl.create_default_context(cafile=str(made.certificate))
        context.check_hostname = False
        for _ in range(5):
            reader, writer = await asyncio.open_connection("127.0.0.1", made.port, ssl=context)
            writer.write(b"GET /v1 HTTP/1.1\r\nHost: here\r\n\r\n")  # not a WebSocket
            assert b"426" in (await reader.read()).split(b"\r\n")[0]
            writer.transport.abort()
        assert not server.connections


async def test_a_visitor_who_signs_in_is_found_by_their_account_until_the_connection_ends(
    tmp_path: Path,
) -> None:
    async with school_inside(tmp_path / "data", "Ana") as (server, made):
        ana = await made.student("Ana")
        other = await made.client(hello=Hello(token=made.student_tokens["Ana"]))
        hers = frozenset({ana.me.id})
        await until(lambda: len(server.connections.of(hers)) == 2)
        assert server.connections.accounts() == hers
        for client in (other, ana):
            await client.close()
        await until(lambda: not server.connections)
        assert not server.connections.of(hers)
        assert server.connections.accounts() == frozenset()
