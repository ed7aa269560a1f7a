"""Notices that hold for a moment, in the program alone: what was done just now, and perhaps the way back."""

from desktop.features.panel.context import PanelContext
from desktop.notifications import Action

HELD_MS = 8_000
"""As long as a toast is shown."""


class BriefNotices:
    """Those of one subject."""

    def __init__(self, context: PanelContext, subject: str, *, errand: bool = False) -> None:
        """``errand``: whoever tells them ticks them and ends them, else the room does it."""
        self._context, self._subject = context, subject
        self._until: dict[str, int] = {}
        """The time until which each holds, by its key."""
        self._outside: set[str] = set()
        """Those that hold until the person is back."""
        self._over = False
        if not errand:
            context.page.ticked.connect(self.tick)
            context.page.going.connect(self.gone)

    def tell(self, about: int, title: str, body: str, *actions: Action, outside: bool = False) -> None:
        """``about``: the number in the log of what it is about.

        ``outside``: also by the system, to who has the window behind others; it holds as long as it is there.
        """
        if self._over:
            return
        key, forward = self._key(about), self._context.page.come_forward
        self._until[key] = self._context.room.now() + HELD_MS
        if outside:
            self._outside.add(key)
        self._context.notices.tell(
            key, title, body, actions, open=forward if outside else None, outside=outside
        )

    def _key(self, about: int) -> str:
        return f"{self._subject}/{self._context.room.session_id}/{about}"

    def withdraw(self, about: int) -> None:
        """Takes back what was told of it."""
        self._withdraw(self._key(about))

    def tick(self, now: int) -> None:
        """Takes back those whose time is over."""
        if not self._context.page.in_front():
            self._until |= dict.fromkeys(self._outside, now + HELD_MS)
        for key in [key for key, until in self._until.items() if now >= until]:
            self._withdraw(key)

    def withdraw_all(self) -> None:
        """Takes back whatever was told."""
        for key in list(self._until):
            self._withdraw(key)

    def gone(self) -> None:
        """Takes all back, and tells nothing more: what is given up now may end a moment later."""
        self._over = True
        self.withdraw_all()

    def _withdraw(self, key: str) -> None:
        self._until.pop(key, None)
        self._outside.discard(key)
        self._context.notices.withdraw(key)
