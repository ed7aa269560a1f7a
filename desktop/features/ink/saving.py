"""The pages of a deck with what was drawn on them, as a file to save."""

from functools import partial

from PySide6.QtGui import QImage

from desktop.client.file_failures import FileFailed
from desktop.documents.page_image import UnreadableImage, read_page
from desktop.features.ink.on_paper import PaperPage, pages_as_pdf
from desktop.features.panel import PanelContext
from desktop.features.panel.report import PdfToSave
from desktop.translating import translate
from relay.protocol.files import NamedFile
from relay.protocol.ink import Ink, InkMark, PageMarks
from relay.protocol.lesson import Lesson
from relay.protocol.slides import WIDTH, Deck


def file_of(context: PanelContext, number: int, deck: Deck) -> PdfToSave:
    """All pages for a teacher; for a student those that were shown, or may be looked at."""
    title = context.memory(Lesson).title
    name = translate("Ink", "{deck}, with drawings").format(deck=deck.name or title)
    open_to_all = context.teaches or deck.look_ahead
    pages = [
        PaperPage(
            round(WIDTH * page.height / page.width),
            page.ground,
            page.picture,
            _as_they_are(context.memory(Ink).of(number, place)),
        )
        for place in deck.order
        if open_to_all or place in deck.seen
        for page in [deck.pages[place]]
    ]
    colours = context.theme.colours
    return PdfToSave(name, lambda tell: pages_as_pdf(name, pages, partial(_picture, context), colours, tell))


def _as_they_are(marks: PageMarks) -> list[InkMark]:
    """Now: later they may be moved, while they are painted in a thread."""
    return [
        InkMark(one.author, one.look, one.points, one.pressure, one.text, one.across, one.down)
        for one in marks.values()
    ]


async def _picture(context: PanelContext, file: NamedFile) -> QImage | None:
    """A page whose picture can't be had is saved without it."""
    try:
        return await read_page(await context.room.relay.files.fetch(context.room.session_id, file))
    except (FileFailed, UnreadableImage):
        return None
