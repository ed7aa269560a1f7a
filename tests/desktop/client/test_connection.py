"""The connection against real sockets: pinned, patient, never frantic, and quiet to strangers."""

import asyncio
import itertools
import math
import random
import time
from collections import Counter
from http import HTTPStatus
from pathlib import Path

import pytest
from websockets.asyncio.server import ServerConnection
from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed
from websockets.frames import Close
from websockets.http11 import Request, Response

import desktop.client.connection as connection_module
import desktop.client.socket as socket_module
from desktop.client import Address, Clock
from desktop.client.backoff import Backoff
from desktop.client.close_reasons import COMING_BACK_SECONDS, OTHER_DEVICE_SECONDS, reason_and_pause
from desktop.client.connection import TURN_SECONDS, Connection
from desktop.pinned import KeyChanged, LineDown, first_contact, health, pinned_certificate
from relay.protocol.base import Moment, Notice, Reply
from relay.protocol.catalog import encode
from relay.protocol.chat import PostMessage
from relay.protocol.classes import ClassList, ListClasses
from relay.protocol.packed import pack_end, pack_joined
from relay.protocol.pin import words_of
from relay.protocol.sessions import SessionChanged
from tests.chaos import chaos_before
from tests.desktop.classroom import until
from tests.desktop.client.lines import TOKEN, Lines, Told
from tests.desktop.client.little import SESSION, Key, LittleRelay, eavesdropper, little_relay
from tests.patience import PATIENCE

REF = "01J00000000000000000000001"


async def until_closed(line: Connection) -> None:
    await until(lambda: line.state.kind == "closed")


def brisk() -> Backoff:
    """Pauses without chance: always the whole pause."""
    return Backoff(lambda: 1.0)


async def test_the_first_word_is_welcome_and_the_token_is_in_the_header(lines: Lines, key: Key) -> None:
    async with little_relay(key) as relay:
        line, told = lines.to(relay.address, key.pin)
        await until(lambda: line.up)
        assert relay.headers == [f"Bearer {TOKEN}"]
        assert told.welcomes[0].relay_name == "Little"
        assert told.kinds == ["connected"]
        await line.close()
        assert told.kinds == ["connected", "closed"]
        assert line.state.reason == ""
        await until(lambda: relay.sockets[0].close_code)
        assert relay.sockets[0].close_code == 1000


async def test_a_visitor_sends_no_header(lines: Lines, key: Key) -> None:
    async with little_relay(key) as relay:
        line, _ = lines.to(relay.address, key.pin, token=None)
        await until(lambda: line.up)
        assert relay.headers == [None]


async def test_words_go_out_in_order_and_come_in_in_order(lines: Lines, key: Key) -> None:
    async def answer(relay: LittleRelay, socket: ServerConnection) -> None:
        while True:
            command = await relay.read(socket)
            await relay.say(ClassList(ref=command.ref, classes=[]))

    async with little_relay(key, answer) as relay:
        line, told = lines.to(relay.address, key.pin)
        assert not line.send(ListClasses(ref=REF)), "nothing can be sent before the welcome"
        await until(lambda: line.up)
        refs = [f"01J0000000000000000000{n:04d}" for n in range(50)]
        for ref in refs:
            assert line.send(ListClasses(ref=ref))
        await until(lambda: len(told.words) == 50)
        assert [command.ref for command in relay.heard] == refs
        assert [word.ref for word in told.words if isinstance(word, ClassList)] == refs


async def test_nothing_is_said_to_a_stranger(lines: Lines, key: Key, tmp_path: Path) -> None:
    """A listener with another key hears no byte, neither at first contact nor with a kept certificate."""
    other = Key(tmp_path, "other")
    async with little_relay(key) as relay:
        kept = (await first_contact(relay.address)).certificate
    async with eavesdropper(other.certificate()) as (port, said):
        for certificate in ("", kept):
            line, told = lines.to(Address("127.0.0.1", port), key.pin, certificate=certificate)
            await until_closed(line)
            assert line.state.reason == "key_changed"
            assert told.kinds == ["closed"]
        with pytest.raises(KeyChanged):
            await pinned_certificate(Address("127.0.0.1", port), key.pin)
        with pytest.raises(KeyChanged):
            await health(Address("127.0.0.1", port), key.pin)
        assert bytes(said) == b""


