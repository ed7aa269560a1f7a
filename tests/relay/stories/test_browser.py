"""A page in a real browser, over wss with the relay's own certificate: it signs in by a hello."""

from pathlib import Path

import pytest

from relay.protocol.chat import Typing
from relay.protocol.people import People
from relay.shared.ids import new_ref
from tests.relay.browser import NEEDS_BROWSER, browser
from tests.relay.door_limits import code_of_a_lesson
from tests.relay.inside import school_inside
from tests.relay.joins import token_by_code

pytestmark = [pytest.mark.asyncio, pytest.mark.rare, NEEDS_BROWSER]

SCRIPT = (Path(__file__).parent / "page.js").read_text("utf-8")


async def test_a_page_signs_in_by_a_hello_and_is_in_the_lesson(tmp_path: Path) -> None:
    async with school_inside(tmp_path, "Ana", web="lessons") as (_, made):
        session, code = await code_of_a_lesson(made)
        lee = made.open_clients[-1]
        token = await token_by_code(made, session, code, "Gil Guest")
        ana = await made.student("Ana")
        await ana.enter(session)
        host = f"127.0.0.1:{made.port}"
        async with browser(made.certificate.read_bytes()) as page:
            await page.open(f"https://{host}/page", SCRIPT)
            await page.evaluate(f"connect({host!r}, {token!r})")
            first, second = await page.evaluate("first(2)")
            assert (first["t"], first.get("you")) == ("welcome", None)
            assert {"moments", "chat"} <= set(first["can"])
            assert (second["t"], second["you"]["name"]) == ("welcome", "Gil Guest")
            enter = {"t": "enter_room", "session": session, "ref": new_ref()}
            await page.evaluate(f"socket.send(JSON.stringify({enter}))")
            people = lee.rooms[session].memories[People]
            await lee.until(lambda: people.is_here(second["you"]["id"]))
            await page.evaluate("socket.send(new Uint8Array([2, 0]))")
            refused = await page.evaluate("the('refused')")
            assert (refused["ref"], refused["code"]) == ("", "unknown_type")
            await lee.send(Typing(session=session))
            typing = await page.evaluate("the('typing')")
            assert typing["by"] == lee.me.id
        await lee.until(lambda: not people.is_here(second["you"]["id"]))


async def test_a_page_of_another_origin_or_with_another_token_does_not(tmp_path: Path) -> None:
    async with school_inside(tmp_path, "Ana", web="lessons") as (server, made):
        session, code = await code_of_a_lesson(made)
        token = await token_by_code(made, session, code)
        host = f"127.0.0.1:{made.port}"
        async with browser(made.certificate.read_bytes()) as page:
            await page.open(f"https://localhost:{made.port}/page", SCRIPT)
            await page.evaluate(f"connect({host!r}, {token!r})")
            assert await page.evaluate("first(1)") == [{"t": "closed", "code": 1006}]
            assert server.tally.turned_away == {"403": 1}
            await page.open(f"https://{host}/page", SCRIPT)
            await page.evaluate(f"connect({host!r}, {made.student_tokens['Ana']!r})")
            welcome, closed = await page.evaluate("first(2)")
            assert "you" not in welcome
            assert closed == {"t": "closed", "code": 4401}
