"""What carries notices to one kind of system; NativeNotifier drives it."""

from typing import Protocol

from desktop.notifications.notification import Notification


class Unavailable(Exception):
    """The system has no notifications just now. `args[0]` is a stable word: no_service or off."""


class Backend(Protocol):
    """Each method may raise Unavailable, OSError or TimeoutError; NativeNotifier deals with it."""

    async def connect(self) -> bool:
        """Gets in touch with the system; says whether buttons are shown."""

    async def show(self, notice: Notification) -> None:
        """Shows a notice, in place of an earlier one of the same key where the system can."""

    async def withdraw(self, key: str) -> None:
        """Takes a notice back, if it is shown."""

    async def close(self) -> None:
        """Lets go of the system."""
