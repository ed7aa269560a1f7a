"""Reading a session's log without entering its room: while it runs, or long after it has ended."""

from relay.protocol.base import Reply
from relay.protocol.log import LogPage, ReadLog
from relay.protocol.safekeeping import Noted
from relay.school.audit import READ_LOG
from relay.school.authorising import Who, looks_in, need_session, role_in
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

    act = Noted(id=0, at=request.now(), what=READ_LOG, by=request.account.id, session=command.session)

    def look() -> tuple[bool, int, bool]:
        session = need_session(store, command.session)
        teaches = role_in(store, request.account, session) == "teacher"
        head = store.log.head_within(session.id)
        return teaches, head, looks_in(store, request.account, session) and not store.audit.has_reading(act)

    teaches, head, to_be_noted = await request.read(look)
    if to_be_noted:  # before anything of it is shown
        await request.office.write(lambda: store.audit.add(act), though_disk_low=True)
    after, account = min(command.after, head), request.account.id
    past = await store.pages.page(command.session, after, head, account, teaches, command.compressed)
    page = LogPage(
        ref=command.ref, session=command.session, epoch=epoch, prev=past.prev, upto=past.upto, head=head
    )
    return LogRead(ref=command.ref, page=page, past=past)
