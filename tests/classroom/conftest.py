"""Stories run in the loop that the program has in life, and leave nothing behind."""

import pytest

from tests.desktop.conftest import (
    as_in_life,
    garbage_is_ours,
    nothing_goes_wrong_in_the_loop,
    nothing_stays_behind,
    patient,
    pytest_asyncio_loop_factories,
)
from tests.patience import PATIENCE

__all__ = [
    "as_in_life",
    "garbage_is_ours",
    "nothing_goes_wrong_in_the_loop",
    "nothing_stays_behind",
    "patient",
    "pytest_asyncio_loop_factories",
]


@pytest.fixture(autouse=True)
def people_are_patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """As tests are; in the demo they look for half a minute."""
    monkeypatch.setattr("desktop.demo.user.PATIENCE", PATIENCE)
