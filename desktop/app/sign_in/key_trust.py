"""Which key a relay has for this person: accepted by its six words, found changed, or forgotten."""

from collections.abc import Callable, Coroutine
from typing import Any

from PySide6.QtCore import QObject, Signal

from desktop.address import shown
from desktop.app.shell import Shell
from desktop.app.sign_in.steps import Steps
from desktop.pages.compare_words import KeyChangedPage, WordsPage
from desktop.pages.connect import ConnectPage
from desktop.settings import RememberedRelay
from desktop.theme.widgets import ask
from relay.protocol.pin import words_of


class KeyTrust(QObject):
    """Shows the pages that ask about keys. Nothing is sent to a relay before its key is accepted."""

    forgotten = Signal()
    """A relay whose key had changed."""

    def __init__(self, shell: Shell, show_connect: Callable[[], object], parent: QObject) -> None:
        """``show_connect`` shows the first page."""
        super().__init__(parent)
        self._shell, self._show_connect = shell, show_connect

    def verify(
        self,
        steps: Steps,
        page: ConnectPage,
        new: RememberedRelay,
        accept: Callable[[], Coroutine[Any, Any, None]],
    ) -> None:
        """``page``: the one to come back to with other words. ``accept``: the step to take with the same."""
        words = WordsPage(self._shell.theme, new.host, new.port, words_of(new.pin))

        def matched() -> None:
            words.busy(self.tr("Connecting…"))
            steps.do(words, accept(), new)

        words.matched.connect(matched)
        words.differed.connect(lambda: self._on_other_key(words, page))
        words.cancelled.connect(steps.cancel)
        words.cancelled.connect(words.idle)
        self._shell.window.show_page(words)

    def show_changed(self, known: RememberedRelay) -> None:
        """The hard stop."""
        self._show_connect()
        page = KeyChangedPage(self._shell.theme, known)
        page.forget_wanted.connect(self._forget_changed)
        self._shell.window.show_page(page)

    async def ask_to_forget(self, known: RememberedRelay) -> None:
        sure = await ask(
            self._shell.theme,
            self._shell.window,
            self.tr("Forget “{relay}”?").format(relay=known.name or shown(known.host, known.port)),
            self.tr("You will compare the six words and sign in again the next time."),
            confirm=self.tr("Forget"),
            danger=True,
        )
        if sure:
            self._forget(known)

    def _on_other_key(self, words: WordsPage, page: ConnectPage) -> None:
        self._shell.window.leave(words)
        sentence = self.tr(
            "Nothing of yours was sent. Other words mean another server: compare the address with your "
            "teacher's, and if it is right, tell whoever looks after the server."
        )
        page.fail(sentence)

    def _forget(self, known: RememberedRelay) -> None:
        """Its key, its address, and the token kept for it."""
        self._shell.settings.forget(known)
        self._shell.tokens.forget(known)

    def _forget_changed(self, known: RememberedRelay) -> None:
        self._forget(known)
        self.forgotten.emit()
        self._show_connect()
