"""Erasing one person: their name and text are replaced wherever they are stored, what was counted stays."""

from relay.handed.erasing import Erased
from relay.protocol.accounts import Account
from relay.protocol.base import Reply
from relay.protocol.refusals import NOT_FOUND, Refusal, need
from relay.protocol.safekeeping import STILL_NEEDED, ErasePerson, PersonErased
from relay.school.authorising import Who
from relay.school.file_upkeep import throw_away_parts
from relay.school.requests import AfterCommit, Request, handles
from relay.school.sessions import concerned
from relay.school.setting_aside import bring_up_to_date
from relay.shared.ids import new_id
from relay.store.queries.quotes import Place

AT_ONCE = 200
"""Events rewritten in one transaction: some milliseconds, for which lessons wait."""


@handles(ErasePerson, Who.ADMINS)
async def erase_person(request: Request[ErasePerson]) -> Reply:
    """Locks the person out first, then goes through the logs piece by piece, and ends with a new epoch.

    By the new epoch every program forgets what it has kept. Cut short by a crash it is done again, whole.
    """
    command, store = request.command, request.store
    person, accounts, earlier = await request.read(lambda: _look(request))
    if earlier:
        return earlier
    known_as = await store.read(lambda: store.erasing.names(accounts))
    if command.dry_run:
        places = await store.read(lambda: store.erasing.find(accounts, known_as))
        found = await store.read(lambda: store.erasing.count(places, accounts, known_as))
        return _reply(request, person, found, await _backups(request))
    await request.office.write(lambda: _lock_out(request, person, accounts, known_as))
    request.tell()
    await request.office.around.stored()
    for account in accounts:
        await throw_away_parts(request.office.uploads, account)
    # What the person had said until then is in the log by now.
    places = await store.read(lambda: store.erasing.find(accounts, known_as))
    changed: list[Place] = []
    for start in range(0, len(places), AT_ONCE):
        some = places[start : start + AT_ONCE]
        changed += await request.office.write(
            lambda some=some: store.erasing.rewrite(some, accounts, known_as)  # type: ignore[misc]
        )
        store.pages.drop(session for session, _ in changed)
    backups = await _backups(request)

    def finish() -> PersonErased:
        """Also what was accepted before they were locked out, and came to its tables since."""
        for account in accounts:
            store.erasing.erase_elsewhere(account, known_as, request.now())
        live = store.erasing.find_live(accounts, known_as)
        changed.extend(store.erasing.rewrite(live, accounts, known_as))
        request.after_commit.erased_people = Erased(accounts, known_as)  # rooms may have opened meanwhile
        request.after_commit.erased.update(session for session, _ in live)
        bring_up_to_date(store, {session for session, _ in changed})
        request.after_commit.epoch = new_id()
        store.meta.put("epoch", request.after_commit.epoch)
        return _reply(request, store.accounts.get(person.id) or person, changed, backups)

    store.maintenance.overwrite_after_next_commit()
    return await request.write(finish)


def _look(request: Request[ErasePerson]) -> tuple[Account, list[str], Reply | None]:
    """The person, their accounts, and the answer if there was one before."""
    command, store = request.command, request.store
    person = need(store.accounts.get(command.account), NOT_FOUND)
    earlier = request.earlier()
    if earlier is None:
        _refuse_if_needed(request, person)
    return person, store.erasing.accounts(person.id), earlier


def _refuse_if_needed(request: Request[ErasePerson], person: Account) -> None:
    if person.id == request.account.id or request.store.accounts.admins() == {person.id}:
        raise Refusal(STILL_NEEDED)


def _lock_out(
    request: Request[ErasePerson], person: Account, accounts: list[str], known_as: set[str]
) -> None:
    """From here on nothing new is said under the person's name; if that is still so that let it be asked."""
    store, now = request.store, request.now()
    request.after_commit = AfterCommit()
    request.check()
    _refuse_if_needed(request, person)
    classes = store.classes.of(person)
    open_sessions = [session for badge in classes for session in store.sessions.open_in(badge.id)]
    told = {session.id: concerned(store, session) for session in open_sessions}
    request.after_commit.erased_people = Erased(accounts, known_as)
    for account in accounts:
        request.after_commit.revoked |= store.tokens.revoke_all(account, now)
        store.erasing.erase_elsewhere(account, known_as, now)
        store.erasing.erase_account(account)
    for session_id, concerned_by in told.items():
        session = store.sessions.get(session_id)
        if session is not None:
            mine = session.teacher_id == person.id
            whom = concerned_by if mine else frozenset((person.id,))
            request.after_commit.changed(session, whom)


async def _backups(request: Request[ErasePerson]) -> tuple[int, int]:
    """How many backups, and states set aside, still hold what is replaced now."""
    backups = request.store.maintenance
    return len(await backups.backups()), len(await backups.set_aside())


def _reply(
    request: Request[ErasePerson], person: Account, found: list[Place], left: tuple[int, int]
) -> PersonErased:
    return PersonErased(
        ref=request.command.ref,
        account=person,
        events=len(set(found)),
        sessions=len({session for session, _ in found}),
        backups=left[0],
        set_aside=left[1],
    )
