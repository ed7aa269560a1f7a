"""A pinned line over sockets: told to everybody, also to who comes late, and nothing that is hidden."""

from pathlib import Path

from relay.protocol.chat import Chat
from relay.protocol.hiding import HideMessage
from relay.protocol.pins import LinePinned, PinLine, Pins, UnpinLine
from relay.shared.ids import new_ref
from tests.relay.client import Client
from tests.relay.inside import code_of, school_inside
from tests.relay.stories.test_hiding import RUDE, history, in_lesson, late, plain, post, told

LINK = "https://school.example/maps"


async def pin(client: Client, session: str, message: int = 0, text: str = "") -> int:
    """Pins something; the pin's number."""
    await client.do(PinLine(ref=new_ref(), session=session, message=message, text=text))
    await client.until(lambda: isinstance(client.rooms[session].told[-1], LinePinned))
    return client.rooms[session].memories[Pins].pinned


def read(client: Client, session: str) -> str:
    """What somebody reads as the pinned line."""
    memories = client.rooms[session].memories
    line = memories[Pins].line
    if line is None:
        return ""
    message = memories[Chat].line(line.message)
    return message.text if message else ""


async def test_one_line_for_everybody_and_no_byte_of_what_is_hidden(tmp_path: Path) -> None:
    async with school_inside(tmp_path, "Ana", "Tom", "Eve", pace_factor=0) as (_, made):
        lee, _, tom, session = await in_lesson(made)
        number = await post(tom, session, RUDE)
        await pin(lee, session, message=number)
        await told(tom, session, LinePinned)
        assert [read(one, session) for one in (lee, tom)] == [RUDE] * 2
        assert await code_of(pin(tom, session, text="me")) == "not_allowed"

        await lee.do(HideMessage(ref=new_ref(), session=session, message=number))
        eve = await late(made, "Eve", session)
        assert [read(one, session) for one in (lee, eve)] == [""] * 2
        assert RUDE.encode() not in plain(eve.heard) + await history(eve, session)

        last = await pin(lee, session, text=LINK)
        await eve.until(lambda: read(eve, session) == LINK)
        eve = await late(made, "Eve", session)
        assert read(eve, session) == LINK
        await lee.do(UnpinLine(ref=new_ref(), session=session, pin=last))
        await eve.until(lambda: read(eve, session) == "")
