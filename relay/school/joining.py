"""Coming into a lesson by its code: the exchange, then a name, then an account for this lesson alone."""

import hashlib
from dataclasses import replace

from relay.protocol.accounts import Account, LoggedIn
from relay.protocol.base import MOST_IN_CLASS, Reply
from relay.protocol.entering import LESSON_LOCKED
from relay.protocol.joining import (
    CODES_NOT_TAKEN,
    GUESTS_NOT_ALLOWED,
    MOST_OPEN,
    WRONG_JOIN_CODE,
    BeginJoin,
    Join,
    JoinBegun,
    ListOpenLessons,
    MayJoin,
    OpenLessons,
    ProveJoin,
    RosterName,
)
from relay.protocol.limits import NAME_LENGTH, PASSES_FOR_A_SEAT, PASSES_UNUSED
from relay.protocol.people import REMOVED
from relay.protocol.refusals import NOT_FOUND, Refusal, need
from relay.protocol.sessions import SESSION_FULL
from relay.protocol.text import normal
from relay.school.authorising import Who
from relay.school.lookalikes import look_alike, looks_like
from relay.school.names import device_name, need_name
from relay.school.pake_exchanges import Ticket
from relay.school.requests import Request, handles
from relay.school.secrets import device_hash
from relay.school.tokens import put_token
from relay.shared.ids import new_id
from relay.store import Store
from relay.store.folding import fold
from relay.store.queries.joining import Door, LessonPass, NameOnRoster


@handles(ListOpenLessons, Who.VISITORS, pages=True)
async def list_open_lessons(request: Request[ListOpenLessons]) -> Reply:
    lessons = await request.read(request.store.joining.open_lessons)
    return OpenLessons(ref=request.command.ref, lessons=lessons[:MOST_OPEN])


@handles(BeginJoin, Who.VISITORS, pages=True)
async def begin_join(request: Request[BeginJoin]) -> Reply:
    """The relay's part of the exchange, made with the code as it is now."""
    command, joins = request.command, request.office.joins
    await request.office.codes.wait(request.visit)
    door = await request.read(lambda: _door(request.store, command.session))
    exchange, made = await joins.begin(command.session, door.code, command.message, request.visit)
    return JoinBegun(ref=command.ref, exchange=exchange, message=made.message, proof=made.proofs.relay)


@handles(ProveJoin, Who.VISITORS, pages=True)
async def prove_join(request: Request[ProveJoin]) -> Reply:
    """A ticket for the right proof, and the class by name where the teacher shows it."""
    command, store = request.command, request.store
    secret, ticket = request.office.joins.prove(command.exchange, command.proof)
    key = device_hash(command.device_key)

    def look() -> MayJoin:
        door = _door_of(store, ticket)
        names = store.joining.roster(ticket.session, door.class_id) if door.names_shown else []
        mine = {claims for _, claims in store.joining.came_with(ticket.session, key)}
        return MayJoin(
            ref=command.ref,
            ticket=secret,
            names=[
                RosterName(_stand_in(secret, n.account), n.name, n.taken and n.account not in mine)
                for n in names[:MOST_IN_CLASS]
            ],
            names_shown=door.names_shown,
            guests=door.guests,
            waiting=door.waiting == "all",
        )

    return await request.read(look)


@handles(Join, Who.VISITORS, pages=True)
async def join(request: Request[Join]) -> Reply:
    """An account for this lesson and a token for it. The same ticket is the same person."""
    office, command, store = request.office, request.command, request.store
    ticket = office.joins.ticket(command.ticket)
    device, key = device_name(command.device), device_hash(command.device_key)
    typed = need_name(normal("NFKC", need_name(command.name))) if not command.name_id else ""

    connected = request.office.around.connected()

    def let_in() -> tuple[Account, str]:
        if ticket.account:
            known = store.accounts.get(ticket.account)
            if known is None or store.joining.door(ticket.session) is None:
                raise Refusal(CODES_NOT_TAKEN)
            return known, put_token(request, known, device, command.device_key)
        door = _door_of(store, ticket)
        if store.joining.is_kept_out(ticket.session, key):
            raise Refusal(REMOVED)
        name, made = _who(store, ticket.session, door, command, typed)
        if before := _as_before(store, ticket.session, key, made.claims, typed):
            return before, put_token(request, before, device, command.device_key)
        guests_in = store.joining.guests_in(ticket.session)
        if made.kind == "guest" and guests_in >= door.seats * PASSES_FOR_A_SEAT:
            raise Refusal(SESSION_FULL)
        request.after_commit.revoked |= store.joining.forget_unused(
            ticket.session, connected, PASSES_UNUSED - 1
        )
        own_key = key if command.own_computer else ""
        if made.claims and not made.taken and not made.looks_like:
            confirmed = store.joining.knows(own_key, made.claims, request.now())
            made = replace(made, confirmed=confirmed)
        identity = new_id()
        account = Account(identity, name, "student", f"lesson:{identity.lower()}")
        store.accounts.add(account, request.now())
        store.joining.add(identity, made, request.now(), own_key)
        return account, put_token(request, account, device, command.device_key)

    async with ticket.under_way:
        account, token = await request.office.write(let_in)
        ticket.account = account.id
    return LoggedIn(ref=command.ref, token=token, you=account)


