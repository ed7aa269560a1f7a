"""Shows the notices that hold over the window's pages, and short words of the program itself."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.notifications import Notifications
from desktop.theme import Theme, Tone
from desktop.theme.widgets import ToastStack
from resources import IconName

OWN = "window/"
"""Begins the keys of what the program says itself; all others are notices."""


class Toasts(QObject):
    """Follows `notices`; a toast that was closed or ran out does not come back until the notice changes."""

    def __init__(self, theme: Theme, notices: Notifications, over: QWidget) -> None:
        super().__init__(over)
        self.stack = ToastStack(theme, over)
        self._notices = notices
        self._shown: dict[str, object] = {}
        self._quiet = False
        notices.changed.connect(self._follow)
        self.stack.acted.connect(self._on_acted)

    def say(
        self, text: str, *, key: str = "", tone: Tone = "info", icon: IconName | None = None, title: str = ""
    ) -> None:
        """A short word that goes by itself; the same key takes the place of the one before."""
        if not self._quiet:
            self.stack.show(OWN + (key or text), text, title=title, tone=tone, icon=icon)

    def set_quiet(self, quiet: bool) -> None:
        """Shows nothing at all; afterwards what was in sight before or has come since, and holds still."""
        self._quiet = quiet
        if quiet:
            for key in self.stack.keys:
                self._shown.pop(key, None)
            self.stack.clear()
        self._follow()

    def _follow(self) -> None:
        if self._quiet:
            return
        held = {notice.key: notice for notice in self._notices.held}
        for key in self._shown.keys() - held.keys():
            del self._shown[key]
            self.stack.remove(key)
        for key, notice in held.items():
            looks = (notice.title, notice.body, notice.urgent, tuple((a.id, a.label) for a in notice.actions))
            if self._shown.get(key) == looks:
                continue
            self._shown[key] = looks
            self.stack.show(
                key,
                notice.body,
                title=notice.title,
                icon="bell",
                tone="warn" if notice.urgent else "info",
                actions=[(action.id, action.label) for action in notice.actions],
                seconds=None if notice.urgent else 8.0,
            )

    def _on_acted(self, key: str, action: str) -> None:
        if not key.startswith(OWN):
            self._notices.do(key, action)
