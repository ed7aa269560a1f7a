"""Pictures of pages as they are shown: fetched in the order in which they may be wanted, read in a thread."""

from collections import OrderedDict
from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from desktop.client.file_failures import FileFailed
from desktop.documents.page_image import UnreadableImage, read_page
from desktop.features.panel import PanelContext
from relay.protocol.files import FILE_DAMAGED, NamedFile
from relay.protocol.slides import Deck
from relay.shared.tasks import Tasks

KEPT_PICTURES, KEPT_THUMBNAILS = 4, 96
"""So many are kept as they are painted: 10 MB a picture, 0.15 MB a thumbnail."""
AHEAD = 2
"""Pages after the one that is shown that come before all others."""


class PageImages(QObject):
    """One panel's. What has come once is on this computer's disk."""

    came = Signal(str)
    """The file of this hash is here, or will not be."""

    def __init__(self, context: PanelContext, parent: QObject, kept: int) -> None:
        super().__init__(parent)
        self._context, self._most = context, kept
        self._kept: OrderedDict[str, QImage] = OrderedDict()
        self._under_way: set[str] = set()
        self._failed: dict[str, str] = {}
        self._tasks = Tasks()
        context.page.going.connect(self._tasks.cancel)

    def get(self, file: NamedFile, *, urgent: bool = False) -> QImage | None:
        """The image, if it is here; else it is fetched, and `came` tells."""
        if (image := self._kept.get(file.hash)) is not None:
            self._kept.move_to_end(file.hash)
            return image
        if file.hash not in self._failed and file.hash not in self._under_way:
            self._under_way.add(file.hash)
            self._tasks.spawn(self._fetch(file, urgent))
        return None

    def failure(self, file: NamedFile) -> str:
        """The code with which it will not be here; empty: it is, or may come."""
        return self._failed.get(file.hash, "")

    @property
    def under_way(self) -> bool:
        """Whether something is being fetched or read."""
        return bool(self._under_way)

    def try_again(self) -> None:
        """What failed may come now."""
        self._failed.clear()

    async def _fetch(self, file: NamedFile, urgent: bool) -> None:
        context = self._context
        try:
            data = await context.room.relay.files.fetch(context.room.session_id, file, urgent=urgent)
            self._kept[file.hash] = await read_page(data)
        except FileFailed as error:
            self._failed[file.hash] = error.code
        except UnreadableImage:
            self._failed[file.hash] = FILE_DAMAGED.name
        finally:
            self._under_way.discard(file.hash)
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)
        self.came.emit(file.hash)


def wanted_ahead(deck: Deck, page: int, choice: Sequence[int]) -> list[NamedFile]:
    """What may be wanted soon, in that order: thumbnails, the next two, the one before, the rest."""
    here = deck.order.index(page) if page in deck.pages else 0
    after, before = deck.order[here + 1 :], deck.order[:here][::-1]
    order = [*after[:AHEAD], *before[:1], *after[AHEAD:], *before[1:]]
    pages = [deck.pages[one] for one in choice]
    thumbnails = [one.thumbnail for one in pages]
    pictures = [deck.pages[one].picture for one in order]
    return [file for file in (*thumbnails, *pictures) if file is not None]
