"""Decks of a class: slides of one of its lessons are there for its teachers in the next ones."""

from typing import Annotated

from msgspec import Meta, Struct

from relay.protocol.base import AccountId, ClassId, Command, Count, Id, Milliseconds, Name, Reply, SessionId
from relay.protocol.files import NamedFile
from relay.protocol.personal import Of
from relay.protocol.refusals import final
from relay.protocol.slides import MOST_PAGES, PAGES_ADDED, NewPage

MOST_CLASS_DECKS, CLASS_DECKS_MB = 200, 500
"""Kept for a class, and million bytes of them; then the one used longest ago goes."""


class ClassDeck(Struct, kw_only=True, omit_defaults=True):
    """A deck that is kept for a class. ``used_at``: when it was last shown in a lesson, or added."""

    id: Id
    author: AccountId
    name: Annotated[Name, Of("author")] = ""
    count: Count
    added_at: Milliseconds
    used_at: Milliseconds


class GetClassDecks(Command, kw_only=True):
    """Asks for the decks that are kept for a class; those who teach it."""

    class_id: ClassId


class TakeClassDeck(Command, kw_only=True):
    """A teacher wants a deck of the class in one of its lessons: the pages from ``after`` on.

    From then on its files count as handed in by the teacher for this lesson, and may be named there.
    """

    session: SessionId
    deck: Id
    after: Annotated[int, Meta(ge=0, le=MOST_PAGES)] = 0


class DeleteClassDeck(Command, kw_only=True):
    """A teacher of the class has one of its decks deleted; lessons in which it was shown keep theirs."""

    class_id: ClassId
    deck: Id


class ClassDeckList(Reply, kw_only=True):
    """The decks of a class, the one used last first."""

    decks: Annotated[list[ClassDeck], Meta(max_length=MOST_CLASS_DECKS)]


class ClassDeckPages(Reply, kw_only=True):
    """Some pages of a deck, with all that is known of it. Its texts, if it has any, come with the first."""

    deck: ClassDeck
    pages: Annotated[list[NewPage], Meta(max_length=PAGES_ADDED)]
    texts: NamedFile | None = None


NO_SUCH_CLASS_DECK = final("no_such_class_deck")
