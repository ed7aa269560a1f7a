"""What the whole program shares: handed to whatever shows pages or leads from one to another."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from desktop.app.reading import Reading
from desktop.app.token_store import TokenStore
from desktop.app.under_way import UnderWay
from desktop.notifications import Notifications
from desktop.sentences import Sentences
from desktop.settings import Settings
from desktop.sounds import Sounds
from desktop.theme import Theme
from desktop.window import Window

if TYPE_CHECKING:
    from desktop.client import Clock, Store


@dataclass(frozen=True)
class Shell:
    """Made once, by `App`."""

    window: Window
    theme: Theme
    settings: Settings
    tokens: TokenStore
    under_way: UnderWay
    reading: Reading
    open_store: "Callable[[], Store]"
    notices: Notifications
    say: Sentences
    sounds: Sounds
    clock: "Clock | None"
    """By which lines to relays go, if it is not this computer's."""

    @cached_property
    def store(self) -> "Store":
        """What is kept on this computer: opened when it is needed first, which is after the first page."""
        return self.open_store()

    @property
    def opened(self) -> "Store | None":
        """The store if it has been needed by now."""
        return vars(self).get("store")
