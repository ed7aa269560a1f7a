"""Relays found on the network, in whole programs: one is chosen, one has moved, and one lies."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest
import pytest_asyncio

from desktop.app.nearby_relays import AT_FIRST_MS, Neighbours, nearest_first
from desktop.client import Address
from desktop.discovery import Discovery
from desktop.pages.compare_words import KeyChangedPage, WordsPage
from desktop.pages.connect import ConnectPage
from desktop.pages.sessions import SessionsPage
from desktop.pages.sign_in import SignInPage
from desktop.settings import RememberedRelay, Settings
from desktop.theme import Theme
from relay.protocol.announcement import SERVICE, announcement
from relay.tls import identity
from tests.announcing import LOOPBACK, announce, multicast, service
from tests.chaos import chaos_before
from tests.desktop.app.test_joining_near import row_of
from tests.desktop.classroom import PASSWORD, Classroom, until
from tests.desktop.program import Kept, Person, program
from tests.relay.interfaces import own
from tests.relay.process import RelayProcess, relay_process

pytestmark = pytest.mark.usefixtures("air")
SECRET = "a-token-that-must-not-travel"
NAME = "Westfield <b>"


@pytest_asyncio.fixture
async def relay(tmp_path: Path) -> AsyncIterator[RelayProcess]:
    """A relay that announces itself."""
    async with relay_process(tmp_path / "school", announce=LOOPBACK, relay_name=NAME) as process:
        yield process


def looking(
    profile: Path, theme: Theme, kept: Kept | None = None
) -> contextlib.AbstractAsyncContextManager[Person]:
    """A program that looks for relays on the loopback interface."""
    return program(profile, theme, kept or Kept(), discovery=Discovery([LOOPBACK]))


async def choose(person: Person, relay: RelayProcess) -> None:
    """Presses the button of the row that is this relay's."""
    page = await person.at(ConnectPage)
    await until(lambda: row_of(page, relay) is not None)
    row = row_of(page, relay)
    assert row is not None
    await until(row.button.isVisible)
    row.button.click()


async def move(relay: RelayProcess) -> None:
    """The relay goes on at another address, as after its computer came into another network."""
    await relay.stop()
    relay.ready = {}
    await relay.start()


@dataclass(eq=False)
class Liar:
    """Listens with a key of its own, and keeps every byte that is said to it inside TLS."""

    port: int = 0
    met: int = 0
    """Who has begun to talk TLS."""
    heard: bytes = b""

    async def meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            self.heard += await reader.read(65_536)
            writer.close()


@asynccontextmanager
async def liar(folder: Path) -> AsyncIterator[Liar]:
    """A computer that is no relay of ours."""
    made = Liar()
    await asyncio.to_thread(folder.mkdir)
    its_own = (await asyncio.to_thread(identity, folder)).context()

    def greet(*_: object) -> None:
        made.met += 1

    its_own.sni_callback = greet  # called when somebody has said hello, whether a name or not
    server = await asyncio.start_server(made.meet, LOOPBACK, 0, ssl=its_own)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        server.close()
        await server.wait_closed()


def known_as(relay: RelayProcess, **more: object) -> RememberedRelay:
    """The relay as somebody remembers it."""
    about = {
        "host": LOOPBACK,
        "port": relay.ready["port"],
        "pin": relay.ready["pin"],
        "relay_id": relay.ready["relay_id"],
        "name": "Westfield",
        "username": "lee",
    }
    return RememberedRelay(**{**about, **more})


# one that is new here


async def test_one_that_is_found_is_met_like_one_that_is_typed(
    classroom: Classroom, theme: Theme, tmp_path: Path
) -> None:
    async with looking(tmp_path / "lee", theme) as lee:
        await lee.sees(NAME)
        await lee.sees("Physics")
        await lee.sees("Ms Lee · ")
        await choose(lee, classroom.process)
        await lee.click("I have an account")
        await lee.at(WordsPage)
        assert all(lee.reads(word) for word in classroom.process.ready["words"])
        assert lee.app.settings.now.relays == ()
        await lee.click("They match")
        await lee.at(SignInPage)
        lee.fill("User name", "lee")
        lee.fill("Password", PASSWORD)
        await lee.click("Sign in")
        await lee.at(SessionsPage)
        await lee.sees("Connected")
        await until(lambda: lee.app.neighbours.state == "off")  # nobody looks while it is connected


