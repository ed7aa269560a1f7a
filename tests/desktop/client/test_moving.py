"""A line whose relay is at another address: it goes there at once, and a line that stands is left alone."""

import asyncio
from pathlib import Path

from desktop.client import Address
from desktop.client.connection import Connection
from tests.chaos import chaos_before
from tests.desktop.classroom import until
from tests.desktop.client.lines import Lines
from tests.desktop.client.little import Key, little_relay


async def moved_to(line: Connection, address: Address) -> None:
    line.move(address)
    await until(lambda: line.up)


async def test_a_line_that_is_being_opened_where_nobody_answers_is_given_up(lines: Lines, key: Key) -> None:
    async with little_relay(key) as relay, chaos_before(relay.address.port) as silent:
        silent.stall()
        line, told = lines.to(Address("127.0.0.1", silent.listens_on), key.pin)
        await until(lambda: silent.accepted)
        await moved_to(line, relay.address)
        assert told.kinds == ["connected"]  # a move is no failure


async def test_a_line_that_waits_before_its_next_try_does_not_wait(lines: Lines, key: Key) -> None:
    async with little_relay(key) as relay:
        line, _ = lines.to(Address("127.0.0.1", 1), key.pin)
        await until(lambda: line.state.kind == "offline")
        await moved_to(line, relay.address)


async def test_a_line_that_stands_is_left_alone_until_it_is_cut(lines: Lines, key: Key) -> None:
    async with little_relay(key) as relay, chaos_before(relay.address.port) as proxy:
        line, told = lines.to(Address("127.0.0.1", proxy.listens_on), key.pin)
        await until(lambda: line.up)
        line.move(relay.address)
        await asyncio.sleep(0)
        assert line.up
        taken = proxy.accepted
        proxy.cut()
        await until(lambda: "reconnecting" in told.kinds)
        await until(lambda: line.up)
        assert proxy.accepted == taken


async def test_a_line_on_which_no_welcome_comes_is_given_up(lines: Lines, key: Key) -> None:
    async with little_relay(key) as relay, little_relay(key) as dumb:
        dumb.welcomes = False
        line, _ = lines.to(dumb.address, key.pin)
        await until(lambda: dumb.sockets)
        await moved_to(line, relay.address)


async def test_the_key_is_the_same_wherever_it_goes(lines: Lines, key: Key, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    stranger = Key(tmp_path / "other")
    async with little_relay(key) as relay, little_relay(stranger) as other:
        line, _ = lines.to(Address("127.0.0.1", 1), key.pin)
        await until(lambda: line.state.kind == "offline")
        line.move(other.address)
        await until(lambda: line.state.kind == "closed")
        assert line.state.reason == "key_changed"
        assert other.headers == []
        assert relay.headers == []
