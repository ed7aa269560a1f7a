"""The benches of latency, joins, memory, wire and desktop at work: small, and what they count is right."""

import asyncio
from pathlib import Path

import pytest

from relay.delivery import Delivery
from relay.protocol.chat import Chat
from tests.bench import (
    desktop,
    fairness,
    hand,
    joins,
    latecomers,
    latency,
    memory,
    playing,
    returning,
    script,
    starting,
    wire,
)
from tests.bench.counting import Bytes, counting
from tests.bench.figures import How
from tests.bench.prepared import prepare
from tests.bench.pupils import in_uvloop
from tests.bench.script import PUPILS, Step
from tests.desktop.bus import WITHOUT
from tests.patience import until
from tests.relay.client import Client
from tests.relay.process import RelayProcess, relay_process


def count(steps: list[Step], *what: str) -> int:
    return sum(step.what in what for step in steps)


def test_the_lesson_is_what_it_is_said_to_be() -> None:
    steps = script.lesson()
    assert steps == script.lesson()
    assert steps != script.lesson(seed=1)
    assert [step.at for step in steps] == sorted(step.at for step in steps)
    assert steps[-1].at <= script.MINUTES * 60
    assert count(steps, "say", "ask", "answer") == 200
    assert count(steps, "raise") == count(steps, "lower") == 60
    assert count(steps, "leave", "lose") + count(steps, "return") == 40
    assert {step.who for step in steps if step.what == "come"} == {script.TEACHER, *range(PUPILS)}


def test_nobody_does_anything_while_away() -> None:
    here: set[int] = set()
    for step in script.lesson():
        if step.what in ("come", "return"):
            assert step.who not in here
            here.add(step.who)
        else:
            assert step.who in here, step
        if step.what in ("leave", "lose"):
            here.discard(step.who)


async def test_the_proxy_counts_every_byte_of_each_line() -> None:
    heard = 0

    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal heard
        while data := await reader.read(1000):
            writer.write(data * 2)
        writer.close()
        await writer.wait_closed()
        heard += 1

    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    async with server, counting(server.sockets[0].getsockname()[1]) as proxy:
        for said in (b"x" * 10, b"y" * 700):
            reader, writer = await asyncio.open_connection("127.0.0.1", proxy.listens_on)
            writer.write(said)
            assert await reader.readexactly(2 * len(said)) == said * 2
            writer.close()
            await writer.wait_closed()
        await until(lambda: heard >= 2)
    assert [(line.up, line.down) for line in proxy.lines] == [(10, 20), (700, 1400)]
    assert proxy.carried() == Bytes(710, 1420)


@pytest.mark.rare  # breaks no more than a bench; mypy sees what it calls
async def test_latency_is_measured_beside_bare_commits() -> None:
    made = await latency._round(0.5)
    assert len(made.bare) == len(made.acknowledged) == 10
    assert len(made.delivered) == 10 * (latency.PEOPLE - 1)
    assert 0 < min(made.bare) <= max(made.bare) < 5
    assert 0 < min(made.acknowledged) <= max(made.delivered) < 5
    by_name = {figure.name: figure for figure in latency._chat([made])}
    figure = by_name["40 people, 20 messages/s: said to acknowledged, p99"]
    assert figure.ratio is not None
    assert figure.met == (figure.ratio <= 3)


@pytest.mark.rare  # breaks no more than a bench; mypy sees what it calls
async def test_a_crowd_is_counted_and_told_together() -> None:
    crowd = await joins._crowd(12)
    assert 0 < crowd.welcomed <= crowd.entered
    assert crowd.welcomed < crowd.told
    assert 1 <= crowd.events <= 12
    assert crowd.alone > 0


@pytest.mark.rare  # breaks no more than a bench; mypy sees what it calls
async def test_coming_back(tmp_path: Path) -> None:
    school = await prepare(tmp_path / "school", 3, events=returning.MISSED + returning.SEEN)
    relay = RelayProcess(school.folder)
    await relay.start()
    try:
        assert 0 < await in_uvloop(returning._back(relay.ready["port"], school, 2)) < 30
        length = returning.MISSED + returning.SEEN
        assert 0 < await in_uvloop(returning._whole(relay.ready["port"], school, length)) < 30
        await relay.kill()
        assert 0 < await returning._serving(relay, school) < 30
    finally:
        await relay.stop()


