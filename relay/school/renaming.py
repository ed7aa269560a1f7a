"""Gives people and classes other names, and has it told wherever they are seen."""

from collections.abc import Mapping

from relay.protocol.accounts import Account, Done
from relay.protocol.refusals import Refusal
from relay.protocol.renaming import LOOKS_ALIKE, RenameClass, RenamePerson
from relay.protocol.text import normal
from relay.school.authorising import Who, need_person
from relay.school.lookalikes import look_alike
from relay.school.names import need_name
from relay.school.requests import AfterCommit, Request, writes
from relay.school.sessions import concerned
from relay.store import Store


@writes(RenamePerson, Who.PEOPLES_TEACHERS, noted=True)
def rename_person(request: Request[RenamePerson]) -> Done:
    """Not for who came by a lesson's code alone: they have a name for that lesson, which a teacher says."""
    command, store = request.command, request.store
    name = need_name(normal("NFKC", need_name(command.name)))
    person = need_person(store, request.account, command.account)
    if person.name == name:
        return Done(ref=command.ref)
    if not command.sure and (like := _looks_like(store, request.account, person, name)) is not None:
        raise Refusal(LOOKS_ALIKE, detail=like)
    give_names(store, request.after_commit, {person.id: name})
    return Done(ref=command.ref)


@writes(RenameClass, Who.CLASS_TEACHERS, noted=True)
def rename_class(request: Request[RenameClass]) -> Done:
    command, store = request.command, request.store
    name = need_name(command.name)
    badge = request.teach(command.class_id)
    others = [other.name for other in store.classes.named(name) if other.id != badge.id]
    if others and not command.sure:
        raise Refusal(LOOKS_ALIKE, detail=others[0])
    request.detail = badge.name  # what it was called before
    store.classes.rename(badge.id, name)
    if request.office.relay_name == badge.name:  # a teacher's own server is called as their class is
        request.after_commit.relay_name = name
    for session in store.sessions.open_in(badge.id):
        request.after_commit.changed(session, concerned(store, session))
    request.after_commit.known_anew |= store.classes.members(badge.id)
    return Done(ref=command.ref)


def give_names(store: Store, after_commit: AfterCommit, names: Mapping[str, str]) -> None:
    """Give these people other names, by account, and tell it; part of a write.

    Also those who are in a live lesson by its code, under the very name that was theirs until now.
    """
    renamed_in: dict[str, set[str]] = {}  # by class: a roster may rename everybody
    for account, name in names.items():
        person = store.accounts.get(account)
        for known in (account, *store.joining.came_as(account, person.name if person else "")):
            store.accounts.rename(known, name)
            after_commit.renamed[known] = name
        for badge in store.classes.own(account):
            renamed_in.setdefault(badge.id, set()).add(account)
    for school_class, renamed in renamed_in.items():
        teachers = frozenset(teacher.id for teacher in store.classes.teachers(school_class))
        for session in store.sessions.open_in(school_class):
            told = concerned(store, session) if session.teacher_id in renamed else teachers
            after_commit.changed(session, told)


def _looks_like(store: Store, asker: Account, person: Account, name: str) -> str | None:
    """Whose name in a class of theirs this may be taken for; empty where that is no class of the asker's."""
    found = None
    mine = {badge.id for badge in store.classes.own(asker.id)}
    for badge in store.classes.own(person.id):
        others = {student.id: student.name for student in store.classes.roster(badge.id)}
        others |= {teacher.id: teacher.name for teacher in store.classes.teachers(badge.id)}
        for account, other in others.items():
            if account != person.id and look_alike(other, name):
                if asker.role == "admin" or badge.id in mine:
                    return other
                found = ""
    return found
