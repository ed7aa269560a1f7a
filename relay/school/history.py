"""Reading a session's log without entering its room: while it runs, or long after it has ended."""

from msgspec import Raw

from relay.protocol.base import Reply
from relay.protocol.log import LogPage, ReadLog, may_see
from relay.protocol.refusals import NOT_FOUND, Refusal
from relay.school.answers import Question, answers
from relay.school.authorising import Who, role_in


@answers(ReadLog, Who.SESSION_READERS)
async def read_log(question: Question[ReadLog]) -> Reply:
    """One page: what is committed after ``after``, less what this reader may not see.

    ``prev`` and ``upto`` count hidden events too. Asked beyond the end, the page is empty and stands there.
    """
    command, store = question.command, question.store

    def look() -> LogPage:
        session = store.sessions.get(command.session)
        if session is None:
            raise Refusal(NOT_FOUND)
        teaches = role_in(store, question.account, session) == "teacher"
        head = store.log.head_within(session.id)
        prev = min(command.after, head)
        page = store.log.read_within(session.id, prev)
        seen = [Raw(e.body) for e in page if may_see(e.audience, question.account.id, teaches)]
        return LogPage(
            ref=command.ref,
            session=session.id,
            epoch=store.epoch,
            prev=prev,
            upto=page[-1].seq if page else prev,
            head=head,
            events=seen,
        )

    return await question.read(look)
