"""Makes people something else in the school; somebody has always to look after it."""

from relay.protocol.accounts import Done
from relay.protocol.refusals import NOT_FOUND, Refusal, need
from relay.protocol.roles import HAS_LESSONS, ChangeRole
from relay.protocol.safekeeping import STILL_NEEDED
from relay.school.authorising import Who
from relay.school.requests import Request, writes
from relay.store.queries.classes import Part

ALSO_CAN = ("roles",)


@writes(ChangeRole, Who.ADMINS)
def change_role(request: Request[ChangeRole]) -> Done:
    """Their connections end with their tokens: what they may see is another thing from now on."""
    command, store, now = request.command, request.store, request.now()
    person = need(store.accounts.of_school(command.account), NOT_FOUND)
    if person.role == command.role:
        return Done(ref=command.ref)
    if person.id == request.account.id or store.accounts.admins() == {person.id}:
        raise Refusal(STILL_NEEDED)
    if command.role == "student" and (open_lessons := store.sessions.open_of(person.id)):
        raise Refusal(HAS_LESSONS, detail=str(open_lessons))
    request.detail = command.role
    store.accounts.set_role(person.id, command.role)
    part: Part = "student" if command.role == "student" else "teacher"
    for badge in store.classes.own(person.id):
        store.classes.put(badge.id, person.id, part, now)
        request.tell_of_class(badge.id, {teacher.id for teacher in store.classes.teachers(badge.id)})
    store.joining.void_personal(person.id)
    request.after_commit.revoked |= store.tokens.revoke_all(person.id, now)
    return Done(ref=command.ref)