@pytest.mark.rare  # breaks no more than a bench; mypy sees what it calls
async def test_all_who_come_late_are_caught_up_in_both_ways(tmp_path: Path) -> None:
    bytes_ = []
    for way in (Delivery, latecomers.OldWay):
        school = await prepare(tmp_path / way.__name__, 5, events=300)
        async with latecomers.serving(school.folder, way) as served:
            cost = await latecomers.come_late(served, school, 5)
        assert cost.loop > 0
        bytes_.append(cost.bytes)
    assert 0.8 < bytes_[0] / bytes_[1] < 1.2


@pytest.mark.rare  # breaks no more than a bench; mypy sees what it calls
async def test_rooms_go_on_beside_a_flood(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, seconds in {"PAUSE_SECONDS": 0.4, "WARM_SECONDS": 0.4, "LEAD_SECONDS": 0.1}.items():
        monkeypatch.setattr(fairness, name, seconds)
    (found,) = await fairness._rounds(tmp_path / "school", 2, 0.4, 1)
    assert found.alone > 0
    assert found.beside > 0
    assert found.floods > 0


@pytest.mark.rare  # breaks no more than a bench; mypy sees what it calls
async def test_memory_is_that_of_the_relay_with_uvloop_and_without(tmp_path: Path) -> None:
    school = await prepare(tmp_path / "school", 4)
    relay = RelayProcess(school.folder, program=memory.WITHOUT_UVLOOP)
    await relay.start()
    try:
        assert relay.process is not None
        maps = await asyncio.to_thread(Path(f"/proc/{relay.process.pid}/maps").read_text, "utf-8")
        assert "uvloop" not in maps
        assert await memory._resident(relay.process.pid) > 10_000_000
    finally:
        await relay.stop()


@pytest.mark.rare  # breaks no more than a bench; mypy sees what it calls
async def test_a_lesson_is_played_and_its_bytes_counted(tmp_path: Path) -> None:
    """Its first minutes: everybody hears everything, and packed history is the same history."""
    steps = [step for step in script.lesson() if step.at < 400]
    school = await prepare(tmp_path / "school", PUPILS + 1)
    session = school.sessions[0]
    quiet = {"ping_seconds": 3600, "gather_seconds": 0.02, "pace_factor": 0}
    async with relay_process(school.folder, **quiet) as relay, counting(relay.ready["port"]) as proxy:
        teacher = await Client(proxy.port, school.certificate, school.teacher).open()

        async def connects(number: int) -> Client:
            return await wire._counted(proxy, school, school.students[number])

        pupils = await playing.play(steps, session, teacher, connects)
        said = count(steps, "say", "ask", "answer")
        for client in pupils:
            chat = client.rooms[session].memories[Chat]
            assert sum(message.kind != "system" for message in chat.messages) == said
        late = []
        for compressed in (False, True):
            client = await wire._counted(proxy, school, school.students[PUPILS], compressed)
            room = await client.whole_history(session)
            told = [m.text for m in room.memories[Chat].messages if m.kind != "system"]
            late.append((proxy.lines[-1].carried(), told))
            await client.close()
        (plain, told), (packed, told_too) = late
        assert packed.down < plain.down / 2
        assert len(told) == said
        assert told == told_too
        for client in (*pupils, teacher):
            await client.close()


@pytest.mark.rare
async def test_starts_are_measured_up_to_the_first_page_and_on_into_a_room() -> None:
    rounds = await starting.measured(people=2, count=1)
    ((bare,), (new,), *visits) = rounds.values()
    assert 0 < bare["page"]["cpu"] < new["page"]["cpu"]
    for (visit,) in visits:
        clocks = [visit[name]["clock"] for name in ("imported", "page", "list", "click", "room", "rest")]
        assert clocks[0] > 0
        assert clocks == sorted(clocks)
        assert bare["page"]["resident"] < visit["rest"]["resident"]
        assert 0 == visit["page"]["longest"] < visit["rest"]["longest"]
    assert all(figure.value for figure in starting.figures(rounds))


@pytest.mark.rare
async def test_the_desktop_is_measured_from_within() -> None:
    figures = await desktop._at("history", 30, 103, 100)
    assert 0 < figures["caught up"] <= figures["shown"]
    assert figures["opening: longest work"] <= figures["opening: longest block"] + 0.005


@pytest.mark.rare
async def test_a_hand_is_timed_up_to_the_notification_service() -> None:
    (*_, late) = await hand.measured(How(quick=True, rounds=1))
    assert WITHOUT or (late.value is not None and 0 < late.value < 10_000)