# one that is known


async def test_a_known_one_is_chosen_without_comparing_words(
    classroom: Classroom, theme: Theme, tmp_path: Path
) -> None:
    async with looking(tmp_path / "lee", theme) as lee:
        await lee.at(ConnectPage)
        lee.app.settings.remember(known_as(classroom.process, host="192.0.2.77"))
        await choose(lee, classroom.process)
        await lee.at(SignInPage)
        assert [(r.host, r.name) for r in lee.app.settings.now.relays] == [(LOOPBACK, NAME)]


@pytest.mark.rare  # meanwhile a line follows its relay below
async def test_at_the_next_start_a_relay_is_followed_to_its_new_address(
    classroom: Classroom, theme: Theme, tmp_path: Path
) -> None:
    kept = Kept()
    known = known_as(classroom.process, last_used=5)
    await kept.put(known.pin, "lee", classroom.tokens["Ms Lee"])
    await move(classroom.process)
    assert classroom.process.ready["port"] != known.port
    settings = Settings(tmp_path / "lee")
    settings.remember(known)
    await settings.close()
    async with looking(tmp_path / "lee", theme, kept) as lee:
        await lee.at(SessionsPage)
        await lee.sees("Connected")
        assert [r.port for r in lee.app.settings.now.relays] == [classroom.process.ready["port"]]


async def test_a_line_follows_its_relay_while_somebody_is_in(
    classroom: Classroom, theme: Theme, tmp_path: Path
) -> None:
    kept = Kept()
    known = known_as(classroom.process)
    await kept.put(known.pin, "lee", classroom.tokens["Ms Lee"])
    async with looking(tmp_path / "lee", theme, kept) as lee:
        await lee.at(ConnectPage)
        lee.app.settings.remember(known)
        lee.app.sign_in.begin()
        await lee.at(SessionsPage)
        await lee.sees("Connected")
        await move(classroom.process)
        assert lee.app.signed_in is not None
        line = lee.app.signed_in.relay
        await until(lambda: line.address.port == classroom.process.ready["port"])
        await until(lambda: line.state.kind == "connected")
        assert [r.port for r in lee.app.settings.now.relays] == [classroom.process.ready["port"]]
        assert lee.window.pages[0] is lee.page


@pytest.mark.rare  # meanwhile a line follows its relay below
async def test_nobody_waits_for_an_address_where_nobody_answers(
    classroom: Classroom, theme: Theme, tmp_path: Path
) -> None:
    kept = Kept()
    async with (
        chaos_before(classroom.process.ready["port"]) as silent,
        looking(tmp_path / "lee", theme, kept) as lee,
    ):
        silent.stall()
        known = known_as(classroom.process, port=silent.listens_on)
        await lee.at(ConnectPage)
        lee.app.settings.remember(known)
        # with a token: the line begins where the relay was, and goes on where it is
        await kept.put(known.pin, "lee", classroom.tokens["Ms Lee"])
        lee.app.sign_in.begin()
        await until(
            lambda: lee.app.signed_in is not None and lee.app.signed_in.relay.state.kind == "connected"
        )
        assert lee.app.signed_in is not None
        assert lee.app.signed_in.relay.address.port == classroom.process.ready["port"]
        # without one: straight where it is announced
        await kept.forget(known.pin, "lee")
        lee.window.header.other_relay_wanted.emit()
        await lee.at(ConnectPage)
        lee.app.settings.remember(known)
        await until(lambda: lee.app.neighbours.places(known))
        await choose(lee, classroom.process)
        await lee.at(SignInPage)
        assert lee.app.settings.now.relays[0].port == classroom.process.ready["port"]


async def test_where_another_computer_has_its_old_address_it_is_followed_too(
    classroom: Classroom, theme: Theme, tmp_path: Path
) -> None:
    kept = Kept()
    async with liar(tmp_path / "liar") as other, looking(tmp_path / "lee", theme, kept) as lee:
        known = known_as(classroom.process, port=other.port)
        await kept.put(known.pin, "lee", classroom.tokens["Ms Lee"])
        await lee.at(ConnectPage)
        lee.app.settings.remember(known)
        lee.app.sign_in.begin()
        await until(
            lambda: lee.app.signed_in is not None and lee.app.signed_in.relay.state.kind == "connected"
        )
        assert [r.port for r in lee.app.settings.now.relays] == [classroom.process.ready["port"]]
        assert other.heard == b""


