"""Who may ask what of the school: the one place that authorises."""

from dataclasses import dataclass
from enum import Enum
from typing import Literal

from relay.protocol.accounts import Account, ClassBadge
from relay.protocol.admission import NOT_ADMITTED
from relay.protocol.base import Command, Role
from relay.protocol.entering import TURNED_AWAY
from relay.protocol.people import REMOVED
from relay.protocol.refusals import NOT_ALLOWED, NOT_FOUND, NOT_SIGNED_IN, Refusal, need
from relay.protocol.sessions import Session
from relay.store import Store


class Who(Enum):
    """Who may ask for something. An admin may do whatever a teacher may, for any class and session."""

    VISITORS = "anybody, signed in or not"
    MEMBERS = "whoever is signed in"
    TEACHERS = "teachers"
    ADMINS = "admins"
    CLASS_TEACHERS = "those who teach the class"
    PEOPLES_TEACHERS = "those who teach a class that each of the people is in; themselves"
    THEMSELVES_OR_TEACHERS = "the person; those who teach a class that they are in"
    THEMSELVES_OR_ADMINS = "the person; admins"
    SESSION_VIEWERS = "those who teach the session's class or are in it"
    SESSION_READERS = "those who may see the session and were not removed from it"
    SESSION_TEACHERS = "those who teach the session's class"
    SESSION_OWNER = "the teacher whose session it is"


@dataclass(frozen=True, slots=True)
class Member:
    """Who asks, over which token; made from the connection, never from a message."""

    account: Account
    token_id: str
    device: str
    lesson: str = ""
    """The lesson by whose code they came, for which alone their token is."""
    confirmed: bool = False
    """A teacher had confirmed who they are."""

    @property
    def guest_of(self) -> str:
        """The lesson by whose code they came, unless a teacher had confirmed who they are."""
        return "" if self.confirmed else self.lesson


OWNER = Member(Account("", "", "admin"), "", "")
"""Whoever may open the data folder: the command line on the relay's own machine."""


def need_class(store: Store, account: Account, school_class: str) -> ClassBadge:
    """A class that this account teaches."""
    badge = store.classes.get(school_class)
    part = store.classes.part(school_class, account.id)
    if badge is None or (part is None and account.role != "admin"):
        raise Refusal(NOT_FOUND)
    if part != "teacher" and account.role != "admin":
        raise Refusal(NOT_ALLOWED)
    return badge


def need_session(store: Store, session: str) -> Session:
    """A session that there is."""
    return need(store.sessions.get(session), NOT_FOUND)


def need_person(store: Store, account: Account, wanted: str) -> Account:
    """Somebody whom this account looks after: an admin everybody, a teacher the students of their classes.

    Nobody who came by a lesson's code, or was erased.
    """
    person = store.accounts.of_school(wanted)
    mine = account.role == "admin" or account.id == wanted
    if person is None or not (mine or store.classes.teaches(account.id, wanted)):
        raise Refusal(NOT_FOUND)
    return person


def role_in(store: Store, account: Account, session: Session) -> Literal["teacher", "student"] | None:
    """What this account is in a session: "teacher", "student", or None for nothing."""
    if account.role == "admin" or (session.teacher_id == account.id and account.role != "student"):
        return "teacher"
    part = store.classes.part(session.class_id, account.id)
    if part is None and (came := store.joining.pass_of(account.id)) and came.session == session.id:
        return "student"  # in this session, and nothing anywhere else
    return part


def looks_in(store: Store, account: Account, session: Session) -> bool:
    """Whether this is an admin in a lesson that is not theirs: that they read it goes into the audit list."""
    part = store.classes.part(session.class_id, account.id)
    return account.role == "admin" and session.teacher_id != account.id and part != "teacher"