async def test_a_relay_that_becomes_a_stranger_is_a_hard_stop(lines: Lines, key: Key, tmp_path: Path) -> None:
    async with little_relay(key) as relay:
        line, _ = lines.to(relay.address, key.pin)
        await until(lambda: line.up)
        await relay.stop()
        async with eavesdropper(Key(tmp_path, "other").certificate(), relay.port) as (_, said):
            line.wake()
            await until(lambda: line.state.kind == "closed")
            assert line.state.reason == "key_changed"
            assert bytes(said) == b""


async def test_a_renewed_certificate_of_the_same_key_is_accepted(lines: Lines, key: Key) -> None:
    async with little_relay(key) as relay:
        line, told = lines.to(relay.address, key.pin)
        await until(lambda: line.up)
        first = line.certificate
        await relay.stop()
        relay.tls = key.certificate()
        await relay.start()
        await until(lambda: len(told.welcomes) == 2)
        assert line.certificate != first


@pytest.mark.parametrize(("days_ago", "days"), [(10_000, 100), (-10_000, 100)], ids=["over", "not yet"])
async def test_a_wrong_clock_does_not_keep_anybody_out(
    lines: Lines, key: Key, days_ago: int, days: int
) -> None:
    async with little_relay(key) as relay:
        await relay.stop()
        relay.tls = key.certificate(days_ago, days)
        await relay.start()
        line, _ = lines.to(relay.address, key.pin)
        await until(lambda: line.up)


async def test_a_kept_certificate_of_another_key_is_not_used(lines: Lines, key: Key, tmp_path: Path) -> None:
    async with little_relay(Key(tmp_path, "other")) as other:
        stale = (await first_contact(other.address)).certificate
    async with little_relay(key) as relay:
        line, _ = lines.to(relay.address, key.pin, certificate=stale)
        await until(lambda: line.up)
        assert line.certificate != stale


async def test_first_contact_shows_pin_words_and_certificate_without_a_word(key: Key) -> None:
    async with eavesdropper(key.certificate()) as (port, said):
        contact = await first_contact(Address("127.0.0.1", port))
        assert (contact.pin, contact.words) == (key.pin, words_of(key.pin))
        assert contact.certificate.startswith("-----BEGIN CERTIFICATE-----")
        assert bytes(said) == b""


async def test_first_contact_names_what_is_wrong(unused_tcp_port: int) -> None:
    with pytest.raises(LineDown) as nobody:
        await first_contact(Address("127.0.0.1", unused_tcp_port))
    assert nobody.value.reason == "unreachable"
    with pytest.raises(LineDown) as no_host:
        await first_contact(Address("no.such.host.invalid", 7443))
    assert no_host.value.reason == "unknown_host"
    with pytest.raises(LineDown) as no_name:
        await first_contact(Address("a" * 70 + ".example", 7443))
    assert no_name.value.reason == "unknown_host"


async def test_something_else_at_the_address_is_no_relay() -> None:
    async def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.example ESMTP\r\n")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(greet, "127.0.0.1", 0) as server:
        with pytest.raises(LineDown) as wrong:
            await first_contact(Address("127.0.0.1", server.sockets[0].getsockname()[1]))
        assert wrong.value.reason == "not_a_relay"


def refusing(status: HTTPStatus, **headers: str) -> Response:
    fields = Headers({name.replace("_", "-"): value for name, value in headers.items()})
    return Response(status.value, status.phrase, fields, b"")


async def test_an_unknown_token_is_final(lines: Lines, key: Key) -> None:
    async with little_relay(key) as relay:
        relay.turn_away = lambda request: refusing(HTTPStatus.UNAUTHORIZED)
        line, told = lines.to(relay.address, key.pin)
        await until(lambda: line.state.kind == "closed")
        assert line.state.reason == "not_signed_in"
        assert told.kinds == ["closed"]
        assert len(relay.headers) == 1
        await until(lambda: not [t for t in asyncio.all_tasks() if t.get_name().startswith("line to")])