def _door(store: Store, session: str) -> Door:
    """The door of a lesson that takes people by code, and is not locked."""
    door = need(store.joining.door(session), CODES_NOT_TAKEN)
    if door.locked:
        raise Refusal(LESSON_LOCKED)
    return door


def _door_of(store: Store, ticket: Ticket) -> Door:
    """The same, if it still has the code that was given."""
    door = _door(store, ticket.session)
    if door.code != ticket.code:
        raise Refusal(WRONG_JOIN_CODE)
    return door


def _stand_in(ticket: str, account: str) -> str:
    """What stands for a name of the roster, for whoever has this ticket."""
    return hashlib.sha256(f"{ticket}:{account}".encode()).hexdigest()[:20]


def _who(store: Store, session: str, door: Door, command: Join, typed: str) -> tuple[str, LessonPass]:
    """The name that somebody comes in with, and as what: a name of the roster is claimed, never owned."""
    roster = store.joining.roster(session, door.class_id)
    if command.name_id:
        if not door.names_shown:
            raise Refusal(NOT_FOUND, detail="name_id")
        chosen = [name for name in roster if _stand_in(command.ticket, name.account) == command.name_id]
        if not chosen:
            raise Refusal(NOT_FOUND, detail="name_id")
        return _claim(session, chosen[0])
    same = [name for name in roster if name.name == typed]
    if not same:  # in other capitals, if that can be one person alone
        same = [name for name in roster if name.name.casefold() == typed.casefold()]
        same = same if len(same) == 1 else []
    if same:
        return _claim(session, next((name for name in same if not name.taken), same[0]))
    if near := next((name for name in roster if fold(name.name) == fold(typed)), None):
        # Only like somebody: whether it is they is for a teacher to say.
        claimed = LessonPass(session, "claimed", claims=near.account, taken=near.taken)
        return typed, replace(claimed, looks_like=near.name)
    if not door.guests:
        raise Refusal(GUESTS_NOT_ALLOWED)
    guests = store.joining.guests(session)
    others = {fold(name) for name in guests}
    like = looks_like(typed, (name.name for name in roster), store.joining.teachers(door))
    if not like:
        like = next((n for n in guests if look_alike(n, typed) and fold(n) != fold(typed)), "")
    return _numbered(typed, others), LessonPass(session, "guest", looks_like=like)


def _as_before(store: Store, session: str, key: str, claims: str, typed: str) -> Account | None:
    """Who came with this device under this name already: a program that was ended comes back as the same."""
    for account, claimed in store.joining.came_with(session, key):
        if claimed == claims and (claims or _is_numbered(account.name, typed)):
            return account
    return None


def _claim(session: str, name: NameOnRoster) -> tuple[str, LessonPass]:
    return name.name, LessonPass(session, "claimed", claims=name.account, taken=name.taken)


def _numbered(name: str, taken: set[str]) -> str:
    """The name, with a number behind it if another guest has it."""
    number, made = 1, name
    while fold(made) in taken:
        number += 1
        made = f"{name[: NAME_LENGTH - 6]} {number}"
    return made


def _is_numbered(made: str, name: str) -> bool:
    """Whether ``_numbered`` may have made this of the name."""
    number = fold(made).removeprefix(fold(name[: NAME_LENGTH - 6]))
    return fold(made) == fold(name) or (number.startswith(" ") and number[1:].isdecimal())
