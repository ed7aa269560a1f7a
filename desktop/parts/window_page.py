"""What the window asks of every page, so that pages need not know the window."""

from typing import ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.parts.page_tasks import PageTasks


class WindowPage(QWidget):
    """One page of the window.

    Its `windowTitle()` is the title shown above it (set it again when the language or the content
    changes), and its focus proxy (`setFocusProxy`) is what has the keyboard first. Where it wants to go
    it says with signals of its own; `done` asks for the page before it.
    """

    done = Signal()

    has_header: ClassVar[bool] = False
    """The page has its own way back and shows the line itself: the window's bar is put away for it."""

    leaves_by_key: ClassVar[bool] = True
    """Whether keys lead away from here: Esc that nothing on the page has a use for, going back, quitting."""

    presents_changed = Signal()
    """`presents` says something new."""

    @property
    def presents(self) -> bool:
        """Whether the screen is for others to see: the window fills it, and shows nothing of its own."""
        return False

    banner_changed = Signal()
    """`has_banner` says something new."""

    @property
    def has_banner(self) -> bool:
        """Whether it shows a line of its own across the top: there is one at a time, the window's waits."""
        return False

    @property
    def ground(self) -> QWidget | None:
        """The part that short messages may cover; None for the whole window."""
        return None

    def further_keys(self) -> list[tuple[str, str]]:
        """For the help, what keys do here besides those of buttons, menus and shortcuts: words and keys."""
        return []

    def may_leave(self) -> bool:
        """Whether going back is all right now; a page that says no asks its person, then emits `done`."""
        return True

    def gone(self) -> None:
        """Taken off the window for good: let go of tasks, rooms and timers. The window deletes it."""
        for tasks in self.findChildren(PageTasks):
            tasks.cancel()

    async def settled(self) -> None:
        """After it is gone: waits for the end of what may not outlive the program."""
