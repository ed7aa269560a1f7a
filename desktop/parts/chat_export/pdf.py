"""The chat as a document to be put on paper."""

from collections.abc import Iterator
from itertools import chain

from desktop.document import Block, Document, Heading, Paragraph
from desktop.features.chat.line_words import head_of, shortened
from desktop.features.chat.shown_line import ShownLine
from desktop.parts.chat_export.record import ChatRecord

INSET = 14


def document_of(record: ChatRecord) -> Document:
    """All of it, made while it is set; titled as the lesson."""
    title, line, *notes = record.heading()
    above = [Paragraph(note, "muted", gap=12 if note is notes[-1] else 2) for note in notes]
    return Document(title, chain(above, chat_blocks(record)), line)


def chat_blocks(record: ChatRecord, *, for_all: bool = False) -> Iterator[Block]:
    """Every line, the oldest first. ``for_all``: without what not everybody in the lesson may read."""
    first = True
    for day, line in record.days():
        if day:
            yield Heading(day, 2)
        first = first or bool(day)
        if for_all and (line.private or line.hidden):
            first = True  # what follows was written under the name of what is left out
        elif line.spoken:
            yield from _spoken(line, first, quotes=not for_all)  # which may be of what is left out
            first = False
        else:
            yield Paragraph(line.text, "muted")


def _spoken(line: ShownLine, first: bool, *, quotes: bool) -> Iterator[Block]:
    """Somebody's words; ``first``: their name stands above them in any case."""
    if first or not line.follows:
        yield Paragraph(head_of(line), "strong", gap=1)
    if quotes and line.quoted:
        yield Paragraph(shortened(line.quoted), "muted", gap=1, inset=2 * INSET)
    yield Paragraph(line.text, gap=6, inset=INSET)
