"""What else a teacher can do with the pages on the stage, as a menu."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QMenu, QWidget

from desktop.features.panel import PanelContext
from desktop.features.slides.boards import add_empty_page
from desktop.features.slides.following import Following
from desktop.features.slides.texts import PageTexts
from desktop.translating import translate
from relay.protocol.slides import Ground, RemoveDeck, SetDeck
from resources import IconName


def ground_names() -> dict[Ground, str]:
    return {
        "blank": translate("Slides", "Blank"),
        "lines": translate("Slides", "With lines"),
        "squares": translate("Slides", "With squares"),
        "dots": translate("Slides", "With dots"),
        "dark": translate("Slides", "Dark"),
    }


class PagesMenu:
    """Made anew each time that it is opened."""

    def __init__(
        self,
        context: PanelContext,
        following: Following,
        texts: PageTexts,
        added: Callable[[str], None],
    ) -> None:
        """``added``: told the ref of a page that was asked for and is to be shown."""
        self._context, self._following, self._texts, self._added = context, following, texts, added

    def make(self, parent: QWidget) -> QMenu:
        """It deletes itself when it is closed."""
        menu = QMenu(parent)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.setAccessibleName(translate("Slides", "More about these pages"))
        following, number = self._following, self._following.number
        deck, page = following.deck, following.page
        if deck is None:
            return menu
        empty = menu.addMenu(translate("Slides", "An empty page after this one"))
        for ground, words in ground_names().items():
            empty.addAction(words).triggered.connect(partial(self._add_page, ground))
        if text := self._texts.get(deck, page):
            ask = partial(self._context.panels.ask_about, text)
            self._add(menu, "circle-help", translate("Slides", "Ask about this page…"), ask)
        if deck.name:
            ahead = menu.addAction(translate("Slides", "Students may look ahead"))
            ahead.setCheckable(True)
            ahead.setChecked(deck.look_ahead)
            ahead.triggered.connect(partial(self._set_ahead, not deck.look_ahead))
        menu.addSeparator()
        words = translate("Slides", "Remove these pages…")
        self._add(menu, "trash-2", words, partial(self._remove, number))
        return menu

    def _add(self, menu: QMenu, icon: IconName, words: str, do: Callable[[], object]) -> None:
        action = menu.addAction(self._context.theme.icon(icon, "muted"), words)
        action.triggered.connect(do)

    def _add_page(self, ground: Ground) -> None:
        following = self._following
        self._added(add_empty_page(self._context, following.number, ground, following.page))

    def _set_ahead(self, ahead: bool) -> None:
        room, deck = self._context.room, self._following.deck
        if deck is not None:
            room.send(
                SetDeck(**room.head(), deck=self._following.number, look_ahead=ahead, download=deck.download)
            )

    def _remove(self, number: int) -> None:
        deck = self._following.deck
        named = translate("Slides", "“{deck}” goes with all its pages, and what was drawn on them.")
        board = translate("Slides", "The board goes with all its pages, and what was drawn on them.")
        self._context.errands.confirm(
            translate("Slides", "Remove these pages?"),
            named.format(deck=deck.name) if deck is not None and deck.name else board,
            translate("Slides", "Remove"),
            partial(self._remove_now, number),
        )

    def _remove_now(self, number: int) -> None:
        room = self._context.room
        room.send(RemoveDeck(**room.head(), deck=number))
