"""What tests of every part share."""

import faulthandler
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.patience import LIMIT, PATIENCE
from tests.relay.forks import forking, not_forking

_errors = pytest.StashKey[int]()


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
    """No test has a limit of its own."""
    for item in items:
        item.add_marker(pytest.mark.timeout(LIMIT))


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
    """Relays are forked from one that was read already."""
    with forking():
        yield


@pytest.fixture
def unforked(forks: None) -> Iterator[None]:
    """Not in this test: its relay stands in the list of processes as people start it."""
    with not_forking():
        yield


@pytest.fixture
def air() -> Iterator[None]:
    """Multicast on the loopback interface for this test alone: all programs of a computer hear each other."""
    fcntl = pytest.importorskip("fcntl")
    with (Path(tempfile.gettempdir()) / "schoolbell-tests-air").open("a") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield
