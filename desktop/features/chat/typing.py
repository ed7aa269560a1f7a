"""Who is writing at this moment: one line with a place of its own, so that nothing moves by it."""

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QWidget

from desktop.theme import Space
from desktop.theme.widgets import ElidedLabel
from relay.protocol.chat import Typing

SAID_AGAIN = 3.0
"""Seconds after which one who still writes says so again."""


class TypingLine(ElidedLabel):
    """Names those who were told to type, each for a few seconds or until `stop`."""

    def __init__(self, name_of: Callable[[str], str], parent: QWidget) -> None:
        super().__init__("", "caption", parent=parent)
        self._name_of = name_of
        self._until: dict[str, float] = {}
        """By account, in the order in which they began."""
        self._may_show = True
        self._keep_place(True)
        self._next = QTimer(self, singleShot=True)
        self._next.timeout.connect(self._show_names)
        self.hide()

    def _keep_place(self, keep: bool) -> None:
        policy = self.sizePolicy()
        policy.setRetainSizeWhenHidden(keep)
        self.setSizePolicy(policy)

    def start(self, account: str) -> None:
        """Somebody types, or still does."""
        self._until[account] = time.monotonic() + Typing.good_for
        self._show_names()

    def stop(self, account: str) -> None:
        """Somebody has said it, or is gone."""
        if self._until.pop(account, None):
            self._show_names()

    def stop_all(self) -> None:
        """Nothing is known of anybody."""
        self._until.clear()
        self._show_names()

    @property
    def missing(self) -> int:
        """The height that it would take, gap and all, if there were room for it."""
        return 0 if self._may_show else self.sizeHint().height() + Space.XS

    def set_may_show(self, may: bool) -> None:
        """Whether there is room for the line; else it has no place either."""
        self._may_show = may
        self._keep_place(may)
        self._show_names()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._show_names()

    def _show_names(self) -> None:
        now = time.monotonic()
        self._until = {account: until for account, until in self._until.items() if until > now}
        names = list(filter(None, map(self._name_of, self._until)))
        if len(names) == 1:
            self.setText(self.tr("{name} is typing…").format(name=names[0]))
        elif names:
            more = self.tr("{name} and %n others are typing…", "", len(names) - 1)
            self.setText(more.format(name=names[0]))
        self.setVisible(bool(names) and self._may_show)
        if self._until:
            self._next.start(int((min(self._until.values()) - now) * 1000) + 1)


class TypingSender:
    """Says that this person types: at most every few seconds, and never when nothing is left of the words."""

    def __init__(self, send: Callable[[bool, int, str], bool]) -> None:
        """``send``: to whom: whether in private, the question that it answers, the student who gets it."""
        self._send = send
        self._said = -SAID_AGAIN
        self._to: tuple[bool, int, str] | None = None

    def changed(self, text: str, private: bool, answers: int, student: str = "") -> None:
        """The words are others now."""
        to, now = (private, answers, student), time.monotonic()
        if text.strip() and (to != self._to or now - self._said >= SAID_AGAIN) and self._send(*to):
            self._said, self._to = now, to

    def sent(self) -> None:
        """The message is out; the next one is something new."""
        self._to = None
