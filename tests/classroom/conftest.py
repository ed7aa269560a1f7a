"""Stories run in the loop that the program has in life, and leave nothing behind."""

from tests.desktop.conftest import (
    as_in_life,
    garbage_is_ours,
    nothing_goes_wrong_in_the_loop,
    nothing_stays_behind,
    patient,
    pytest_asyncio_loop_factories,
)

__all__ = [
    "as_in_life",
    "garbage_is_ours",
    "nothing_goes_wrong_in_the_loop",
    "nothing_stays_behind",
    "patient",
    "pytest_asyncio_loop_factories",
]