async def test_a_revoked_token_is_final(lines: Lines, key: Key) -> None:
    async with little_relay(key) as relay:
        line, _ = lines.to(relay.address, key.pin)
        await until(lambda: line.up)
        await relay.sockets[0].close(4401)
        await until(lambda: line.state.kind == "closed")
        assert line.state.reason == "token_revoked"
        assert len(relay.sockets) == 1


async def test_a_busy_relay_is_asked_again_when_it_says(
    lines: Lines, key: Key, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(random, "random", lambda: 0.0)
    at: list[float] = []

    def busy_once(request: Request) -> Response | None:
        at.append(asyncio.get_running_loop().time())
        return refusing(HTTPStatus.SERVICE_UNAVAILABLE, Retry_After="1") if len(at) == 1 else None

    async with little_relay(key) as relay:
        relay.turn_away = busy_once
        line, told = lines.to(relay.address, key.pin)
        await until(lambda: line.up)
        assert [(s.kind, s.reason) for s in told.states] == [("offline", "relay_full"), ("connected", "")]
        assert at[1] - at[0] > 0.9


async def test_a_relay_that_accepts_and_closes_is_not_hammered(lines: Lines, key: Key) -> None:
    async def close_at_once(relay: LittleRelay, socket: ServerConnection) -> None:
        await socket.close(1011)

    async with little_relay(key, close_at_once) as relay:
        lines.to(relay.address, key.pin, pauses=brisk())
        await until(lambda: len(relay.sockets) >= 4)
        began = asyncio.get_running_loop().time()
        await until(lambda: len(relay.sockets) >= 5)
        # the fifth try comes after the fourth pause: 0, 0.5, 0.8, then 1.28 s
        assert asyncio.get_running_loop().time() - began > 0.9


async def test_a_relay_without_a_welcome_is_no_relay(
    lines: Lines, key: Key, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection_module, "OPEN_SECONDS", 0.2)
    async with little_relay(key) as relay:
        relay.welcomes = False
        line, told = lines.to(relay.address, key.pin)
        await until(lambda: told.states)
        assert told.states[0].reason == "timed_out"

        async def say_something_else(relay: LittleRelay, socket: ServerConnection) -> None:
            await relay.say(SessionChanged(session=SESSION, revision=1))
            await socket.wait_closed()

        relay.talk = say_something_else
        await until(lambda: line.state.reason == "not_a_relay")


@pytest.mark.parametrize("code", [1001, 1012])
async def test_a_restarted_relay_is_found_again_within_three_seconds(
    lines: Lines, key: Key, code: int
) -> None:
    """Also by whoever comes last of all that are spread over this time."""
    assert COMING_BACK_SECONDS[1] < 3
    async with little_relay(key) as relay:
        line, told = lines.to(relay.address, key.pin, pauses=Backoff(lambda: 1.0))
        await until(lambda: line.up)
        await relay.stop(code)
        await until(lambda: line.state.kind == "reconnecting")
        await relay.start()
        await until(lambda: len(told.welcomes) == 2)
        assert told.kinds == ["connected", "reconnecting", "connected"]


async def test_a_cut_line_is_taken_up_again_at_once(lines: Lines, key: Key) -> None:
    async with little_relay(key) as relay, chaos_before(relay.port) as proxy:
        line, told = lines.to(Address("127.0.0.1", proxy.listens_on), key.pin)
        await until(lambda: line.up)
        proxy.cut()
        await until(lambda: len(told.welcomes) == 2)
        line.wake()  # forgets the cut, as half a minute of a stable line would
        proxy.reset()
        await until(lambda: len(told.welcomes) == 3)


async def test_a_line_in_pieces_carries_the_same_words(lines: Lines, key: Key) -> None:
    async with little_relay(key) as relay, chaos_before(relay.port) as proxy:
        proxy.chop, proxy.rate = 7, 20_000
        line, told = lines.to(Address("127.0.0.1", proxy.listens_on), key.pin)
        await until(lambda: line.up)
        for revision in range(1, 20):
            await relay.say(SessionChanged(session=SESSION, revision=revision))
        await until(lambda: len(told.words) == 19)
        assert [w.revision for w in told.words if isinstance(w, SessionChanged)] == list(range(1, 20))


def test_a_dead_line_may_take_twenty_five_seconds_at_most() -> None:
    """A ping may just have been answered, the next one is waited for, and then the silent peer is let go."""
    assert 2 * socket_module.PING_SECONDS + socket_module.CLOSE_SECONDS < 25
    assert connection_module.SILENCE_SECONDS < 25


async def test_a_line_that_went_dead_is_noticed(
    lines: Lines, key: Key, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A tenth of the time that it takes as shipped."""
    monkeypatch.setattr(socket_module, "PING_SECONDS", socket_module.PING_SECONDS / 10)
    monkeypatch.setattr(socket_module, "CLOSE_SECONDS", socket_module.CLOSE_SECONDS / 10)
    async with little_relay(key) as relay, chaos_before(relay.port) as proxy:
        line, told = lines.to(Address("127.0.0.1", proxy.listens_on), key.pin)
        await until(lambda: line.up)
        began = asyncio.get_running_loop().time()
        proxy.stall()
        await until(lambda: line.state.kind == "reconnecting")
        assert asyncio.get_running_loop().time() - began > 0.5, "noticed through silence, not by chance"
        await proxy.stop()
        proxy.flow()
        await proxy.start()
        line.wake()
        await until(lambda: len(told.welcomes) == 2)


async def test_a_dead_line_with_a_full_buffer_is_noticed_too(
    lines: Lines, key: Key, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The library's own ping waits behind what could not be written; silence is looked at apart from it."""
    monkeypatch.setattr(connection_module, "SILENCE_SECONDS", 3.0)
    async with little_relay(key) as relay, chaos_before(relay.port) as proxy:
        line, _ = lines.to(Address("127.0.0.1", proxy.listens_on), key.pin)
        await until(lambda: line.up)
        proxy.stall()
        for _ in range(200):
            line.send(PostMessage(ref=REF, session=SESSION, text="x" * 60_000))
        await until(lambda: line.state.kind == "reconnecting")


async def test_waking_tries_at_once(lines: Lines, key: Key) -> None:
    async with little_relay(key) as relay:
        await relay.stop()
        line, _ = lines.to(relay.address, key.pin, pauses=Backoff(lambda: 100_000.0))
        await until(lambda: line.state.kind == "offline")
        assert line.state.reason == "unreachable"
        await relay.start()
        await until(lambda: line._woken.is_set() or line.state.kind == "offline")
        line.wake()
        await until(lambda: line.up)


async def test_waking_finds_out_whether_a_line_still_lives(
    lines: Lines, key: Key, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection_module, "CHECK_SECONDS", PATIENCE)
    monkeypatch.setattr(connection_module, "SILENCE_SECONDS", math.inf)
    async with little_relay(key) as relay, chaos_before(relay.port) as proxy:
        line, told = lines.to(Address("127.0.0.1", proxy.listens_on), key.pin)
        await until(lambda: line.up)
        line.wake()
        await until(lambda: not line._woken.is_set())
        assert line._socket is not None
        await (await line._socket.ping())  # behind the line's own, which is answered before it
        assert line.up
        proxy.stall()
        monkeypatch.setattr(connection_module, "CHECK_SECONDS", 0.3)
        line.wake()
        await until(lambda: line.state.kind == "reconnecting")
        assert told.kinds == ["connected", "reconnecting"]


class Asleep(Clock):
    """A clock whose computer may have slept: the wall clock went on, running time did not."""

    slept = 0

    def now(self) -> int:
        return super().now() + self.slept


async def test_after_sleep_the_line_is_made_anew_and_the_clocks_are_compared_again(
    lines: Lines, key: Key
) -> None:
    async with little_relay(key) as relay:
        clock = Asleep()
        relay.now = lambda: Clock().now() + 3_600_000
        line, told = lines.to(relay.address, key.pin, clock=clock)
        await until(lambda: line.up)
        assert abs(line.now() - relay.now()) < 60_000
        clock.slept = 600_000
        await until(lambda: len(told.welcomes) == 2)
        assert abs(line.now() - relay.now()) < 60_000


class Late(Clock):
    """A clock whose running time counts sleep, as on Windows: both clocks went on, and timers are late."""

    slept = 0

    def now(self) -> int:
        return super().now() + self.slept * 1000

    def running(self) -> float:
        return super().running() + self.slept


async def test_after_sleep_a_line_that_is_down_is_tried_at_once(lines: Lines, key: Key) -> None:
    async with little_relay(key) as relay:
        await relay.stop()
        clock = Late()
        line, _ = lines.to(relay.address, key.pin, clock=clock, pauses=Backoff(lambda: 100_000.0))
        await until(lambda: line.state.kind == "offline")
        await relay.start()
        clock.slept = 3600
        await until(lambda: line.up)


async def test_after_sleep_a_line_that_died_meanwhile_is_found_out(
    lines: Lines, key: Key, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection_module, "CHECK_SECONDS", PATIENCE)
    async with little_relay(key) as relay, chaos_before(relay.port) as proxy:
        clock = Late()
        line, told = lines.to(Address("127.0.0.1", proxy.listens_on), key.pin, clock=clock)
        await until(lambda: line.up)
        socket = line._socket
        assert socket is not None
        await until(lambda: socket.latency > 0)
        before = socket.heard
        clock.slept = 60
        await until(lambda: socket.heard > before)
        assert told.kinds == ["connected"], "one that lives through it goes on"
        proxy.stall()
        monkeypatch.setattr(connection_module, "CHECK_SECONDS", 0.3)
        clock.slept = 3600
        await until(lambda: line.state.kind == "reconnecting")


async def test_half_a_round_trip_is_counted(lines: Lines, key: Key) -> None:
    async with little_relay(key) as relay, chaos_before(relay.port) as proxy:
        relay.now = Clock().now
        line, _ = lines.to(Address("127.0.0.1", proxy.listens_on), key.pin)
        await until(lambda: line.up)
        await until(lambda: line._socket is not None and line._socket.latency > 0)
        assert abs(line.now() - Clock().now()) < 200


async def test_offline_comes_after_a_while_of_reconnecting(
    lines: Lines, key: Key, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection_module, "GRACE_SECONDS", 0.5)
    async with little_relay(key) as relay:
        line, told = lines.to(relay.address, key.pin)
        await until(lambda: line.up)
        await relay.stop()
        await until(lambda: line.state.kind == "offline")
        assert told.kinds == ["connected", "reconnecting", "offline"]
        assert line.state.reason in ("going_away", "unreachable"), "why the last try failed"


async def test_a_silent_visitor_rests_and_comes_back_when_there_is_something_to_say(
    lines: Lines, key: Key
) -> None:
    async with little_relay(key) as relay:
        line, told = lines.to(relay.address, key.pin, token=None)
        await until(lambda: line.up)
        await relay.sockets[0].close(4408)
        await until(lambda: not line.up)
        assert told.kinds == ["connected"], "to people nothing has happened"
        assert not line.send(ListClasses(ref=REF))
        await until(lambda: len(told.welcomes) == 2)
        assert line.send(ListClasses(ref=REF))
        assert told.kinds == ["connected"]


async def test_a_visitor_whose_place_was_needed_comes_again_for_the_answer(lines: Lines, key: Key) -> None:
    async with little_relay(key) as relay:
        line, told = lines.to(relay.address, key.pin, token=None)
        await until(lambda: line.up)
        told.asking = True
        await relay.sockets[0].close(4408)
        await until(lambda: len(told.welcomes) == 2)
        assert told.kinds == ["connected"]


async def test_one_of_too_many_devices_does_not_take_the_place_back_at_once(lines: Lines, key: Key) -> None:
    async with little_relay(key) as relay:
        line, _ = lines.to(relay.address, key.pin)
        await until(lambda: line.up)
        error = ConnectionClosed(Close(4409, ""), None, None)
        assert reason_and_pause(error, Backoff()) == ("too_many_devices", OTHER_DEVICE_SECONDS)
        await relay.sockets[0].close(4409)
        await until(lambda: line.state.kind == "reconnecting")


async def test_rubbish_from_the_relay_ends_the_line_and_not_the_program(lines: Lines, key: Key) -> None:
    async def rubbish(relay: LittleRelay, socket: ServerConnection) -> None:
        await socket.send("not json")
        await socket.wait_closed()

    async with little_relay(key, rubbish) as relay:
        _, told = lines.to(relay.address, key.pin)
        await until(lambda: "reconnecting" in told.kinds)
        await until(lambda: len(told.welcomes) >= 2)


async def test_closing_while_connecting_leaves_nothing(key: Key, lines: Lines) -> None:
    async with little_relay(key) as relay, chaos_before(relay.port) as proxy:
        proxy.stall()
        line, told = lines.to(Address("127.0.0.1", proxy.listens_on), key.pin)
        await until(lambda: proxy.accepted == 1)
        await line.close()
        assert told.kinds == ["closed"]


def test_pauses_grow_are_spread_and_have_an_end() -> None:
    whole = Backoff(lambda: 1.0)
    taken = [whole.next() for _ in range(12)]
    assert taken[:4] == [0.0, 0.5, 0.8, pytest.approx(1.28)]
    assert taken[-1] == 15.0
    assert all(later >= earlier for earlier, later in itertools.pairwise(taken))
    whole.reset()
    assert whole.next() == 0.0
    chance = Backoff(random.Random(1).random)
    chance.next()
    assert all(0 <= chance.next() <= 15 for _ in range(50))
    assert 0.2 <= Backoff(random.Random(2).random).after(0.2, 2.5) <= 2.5


@pytest.mark.attack
async def test_a_flood_of_words_leaves_others_their_turns(lines: Lines, key: Key) -> None:
    """The window is drawn in the same loop: a false relay could hold it with words that wait already."""
    turns, heard_in = 0, list[int]()

    class Slow(Told):
        async def word_came(self, word: Reply | Notice | Moment) -> None:
            heard_in.append(turns)
            end = time.perf_counter() + TURN_SECONDS / 2
            while time.perf_counter() < end:
                pass

    async def flood(relay: LittleRelay, socket: ServerConnection) -> None:
        for number in range(100):
            await socket.send(encode(SessionChanged(session=SESSION, revision=number)), text=True)
        await socket.wait_closed()

    def turn() -> None:
        nonlocal turns
        turns += 1
        if len(heard_in) < 100:
            loop.call_soon(turn)

    loop = asyncio.get_running_loop()
    async with little_relay(key, flood) as relay:
        line = Connection(relay.address, key.pin, None, "", Slow(), Clock())
        lines.made.append(line)
        line.start()
        turn()
        await until(lambda: len(heard_in) == 100)
        assert max(Counter(heard_in).values()) <= 4


@pytest.mark.attack
async def test_a_flood_of_pings_is_cut(lines: Lines, key: Key) -> None:
    async def flood(relay: LittleRelay, socket: ServerConnection) -> None:
        if len(relay.sockets) == 1:
            socket.transport.write(b"\x89\x00" * 100_000)
        await socket.wait_closed()

    async with little_relay(key, flood) as relay:
        line, told = lines.to(relay.address, key.pin, token=None, pauses=Backoff(lambda: 0.0))
        await until(lambda: len(told.welcomes) == 2 and line.up)
        assert "reconnecting" in told.kinds


@pytest.mark.attack
async def test_a_visitor_reads_nothing_packed(lines: Lines, key: Key) -> None:
    """It asks for none; and 4 kB of it are 4 MB to unpack."""

    async def pack(relay: LittleRelay, socket: ServerConnection) -> None:
        await socket.send(pack_joined(b"{", pack_end(b'"t":"no such word"}')))
        await socket.wait_closed()

    async with little_relay(key, pack) as relay:
        _, told = lines.to(relay.address, key.pin, token=None)
        await until(lambda: "reconnecting" in told.kinds)
        await until(lambda: relay.sockets[0].close_code == 1011)
