"""Relays are found as they come and go, whatever else is announced, and the window does not feel it."""

import asyncio
import socket
import threading
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from zeroconf._dns import DNSPointer
from zeroconf._protocol.outgoing import DNSOutgoing

from desktop.discovery import AnnouncedRelay, Discovery
from desktop.discovery.mdns_browser import FLOOD, GATHER_SECONDS, MOST_FOUND
from relay.protocol.announcement import SERVICE, AnnouncedLesson
from tests.announcing import LOOPBACK, PIN, announce, made_up, multicast, service
from tests.desktop.classroom import until
from tests.relay.process import relay_process

pytestmark = pytest.mark.usefixtures("air")
GROUP, PORT = "224.0.0.251", 5353
POINTER, INTERNET, RESPONSE = 12, 1, 0x8400


@pytest_asyncio.fixture
async def discovery() -> AsyncIterator[Discovery]:
    """Looks on the loopback interface."""
    made = Discovery([LOOPBACK])
    made.look()
    yield made
    await made.close()
    made.deleteLater()


def of(discovery: Discovery, relay_id: str) -> AnnouncedRelay | None:
    """What was found of one relay; others may test at the same time."""
    return next((found for found in discovery.found if found.says.relay_id == relay_id), None)


async def test_a_relay_appears_and_goes(discovery: Discovery, tmp_path: Path) -> None:
    async with relay_process(tmp_path / "school", announce=LOOPBACK, relay_name="Westfield") as relay:
        relay_id = relay.ready["relay_id"]
        await until(lambda: of(discovery, relay_id))
        found = of(discovery, relay_id)
        assert found is not None
        assert (found.says.school, found.addresses, found.port) == (
            "Westfield",
            (LOOPBACK,),
            relay.ready["port"],
        )
    await until(lambda: of(discovery, relay_id) is None)


async def test_what_changes_is_told(discovery: Discovery) -> None:
    what = made_up(11)
    async with multicast() as library:
        await announce(library, service(what, 4001))
        await until(lambda: of(discovery, what.relay_id))
        live = made_up(11, lessons=(AnnouncedLesson("Physics", "Ms Lee"),))
        await (await library.async_update_service(service(live, 4001)))
        await until(lambda: (found := of(discovery, what.relay_id)) and found.says.lessons == live.lessons)


async def test_a_relay_that_ended_without_a_goodbye_goes_too(
    discovery: Discovery, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.discovery.mdns_browser.LOOK_SECONDS", 0.3)
    monkeypatch.setattr("desktop.discovery.mdns_browser.ASK_MS", 500)
    discovery.look_again()
    what = made_up(12)
    async with multicast() as library:
        await announce(library, service(what, 4001, ttl=2))
        await until(lambda: of(discovery, what.relay_id))
        library.zeroconf.registry.async_remove(library.zeroconf.registry.async_get_service_infos())
        await until(lambda: of(discovery, what.relay_id) is None)


async def test_two_that_say_they_are_the_same_relay_are_two(discovery: Discovery) -> None:
    what = made_up(13)
    async with multicast() as library:
        await announce(library, service(what, 4001))
        await announce(library, service(what, 4002, name=f"Liar {what.relay_id}.{SERVICE}"))
        await until(lambda: len([f for f in discovery.found if f.says.relay_id == what.relay_id]) == 2)
        assert {f.port for f in discovery.found if f.says.relay_id == what.relay_id} == {4001, 4002}


async def test_what_is_no_relays_announcement_is_not_shown(discovery: Discovery) -> None:
    true = made_up(14)
    async with multicast() as library:
        nobody = service(made_up(15), 4001, name=f"Nobody.{SERVICE}", id="not an id")
        nowhere = service(made_up(16), 0, name=f"Nowhere.{SERVICE}")
        for one in (nobody, nowhere, service(true, 4001)):
            await announce(library, one)
        await until(lambda: of(discovery, true.relay_id))
        assert not [f for f in discovery.found if f.key.startswith(("nobody", "nowhere"))]


async def test_nobody_is_found_any_more_when_nobody_looks(discovery: Discovery) -> None:
    what = made_up(17)
    async with multicast() as library:
        await announce(library, service(what, 4001))
        await until(lambda: of(discovery, what.relay_id))
        told: list[int] = []
        discovery.changed.connect(lambda: told.append(len(discovery.found)))
        discovery.look(False)
        assert (discovery.state, discovery.found, told) == ("off", (), [0])
        discovery.look()
        await until(lambda: of(discovery, what.relay_id))


async def test_looking_again_and_again_leaves_no_thread(discovery: Discovery) -> None:
    for _ in range(5):
        discovery.look_again()
        discovery.look(False)
        discovery.look()
    await discovery.close()
    assert not [thread for thread in threading.enumerate() if thread.name == "discovery"]


@pytest.mark.filterwarnings("ignore:unclosed <socket")  # the library leaves the one it could not bind
async def test_a_computer_that_cannot_look_says_so_and_tries_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop.discovery.look.RETRY_SECONDS", 0.1)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as selfish:
        try:
            selfish.bind(("", PORT))  # as a program does that leaves the port to nobody else
        except OSError:
            pytest.skip("somebody uses the port of multicast DNS right now")
        discovery = Discovery([LOOPBACK])
        discovery.look()
        await until(lambda: discovery.state == "unavailable")
    await until(lambda: discovery.state == "looking")
    await discovery.close()
    discovery.deleteLater()


# far too many


def pointers(names: list[str]) -> list[bytes]:
    """Packets that say that there are relays of these names, and nothing more about them."""
    out = DNSOutgoing(RESPONSE)
    for name in names:
        out.add_answer_at_time(DNSPointer(SERVICE, POINTER, INTERNET, 60, f"{name}.{SERVICE}"), 0)
    return out.packets()


def shout(packets: list[bytes], over: threading.Event) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as loud:
        loud.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(LOOPBACK))
        for packet in packets:
            if over.is_set():
                return
            loud.sendto(packet, (GROUP, PORT))
            time.sleep(0.001)


