"""What is written on the pages of decks: one file a deck, read once it is wanted."""

import msgspec
from PySide6.QtCore import QObject, Signal

from desktop.client.file_failures import FileFailed
from desktop.features.panel import PanelContext
from relay.protocol.files import NamedFile
from relay.protocol.slides import MOST_PAGES, Deck
from relay.shared.tasks import Tasks

LONGEST = 4_000
"""Characters of a page."""


def encode_texts(texts: list[str]) -> bytes:
    """The file: a JSON list with what is written on each page, the first page first."""
    return msgspec.json.encode([text[:LONGEST] for text in texts[:MOST_PAGES]])


def decode_texts(data: bytes) -> list[str]:
    """What such a file says; of one that says something else, nothing."""
    try:
        texts = msgspec.json.decode(data, type=list[str])
    except (msgspec.DecodeError, UnicodeDecodeError):
        return []
    return [text[:LONGEST] for text in texts[:MOST_PAGES]]


class PageTexts(QObject):
    """Those of one room."""

    came = Signal()

    def __init__(self, context: PanelContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._texts: dict[str, list[str]] = {}
        """By hash of their file; an empty list: it is under way, or says nothing."""
        self._tasks = Tasks()
        context.page.going.connect(self._tasks.cancel)

    def get(self, deck: Deck, page: int) -> str:
        """What is written on a page, as far as it is known by now."""
        file = deck.texts
        if file is None:
            return ""
        if file.hash not in self._texts:
            self._texts[file.hash] = []
            self._tasks.spawn(self._fetch(file))
        texts = self._texts[file.hash]
        return texts[page - 1] if 1 <= page <= len(texts) else ""

    def find(self, deck: Deck, words: str) -> list[int]:
        """The pages on which this is written, in their order."""
        sought = words.casefold()
        return [page for page in deck.order if sought in self.get(deck, page).casefold()] if sought else []

    async def _fetch(self, file: NamedFile) -> None:
        context = self._context
        try:
            data = await context.room.relay.files.fetch(context.room.session_id, file)
        except FileFailed:
            del self._texts[file.hash]  # whoever wants it next tries again
            return
        self._texts[file.hash] = decode_texts(data)
        self.came.emit()