def authorise(store: Store, who: Who, asker: Member | None, command: Command, is_in: bool = False) -> None:
    """The one check of who may ask what of the school: default no. Runs where the database may be read.

    ``is_in``: the asker is in the room of the session that is named, which may not have been stored yet.
    """
    check_role(who, asker)
    if asker is None:
        return
    if who is Who.CLASS_TEACHERS:
        need_class(store, asker.account, str(getattr(command, "class_id", "")))
    elif who is Who.PEOPLES_TEACHERS:
        for account in {str(getattr(command, "account", "")), *getattr(command, "accounts", ())} - {""}:
            need_person(store, asker.account, account)
    elif who in (Who.THEMSELVES_OR_TEACHERS, Who.THEMSELVES_OR_ADMINS):
        _need_themselves(store, who, asker.account, str(getattr(command, "account", "")))
    elif who in (Who.SESSION_VIEWERS, Who.SESSION_READERS, Who.SESSION_TEACHERS, Who.SESSION_OWNER):
        session = str(getattr(command, "session", ""))
        for wanted in (session, *getattr(command, "also", ())):
            _need_part(store, who, asker.account, wanted, is_in and wanted == session)


def _need_part(store: Store, who: Who, account: Account, wanted: str, is_in: bool) -> None:
    """Whoever asks is in this session what they have to be."""
    session = store.sessions.get(wanted)
    role = role_in(store, account, session) if session else None
    if session is None or role is None:
        raise Refusal(NOT_FOUND)
    reads_as_student = who is Who.SESSION_READERS and role == "student"
    by_code = store.joining.pass_of(account.id) is not None
    if (reads_as_student or by_code) and store.sessions.is_removed(session.id, account.id):
        raise Refusal(REMOVED)
    if reads_as_student and store.joining.is_turned_away(session.id, account.id):
        raise Refusal(TURNED_AWAY)
    if (reads_as_student or by_code) and not is_in and store.joining.waits(session.id, account.id):
        raise Refusal(NOT_ADMITTED)
    if who is Who.SESSION_TEACHERS and role != "teacher":
        raise Refusal(NOT_ALLOWED)
    owner = account.role == "admin" or session.teacher_id == account.id
    if who is Who.SESSION_OWNER and not owner:
        raise Refusal(NOT_ALLOWED)


def _need_themselves(store: Store, who: Who, account: Account, wanted: str) -> None:
    """What is one's own; not for who came by a lesson's code, for nobody knows who they are."""
    alone = who is Who.THEMSELVES_OR_ADMINS
    if (alone or account.id == wanted) and store.joining.pass_of(wanted) is not None:
        raise Refusal(NOT_ALLOWED)
    if account.id == wanted:
        return
    if account.role == "student" or (alone and account.role != "admin"):
        raise Refusal(NOT_ALLOWED)
    need_person(store, account, wanted)


def check_role(who: Who, asker: Member | None) -> None:
    """The part of authorising that needs no database."""
    if who is Who.VISITORS:
        return
    if asker is None:
        raise Refusal(NOT_SIGNED_IN)
    if asker.account.role not in _ROLES[who]:
        raise Refusal(NOT_ALLOWED)


_ANY: frozenset[Role] = frozenset(("admin", "teacher", "student"))
_TEACHING = _ANY - {"student"}
_ROLES: dict[Who, frozenset[Role]] = {
    Who.MEMBERS: _ANY,
    Who.TEACHERS: _TEACHING,
    Who.ADMINS: frozenset(("admin",)),
    Who.CLASS_TEACHERS: _TEACHING,
    Who.PEOPLES_TEACHERS: _TEACHING,
    Who.THEMSELVES_OR_TEACHERS: _ANY,
    Who.THEMSELVES_OR_ADMINS: _ANY,
    Who.SESSION_VIEWERS: _ANY,
    Who.SESSION_READERS: _ANY,
    Who.SESSION_TEACHERS: _TEACHING,
    Who.SESSION_OWNER: _TEACHING,
}
"""Who of those signed in may ask at all."""
