"""Signing in and out: passwords and one-time codes in, tokens out."""

from typing import Any

from relay.protocol.accounts import (
    CODE_USED,
    WRONG_CODE,
    WRONG_PASSWORD,
    Account,
    ChangePassword,
    Done,
    LoggedIn,
    LogIn,
    LogOut,
    MakeFirstTeacher,
    SignInFirst,
)
from relay.protocol.base import Reply
from relay.protocol.catalog import encode
from relay.protocol.limits import NAME_LENGTH
from relay.protocol.refusals import BUSY, Refusal
from relay.school.authorising import Who
from relay.school.names import device_name, need_length
from relay.school.passwords import Lane, check_password
from relay.school.requests import Request, Services, handles, writes
from relay.school.secrets import TOKEN_MS, code_hash, device_hash, new_token, same, token_hash
from relay.school.throttle import Key
from relay.shared.ids import new_id
from relay.store.folding import fold_username
from relay.store.queries.accounts import Proof

LONGEST_COUNTED = 128
"""Characters of a user name by which failed sign-ins are counted; real ones are shorter."""


def issue_token(
    office: Services, account: Account, device: str, device_key: str = ""
) -> tuple[str, set[str]]:
    """Make a token for a device, and give the ids of those that it ends; part of a write."""
    token, now = new_token(), office.now()
    expires, key = now + TOKEN_MS, device_hash(device_key)
    ended = office.store.tokens.add(token_hash(token), new_id(), account.id, device, now, expires, key)
    return token, ended


def put_token(request: Request[Any], account: Account, device: str, device_key: str = "") -> str:
    """Make a token for a device that signs in; whoever is connected with one that it ends is told."""
    token, ended = issue_token(request.office, account, device, device_key)
    request.after_commit.revoked |= ended
    return token


async def look_up(office: Services, username: str, device_key: str) -> tuple[Proof | None, str]:
    """What the account can be known by, and the device's key (hashed) if it has signed in to it before.

    A device is known by a key that only it has. By its name it would not do: that can be read off the
    network, and whoever gave it with wrong passwords would be counted as the teacher's own laptop.
    """
    need_length(username, NAME_LENGTH, "username")
    key = device_hash(device_key)

    def look() -> tuple[Proof | None, str]:
        proof = office.store.accounts.proof(username)
        known = bool(key and proof and office.store.tokens.knows(proof.account.id, key))
        return proof, key if known else ""

    return await office.store.read(look)


def lane_of(proof: Proof | None, known_device: str) -> Lane:
    """How soon this password is looked at."""
    if proof is None or not known_device:
        return Lane.OTHERS
    return Lane.KNOWN if proof.account.role == "student" else Lane.TEACHERS


@handles(LogIn, Who.VISITORS)
async def log_in(request: Request[LogIn]) -> Reply:
    """A token for the right password. The reply is not kept: asked again, it makes another token."""
    office, command = request.office, request.command
    device = device_name(command.device)
    proof, known_device = await look_up(office, command.username, command.device_key)
    counted = fold_username(command.username)[:LONGEST_COUNTED]
    all_unknown: Key | None = None if known_device else (counted, "")
    with office.throttle.trying((counted, known_device or f"from {request.visit.address}"), all_unknown):
        verdict = await office.passwords.verify(
            proof.password if proof else "", command.password, request.visit, lane_of(proof, known_device)
        )
        if proof is None or not verdict.right:
            office.wrong_guesses.add(request.visit.address)
            raise Refusal(WRONG_PASSWORD)

    def let_in() -> str:
        _refuse_if_changed(office, proof)
        if verdict.better:
            office.store.accounts.set_password(proof.account.id, verdict.better)
        return put_token(request, proof.account, device, command.device_key)

    token = await request.office.write(let_in, though_disk_low=True)
    return LoggedIn(ref=command.ref, token=token, you=proof.account)


