"""What people write, as subjects keep it: cleaned, and refused where it is too long or nothing is left."""

from collections.abc import Callable

from relay.protocol import refusals
from relay.protocol.refusals import Refusal
from relay.protocol.text import clean_name, clean_text, is_longer


def fit_line(text: str, most: int, *, required: bool = False) -> str:
    """On one line. Raises Refusal: `too_long`, or `empty` where it is required."""
    return _fit(clean_name, text, most, required)


def fit_text(text: str, most: int, *, required: bool = False) -> str:
    """The same on as many lines as it has."""
    return _fit(clean_text, text, most, required)


def _fit(clean: Callable[[str], str], text: str, most: int, required: bool) -> str:
    fitted = clean(_not_longer(text, most))
    if required and not fitted:
        raise Refusal(refusals.EMPTY)
    return _not_longer(fitted, most)  # some letters come apart


def _not_longer(text: str, most: int) -> str:
    if is_longer(text, most):
        raise Refusal(refusals.TOO_LONG, detail=str(most))
    return text
