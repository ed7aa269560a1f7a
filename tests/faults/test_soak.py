"""What a soak of the full lesson finds in what it has noted."""

from tests.faults.full.soak import JUDGED_FROM, Figures, judge


def noted(lessons: int, **growth: float) -> list[Figures]:
    """Steady but for ``growth``, by how much a figure grows with each lesson."""
    steady = {"relay: resident MiB": 80.0, "relay: files": 26.0, "database: disk MiB": 5.0, "widgets": 300.0}
    names = {"memory": "relay: resident MiB", "files": "relay: files", "database": "database: disk MiB"}
    more = {names.get(name, name): each for name, each in growth.items()}
    return [
        {name: value + number * more.get(name, 0) for name, value in steady.items()}
        for number in range(lessons)
    ]


def test_what_grows_is_found_and_what_rests_is_not() -> None:
    assert judge(noted(JUDGED_FROM))[1] == []
    for name, growth in {"memory": 0.5, "files": 0.1, "database": 0.1, "widgets": 1.0}.items():
        table, grown = judge(noted(JUDGED_FROM, **{name: growth}))
        assert len(grown) == 1, name
        assert sum("GROWS" in line for line in table) == 1, name


def test_what_fills_once_and_then_rests_is_not_found() -> None:
    samples = noted(JUDGED_FROM)
    for sample in samples[: JUDGED_FROM // 4]:
        sample["relay: resident MiB"] = 60
    assert judge(samples)[1] == []


def test_a_short_one_tells_and_does_not_judge() -> None:
    table, grown = judge(noted(JUDGED_FROM - 1, memory=5))
    assert grown == []
    assert any("GROWS" in line for line in table)
    assert "Not judged" in table[-1]
    assert judge([])[1] == []
