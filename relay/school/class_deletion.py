"""Deletes classes: people stay, what is planned goes, and what has been goes by its age."""

from relay.protocol.base import Reply
from relay.protocol.class_deletion import ClassDeleted, DeleteClass
from relay.protocol.refusals import Refusal
from relay.protocol.sessions import STILL_LIVE
from relay.school.authorising import Who
from relay.school.requests import Request, handles
from relay.school.sessions import concerned

ALSO_CAN = ("class_deletion",)


@handles(DeleteClass, Who.CLASS_TEACHERS, noted=True)
async def delete_class(request: Request[DeleteClass]) -> Reply:
    """The class has no people from then on, and is in no list; the last of its lessons takes it along."""
    command, store = request.command, request.store

    def found() -> tuple[ClassDeleted, list[str]]:
        badge = request.teach(command.class_id)
        lessons = store.sessions.by_status(badge.id)
        if lessons.get("live"):
            raise Refusal(STILL_LIVE)
        never_held = [*lessons.get("scheduled", ()), *lessons.get("cancelled", ())]
        told = ClassDeleted(
            ref=command.ref,
            done=not command.dry_run,
            students=store.classes.size(badge.id),
            planned=len(lessons.get("scheduled", ())),
            held=len(lessons.get("ended", ())),
        )
        return told, never_held

    def delete() -> ClassDeleted:
        told, never_held = found()
        badge = request.teach(command.class_id)
        members = store.classes.members(badge.id)
        for session in never_held:
            planned = store.sessions.get(session)
            if planned:
                request.after_commit.deleted(planned, concerned(store, planned))
            store.sessions.delete(session)
        for student in store.classes.roster(badge.id):
            store.joining.void_personal(student.id)
        request.detail = badge.name
        store.classes.close(badge.id, request.now())
        store.classes.forget_closed()
        request.after_commit.known_anew |= members
        return told

    if command.dry_run:
        return await request.read(lambda: found()[0])
    return await request.write(delete)