async def test_many_are_shown_up_to_a_bound(discovery: Discovery) -> None:
    async with multicast() as library:
        infos = [service(made_up(n), 4001, name=f"Relay {n}.{SERVICE}") for n in range(MOST_FOUND + 40)]
        for info in infos:
            library.zeroconf.registry.async_add(info)
        await until(lambda: len(discovery.found) == MOST_FOUND)
        assert discovery.state == "looking"


async def test_no_address_takes_the_places_of_others_nor_strangers_those_of_known_ones(
    discovery: Discovery,
) -> None:
    """As many as there are places are heard from one address, and then as many from one each."""
    async with multicast() as library:
        add = library.zeroconf.registry.async_add
        for number in range(MOST_FOUND):
            add(service(made_up(number), 4001, name=f"Liar {number}.{SERVICE}"))
        await until(lambda: len(discovery.found) == MOST_FOUND)
        school = made_up(900)
        await announce(library, service(school, 4001, address="127.0.0.9"))
        await until(lambda: of(discovery, school.relay_id))
        lies = [service(made_up(100 + n), 4001, address=f"127.0.1.{n + 1}") for n in range(MOST_FOUND)]
        await asyncio.gather(*(announce(library, lie) for lie in lies))
        await until(lambda: sum(f.addresses[0] == LOOPBACK for f in discovery.found) <= 1)
        assert len(discovery.found) == MOST_FOUND
        assert of(discovery, school.relay_id), "who was there first stays"
        known = made_up(901)
        discovery.known = ((known.relay_id, PIN),)
        await announce(library, service(known, 4001, address="127.0.1.1"))
        await until(lambda: of(discovery, known.relay_id))
        assert len(discovery.found) == MOST_FOUND


async def test_a_flood_is_given_up_and_reaches_the_window_gathered(
    discovery: Discovery, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.discovery.look.FLOOD_SECONDS", 0.5)
    await until(lambda: discovery.state == "looking")
    packets = [p for n in range(200) for p in pointers([f"Flood {n} {m}" for m in range(40)])]
    over = threading.Event()
    loud = threading.Thread(target=shout, args=(packets, over))
    changes: list[float] = []
    discovery.changed.connect(lambda: changes.append(time.monotonic()))
    begun = time.monotonic()
    loud.start()
    try:
        await until(lambda: discovery.state == "flooded")
        assert discovery.found == ()
        assert len(changes) <= (time.monotonic() - begun) / GATHER_SECONDS + 3
        await until(lambda: not loud.is_alive())
    finally:
        over.set()
        loud.join()
    await until(lambda: discovery.state == "looking")
    what = made_up(18)
    async with multicast() as library:
        await announce(library, service(what, 4001))
        await until(lambda: of(discovery, what.relay_id))
    assert len(packets) * 40 > FLOOD
