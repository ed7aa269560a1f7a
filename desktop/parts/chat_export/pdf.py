"""The chat as a document to be put on paper."""

from collections.abc import Iterator

from desktop.document import Block, Document, Heading, Paragraph
from desktop.features.chat.line_words import head_of, shortened
from desktop.features.chat.shown_line import ShownLine
from desktop.parts.chat_export.record import ChatRecord

INSET = 14


def document_of(record: ChatRecord) -> Document:
    """All of it, made while it is set; titled as the lesson."""
    title, line, *notes = record.heading()
    return Document(title, _blocks(record, notes), line, name=record.title)


def _blocks(record: ChatRecord, notes: list[str]) -> Iterator[Block]:
    for note in notes:
        yield Paragraph(note, "muted", gap=12 if note is notes[-1] else 2)
    for day, line in record.days():
        if day:
            yield Heading(day, 2)
        yield from _spoken(line, bool(day)) if line.spoken else [Paragraph(line.text, "muted")]


def _spoken(line: ShownLine, first: bool) -> Iterator[Block]:
    """Somebody's words; ``first``: of their day."""
    if first or not line.follows:
        yield Paragraph(head_of(line), "strong", gap=1)
    if line.quoted:
        yield Paragraph(shortened(line.quoted), "muted", gap=1, inset=2 * INSET)
    yield Paragraph(line.text, gap=6, inset=INSET)
