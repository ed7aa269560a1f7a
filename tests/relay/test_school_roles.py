"""Who may ask what of the school: every command, asked by every kind of person."""

from collections.abc import Callable

import pytest

from relay.protocol.accounts import (
    ChangePassword,
    LogIn,
    LogOut,
    MakeFirstTeacher,
    SignInFirst,
)
from relay.protocol.admin import AddClass, AddTeacher, RenewCode
from relay.protocol.base import Command, RoomCommand
from relay.protocol.catalog import words
from relay.protocol.classes import (
    AddStudents,
    GetClass,
    ListClasses,
    MakeClass,
    RemoveStudent,
    RenewCodes,
)
from relay.protocol.log import ReadLog
from relay.protocol.people_admin import (
    BringUpRoster,
    HandInRoster,
    ListDevices,
    ListPeople,
    RemoveStudents,
    ResetPasswords,
    SignOutDevices,
)
from relay.protocol.refusals import Refusal
from relay.protocol.sessions import (
    CancelSession,
    CreateSession,
    DeleteSession,
    EditSession,
    GetSession,
    ListSessions,
    StartSession,
)
from relay.room import new_ref
from relay.school import Asker
from tests.relay.schoolhouse import PASSWORD, SchoolHouse

PEOPLE = ("visitor", "stranger", "student", "outsider", "colleague", "teacher", "admin")
"""A student of another class, one of this class, a teacher of another class, one who teaches this class too
but whose session it is not, the session's teacher, and an admin."""

NO, YES = "not_allowed", "ok"
ALL_SIGNED_IN = ("not_signed_in", YES, YES, YES, YES, YES, YES)
TEACHERS_ONLY = ("not_signed_in", NO, NO, YES, YES, YES, YES)
ADMINS_ONLY = ("not_signed_in", NO, NO, NO, NO, NO, YES)
CLASS_TEACHERS = ("not_signed_in", NO, NO, "not_found", YES, YES, YES)
SESSION_OWNER = ("not_signed_in", NO, NO, "not_found", NO, YES, YES)
SESSION_VIEWERS = ("not_signed_in", "not_found", YES, "not_found", YES, YES, YES)

Make = Callable[[str, str, str], Command]

