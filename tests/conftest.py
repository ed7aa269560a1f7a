"""What tests of every part share."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.relay.forks import forking, not_forking


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
