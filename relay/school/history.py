"""Reading a session's log without entering its room: while it runs, or long after it has ended."""

from relay.protocol.base import Reply
from relay.protocol.log import LogPage, ReadLog
from relay.school.audit import READ_LOG
from relay.school.authorising import Who, need_session, role_in
from relay.school.readings import note_reading
from relay.school.requests import Request, handles
from relay.store.pages import PastPage


class LogRead(Reply, kw_only=True):
    """What is sent as a ``page``: its events are encoded already, and perhaps packed."""

    page: LogPage
    past: PastPage


@handles(ReadLog, Who.SESSION_READERS)
async def read_log(request: Request[ReadLog]) -> Reply:
    """One page: what is committed after ``after``, less what this reader may not see.

    An admin reads every lesson; of one that is not theirs that is noted, once an hour.

    ``prev`` and ``upto`` count hidden events too. Asked beyond the end, the page is empty and stands there.
    """
    command, store, epoch = request.command, request.store, request.store.epoch

    def look() -> tuple[bool, int]:
        session = need_session(store, command.session)
        return role_in(store, request.account, session) == "teacher", store.log.head_within(session.id)

    teaches, head = await request.read(look)
    await note_reading(request, READ_LOG)
    after, account = min(command.after, head), request.account.id
    past = await store.pages.page(command.session, after, head, account, teaches, command.compressed)
    page = LogPage(
        ref=command.ref, session=command.session, epoch=epoch, prev=past.prev, upto=past.upto, head=head
    )
    return LogRead(ref=command.ref, page=page, past=past)
