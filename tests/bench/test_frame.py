"""The bench itself at a tiny size: that it finds its parts, counts right, and says what it measured."""

import asyncio
from pathlib import Path

import pytest

from relay.protocol.log import page_bytes
from tests.bench import cores, figures, report
from tests.bench.__main__ import find
from tests.bench.figures import Figure, How
from tests.bench.load.generator import GeneratorFailed
from tests.bench.load.job import STAMP, Job, Outcome, Shape
from tests.bench.load.languages import LANGUAGES
from tests.bench.load.links import Tally
from tests.bench.load.mqtt import packet, string
from tests.bench.search import Probe, Rig, Search, rig
from tests.bench.servers import Broadcast, Relay, Server, Trivial

TINY = Shape(2, 3, speakers=2)


def test_benches_are_found() -> None:
    """By their names."""
    assert "delivery" in [bench.NAME for bench in find()]


# Where one of these breaks, it is no more than a bench.
OTHERS = Broadcast("broadcast"), Trivial("pages over TLS", tls=True), Trivial("MQTT", language="mqtt 0")


@pytest.mark.parametrize(
    "server",
    [
        Relay("relay without TLS", tls=False),
        *(pytest.param(other, marks=pytest.mark.rare) for other in OTHERS),
    ],
    ids=lambda server: server.name,
)
async def test_everything_said_is_counted(server: Server) -> None:
    """Each of 40 messages comes to the three people of its room, whatever the language."""
    async with rig(server, TINY) as people:
        probe = await people.probe(80, 0.5)
    assert (probe.outcome.sent, probe.outcome.delivered) == (40, 120)
    assert probe.outcome.timed > 0
    assert not probe.outcome.lost_lines
    assert probe.cpu is None or probe.cpu > 0


class Outgoing(asyncio.Transport):
    """Where a link writes to when there is no socket."""

    def __init__(self) -> None:
        super().__init__()
        self.written = b""

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written += data


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("piece", [1, 7, 64, 10_000])
def test_walking_counts_whatever_the_pieces(language: str, piece: int) -> None:
    """What comes in single bytes is counted as what comes at once, and every stamp is found once."""
    tally = Tally()
    link = LANGUAGES[language](Job(language=language, port=1, shape=TINY, bare=True), tally, 0, 0, True)
    outgoing = Outgoing()
    link.connection_made(outgoing)
    link.begin()
    wire = b"".join(_message(language, number) for number in range(20))
    for place in range(0, len(wire), piece):
        news = wire[place : place + piece]
        link.get_buffer(-1)[: len(news)] = news
        link.buffer_updated(len(news))
    assert outgoing.written == (b"\x40\x02\0\1" * 20 if language == "mqtt 1" else b"")
    assert tally.messages == link.counted == link.stamps == (60 if language == "relay" else 20)


def _message(language: str, number: int) -> bytes:
    """As its server sends it; three of them in each of the relay's pages."""
    stamp = STAMP % number
    if language == "relay":
        return _frame(page_bytes("0" * 26, 3 * number, 3 * number + 3, [stamp] * 3))
    if language == "websocket":
        return _frame(stamp)
    if language == "mqtt 0":
        return packet(0x30, string("lesson/0") + stamp)
    if language == "mqtt 1":
        return packet(0x32, string("lesson/0") + b"\0\1" + stamp)
    return b"<message from='a'><body>" + stamp + b"</body></message>"


def _frame(payload: bytes) -> bytes:
    """As a server writes it, unmasked."""
    size = len(payload)
    return (bytes((0x81, size)) if size < 126 else b"\x81\x7e" + size.to_bytes(2, "big")) + payload


@pytest.mark.rare  # breaks no more than a bench
async def test_a_generator_that_is_not_let_in_says_so(tmp_path: Path) -> None:
    """A wrong token is an error and no figure."""
    shape = Shape(1, 2)
    async with Relay("relay").serving(tmp_path, shape) as running:
        running.tokens[0][1] = "sb_wrong"
        people = Rig(Relay("relay"), shape, running)
        with pytest.raises(GeneratorFailed, match="401"):
            await people.open()


class MadeUp(Rig):
    """A server that holds up to so many messages a second."""

    limit = 1000.0

    async def probe(self, rate: float, seconds: float) -> Probe:
        held = rate <= self.limit
        outcome = Outcome(
            sent=10, expected=10, delivered=10, seconds=1, p50=1, p99=5 if held else 500, worst=500,
            timed=10, late=1, busy=0.5, bytes=1, reads=1,
        )  # fmt: skip
        return Probe(rate, outcome, None)


@pytest.mark.parametrize("guess", [10, 900, 1000, 100_000])
async def test_the_highest_load_is_found(guess: float) -> None:
    """From below and from above, to within the gap."""
    best, limited = await Search(gap=1.1).highest(MadeUp(Broadcast("none"), TINY), guess)
    assert best is not None
    assert not limited
    assert 1000 / 1.1 < best.rate <= 1000


def test_a_figure_near_the_ceiling_is_the_generators() -> None:
    """It is marked, in the table too."""
    near = Figure(name="x", value=90, unit="deliveries/s", ceiling=100)
    far = Figure(name="y", value=50, unit="deliveries/s", ceiling=100)
    assert (near.limited, far.limited) == (True, False)
    assert "≥ 90 (generator's limit)" in figures.table([near, far])


def test_a_run_is_written_read_and_reported(tmp_path: Path) -> None:
    """The document's tables come from the file."""
    told = [
        Figure(name="1 × 40", value=1234.5, unit="deliveries/s", target="≥ 4", met=False, bench="delivery")
    ]
    file = tmp_path / "build" / "bench.json"
    figures.write(figures.gathered(told, "make bench", 0), file)
    text = report.put_in(f"a\n{report.BEGIN}\nold\n{report.END}\nb\n", report.tables(figures.read(file)))
    assert "1,234 deliveries/s" in text
    assert "| NO |" in text
    assert "old" not in text
    assert report.BEGIN in report.DOCUMENT.read_text("utf-8")


def test_parts_are_chosen_by_name() -> None:
    """``--only delivery:prosody`` runs one contestant."""
    how = How(only="delivery:prosody")
    assert how.wants("delivery")
    assert not how.wants("memory")
    assert how.wants_part("prosody, MUC and archive 1 × 40")
    assert not how.wants_part("mosquitto QoS 0 1 × 40")


def test_one_core_is_said() -> None:
    """Where server and generator share a core, every figure says so."""
    server, generator = cores.cores()
    assert (cores.note() == "") == (server is not None and server != generator)
    assert Job(language="relay", port=1, shape=TINY, core=generator).core == generator
