"""What bringing the school up to a roster would do: worked out from what there is, and changing nothing.

A dry run and the import itself ask the same plan, so that the one tells what the other does.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from relay.protocol.accounts import Account, ClassBadge
from relay.protocol.base import Role
from relay.protocol.limits import NAME_LENGTH
from relay.protocol.people_admin import Leaver, Problem, RosterOutcome, RosterPerson
from relay.protocol.refusals import TOO_LONG, Refusal
from relay.school.names import need_name, need_username, username_from
from relay.shared.ids import new_id
from relay.store.folding import fold, fold_username
from relay.store.queries.classes import Part

_RESERVED = re.compile(r"lesson:.*|erased\.[0-9a-z]{26}")
"""User names of those who are here for one lesson, and of those who were erased."""


@dataclass
class SchoolAsItIs:
    """Everybody, all classes, and who is what in which (class, account)."""

    accounts: list[Account]
    classes: list[ClassBadge]
    parts: dict[tuple[str, str], Part]


@dataclass
class Plan:
    """What is to be done, and how it is told."""

    accounts: list[Account] = field(default_factory=list)
    renamed: list[tuple[str, str]] = field(default_factory=list)
    """Account and its new name."""
    classes: list[ClassBadge] = field(default_factory=list)
    parts: dict[tuple[str, str], Part] = field(default_factory=dict)
    outcomes: list[RosterOutcome] = field(default_factory=list)
    leavers: list[Leaver] = field(default_factory=list)
    same: int = 0

    def count(self, what: str) -> int:
        """How many lines come to this."""
        return sum(outcome.what == what for outcome in self.outcomes)


class _Cannot(Exception):
    """A line can't be carried out."""

    def __init__(self, problem: Problem, about: str = "") -> None:
        super().__init__(problem)
        self.problem, self.about = problem, about


def plan_roster(
    school: SchoolAsItIs, asker: Account, people: Iterable[RosterPerson], *, make_classes: bool, whole: bool
) -> Plan:
    """The plan for a roster as this asker may carry it out: an admin all of it, a teacher their classes."""
    planning = _Planning(school, asker, make_classes)
    for place, person in enumerate(people):
        planning.take(place, person)
    planning.see_who_leaves(whole)
    return planning.plan


