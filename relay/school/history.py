"""Reading a session's log without entering its room: while it runs, or long after it has ended."""

from relay.protocol.base import Reply
from relay.protocol.log import LogPage, ReadLog
from relay.protocol.refusals import NOT_FOUND, Refusal
from relay.school.answers import Question, answers
from relay.school.authorising import Who, role_in
from relay.store.pages import PastPage


class LogRead(Reply, kw_only=True):
    """What is sent as a ``page``: its events are encoded already, and perhaps packed."""

    page: LogPage
    past: PastPage


@answers(ReadLog, Who.SESSION_READERS)
async def read_log(question: Question[ReadLog]) -> Reply:
    """One page: what is committed after ``after``, less what this reader may not see.

    ``prev`` and ``upto`` count hidden events too. Asked beyond the end, the page is empty and stands there.
    """
    command, store, epoch = question.command, question.store, question.store.epoch

    def look() -> tuple[bool, int]:
        session = store.sessions.get(command.session)
        if session is None:
            raise Refusal(NOT_FOUND)
        teaches = role_in(store, question.account, session) == "teacher"
        return teaches, store.log.head_within(session.id)

    teaches, head = await question.read(look)
    after, account = min(command.after, head), question.account.id
    past = await store.pages.page(command.session, after, head, account, teaches, command.compressed)
    page = LogPage(
        ref=command.ref,
        session=command.session,
        epoch=epoch,
        prev=past.prev,
        upto=past.upto,
        head=head,
    )
    return LogRead(ref=command.ref, page=page, past=past)
