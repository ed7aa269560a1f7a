"""Asks before somebody goes while not everything is sent, and names the files that were not handed in."""

from collections.abc import Sequence

from PySide6.QtCore import QLocale, QObject

from desktop.app.shell import Shell
from desktop.theme.widgets import ask

NAMED_FILES = 5


class UnsentQuestion(QObject):
    """Of one account."""

    def __init__(self, shell: Shell, parent: QObject) -> None:
        super().__init__(parent)
        self._theme, self._window = shell.theme, shell.window

    async def may_be_lost(self, files: Sequence[str]) -> bool:
        """Nothing of it stays here."""
        text = self.tr(
            "Not everything you said has been sent, and nothing of it stays on this computer when you go."
        )
        if files:
            text += "\n\n" + self.tr("Not handed in yet: {names}").format(names=self._names(files))
        return await ask(
            self._theme,
            self._window,
            self.tr("Give up what was not sent?"),
            text,
            confirm=self.tr("Give it up"),
            danger=True,
        )

    async def may_wait(self, files: Sequence[str]) -> bool:
        """They stay here; but who goes home thinks that they were handed in."""
        text = self.tr(
            "Not handed in yet: {names}\n\nA copy waits on this computer, and goes when you sign in here "
            "again. To hand it in now, stay until it is sent."
        )
        return await ask(
            self._theme,
            self._window,
            self.tr("Sign out before your files are sent?"),
            text.format(names=self._names(files)),
            confirm=self.tr("Sign out"),
        )

    def _names(self, files: Sequence[str]) -> str:
        """The first of them, and how many more there are."""
        named = QLocale().createSeparatedList(files[:NAMED_FILES])
        more = len(files) - NAMED_FILES
        return named if more <= 0 else self.tr("{names} and %n more", "", more).format(names=named)