class _Planning:
    """One plan being made."""

    def __init__(self, school: SchoolAsItIs, asker: Account, make_classes: bool) -> None:
        self._school, self._asker, self._make = school, asker, make_classes
        self.plan = Plan()
        self._admin = asker.role == "admin"
        self._by_username = {fold_username(account.username): account for account in school.accounts}
        self._by_id = {account.id: account for account in school.accounts}
        self._teaches = {c for (c, a), part in school.parts.items() if a == asker.id and part == "teacher"}
        self._members: dict[str, list[str]] = {}
        for (school_class, account), part in school.parts.items():
            if part == "student":
                self._members.setdefault(school_class, []).append(account)
        self._mine = {a for c in self._teaches for a in self._members.get(c, ())}
        self._classes: dict[str, list[ClassBadge]] = {}
        for badge in school.classes:
            self._classes.setdefault(fold(badge.name), []).append(badge)
        self._names = {badge.id: badge.name for badge in school.classes}
        self._alike: dict[str, dict[str, list[str]]] = {}
        self._met: set[str] = set()
        """Accounts of which a line has spoken."""
        self._spoken: set[str] = set()
        """Classes of which a line has spoken."""
        self._told_to_go: dict[tuple[str, str], None] = {}

    def take(self, place: int, person: RosterPerson) -> None:
        """Plan one line; whatever is in its way is told of it, and nothing of it is planned."""
        try:
            self._take(place, person)
        except _Cannot as cannot:
            outcome = RosterOutcome(place, "refused", problem=cannot.problem, about=cannot.about)
            self.plan.outcomes.append(outcome)

    def _take(self, place: int, person: RosterPerson) -> None:
        username = _username(person.username)
        if person.leaves:
            self._go(person, username)
            if not person.classes:
                self.plan.same += 1
                return
        name = _name(person.name)
        if person.role == "teacher" and not self._admin:
            raise _Cannot("not_yours", name)
        wanted = [self._class(raw) for raw in person.classes]
        if not wanted and not self._admin:
            raise _Cannot("no_class")
        account = self._known(person.role, name, username, wanted)
        if account is not None and account.id in self._met:
            raise _Cannot("twice", account.username)
        outcome = RosterOutcome(place, "changed")
        if account is None:
            account = self._new(name, username, person.role)
            outcome.what = "new"
        elif account.name != name:
            outcome.was = account.name
            self.plan.renamed.append((account.id, name))
        self._met.add(account.id)
        outcome.username = account.username
        for badge in wanted:
            if badge not in self.plan.classes and badge.id not in self._names:
                self._make_class(badge)
            key = (badge.id, account.id)
            if self._school.parts.get(key) is None and key not in self.plan.parts:
                self.plan.parts[key] = "teacher" if person.role == "teacher" else "student"
                outcome.joins.append(badge.name)
            if person.role == "student":
                self._spoken.add(badge.id)
        if outcome.what == "new" or outcome.was or outcome.joins:
            self.plan.outcomes.append(outcome)
        else:
            self.plan.same += 1

    def see_who_leaves(self, whole: bool) -> None:
        """Who is in a class of the roster but not in the roster, and whom the roster itself says to go."""
        going = dict(self._told_to_go)
        for school_class in self._spoken if whole else ():
            for account in self._members.get(school_class, ()):
                if account not in self._met:
                    going[(school_class, account)] = None
        leavers = (Leaver(self._by_id[account], c, self._names[c]) for c, account in going)
        self.plan.leavers = sorted(leavers, key=lambda one: (fold(one.school_class), fold(one.account.name)))

    def _go(self, person: RosterPerson, username: str) -> None:
        account = self._by_username.get(fold_username(username)) if username else None
        if account is None:
            return
        if not person.classes:
            self._met.add(account.id)
        for raw in person.leaves:
            for badge in self._classes.get(fold(raw.strip()), ()):
                part = self._school.parts.get((badge.id, account.id))
                if part == "student" and (self._admin or badge.id in self._teaches):
                    self._told_to_go[(badge.id, account.id)] = None

    def _class(self, raw: str) -> ClassBadge:
        try:
            name = need_name(raw)
        except Refusal:
            raise _Cannot("bad_class", raw[:NAME_LENGTH]) from None
        found = self._classes.get(fold(name), [])
        if not self._admin:
            mine = [badge for badge in found if badge.id in self._teaches or badge.id not in self._names]
            if found and not mine:
                raise _Cannot("not_yours", name)
            found = mine
        if len(found) > 1:
            raise _Cannot("which_class", name)
        if found:
            return found[0]
        if not self._make:
            raise _Cannot("no_class", name)
        return ClassBadge(new_id(), name)

    def _make_class(self, badge: ClassBadge) -> None:
        self.plan.classes.append(badge)
        self._classes.setdefault(fold(badge.name), []).append(badge)
        if not self._admin:
            self.plan.parts[(badge.id, self._asker.id)] = "teacher"

    def _known(self, role: Role, name: str, username: str, wanted: list[ClassBadge]) -> Account | None:
        """The account that a line speaks of: by user name, or by name among those not yet spoken of."""
        if username:
            account = self._by_username.get(fold_username(username))
            if account is None:
                return None
            if (account.role == "student") != (role == "student"):
                raise _Cannot("other_role", account.username)
            if not self._admin and account.id not in self._mine | self._met:
                raise _Cannot("not_yours", account.username)
            return account
        where = [badge.id for badge in wanted] if role == "student" else []
        for school_class in where or [role]:
            for account_id in self._named(school_class, role).get(fold(name), ()):
                if account_id not in self._met:
                    return self._by_id[account_id]
        return None

    def _named(self, where: str, role: Role) -> dict[str, list[str]]:
        """By folded name, those of a class, or of a role in the whole school."""
        if where not in self._alike:
            if where == role:
                there = [a for a in self._school.accounts if (a.role == "student") == (role == "student")]
            else:
                there = [self._by_id[account] for account in self._members.get(where, ())]
            names = self._alike[where] = {}
            for account in there:
                names.setdefault(fold(account.name), []).append(account.id)
        return self._alike[where]

    def _new(self, name: str, username: str, role: Role) -> Account:
        made = username or username_from(name, lambda wanted: fold_username(wanted) in self._by_username)
        account = Account(new_id(), name, role, made)
        self._by_username[fold_username(made)] = self._by_id[account.id] = account
        self.plan.accounts.append(account)
        return account


def _name(raw: str) -> str:
    try:
        return need_name(raw)
    except Refusal as refusal:
        problem: Problem = "name_too_long" if refusal.code == TOO_LONG else "no_name"
        raise _Cannot(problem, raw[:NAME_LENGTH]) from None


def _username(raw: str) -> str:
    try:
        username = need_username(raw) if raw.strip() else ""
    except Refusal:
        raise _Cannot("bad_username", raw[:NAME_LENGTH]) from None
    if _RESERVED.fullmatch(fold_username(username)):
        raise _Cannot("bad_username", username)
    return username
