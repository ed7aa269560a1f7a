"""A page's marks in words, for screen readers."""

from collections import Counter
from collections.abc import Callable

from PySide6.QtCore import QObject

from desktop.translating import translate
from relay.protocol.ink import PageMarks

MOST_TEXTS = 20
"""Texts that are read out, the newest."""


class InkCounts(QObject):
    """Words with a number in them."""

    def drawings(self, count: int, name: str) -> str:
        return self.tr("%n drawing(s) by {name}", "", count).format(name=name)


def describe_marks(marks: PageMarks, name_of: Callable[[str], str]) -> str:
    """Who drew how much, and what was written."""
    drawn = Counter(mark.author for mark in marks.values() if not mark.text)
    counted = InkCounts()
    said = [counted.drawings(count, _name(author, name_of)) for author, count in drawn.items()]
    words = translate("Ink", "Text by {name}: {text}")
    texts = [mark for mark in marks.values() if mark.text][-MOST_TEXTS:]
    said += [words.format(name=_name(mark.author, name_of), text=mark.text) for mark in texts]
    return "\n".join(said)


def _name(author: str, name_of: Callable[[str], str]) -> str:
    return name_of(author) or translate("Panel", "Somebody")
