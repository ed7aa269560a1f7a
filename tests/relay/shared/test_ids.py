"""ULIDs are told from anything else."""

import pytest

from relay.shared.ids import is_id, new_id


def test_a_new_one_is_one() -> None:
    assert is_id(new_id())


@pytest.mark.parametrize(
    "other", ["", "x", f"{new_id()}\n", new_id().lower(), "8" * 26, "$(touch x)", None, 7, f" {new_id()}"]
)
def test_anything_else_is_none(other: object) -> None:
    assert not is_id(other)
