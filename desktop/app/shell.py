"""What the whole program shares: handed to whatever shows pages or leads from one to another."""

from dataclasses import dataclass

from desktop.app.token_store import TokenStore
from desktop.client import Store
from desktop.notifications import Notifications
from desktop.sentences import Sentences
from desktop.settings import Settings
from desktop.sounds import Sounds
from desktop.theme import Theme
from desktop.window import Window


@dataclass(frozen=True)
class Shell:
    """Made once, by `App`."""

    window: Window
    theme: Theme
    settings: Settings
    tokens: TokenStore
    store: Store
    notices: Notifications
    say: Sentences
    sounds: Sounds
