"""What is chosen takes effect: on the theme, on notices, and on what is kept on this computer."""

from PySide6.QtCore import QObject

from desktop.app.current_account import CurrentAccount
from desktop.app.shell import Shell
from relay.shared.tasks import Tasks


class SettingsEffects(QObject):
    """Follows the settings from the moment they have been read."""

    def __init__(self, shell: Shell, account: CurrentAccount, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shell, self._settings, self._account = shell, shell.settings, account
        self._shared = False
        self._tasks = Tasks()

    def begin(self) -> None:
        """The settings have been read, and nothing is shown yet."""
        self._shared = self._settings.shared_computer
        if self._shared:  # the last one may not have signed out: the power went
            self._shell.tokens.forget_everybody()
            self._shell.under_way.clear()
        self._follow()
        self._settings.changed.connect(self._follow)

    async def clear_up(self) -> None:
        """The same of what is kept: before anybody signs in."""
        if self._shared:
            await self._shell.store.clear_others()

    async def close(self) -> None:
        """Waits until what is to be cleared has been."""
        await self._tasks.finish()

    def _follow(self) -> None:
        chosen, shared, theme = self._settings.now, self._settings.shared_computer, self._shell.theme
        if (chosen.theme, chosen.text_scale) != (theme.mode, theme.text_scale):
            theme.apply(chosen.theme, chosen.text_scale)
        if not chosen.notifications:
            self._shell.notices.hush()
        if (store := self._shell.opened) is not None:
            store.set_limit(self._settings.cache_bytes)
        before, self._shared = self._shared, shared
        if shared and not before:
            self._shell.under_way.clear()
            self._tasks.spawn(self._shell.store.clear_others(*self._account.identity))
