"""What tests of every part share."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def air() -> Iterator[None]:
    """Multicast on the loopback interface for this test alone: all programs of a computer hear each other."""
    fcntl = pytest.importorskip("fcntl")
    with (Path(tempfile.gettempdir()) / "schoolbell-tests-air").open("a") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield
