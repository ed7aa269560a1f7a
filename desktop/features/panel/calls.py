"""Has a call heard once, by its sound and a screen reader, and told to whoever looks elsewhere."""

from desktop.features.panel.context import PanelContext
from desktop.features.panel.panel import Panel
from desktop.theme.widgets import announce

LOUD_FOR_MS = 60_000
"""Who was called on while the line was down hears it on coming back, if it is not longer ago."""


class HeardCalls:
    """The calls of one panel."""

    def __init__(self, panel: Panel, name: str) -> None:
        """``name``: what its notices are known by."""
        self._panel, self._name = panel, name
        self._heard = 0

    def hear(self, called_at: int, words: str, title: str, body: str) -> None:
        """``called_at``: when the person was called on. Before all is caught up nothing is heard."""
        context = self._context
        if called_at <= self._heard or not context.room.caught_up:
            return
        self._heard = called_at
        if context.room.now() - called_at > LOUD_FOR_MS:
            return
        context.sounds.play("called")
        announce(self._panel, words)
        if not context.page.in_front():
            context.notices.tell(self._key, title, body, open=context.page.come_forward, urgent=True)

    def withdraw(self) -> None:
        """What was told is seen, or over."""
        self._context.notices.withdraw(self._key)

    @property
    def _context(self) -> PanelContext:
        return self._panel.context

    @property
    def _key(self) -> str:
        return f"{self._name}/{self._context.room.session_id}"
