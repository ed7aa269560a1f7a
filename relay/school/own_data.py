"""Giving a person what the school keeps of them, part by part, and nobody else's text with it."""

from msgspec import Raw

from relay.protocol.base import Reply
from relay.protocol.catalog import encode, read_stored
from relay.protocol.own_data import AT_ONCE, ExportOwnData, OwnData, Saying
from relay.protocol.personal import only_of
from relay.protocol.refusals import NOT_FOUND, need
from relay.school.audit import act_of
from relay.school.authorising import Who
from relay.school.requests import Request, handles

PART_BYTES = 256 << 10


@handles(ExportOwnData, Who.THEMSELVES_OR_ADMINS)
async def export_own_data(request: Request[ExportOwnData]) -> Reply:
    """The first part of somebody else's is put into the list of who did what."""
    command, store = request.command, request.store

    def look() -> OwnData:
        account = need(store.accounts.get(command.account), NOT_FOUND)
        found = store.own_data.said(account.id, command.from_session, command.after, AT_ONCE, PART_BYTES)
        sayings = [
            Saying(session=session, title=title, event=event)
            for session, title, _, body in found
            if (event := _own(body, account.id)) is not None
        ]
        part = OwnData(ref=command.ref, account=account, sayings=sayings)
        if found:
            part.next_session, _, part.next, _ = found[-1]
        if not command.from_session:
            part.classes = [badge.name for badge in store.classes.of(account) if account.role != "admin"]
            part.devices = store.people.devices(account.id, request.now())
            part.attendance = store.own_data.attended(account.id)
            part.rows = store.own_data.kept(account.id)
        return part

    reply = await request.read(look)
    if not command.from_session and command.account != request.account.id:
        act = act_of(command, reply, request.account.id, request.now(), "")
        await request.office.write(lambda: store.audit.add(act), though_disk_low=True)
    return reply


def _own(body: bytes, account: str) -> Raw | None:
    event = read_stored(body)
    return None if event is None else Raw(encode(only_of(event, account)))
