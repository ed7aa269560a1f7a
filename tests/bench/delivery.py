"""Deliveries a second that hold a 99th percentile below 100 ms, beside brokers and chat servers.

Every server stands on one processor core and the generator on another. Rounds are interleaved: each server is
measured once in each round, in changing order; medians and ratios of the same round are told.
"""

import dataclasses
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.bench import cores
from tests.bench.contestants import (
    CEILINGS,
    CONTESTANTS,
    PLAIN,
    QUICK_SHAPES,
    SHAPES,
    SHIPPED_RATE,
    SHIPPED_SHAPES,
    TLS,
    Contestant,
    target,
)
from tests.bench.figures import AS_SHIPPED, LIFTED, Figure, How, at_least, median, number, spread
from tests.bench.load.generator import GeneratorFailed
from tests.bench.load.job import Shape
from tests.bench.search import Probe, Search, rig
from tests.bench.servers import Relay
from tests.bench.servers.base import NotStarted

NAME = "delivery"
UNIT = "deliveries/s"
USUAL = "usual settings"
SHIPPED_SECONDS = 10.0
CEILING = Search(seconds=0.5, gap=1.5)


@dataclass
class Results:
    """What the rounds came to for one contestant in one shape."""

    probes: dict[int, Probe] = field(default_factory=dict)
    """The best of each round."""
    limited: bool = False
    trouble: str = ""

    @property
    def value(self) -> float | None:
        """The median of what was held."""
        rates = [probe.outcome.rate for probe in self.probes.values()]
        return median(rates) if rates else None

    @property
    def cpu(self) -> float | None:
        """The median processor time for a delivery, in microseconds."""
        times = [used for probe in self.probes.values() if (used := probe.cpu_per_delivery) is not None]
        return median(times) if times else None

    def ratio(self, other: "Results") -> float | None:
        """The median of this over the other, round by round."""
        both = self.probes.keys() & other.probes.keys()
        if not both:
            return None
        return median([self.probes[r].outcome.rate / other.probes[r].outcome.rate for r in both])


Table = dict[tuple[str, Shape], Results]


async def measure(how: How) -> list[Figure]:
    """All contestants in all shapes; then the relay with its limits as shipped."""
    cores.allow_many_files()
    shapes = QUICK_SHAPES if how.quick else SHAPES
    first = Search(seconds=0.5, gap=2.1) if how.quick else Search()
    again = dataclasses.replace(first, stride=1.3)
    table: Table = {}
    for round_ in range(how.rounds):
        for shape in shapes:
            order = list(CONTESTANTS[round_ % len(CONTESTANTS) :] + CONTESTANTS[: round_ % len(CONTESTANTS)])
            if round_ == 0:
                needed = {
                    one.ceiling for one in order if _wanted(how, one, shape) and not _trouble(one, shape)
                }
                order += [one for one in CEILINGS if one.name in needed]
            for one in order:
                if one in CEILINGS or _wanted(how, one, shape):
                    results = table.setdefault((one.name, shape), Results())
                    search = CEILING if one in CEILINGS else again if results.probes else first
                    await _round(one, shape, search, round_, results)
    told = [figure for shape in shapes for figure in _figures(table, shape, how.quick)]
    if how.wants_part("as shipped"):
        told += [
            figure
            for shape in SHIPPED_SHAPES[: 1 if how.quick else None]
            for figure in await _as_shipped(shape, how)
        ]
        told += _refused_as_shipped(shapes)
    return told


def _wanted(how: How, one: Contestant, shape: Shape) -> bool:
    return how.wants_part(f"{one.name} {shape}")


def _trouble(one: Contestant, shape: Shape) -> str:
    return one.server.missing() or one.server.refuses(shape)


async def _round(one: Contestant, shape: Shape, search: Search, round_: int, results: Results) -> None:
    results.trouble = results.trouble or _trouble(one, shape)
    if results.trouble:
        return
    before = list(results.probes.values())
    guess = before[-1].rate if before else one.messages(shape)
    try:
        async with rig(one.server, shape) as made:
            best, limited = await search.highest(made, guess)
    except (NotStarted, GeneratorFailed, TimeoutError) as error:
        results.trouble = f"{type(error).__name__}: {error}"[:200]
        return
    if best is None:
        results.trouble = "did not hold the lowest load that was tried"
        return
    results.probes[round_] = best
    results.limited |= limited
    _progress(one.name, shape, best, limited)


