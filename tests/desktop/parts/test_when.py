"""Times and spans as words."""

import pytest

from desktop.features.panel.words import waited
from desktop.parts.when import MINUTE, length


@pytest.mark.parametrize("ms", [MINUTE, 2 * MINUTE - 1, 22 * MINUTE - 1, 60 * MINUTE - 1, 91 * MINUTE - 1])
def test_a_span_is_as_long_afterwards_as_in_the_room(ms: int) -> None:
    assert length(ms) == waited(ms)


def test_what_took_less_than_a_minute_took_something() -> None:
    assert length(59_999) == "under 1 min"
    assert length(0) == "0 min"
