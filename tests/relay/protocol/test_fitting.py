"""What people write, as it is kept: cleaned, of a length, and there at all where it has to be."""

from collections.abc import Callable

import pytest

from relay.protocol.fitting import fit_line, fit_text
from relay.protocol.refusals import Refusal

COMES_APART = "\u0958"
"""One letter that its normal form writes as two."""


def refused(fit: Callable[..., str], *given: object, required: bool = False) -> tuple[str, str]:
    with pytest.raises(Refusal) as refusal:
        fit(*given, required=required)
    return refusal.value.code.name, refusal.value.detail


def test_a_line_is_one_line_and_a_text_has_its_own() -> None:
    assert fit_line(" one\n  and two ", 20) == "one and two"
    assert fit_text("one\n  and two", 20) == "one\n  and two"


@pytest.mark.parametrize("fit", [fit_line, fit_text])
def test_what_is_too_long_or_not_there_is_refused(fit: Callable[..., str]) -> None:
    assert fit("x" * 200, 200) == "x" * 200
    assert refused(fit, "x" * 201, 200) == ("too_long", "200")
    assert refused(fit, COMES_APART * 200, 200) == ("too_long", "200")
    assert fit(" ", 200) == ""
    assert refused(fit, " ", 200, required=True) == ("empty", "")


def test_letters_that_stand_apart_from_their_accents_are_counted_together() -> None:
    assert fit_line("e\u0301" * 60, 60) == "é" * 60
