"""Forgetting a relay: its key, its address, and the token kept for it."""

from PySide6.QtCore import QObject

from desktop.address import shown
from desktop.app.token_store import TokenStore
from desktop.settings import RememberedRelay, Settings
from desktop.theme import Theme
from desktop.theme.widgets import ask
from desktop.window import Window


class Forgetting(QObject):
    """Asks first, unless the person has just read what it means."""

    def __init__(
        self,
        window: Window,
        theme: Theme,
        settings: Settings,
        keeping: TokenStore,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._window, self._theme, self._settings, self._keeping = window, theme, settings, keeping

    async def ask(self, known: RememberedRelay) -> bool:
        """Forgets it if the person is sure; whether they were."""
        name = known.name or shown(known.host, known.port)
        sure = await ask(
            self._theme,
            self._window,
            self.tr("Forget “{relay}”?").format(relay=name),
            self.tr("You will compare the six words and sign in again the next time."),
            confirm=self.tr("Forget"),
            danger=True,
        )
        if sure:
            self.forget(known)
        return sure

    def forget(self, known: RememberedRelay) -> None:
        self._settings.forget(known)
        self._keeping.forget(known)
