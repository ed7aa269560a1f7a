"""Looking after people: who there is and when they were last here, new passwords, lost devices."""

from relay.protocol.limits import NAME_LENGTH
from relay.protocol.people_admin import (
    PEOPLE_AT_ONCE,
    DeviceList,
    FreshCode,
    ListDevices,
    ListPeople,
    PasswordsReset,
    PeopleList,
    ResetPasswords,
    SignOutDevices,
)
from relay.protocol.refusals import NOT_FOUND, Refusal
from relay.school.authorising import Who, need_person
from relay.school.names import need_length
from relay.school.requests import Request, reads, writes
from relay.school.secrets import CODE_MS, code_hash, new_code
from relay.store.queries.people import Wanted


@reads(ListPeople, Who.TEACHERS, checks={"other": "not_found"})
def list_people(request: Request[ListPeople]) -> PeopleList:
    command, store, me = request.command, request.store, request.account
    if command.class_id:
        request.teach(command.class_id)
    teacher = "" if me.role == "admin" else me.id
    wanted = Wanted(teacher, command.class_id, need_length(command.find, NAME_LENGTH, "find"))
    people, total = store.people.page(wanted, request.now(), command.start, PEOPLE_AT_ONCE)
    if teacher:
        mine = {badge.id for badge in store.classes.of(me)}
        for person in people:
            person.classes = [school_class for school_class in person.classes if school_class in mine]
    return PeopleList(ref=command.ref, people=people, total=total)


def _without_codes(reply: PasswordsReset) -> PasswordsReset:
    return PasswordsReset(ref=reply.ref, people=[FreshCode(fresh.account) for fresh in reply.people])


@writes(ResetPasswords, Who.PEOPLES_TEACHERS, noted=True, kept=_without_codes)
def reset_passwords(request: Request[ResetPasswords]) -> PasswordsReset:
    """New one-time codes; ``at_once`` voids what there was: password, pass, and every device's token."""
    command, store, now = request.command, request.store, request.now()
    fresh = []
    for account in dict.fromkeys(command.accounts):
        person, code = need_person(store, request.account, account), new_code()
        store.accounts.set_code(account, code_hash(code, account), now + CODE_MS)
        if command.at_once:
            store.accounts.set_password(account, "")
            store.joining.void_personal(account)
            request.after_commit.revoked |= store.tokens.revoke_all(account, now)
        fresh.append(FreshCode(person, code))
    return PasswordsReset(ref=command.ref, people=fresh)


@reads(ListDevices, Who.THEMSELVES_OR_TEACHERS)
def list_devices(request: Request[ListDevices]) -> DeviceList:
    command, store = request.command, request.store
    devices = store.people.devices(command.account, request.now())
    return DeviceList(ref=command.ref, account=command.account, devices=devices)


@writes(SignOutDevices, Who.THEMSELVES_OR_TEACHERS, noted=True, though_disk_low=True)
def sign_out_devices(request: Request[SignOutDevices]) -> DeviceList:
    """Signs a person out on some devices or on all; their connections are closed at once."""
    command, store, now = request.command, request.store, request.now()
    request.noted = command.account != request.account.id
    there = {device.id for device in store.people.devices(command.account, now)}
    if not there.issuperset(command.devices):
        raise Refusal(NOT_FOUND, detail="device")
    if command.devices:
        for device in command.devices:
            store.tokens.revoke(device, now)
        request.after_commit.revoked.update(command.devices)
    else:
        request.after_commit.revoked |= store.tokens.revoke_all(command.account, now)
    devices = store.people.devices(command.account, now)
    return DeviceList(ref=command.ref, account=command.account, devices=devices)
