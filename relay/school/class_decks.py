"""Decks of a class: which there are, having one in another lesson, and deleting one."""

from relay.handed.files import FilesKept
from relay.protocol.accounts import Done
from relay.protocol.base import Reply
from relay.protocol.class_decks import (
    NO_SUCH_CLASS_DECK,
    ClassDeckList,
    ClassDeckPages,
    DeleteClassDeck,
    GetClassDecks,
    TakeClassDeck,
)
from relay.protocol.files import NamedFile
from relay.protocol.refusals import SESSION_NOT_LIVE, Refusal, need
from relay.protocol.slides import PAGES_ADDED, NewPage
from relay.school.authorising import Who, need_session
from relay.school.files import need_room_for_all
from relay.school.requests import Request, handles, reads, writes
from relay.store.heartbeat import DAY_MS
from relay.store.queries.class_decks import ClassDeckQueries, KeptDeck
from relay.store.queries.files import FileQueries, OfferedFile

ALSO_CAN = ("class_decks",)


@reads(GetClassDecks, Who.CLASS_TEACHERS)
def get_class_decks(request: Request[GetClassDecks]) -> ClassDeckList:
    found = request.store.queries(ClassDeckQueries).of_class(request.command.class_id)
    return ClassDeckList(ref=request.command.ref, decks=found)


@handles(TakeClassDeck, Who.SESSION_TEACHERS)
async def take_class_deck(request: Request[TakeClassDeck]) -> Reply:
    """No byte is sent again: the relay has them, for the class's teachers in any of its lessons.

    There has to be room in the lesson for all that is left of it, so that no half of one is shown.
    """
    command, store = request.command, request.store
    coming = request.office.uploads.bytes_without(command.session, request.account.id, "")

    def take() -> ClassDeckPages:
        session = need_session(store, command.session)
        decks = store.queries(ClassDeckQueries)
        kept = _need_deck(decks, session.class_id, command.deck)
        if session.status != "live":
            raise Refusal(SESSION_NOT_LIVE)
        decks.use(command.deck, request.now())
        pages = kept.pages[command.after : command.after + PAGES_ADDED]
        texts = None if command.after else kept.texts
        account, now, files = request.account.id, request.now(), store.queries(FileQueries)

        def offered(pages: list[NewPage]) -> set[OfferedFile]:
            return {OfferedFile(account, one.hash, one.size, one.kind) for one in _files(pages, texts)}

        need_room_for_all(request, session, offered(kept.pages[command.after :]), coming)
        for file in offered(pages):
            files.offer(session.id, file, now // DAY_MS, now)
        return ClassDeckPages(ref=command.ref, deck=kept.deck, pages=pages, texts=texts)

    reply = await request.write(take)
    if not isinstance(reply, ClassDeckPages):  # its ref was another command's
        return reply
    files = {file.hash: file for file in _files(reply.pages, reply.texts)}
    request.after_commit.handed.append((command.session, FilesKept(request.account.id, files)))
    return reply


@writes(DeleteClassDeck, Who.CLASS_TEACHERS)
def delete_class_deck(request: Request[DeleteClassDeck]) -> Done:
    command, store = request.command, request.store
    decks = store.queries(ClassDeckQueries)
    _need_deck(decks, command.class_id, command.deck)
    decks.delete(command.deck)
    return Done(ref=command.ref)


def _need_deck(decks: ClassDeckQueries, school_class: str, deck: str) -> KeptDeck:
    return need(decks.get(school_class, deck), NO_SUCH_CLASS_DECK)


def _files(pages: list[NewPage], texts: NamedFile | None) -> list[NamedFile]:
    """All that they name."""
    of_pages = [file for page in pages for file in (page.picture, page.thumbnail)]
    return [file for file in (*of_pages, texts) if file is not None]
