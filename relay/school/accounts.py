"""Making accounts: the school's first, and its teachers."""

from relay.protocol.accounts import CODE_USED, NAME_TAKEN, WRONG_CODE, Account, LoggedIn, MakeFirstTeacher
from relay.protocol.admin import AccountReply, AddTeacher, RenewCode
from relay.protocol.base import Reply, Role
from relay.protocol.limits import NAME_LENGTH
from relay.protocol.refusals import NOT_FOUND, Refusal, need
from relay.school.authorising import Who
from relay.school.names import device_name, need_length, need_name, need_username, username_from
from relay.school.passwords import check_password
from relay.school.requests import Request, Services, handles, writes
from relay.school.secrets import CODE_MS, code_hash, new_code, new_first_secret, same
from relay.school.tokens import keep_first, put_token, sign_in_again
from relay.shared.ids import new_id
from relay.store import Store

FIRST_SECRETS = "first_secrets"
"""Where hashes of secrets for the first teacher are kept: each start of an empty relay shows another."""
SECRETS_KEPT = 8
_TRIES = ("", "first")


async def first_teacher_secret(office: Services) -> str:
    """A new one-time secret for making the first account; empty once the school has an admin.

    Only its hash is kept, so each start shows another one; earlier ones stay good until one is used.
    """
    if await office.store.read(office.store.accounts.any_admin):
        return ""
    secret = new_first_secret()

    def keep() -> str:
        kept = office.store.meta.get(FIRST_SECRETS).split()
        kept = [*kept, code_hash(secret, FIRST_SECRETS)][-SECRETS_KEPT:]
        office.store.meta.put(FIRST_SECRETS, " ".join(kept))
        return secret

    return await office.store.write(keep)


@handles(MakeFirstTeacher, Who.VISITORS)
async def make_first_teacher(request: Request[MakeFirstTeacher]) -> Reply:
    """Makes the first account, an admin, for whoever has the secret; the secret is void from then on."""
    office, command, store = request.office, request.command, request.store
    check_password(command.password)
    name = need_name(command.name)
    wanted = need_username(command.username) if command.username else ""
    device = device_name(command.device)
    given = code_hash(command.secret, FIRST_SECRETS)
    secrets = await store.read(lambda: store.meta.get(FIRST_SECRETS).split())
    if not any(same(given, secret) for secret in secrets):
        # Nobody guesses 79 bits; so whoever has the secret need not wait behind those who try.
        with office.throttle.trying(_TRIES):
            raise Refusal(WRONG_CODE)
    if await store.read(store.accounts.any_admin):
        return await _again(request, wanted, device)
    password = await office.passwords.hash(command.password, request.visit)

    def make() -> tuple[Account, str]:
        if store.accounts.any_admin():
            raise Refusal(CODE_USED)
        account = _new_account(store, name, wanted, "admin")
        store.accounts.add(account, request.now(), password=password)
        keep_first(request, account)
        return account, put_token(request, account, device, command.device_key)

    account, token = await request.office.write(make)
    return LoggedIn(ref=command.ref, token=token, you=account)


async def _again(request: Request[MakeFirstTeacher], wanted: str, device: str) -> Reply:
    """The same command sent again, its answer lost: another token for whoever has the password."""
    store, command = request.store, request.command
    username = wanted or username_from(need_name(command.name), lambda _: False)
    proof = need(await store.read(lambda: store.accounts.proof(username)), CODE_USED)
    token = await sign_in_again(request, proof, command.password, device)
    return LoggedIn(ref=command.ref, token=token, you=proof.account)


def _without_code(reply: AccountReply) -> AccountReply:
    return AccountReply(ref=reply.ref, account=reply.account)


@writes(AddTeacher, Who.ADMINS, kept=_without_code)
def add_teacher(request: Request[AddTeacher]) -> AccountReply:
    command, store = request.command, request.store
    name = need_name(command.name)
    wanted = need_username(command.username) if command.username else ""
    role: Role = "admin" if command.admin else "teacher"
    account, code = add_with_code(store, name, wanted, role, request.now())
    return AccountReply(ref=command.ref, account=account, code=code)


@writes(RenewCode, Who.ADMINS, kept=_without_code)
def renew_code(request: Request[RenewCode]) -> AccountReply:
    """A new one-time code for any account; its password stays good until the code is used."""
    command, store = request.command, request.store
    username = need_length(command.username, NAME_LENGTH, "username")
    account = need(store.accounts.by_username(username), NOT_FOUND, username)
    code = new_code()
    store.accounts.set_code(account.id, code_hash(code, account.id), request.now() + CODE_MS)
    return AccountReply(ref=command.ref, account=account, code=code)


def add_with_code(
    store: Store, name: str, username: str, role: Role, now: int, school_class: str = ""
) -> tuple[Account, str]:
    """Make an account that is signed in to first with a one-time code; part of a write."""
    account, code = _new_account(store, name, username, role, school_class), new_code()
    store.accounts.add(account, now, code=code_hash(code, account.id), expires=now + CODE_MS)
    return account, code


def _new_account(store: Store, name: str, username: str, role: Role, school_class: str = "") -> Account:
    if username and store.accounts.by_username(username):
        raise Refusal(NAME_TAKEN, detail=username)
    made = username or username_from(
        name, lambda wanted: store.accounts.by_username(wanted) is not None, school_class or role
    )
    return Account(new_id(), name, role, made)
