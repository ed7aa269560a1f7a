"""Who may do what, as a table made from the declarations themselves.

The table of each subject stands in its document (``docs/protocol``); ``tests/relay/test_permissions.py`` asks
a real relay for every cell. A command that nobody declared has no row, and a new kind of declaration needs
its meaning written here.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import relay.features
from relay.protocol.base import Command, RoomCommand
from relay.protocol.catalog import words
from relay.rules import Rule, Rulebook
from relay.school import declared
from relay.school.authorising import Who
from relay.school.requests import Handler

Person = Literal["visitor", "guest", "student", "colleague", "teacher", "admin"]
State = Literal["own", "other", "waiting", "removed", "ended"]

PEOPLE: dict[Person, str] = {
    "visitor": "not signed in",
    "guest": "guest of the lesson",
    "student": "student of the class",
    "colleague": "another teacher of the class",
    "teacher": "the session's teacher",
    "admin": "admin",
}
STATES: dict[State, str] = {
    "own": "own session",
    "other": "other class's",
    "waiting": "not admitted",
    "removed": "removed",
    "ended": "ended",
}
YES = "yes"
"""The authoriser lets it through; for another reason it may still be refused."""
NEVER = "–"
"""Does not happen: teachers are neither kept waiting nor removed."""

STUDENTS: frozenset[Person] = frozenset(("guest", "student"))
Row = dict[State, str]


@dataclass(frozen=True)
class Permission:
    """One command, and what each person in each state is answered."""

    command: type[Command]
    rows: dict[Person, Row]

    @property
    def name(self) -> str:
        """As on the wire."""
        return str(self.command.__struct_config__.tag)


def permissions() -> list[Permission]:
    """One for each command that is declared, school commands first, in the order of the words."""
    rules, answers = Rulebook(relay.features.find()).rules, declared()
    made: list[Permission] = []
    commands = [word for word in words(Command) if issubclass(word, Command)]
    for word in commands:
        answer = answers.get(word)
        if answer is not None:
            made.append(_checked(word, answer.checks, {p: _of_school(answer, p) for p in PEOPLE}))
    for word in commands:
        if issubclass(word, RoomCommand) and word in rules:
            made.append(_checked(word, rules[word].checks, {p: _in_room(rules[word], p) for p in PEOPLE}))
    return made


def _checked(command: type[Command], checks: Mapping[str, str], rows: dict[Person, Row]) -> Permission:
    """``checks``: what the command's own function answers to everybody but admins."""
    for person, row in rows.items():
        for state in STATES:
            if person != "admin" and row[state] == YES:
                row[state] = checks.get(state, YES)
    return Permission(command, rows)


def undeclared() -> list[str]:
    """Commands that no rule and no answer is for."""
    known = {permission.command for permission in permissions()}
    return [str(word.__struct_config__.tag) for word in words(Command) if word not in known]


def _row(own: str, **others: str) -> Row:
    """What holds in the own session holds in all states that are not named."""
    return {state: others.get(state, own) for state in STATES}


def _possible(person: Person, row: Row) -> Row:
    if person in ("visitor", "admin"):
        return {state: row["own"] if state != "ended" else row["ended"] for state in STATES}
    if person in STUDENTS:
        return row
    return row | {"waiting": NEVER, "removed": NEVER}


def _in_room(rule: Rule[Any], person: Person) -> Row:
    if person == "visitor":
        return _row("not_signed_in")
    role = "student" if person in STUDENTS else "teacher"
    own = YES if role in rule.who else "not_allowed"
    waiting = "not_in_room" if own == YES and rule.inside else own
    row = _row(own, other="not_enrolled", waiting=waiting, removed="removed", ended="session_not_live")
    return _possible(person, row)


def _of_school(answer: Handler[Any], person: Person) -> Row:
    if person == "visitor":
        return _row(YES if answer.who is Who.VISITORS else "not_signed_in")
    student = person in STUDENTS
    match answer.who:
        case Who.VISITORS | Who.MEMBERS:
            row = _row(YES)
        case Who.TEACHERS:
            row = _row("not_allowed" if student else YES)
        case Who.ADMINS:
            row = _row(YES if person == "admin" else "not_allowed")
        case Who.THEMSELVES_OR_ADMINS:  # of somebody else
            row = _row(YES if person == "admin" else "not_allowed")
        case Who.CLASS_TEACHERS | Who.PEOPLES_TEACHERS | Who.THEMSELVES_OR_TEACHERS:
            row = _row("not_allowed") if student else _row(YES, other="not_found")
        case Who.SESSION_VIEWERS:
            row = _row(YES, other="not_found")
            if person == "guest":
                row |= {"waiting": "not_admitted", "removed": "removed"}
        case Who.SESSION_READERS:
            row = _row(YES, other="not_found", waiting="not_admitted", removed="removed")
        case Who.SESSION_TEACHERS:
            row = _row("not_allowed") if student else _row(YES, other="not_found")
        case Who.SESSION_OWNER:
            own = "not_allowed" if person == "colleague" else YES
            row = _row("not_allowed") if student else _row(own, other="not_found")
        case _:
            raise NotImplementedError(f"say here what {answer.who} means for each person")
    return _possible(person, row)


def table(some: Iterable[Permission]) -> Iterator[str]:
    """Markdown, line by line: commands with the same permissions stand together."""
    yield f"| command | who asks | {' | '.join(STATES.values())} |"
    yield "|---" * (2 + len(STATES)) + "|"
    groups: dict[str, list[Permission]] = {}
    for permission in some:
        groups.setdefault(repr(permission.rows), []).append(permission)
    for alike in groups.values():
        names = ", ".join(f"`{permission.name}`" for permission in alike)
        for people, row in _together(alike[0].rows):
            who = ", ".join(PEOPLE[person] for person in people)
            yield f"| {names} | {who} | {' | '.join(_shown(row[state]) for state in STATES)} |"
            names = ""


def _together(rows: dict[Person, Row]) -> Iterable[tuple[list[Person], Row]]:
    people: dict[str, list[Person]] = {}
    for person, row in rows.items():
        people.setdefault(repr(row), []).append(person)
    return [(alike, rows[alike[0]]) for alike in people.values()]


def _shown(cell: str) -> str:
    return cell if cell in (YES, NEVER) else f"`{cell}`"
