"""Notices that hold for a moment, in the program alone: what was done just now, and perhaps the way back."""

from desktop.features.panel.context import PanelContext
from desktop.notifications import Action

HELD_MS = 8_000
"""As long as a toast is shown."""


class BriefNotices:
    """Those of one subject."""

    def __init__(self, context: PanelContext, subject: str) -> None:
        self._context, self._subject = context, subject
        self._until: dict[str, int] = {}
        """The time until which each holds, by its key."""

    def tell(self, about: int, title: str, body: str, *actions: Action) -> None:
        """``about``: the number in the log of what it is about."""
        key = f"{self._subject}/{self._context.room.session_id}/{about}"
        self._until[key] = self._context.room.now() + HELD_MS
        self._context.notices.tell(key, title, body, actions, outside=False)

    def tick(self, now: int) -> None:
        """Takes back those whose time is over."""
        for key in [key for key, until in self._until.items() if now >= until]:
            del self._until[key]
            self._context.notices.withdraw(key)

    def gone(self) -> None:
        """Takes all back."""
        for key in self._until:
            self._context.notices.withdraw(key)
        self._until.clear()
