"""The chat as text that every editor opens."""

from collections.abc import Iterator

from desktop.features.chat.line_words import copied_words
from desktop.parts.chat_export.record import ChatRecord

INDENT = " " * 4
"""Before each further line of a message: no message can look like several."""


def text_file(record: ChatRecord) -> Iterator[bytes]:
    """In UTF-8, piece by piece."""
    yield _encoded("\n".join(record.heading()) + "\n\n")
    for day, line in record.days():
        above = f"\n{day}\n\n" if day else ""
        yield _encoded(above + f"\n{INDENT}".join(copied_words(line).splitlines()) + "\n")


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "replace")