@handles(SignInFirst, Who.VISITORS)
async def sign_in_first(request: Request[SignInFirst]) -> Reply:
    """Takes a one-time code and sets the password; earlier tokens of the account are void.

    A right code is taken whatever others have guessed: it is too long to be guessed at the pace at which
    codes are looked at. The answer is kept without its token: the same command sent again makes a new token,
    if it brings the password that it set.
    """
    office, command = request.office, request.command
    check_password(command.password)
    need_length(command.username, NAME_LENGTH, "username")
    device = device_name(command.device)
    await office.codes.wait(request.visit)
    proof = await office.store.read(lambda: office.store.accounts.proof(command.username))
    if proof is None or not _is_code_of(proof, command.code, request.now()):
        office.wrong_guesses.add(request.visit.address)
        raise Refusal(WRONG_CODE)
    account = proof.account
    if proof.code_used:
        token = await sign_in_again(request, proof, command.password, device)
        return LoggedIn(ref=command.ref, token=token, you=account)
    password = await office.passwords.hash(command.password, request.visit)

    def let_in() -> str:
        current = office.store.accounts.proof_of(account.id)
        if current is None or current.code != proof.code or current.code_used:
            raise Refusal(CODE_USED)
        office.store.accounts.set_password(account.id, password)
        office.store.accounts.use_code(account.id)
        request.after_commit.revoked |= office.store.tokens.revoke_all(account.id, request.now())
        keep_first(request, account)
        return put_token(request, account, device, command.device_key)

    token = await request.office.write(let_in)
    return LoggedIn(ref=command.ref, token=token, you=account)


def _refuse_if_changed(office: Services, proof: Proof) -> None:
    """Looking at a password takes a while: it may be another by now, or nobody's. Part of a write."""
    current = office.store.accounts.proof_of(proof.account.id)
    if current is None or current.password != proof.password:
        raise Refusal(BUSY)


def _is_code_of(proof: Proof, code: str, now: int) -> bool:
    right = bool(proof.code) and same(proof.code, code_hash(code, proof.account.id))
    return right and (proof.code_used or now < proof.code_expires_at)


def keep_first(request: Request[SignInFirst] | Request[MakeFirstTeacher], account: Account) -> None:
    """Remember that this very command was carried out; part of a write."""
    reply = LoggedIn(ref=request.command.ref, token="", you=account)
    request.store.answers.put(account.id, request.command.ref, encode(reply))


async def sign_in_again(
    request: Request[SignInFirst] | Request[MakeFirstTeacher], proof: Proof, password: str, device: str
) -> str:
    """A token for a first sign-in that was carried out before but whose answer may have been lost."""
    office, ref = request.office, request.command.ref
    earlier = await office.store.read(lambda: office.store.answers.get(proof.account.id, ref))
    if earlier is None:
        raise Refusal(CODE_USED)
    verdict = await office.passwords.verify(proof.password, password, request.visit, Lane.KNOWN)
    if not verdict.right:
        raise Refusal(CODE_USED)

    def let_in() -> str:
        _refuse_if_changed(office, proof)
        return put_token(request, proof.account, device, request.command.device_key)

    return await request.office.write(let_in)


@writes(LogOut, Who.MEMBERS, though_disk_low=True)
def log_out(request: Request[LogOut]) -> Done:
    token = request.asker.token_id
    request.store.tokens.revoke(token, request.now())
    request.after_commit.revoked.add(token)
    return Done(ref=request.command.ref)


@handles(ChangePassword, Who.MEMBERS)
async def change_password(request: Request[ChangePassword]) -> Reply:
    """Sets a new password for the right old one, and revokes the account's other tokens and its pass."""
    office, command, me = request.office, request.command, request.account
    check_password(command.new)

    def look() -> tuple[Proof | None, Reply | None]:
        return office.store.accounts.proof_of(me.id), request.earlier()

    proof, earlier = await request.read(look)
    if earlier is not None:
        return earlier
    key = (fold_username(me.username), f"token:{request.asker.token_id}")
    with office.throttle.trying(key):
        stored, lane = proof.password if proof else "", lane_of(proof, request.asker.token_id)
        if (
            proof is None
            or not (await office.passwords.verify(stored, command.old, request.visit, lane)).right
        ):
            raise Refusal(WRONG_PASSWORD)
    password = await office.passwords.hash(command.new, request.visit)

    def change() -> Done:
        _refuse_if_changed(office, proof)
        office.store.accounts.set_password(me.id, password)
        office.store.joining.void_personal(me.id)
        request.after_commit.revoked |= office.store.tokens.revoke_all(
            me.id, request.now(), but=request.asker.token_id
        )
        return Done(ref=command.ref)

    return await request.write(change)
