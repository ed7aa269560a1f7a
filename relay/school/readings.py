"""An admin's reading of lessons and classes that are not theirs: it goes into the list of who did what."""

from relay.protocol.safekeeping import Noted
from relay.school.authorising import looks_in, need_session
from relay.school.requests import C, Request


async def note_reading(request: Request[C], what: str) -> None:
    """Note it once an hour, before anything of the lesson (or else the class) that is named is shown."""
    store, account, command = request.store, request.account, request.command
    if account.role != "admin":
        return
    session, class_id = str(getattr(command, "session", "")), str(getattr(command, "class_id", ""))
    act = Noted(id=0, at=request.now(), what=what, by=account.id, session=session, class_id=class_id)

    def due() -> bool:
        if session:
            others = looks_in(store, account, need_session(store, session))
        else:
            others = store.classes.part(class_id, account.id) != "teacher"
        return others and not store.audit.has_reading(act)

    if await request.read(due):
        await request.office.write(lambda: store.audit.add(act), though_disk_low=True)
