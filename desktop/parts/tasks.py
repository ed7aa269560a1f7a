"""What a page asks of the relay, as tasks that end with the page."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from desktop.client import LineDown, RefusedByRelay
from relay.shared.tasks import Tasks

Say = Callable[[str], str]
"""Turns a code of the relay into a sentence."""


class PageTasks(Tasks):
    """The questions of one page, given up when it goes."""

    def __init__(self, owner: QObject) -> None:
        super().__init__()
        owner.destroyed.connect(lambda *_: self.cancel())


No = RefusedByRelay | LineDown
NO = (RefusedByRelay, LineDown)
"""What asking the relay may raise."""


def reason(error: No, say: Say) -> str:
    """Why the relay did not do as asked, as a sentence for people."""
    return say(error.code)
