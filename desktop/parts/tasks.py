"""What a page asks of the relay, and why it did not do as asked."""

from collections.abc import Callable

from desktop.client import LineDown, RefusedByRelay
from desktop.parts.page_tasks import PageTasks

__all__ = ["NO", "No", "PageTasks", "Say", "reason"]

Say = Callable[[str], str]
"""Turns a code of the relay into a sentence."""


No = RefusedByRelay | LineDown
NO = (RefusedByRelay, LineDown)
"""What asking the relay may raise."""


def reason(error: No, say: Say) -> str:
    """Why the relay did not do as asked, as a sentence for people."""
    return say(error.code)