MATRIX: dict[type[Command], tuple[Make, tuple[str, ...]]] = {
    LogOut: (lambda c, s, a: LogOut(ref=new_ref()), ALL_SIGNED_IN),
    ChangePassword: (
        lambda c, s, a: ChangePassword(ref=new_ref(), old=PASSWORD, new="a new password"),
        ALL_SIGNED_IN,
    ),
    ListClasses: (lambda c, s, a: ListClasses(ref=new_ref()), ALL_SIGNED_IN),
    ListSessions: (lambda c, s, a: ListSessions(ref=new_ref()), ALL_SIGNED_IN),
    MakeClass: (lambda c, s, a: MakeClass(ref=new_ref(), name="x"), TEACHERS_ONLY),
    AddTeacher: (lambda c, s, a: AddTeacher(ref=new_ref(), name="x"), ADMINS_ONLY),
    RenewCode: (lambda c, s, a: RenewCode(ref=new_ref(), username="ada"), ADMINS_ONLY),
    AddClass: (lambda c, s, a: AddClass(ref=new_ref(), name="x", teachers=["ada"]), ADMINS_ONLY),
    HandInRoster: (lambda c, s, a: HandInRoster(ref=new_ref(), roster=a, first=0, people=[]), TEACHERS_ONLY),
    BringUpRoster: (lambda c, s, a: BringUpRoster(ref=new_ref(), roster=a, size=0), TEACHERS_ONLY),
    RemoveStudents: (
        lambda c, s, a: RemoveStudents(ref=new_ref(), class_id=c, accounts=[a]),
        CLASS_TEACHERS,
    ),
    ListPeople: (lambda c, s, a: ListPeople(ref=new_ref()), TEACHERS_ONLY),
    ResetPasswords: (lambda c, s, a: ResetPasswords(ref=new_ref(), accounts=[a]), CLASS_TEACHERS),
    ListDevices: (lambda c, s, a: ListDevices(ref=new_ref(), account=a), CLASS_TEACHERS),
    SignOutDevices: (lambda c, s, a: SignOutDevices(ref=new_ref(), account=a), CLASS_TEACHERS),
    AddStudents: (lambda c, s, a: AddStudents(ref=new_ref(), class_id=c, names=["x"]), CLASS_TEACHERS),
    RemoveStudent: (lambda c, s, a: RemoveStudent(ref=new_ref(), class_id=c, account=a), CLASS_TEACHERS),
    RenewCodes: (lambda c, s, a: RenewCodes(ref=new_ref(), class_id=c), CLASS_TEACHERS),
    GetClass: (lambda c, s, a: GetClass(ref=new_ref(), class_id=c), CLASS_TEACHERS),
    CreateSession: (
        lambda c, s, a: CreateSession(ref=new_ref(), class_id=c, title="x", scheduled_at=0),
        CLASS_TEACHERS,
    ),
    EditSession: (
        lambda c, s, a: EditSession(ref=new_ref(), session=s, revision=1, title="x"),
        SESSION_OWNER,
    ),
    StartSession: (lambda c, s, a: StartSession(ref=new_ref(), session=s), SESSION_OWNER),
    CancelSession: (lambda c, s, a: CancelSession(ref=new_ref(), session=s), SESSION_OWNER),
    DeleteSession: (lambda c, s, a: DeleteSession(ref=new_ref(), session=s), SESSION_OWNER),
    GetSession: (lambda c, s, a: GetSession(ref=new_ref(), session=s), SESSION_VIEWERS),
    ReadLog: (lambda c, s, a: ReadLog(ref=new_ref(), session=s), SESSION_VIEWERS),
}
VISITORS = {LogIn, SignInFirst, MakeFirstTeacher}


def test_every_command_of_the_school_is_in_the_matrix(house: SchoolHouse) -> None:
    asked = {word for word in words(Command) if not issubclass(word, RoomCommand)} | {ReadLog}
    assert asked == MATRIX.keys() | VISITORS
    assert house.school._answers.keys() == asked


@pytest.mark.parametrize("command", MATRIX, ids=lambda command: command.__name__)
async def test_who_may(house: SchoolHouse, command: type[Command]) -> None:
    admin, teacher = await house.admin(), await house.teacher("Bo Berg")
    outsider, colleague = await house.teacher("Out Sider"), await house.teacher("Col League")
    ours = await house.school_class(teacher, "7b", ["Ana", "Cy"])
    theirs = await house.school_class(outsider, "8a", ["Eve"])
    await house.store.write(lambda: house.store.classes.put(ours.id, colleague.account.id, "teacher"))
    student, cy = [await house.signed_in(s.username, s.code) for s in ours.students]
    stranger = await house.signed_in(theirs.students[0].username, theirs.students[0].code)
    people: list[Asker | None] = [None, stranger, student, outsider, colleague, teacher, admin]
    make, expected = MATRIX[command]
    for who, asker, outcome in zip(PEOPLE, people, expected, strict=True):
        session = await house.session(teacher, ours.id)
        await house.store.write(lambda: house.store.classes.put(ours.id, cy.account.id, "student"))
        try:
            await house.school.answer(asker, make(ours.id, session.id, cy.account.id))
            found = YES
        except Refusal as refusal:
            found = refusal.code.name
        assert (who, found) == (who, outcome)


@pytest.mark.parametrize("command", MATRIX, ids=lambda command: command.__name__)
async def test_what_does_not_exist_is_not_found(house: SchoolHouse, command: type[Command]) -> None:
    admin = await house.admin()
    made = MATRIX[command][0](new_ref(), new_ref(), new_ref())
    if hasattr(made, "class_id") or hasattr(made, "session"):
        if isinstance(made, ListSessions | ListPeople):
            return
        assert await house.refused(admin, made) == "not_found"
