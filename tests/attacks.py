"""What an attack took while a test made it, told at the end of ``make attacks``."""

import os
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest


@dataclass
class Took:
    """What each attack of one test took: of the relay's processor, and of a bystander's time (seconds)."""

    cpu: list[float] = field(default_factory=list)
    wait: list[float] = field(default_factory=list)


_took: defaultdict[str, Took] = defaultdict(Took)


def note(*, cpu: float | None = None, wait: float | None = None) -> None:
    """What was just measured in the test that runs."""
    took = _took[os.environ["PYTEST_CURRENT_TEST"].rpartition(" (")[0]]
    took.cpu += [cpu] if cpu is not None else []
    took.wait += [wait] if wait is not None else []


def table(reports: list[pytest.TestReport]) -> Iterator[str]:
    """A line for each test."""
    yield f"{'relay, CPU s':>12} {'bystander, s':>12}         attack"
    for report in reports:
        took = _took[report.nodeid]
        figures = [f"{max(of):12.2f}" if of else " " * 12 for of in (took.cpu, took.wait)]
        yield f"{figures[0]} {figures[1]} {report.outcome:7} {report.nodeid.removeprefix('tests/')}"
