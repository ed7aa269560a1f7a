"""Personal passes: a secret for each student of a class, printed as a QR, that signs them in once."""

from relay.protocol.accounts import Done, LoggedIn
from relay.protocol.base import Reply
from relay.protocol.joining import (
    LONGEST_PASS_MINUTES,
    PASS_NOT_GOOD,
    MakePasses,
    PassesMade,
    PersonalPass,
    RevokePasses,
    SignInWithPass,
)
from relay.protocol.refusals import NOT_FOUND, Refusal
from relay.school.authorising import Who
from relay.school.names import device_name
from relay.school.requests import Request, handles, writes
from relay.school.secrets import new_pass, token_hash
from relay.school.tokens import put_token
from relay.store.queries.joining import PersonalPassRow

MINUTE_MS = 60_000
AGAIN_MS = 2 * MINUTE_MS
"""For so long a pass that was used gives another token to the very command that used it."""


def _without_secrets(reply: PassesMade) -> PassesMade:
    passes = [PersonalPass(made.account, made.name, "") for made in reply.passes]
    return PassesMade(ref=reply.ref, passes=passes, expires_at=reply.expires_at)


@writes(MakePasses, Who.CLASS_TEACHERS, noted=True, kept=_without_secrets)
def make_passes(request: Request[MakePasses]) -> PassesMade:
    """A pass for each student of the class, or for those named. The secrets are told this once."""
    command, store = request.command, request.store
    minutes, now = command.minutes or LONGEST_PASS_MINUTES, request.now()
    expires = now + minutes * MINUTE_MS
    passes = [
        PersonalPass(student, name, new_pass())
        for student, name in _students(request, command.class_id, command.accounts)
    ]
    for made in passes:
        store.joining.put_personal(token_hash(made.secret), made.account, now, expires)
    return PassesMade(ref=command.ref, passes=passes, expires_at=expires)


@writes(RevokePasses, Who.CLASS_TEACHERS, noted=True, though_disk_low=True)
def revoke_passes(request: Request[RevokePasses]) -> Done:
    """Passes that were not used are good no more; whoever has signed in with one stays signed in."""
    command, store = request.command, request.store
    for student, _ in _students(request, command.class_id, command.accounts):
        store.joining.void_personal(student)
    return Done(ref=command.ref)


@handles(SignInWithPass, Who.VISITORS)
async def sign_in_with_pass(request: Request[SignInWithPass]) -> Reply:
    """A token for the student whose pass it is. Its 160 bits can't be guessed: nobody has to wait."""
    office, command, store = request.office, request.command, request.store
    kept_as, device = token_hash(command.secret), device_name(command.device)

    def let_in() -> LoggedIn:
        found, now = store.joining.personal(kept_as), request.now()
        if found is None or not _is_good(found, command.ref, now):
            raise Refusal(PASS_NOT_GOOD)
        if not found.used_at:
            store.joining.use_personal(kept_as, now, command.ref)
        token = put_token(request, found.account, device, command.device_key)
        return LoggedIn(ref=command.ref, token=token, you=found.account)

    await office.codes.wait(request.visit)
    try:
        return await request.office.write(let_in)
    except Refusal as refusal:
        if refusal.code == PASS_NOT_GOOD:
            office.wrong_guesses.add(request.visit.address)
        raise


def _is_good(found: PersonalPassRow, ref: str, now: int) -> bool:
    if found.used_at:
        return found.used_ref == ref and now < found.used_at + AGAIN_MS
    return now < found.expires_at


def _students(
    request: Request[MakePasses] | Request[RevokePasses], class_id: str, wanted: list[str]
) -> list[tuple[str, str]]:
    roster = {student.id: student.name for student in request.store.classes.roster(class_id)}
    if any(account not in roster for account in wanted):
        raise Refusal(NOT_FOUND)
    return [(account, roster[account]) for account in dict.fromkeys(wanted or roster)]
