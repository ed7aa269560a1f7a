"""Classes and who is in them."""

from collections import Counter

from relay.handed.people import Enrolled
from relay.protocol.accounts import ClassBadge
from relay.protocol.admin import AddClass
from relay.protocol.base import MOST_CLASSES, Reply
from relay.protocol.classes import (
    AddStudents,
    ClassList,
    ClassReply,
    GetClass,
    ListClasses,
    MakeClass,
    RemoveStudent,
    RenewCodes,
    SchoolClass,
)
from relay.protocol.limits import NAME_LENGTH
from relay.protocol.refusals import NOT_ALLOWED, NOT_FOUND, Refusal, need
from relay.protocol.sessions import Session
from relay.school.accounts import add_with_code
from relay.school.authorising import OWNER, Who
from relay.school.handover import hands_over
from relay.school.names import need_length, need_name
from relay.school.requests import Request, handles, reads, writes
from relay.school.secrets import CODE_MS, code_hash, new_code
from relay.shared.ids import new_id
from relay.store import Store


def with_codes(school_class: SchoolClass, codes: dict[str, str]) -> SchoolClass:
    for student in school_class.students:
        student.code = codes.get(student.id, "")
    return school_class


def without_codes(reply: ClassReply) -> ClassReply:
    """What is kept of such a reply: asked again, the class without its codes, which can be renewed."""
    whole = reply.school_class
    badge = SchoolClass(whole.id, whole.name, whole.teachers)
    badge.students = [
        type(s)(s.id, s.name, s.username, signed_in=s.signed_in) for s in reply.school_class.students
    ]
    return ClassReply(ref=reply.ref, school_class=badge)


@hands_over
def enrolled(store: Store, session: Session) -> Enrolled:
    return Enrolled(store.classes.size(session.class_id))


@writes(MakeClass, Who.TEACHERS)
def make_class(request: Request[MakeClass]) -> ClassReply:
    command, store = request.command, request.store
    name = need_name(command.name)
    if request.asker == OWNER:
        raise Refusal(NOT_ALLOWED, detail="the command line teaches no class")
    badge = ClassBadge(new_id(), name)
    store.classes.add(badge, request.now())
    store.classes.put(badge.id, request.account.id, "teacher")
    return ClassReply(ref=command.ref, school_class=store.classes.whole(badge))


@writes(AddClass, Who.ADMINS)
def add_class(request: Request[AddClass]) -> ClassReply:
    command, store = request.command, request.store
    name = need_name(command.name)
    for username in command.teachers:
        need_length(username, NAME_LENGTH, "username")
    badge = ClassBadge(new_id(), name)
    store.classes.add(badge, request.now())
    for username in command.teachers:
        teacher = need(store.accounts.by_username(username), NOT_FOUND, username)
        if teacher.role == "student":
            raise Refusal(NOT_ALLOWED, detail=username)
        store.classes.put(badge.id, teacher.id, "teacher")
    return ClassReply(ref=command.ref, school_class=store.classes.whole(badge))


@handles(AddStudents, Who.CLASS_TEACHERS, noted=True)
async def add_students(request: Request[AddStudents]) -> Reply:
    """Puts people in a class by name, each with a new account and a one-time code.

    Exactly the names that are in the class already are left alone, so that a longer list can be handed in
    again; a name that stands in the list twice is two people.
    """
    command, store = request.command, request.store
    names = [need_name(name) for name in command.names]

    def add() -> ClassReply:
        badge, codes = request.teach(command.class_id), {}
        there = Counter(student.name for student in store.classes.roster(badge.id))
        for name in names:
            if there[name] > 0:
                there[name] -= 1
                continue
            account, code = add_with_code(store, name, "", "student", request.now(), badge.name)
            store.classes.put(badge.id, account.id, "student", request.now())
            codes[account.id] = code
        return ClassReply(ref=command.ref, school_class=with_codes(store.classes.whole(badge), codes))

    return await request.write(add, kept=without_codes)


@writes(RemoveStudent, Who.CLASS_TEACHERS, noted=True)
def remove_student(request: Request[RemoveStudent]) -> ClassReply:
    command, store = request.command, request.store
    badge = request.teach(command.class_id)
    if not store.classes.take_out(command.class_id, command.account):
        raise Refusal(NOT_FOUND)
    store.joining.void_personal(command.account)  # who made it does not look after them any more
    request.tell_of_class(badge.id, {command.account})
    return ClassReply(ref=command.ref, school_class=store.classes.whole(badge))


@writes(RenewCodes, Who.CLASS_TEACHERS, noted=True, kept=without_codes)
def renew_codes(request: Request[RenewCodes]) -> ClassReply:
    command, store = request.command, request.store
    badge, codes = request.teach(command.class_id), {}
    roster = {student.id: student for student in store.classes.roster(badge.id)}
    if any(account not in roster for account in command.accounts):
        raise Refusal(NOT_FOUND)
    wanted = command.accounts or [s.id for s in roster.values() if not s.signed_in]
    for account in wanted:
        codes[account] = new_code()
        expires = request.now() + CODE_MS
        store.accounts.set_code(account, code_hash(codes[account], account), expires)
    return ClassReply(ref=command.ref, school_class=with_codes(store.classes.whole(badge), codes))


@reads(ListClasses, Who.MEMBERS)
def list_classes(request: Request[ListClasses]) -> ClassList:
    store = request.store
    badges = store.classes.of(request.account)
    classes = [SchoolClass(b.id, b.name, store.classes.teachers(b.id)) for b in badges[:MOST_CLASSES]]
    sizes = store.classes.sizes([school_class.id for school_class in classes])
    return ClassList(ref=request.command.ref, classes=classes, sizes=sizes)


@reads(GetClass, Who.CLASS_TEACHERS)
def get_class(request: Request[GetClass]) -> ClassReply:
    """One class with its roster, without codes: they are told only when they are made."""
    command, store = request.command, request.store
    badge = request.teach(command.class_id)
    return ClassReply(ref=command.ref, school_class=store.classes.whole(badge))
