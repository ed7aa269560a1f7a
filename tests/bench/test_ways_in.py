"""What the bench of the ways in reckons with: all that people do counts, and the programs' time too."""

from tests.bench.__main__ import find
from tests.bench.ways_in import WAYS, Measured, figures_of


def measured(controls: int, keys: int, *, compares: bool = False) -> Measured:
    """Somebody whose program took two seconds."""
    return Measured(window=1.0, lesson=2.0, clicks=controls, keys=keys, controls=controls, compares=compares)


def test_the_bench_is_found() -> None:
    """By its name."""
    assert "ways_in" in [bench.NAME for bench in find()]


def test_a_person_needs_time_for_every_key_and_every_choice() -> None:
    """Besides what the program takes."""
    assert measured(3, 10).person == 2 + 3 * 3 + 10 * 0.3
    assert measured(3, 10, compares=True).person == measured(3, 10).person + 10


def test_every_way_is_told_alone_and_at_once_and_held_against_the_minute() -> None:
    """Two rows each: the program's seconds, and a person's."""
    found = {(way, stage): [measured(2, 10)] for way in WAYS for stage in ("alone", "five at once")}
    found |= {("teacher", ""): [measured(8, 40)], ("first", ""): [measured(15, 40)]}
    told = list(figures_of(found))
    assert len(told) == 2 * 2 * len(WAYS) + 3
    first = next(figure for figure in told if "first pupil" in figure.name)
    assert first.value == measured(8, 40).person + measured(15, 40).person
    assert first.met is False
    assert sum(figure.met is True for figure in told) == len(told) - 1 - (len(WAYS) * 2 + 1)