# one that lies


async def test_a_liar_is_met_and_told_nothing(classroom: Classroom, theme: Theme, tmp_path: Path) -> None:
    """It announces the relay's own name and key; who knows the relay finds out before a byte is said."""
    kept = Kept()
    known = known_as(classroom.process)
    await kept.put(known.pin, "lee", SECRET)
    await classroom.close()
    await classroom.process.stop()
    async with (
        liar(tmp_path / "liar") as other,
        multicast() as library,
        looking(tmp_path / "lee", theme, kept) as lee,
    ):
        false = announcement(known.relay_id, known.pin, "Westfield")
        await announce(library, service(false, other.port, name=f"Liar {false.relay_id}.{SERVICE}"))
        await lee.at(ConnectPage)
        lee.app.settings.remember(known)
        page = await lee.at(ConnectPage)
        await until(
            lambda: "here" in [row.entry.reach for row in page.classes.rows if row.entry.known == known]
        )
        await lee.click("Open Westfield")
        # nobody is led there on the way in, nor by a line that looks for its relay
        await until(lambda: other.met >= 2 and lee.app.signed_in is not None)
        stay = lee.app.signed_in
        assert stay is not None
        assert stay.relay.address == Address(known.host, known.port)
        assert other.heard == b""
        assert lee.app.settings.now.relays[0].port == known.port


async def test_one_with_another_key_is_shown_as_such(
    classroom: Classroom, theme: Theme, tmp_path: Path
) -> None:
    async with multicast() as library, looking(tmp_path / "lee", theme) as lee:
        known = known_as(classroom.process)
        await lee.at(ConnectPage)
        lee.app.settings.remember(known)
        false = announcement(known.relay_id, "B" * 52, "Westfield")
        await announce(library, service(false, 4001, name=f"Liar {false.relay_id}.{SERVICE}"))
        await lee.sees("Do not trust it")


async def test_a_changed_key_is_a_hard_stop_where_the_relay_is_nowhere_else(
    relay: RelayProcess, theme: Theme, tmp_path: Path
) -> None:
    kept = Kept()
    known = known_as(relay, pin="B" * 52, relay_id="01JD0000000000000000000009")
    await kept.put(known.pin, "lee", SECRET)
    async with looking(tmp_path / "lee", theme, kept) as lee:
        await lee.at(ConnectPage)
        lee.app.settings.remember(known)
        lee.app.sign_in.begin()
        await lee.at(KeyChangedPage)


# which of its addresses


def test_an_address_in_our_own_network_comes_first() -> None:
    here = own("eth0 192.168.1.5/24", "eth0 2001:db8::5/64", "docker0 172.17.0.1/16")
    said = ("172.17.0.1", "10.0.0.5", "192.168.1.7", "2001:db8::1", "192.168.1.9")
    first = ("192.168.1.7", "2001:db8::1", "192.168.1.9")
    assert nearest_first(said, here) == (*first, "172.17.0.1", "10.0.0.5")


async def test_without_looking_nothing_is_found(tmp_path: Path) -> None:
    settings = Settings(tmp_path)
    neighbours = Neighbours(None, settings)
    neighbours.look(True)
    neighbours.look_again()
    assert neighbours.seen() == []
    known = RememberedRelay(host=LOOPBACK, port=1, pin="A", relay_id="X")
    assert await neighbours.find(known) is None
    await neighbours.close()
    assert msgspec.structs.asdict(settings.now)["relays"] == ()


async def test_the_way_to_a_line_takes_nothing_of_the_time_that_it_is_tried(tmp_path: Path) -> None:
    settings, discovery = Settings(tmp_path), Discovery([LOOPBACK])
    settings.remember(RememberedRelay(host=LOOPBACK, port=1, pin="A", relay_id="X", username="lee"))
    neighbours = Neighbours(discovery, settings)
    neighbours.look(True)
    assert (neighbours.state, discovery.state) == ("looking", "off")
    await until(lambda: neighbours._soon.remainingTime() < AT_FIRST_MS - 200)
    neighbours.wait_anew()
    assert neighbours._soon.remainingTime() > AT_FIRST_MS - 200
    neighbours.look(False)
    neighbours.wait_anew()
    assert neighbours.state == "off"
    await neighbours.close()
    await settings.close()
