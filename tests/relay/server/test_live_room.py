"""Effects beside replies and events: who is held or put out hears of it, and in turn."""

from pathlib import Path
from typing import Any

import pytest

from relay.protocol.admission import Admit, SetDoor, TurnAway
from relay.protocol.base import RoomCommand
from relay.protocol.catalog import read_from_relay
from relay.protocol.chat import PostMessage
from relay.protocol.entering import EnterRoom, SentAway, Waiting
from relay.protocol.log import Afresh
from relay.protocol.people import RemovePerson
from relay.shared.ids import new_ref
from tests.patience import until
from tests.relay.client import NotAccepted, post_message
from tests.relay.inside import school_inside, slow_disk, stalled, taken_in

pytestmark = pytest.mark.asyncio


@pytest.mark.parametrize("ends", ["admitted", "turned away", "the door opens"])
async def test_who_is_held_hears_that_before_hearing_that_it_is_over(tmp_path: Path, ends: str) -> None:
    async with school_inside(tmp_path / "data", "Tom Becker", gather_seconds=0) as (server, made):
        lee, tom = await made.teacher(), await made.student("Tom Becker")
        session = await made.live(lee)
        await lee.enter(session)
        await lee.do(SetDoor(ref=new_ref(), session=session, codes=True, waiting="all"))
        live = server.rooms.get(session)
        assert live is not None
        words: dict[str, RoomCommand] = {
            "admitted": Admit(ref=new_ref(), session=session, accounts=[tom.me.id]),
            "turned away": TurnAway(ref=new_ref(), session=session, account=tom.me.id),
            "the door opens": SetDoor(ref=new_ref(), session=session, codes=True),
        }
        with slow_disk(server) as go_on:
            await taken_in(live.room, lee, post_message(session, "a commit is under way"))
            tom.heard = []
            await tom.send(EnterRoom(ref=new_ref(), session=session))
            await until(lambda: tom.me.id in live.room.presence.held)
            await lee.send(words[ends])
            await until(lambda: tom.me.id not in live.room.presence.held)
            assert not tom.heard
            go_on()
            await tom.until(lambda: tom.heard and len(tom.heard) == 2)
        first, second = map(read_from_relay, tom.heard)
        assert isinstance(first, Waiting)
        assert isinstance(second, SentAway if ends == "turned away" else Afresh)


async def test_who_is_put_out_while_being_caught_up_learns_of_it(tmp_path: Path) -> None:
    """The event that says so is not sent to them any more."""
    limits: dict[str, Any] = {"pace_factor": 0, "frames_per_second": 0, "bytes_per_second": 0}
    limits |= {"gather_seconds": 0, "live_buffer_bytes": 20_000, "reader_stuck_seconds": 60}
    async with school_inside(tmp_path / "data", "Tom Becker", **limits) as (server, made):
        lee, tom = await made.teacher(), await made.student("Tom Becker")
        session = await made.live(lee)
        await lee.enter(session)
        await tom.enter(session)
        sender = stalled(server, tom)
        for _ in range(1_000):
            if not sender.full:
                await lee.do(PostMessage(ref=new_ref(), session=session, text="x" * 1900))
        assert sender.full
        await lee.do(RemovePerson(ref=new_ref(), session=session, account=tom.me.id))
        tom.read_on()
        await tom.until(lambda: [n for n in tom.notices if isinstance(n, Afresh)])
        with pytest.raises(NotAccepted, match="removed"):
            await tom.enter(session)


async def test_who_is_put_out_before_being_told_anything_learns_of_it(tmp_path: Path) -> None:
    async with school_inside(tmp_path / "data", "Tom Becker", gather_seconds=0) as (server, made):
        lee, tom = await made.teacher(), await made.student("Tom Becker")
        session = await made.live(lee)
        await lee.enter(session)
        await tom.enter(session)
        await tom.cut()
        live = server.rooms.get(session)
        assert live is not None
        await until(lambda: tom.me.id not in live.room.presence.here)
        again = await made.student("Tom Becker")
        with slow_disk(server) as go_on:
            await taken_in(live.room, lee, post_message(session, "a commit is under way"))
            coming = EnterRoom(ref=new_ref(), session=session)
            await again.send(coming)
            await until(lambda: again.me.id in live.room.presence.here)
            await lee.send(RemovePerson(ref=new_ref(), session=session, account=again.me.id))
            await until(lambda: again.me.id not in live.room.presence.here)
            go_on()
            await again.until(lambda: [n for n in again.notices if isinstance(n, Afresh)])
        with pytest.raises(NotAccepted, match="removed"):
            await again.enter(session)
