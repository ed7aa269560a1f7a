"""What is told to a person who may be looking elsewhere, and the interface of whatever carries it outside."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Action:
    """Something to do about a notice, as a button. `id` is stable, `label` is translated."""

    id: str
    label: str
    callback: Callable[[], None]


@dataclass(frozen=True)
class Notification:
    """One thing told. A later notice of the same key takes its place. All text is plain."""

    key: str
    title: str
    body: str = ""
    actions: tuple[Action, ...] = ()
    urgent: bool = False
    open: Callable[[], None] | None = None
    """Shows what the notice is about; for a click beside the buttons."""


class Notifier(Protocol):
    """Carries notices to the system's own notifications. Never raises and never blocks."""

    @property
    def why(self) -> str:
        """A stable word for why not: not_asked, off, no_service, no_buttons; empty when all is well."""

    def show(self, notice: Notification) -> None:
        """Shows a notice, in place of an earlier one of the same key."""

    def withdraw(self, key: str) -> None:
        """Takes a notice back; nothing happens if it is gone."""

    async def probe(self) -> bool:
        """Finds out whether notices reach the person this way; may be asked again."""

    async def close(self) -> None:
        """Takes back whatever is shown and lets go of the system."""


class SilentNotifier:
    """Carries nothing: for tests, and for those who want none."""

    why = "off"

    def show(self, notice: Notification) -> None:
        """Says nothing."""

    def withdraw(self, key: str) -> None:
        """Has nothing to take back."""

    async def probe(self) -> bool:
        return False

    async def close(self) -> None:
        """Holds nothing."""
