"""The first time at a relay: its six words are compared before anything is said to it."""

from collections.abc import Callable, Coroutine
from typing import Any

from PySide6.QtCore import QObject

from desktop.app.steps import Steps
from desktop.pages.compare_words import WordsPage
from desktop.pages.connect import ConnectPage
from desktop.settings import RememberedRelay
from desktop.theme import Theme
from desktop.window import Window
from relay.protocol.pin import words_of


class Comparing(QObject):
    """Shows the words, and goes on once the person has found them to be the same."""

    def __init__(self, window: Window, theme: Theme, steps: Steps, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._window, self._theme, self._steps = window, theme, steps

    def show(
        self, page: ConnectPage, new: RememberedRelay, accept: Callable[[], Coroutine[Any, Any, None]]
    ) -> None:
        """``page``: the one to come back to with other words. ``accept``: the step to take with the same."""
        words = WordsPage(self._theme, new.host, new.port, words_of(new.pin))
        words.matched.connect(lambda: self._on_matched(words, new, accept))
        words.differed.connect(lambda: self._on_differed(words, page))
        words.cancelled.connect(self._steps.cancel)
        words.cancelled.connect(words.idle)
        self._window.show_page(words)

    def _on_matched(
        self, words: WordsPage, new: RememberedRelay, accept: Callable[[], Coroutine[Any, Any, None]]
    ) -> None:
        words.busy(self.tr("Connecting…"))
        self._steps.do(words, accept(), new)

    def _on_differed(self, words: WordsPage, page: ConnectPage) -> None:
        self._window.leave(words)
        sentence = self.tr(
            "Nothing of yours was sent. Other words mean another relay: compare the address with your "
            "teacher's, and if it is right, tell whoever looks after the relay."
        )
        page.fail(sentence)
