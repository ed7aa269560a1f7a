"""The bench itself at a tiny size: that it finds its parts, counts right, and says what it measured."""

from pathlib import Path

import pytest

from tests.bench import cores, figures, report
from tests.bench.__main__ import find
from tests.bench.figures import Figure, How
from tests.bench.load.generator import GeneratorFailed
from tests.bench.load.job import Job, Outcome, Shape
from tests.bench.search import Probe, Rig, Search, rig
from tests.bench.servers import Broadcast, Relay, Server, Trivial

TINY = Shape(2, 3, speakers=2)


def test_benches_are_found() -> None:
    """By their names."""
    assert "delivery" in [bench.NAME for bench in find()]


@pytest.mark.parametrize(
    "server",
    [
        Relay("relay"),
        Relay("relay without TLS", tls=False),
        Broadcast("broadcast"),
        Trivial("pages"),
        Trivial("MQTT", language="mqtt 0"),
        Trivial("XMPP", language="xmpp"),
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