def _progress(name: str, shape: Shape, best: Probe, limited: bool) -> None:
    told = best.outcome
    sys.stderr.write(
        f"  {name}, {shape}: {number(told.rate)} {UNIT}, p99 {told.p99:.0f} ms, "
        f"generator busy {told.busy:.0%}{', its limit' if limited else ''}\n"
    )


def _figures(table: Table, shape: Shape, quick: bool) -> Iterable[Figure]:
    for one in CONTESTANTS:
        results = table.get((one.name, shape))
        if results is None:
            continue
        top = table.get((one.ceiling, shape), Results())
        configuration = LIFTED if isinstance(one.server, Relay) else USUAL
        told = [probe.outcome for probe in results.probes.values()]
        notes = [results.trouble, spread([outcome.rate for outcome in told]), cores.note()]
        if told:
            notes.append(f"p99 {median([outcome.p99 for outcome in told]):.0f} ms")
        yield Figure(
            name=f"{shape}: {one.name}",
            value=results.value,
            unit=UNIT,
            configuration=configuration,
            ceiling=top.value,
            generators_limit=results.limited,
            note="; ".join(note for note in notes if note),
        )
        if results.cpu is not None:
            yield Figure(
                name=f"{shape}: {one.name}, processor time",
                value=results.cpu,
                unit="µs a delivery",
                configuration=configuration,
            )
    for one in (PLAIN, TLS):
        for other in CONTESTANTS:
            yield from _compared(table, shape, one, other, quick)


def _compared(
    table: Table, shape: Shape, one: Contestant, other: Contestant, quick: bool
) -> Iterable[Figure]:
    mine, theirs = table.get((one.name, shape)), table.get((other.name, shape))
    asked = target(one, other, shape)
    if mine is None or theirs is None or one is other or other is TLS or (one is TLS and asked is None):
        return
    ratio = mine.ratio(theirs)
    if ratio is None:
        return
    top = table.get((other.ceiling, shape), Results()).value
    theirs_limited = theirs.limited or (top is not None and (theirs.value or 0) > 0.8 * top)
    notes = []
    if mine.limited:
        notes.append("at least: the generator limited the first")
    if theirs_limited:
        notes.append("at most: the generator limited the second")
    yield Figure(
        name=f"{shape}: {one.name} beside {other.name}",
        value=ratio,
        unit="times as many",
        configuration=LIFTED,
        ratio=ratio,
        beside=other.name,
        target="" if asked is None else f"≥ {asked:g}",
        met=None if asked is None or theirs_limited or quick else at_least(ratio, asked),
        note="; ".join(notes),
    )


async def _as_shipped(shape: Shape, how: How) -> list[Figure]:
    """As shipped, the pace allowed to people caps the load: how well that is carried."""
    rate = SHIPPED_RATE * shape.rooms * shape.people
    server = Relay("relay over TLS", lifted=False)
    name = f"{shape}: {server.name}"
    try:
        async with rig(server, shape) as made:
            probe = await made.probe(rate, 2.0 if how.quick else SHIPPED_SECONDS)
    except (NotStarted, GeneratorFailed, TimeoutError) as error:
        return [Figure(name=name, value=None, unit=UNIT, note=f"{type(error).__name__}: {error}"[:200])]
    _progress(f"{server.name} as shipped", shape, probe, probe.generators_limit)
    told = probe.outcome
    said = f"{SHIPPED_RATE:g} messages/s from each: as shipped a student may say 1, so the pace caps the load"
    held = "" if probe.held else f"; NOT HELD: {told.delivered} of {told.expected} arrived"
    return [
        Figure(name=name, value=told.rate, unit=UNIT, note=said + held),
        Figure(name=f"{name}, p50", value=told.p50, unit="ms"),
        Figure(
            name=f"{name}, p99",
            value=told.p99,
            unit="ms",
            target="< 100",
            met=None if how.quick else probe.held,
            note=cores.note(),
        ),
        Figure(name=f"{name}, processor time", value=probe.cpu_per_delivery, unit="µs a delivery"),
    ]


def _refused_as_shipped(shapes: Iterable[Shape]) -> Iterable[Figure]:
    shipped = Relay("relay over TLS", lifted=False)
    for shape in shapes:
        if why := shipped.refuses(shape):
            yield Figure(
                name=f"{shape}: {shipped.name}", value=None, unit=UNIT, configuration=AS_SHIPPED, note=why
            )
