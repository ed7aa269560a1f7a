"""What tests of every part share."""

import asyncio
import faulthandler
import functools
import inspect
import os
import tempfile
import traceback
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests import attacks
from tests.examples import many
from tests.patience import LIMIT, PATIENCE
from tests.relay.forks import forking, hash_cheaply

_errors = pytest.StashKey[int]()

settings.register_profile(
    "here", max_examples=many(100), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("here")


def pytest_configure(config: pytest.Config) -> None:
    """Here standard error is still the terminal's; while tests run it is captured."""
    config.stash[_errors] = os.dup(2)


def pytest_unconfigure(config: pytest.Config) -> None:
    """The copy goes."""
    os.close(config.stash[_errors])


def pytest_report_header() -> str:
    """How slow this computer is today."""
    return f"patience: {PATIENCE:.0f} s for a wait, {LIMIT:.0f} s for a test"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One limit for all. A coroutine is ended by its loop, in order; pytest-timeout raises wherever it is."""
    for item in items:
        if isinstance(item, pytest.Function) and inspect.iscoroutinefunction(item.obj):
            item.obj = _limited(item.obj)
        item.add_marker(pytest.mark.timeout(LIMIT + PATIENCE / 2))


def _limited(test: Callable[..., Coroutine[Any, Any, None]]) -> Callable[..., Coroutine[Any, Any, None]]:
    @functools.wraps(test)
    async def limited(*words: object, **named: object) -> None:
        async with asyncio.timeout(LIMIT):
            await test(*words, **named)

    return limited


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Where attacks were asked for: what each took."""
    if config.option.markexpr == "attack":
        stats = terminalreporter.stats
        calls = [report for kind in ("failed", "passed") for report in stats.get(kind, ())]
        for line in attacks.table([report for report in calls if report.when == "call"]):
            terminalreporter.write_line(line)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(call: pytest.CallInfo[None]) -> Iterator[Any]:
    """Once a failure is told, what its frames hold goes, before the fixtures that it needs do."""
    report = yield
    error = call.excinfo and call.excinfo.value
    while error:
        traceback.clear_frames(error.__traceback__)
        error = error.__cause__ or error.__context__
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """What does not heed even the limit, in C or in a slot of Qt's, ends the run and says where it was."""
    faulthandler.dump_traceback_later(LIMIT + PATIENCE, exit=True, file=item.config.stash[_errors])
    try:
        return (yield)
    finally:
        faulthandler.cancel_dump_traceback_later()


@pytest.fixture(scope="session", autouse=True)
def forks() -> Iterator[None]:
    """Relays are forked from one that was read already; none hashes passwords as carefully as in life."""
    hash_cheaply()
    with forking():
        yield


@pytest.fixture
def unforked(forks: None) -> Iterator[None]:
    """Not in this test: its relay stands in the list of processes as people start it."""
    with forking(False):
        yield


@pytest.fixture
def air() -> Iterator[None]:
    """Multicast on the loopback interface for this test alone: all programs of a computer hear each other."""
    fcntl = pytest.importorskip("fcntl", reason="POSIX: turns by locked files")
    with (Path(tempfile.gettempdir()) / "schoolbell-tests-air").open("a") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield
