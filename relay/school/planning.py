"""What bringing the school up to a roster would do: worked out from what there is, and changing nothing.

A dry run and the import itself ask the same plan, so that the one tells what the other does.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from relay.protocol.accounts import Account, ClassBadge
from relay.protocol.base import Role
from relay.protocol.limits import NAME_LENGTH
from relay.protocol.people_admin import MOST_ALIKE, Leaver, Problem, RosterOutcome, RosterPerson
from relay.protocol.refusals import TOO_LONG, Refusal
from relay.protocol.text import clean_name
from relay.school.names import need_name, need_username, username_from
from relay.shared.ids import new_id
from relay.shared.rosters import resemblance
from relay.store.folding import fold, fold_username
from relay.store.queries.classes import Part

_Key = tuple[str, str, tuple[str, ...]]

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
        return sum(outcome.what == what for outcome in self.outcomes)


class _Cannot(Exception):
    """A line can't be carried out. ``alike``: unless somebody says which of these it means."""

    def __init__(self, problem: Problem, about: str = "", alike: Sequence[Account] = ()) -> None:
        super().__init__(problem)
        self.problem, self.about, self.alike = problem, about, list(alike)


@dataclass
class _Line:
    """One line of the roster, looked at by itself."""

    place: int
    person: RosterPerson
    name: str = ""
    username: str = ""
    wanted: list[ClassBadge] = field(default_factory=list)
    account: Account | None = None
    """Whom it speaks of."""
    only_leaves: bool = False

    @property
    def by_name(self) -> bool:
        """Whether nothing but its name says whom it speaks of."""
        return not self.username and not self.person.means

    @property
    def key(self) -> _Key:
        """What lines have in common that can't be told apart."""
        return self.name, self.person.role, tuple(sorted(badge.id for badge in self.wanted))


def plan_roster(
    school: SchoolAsItIs, asker: Account, people: Iterable[RosterPerson], *, make_classes: bool, whole: bool
) -> Plan:
    """The plan for a roster as this asker may carry it out: an admin all of it, a teacher their classes."""
    planning = _Planning(school, asker, make_classes)
    lines = [_Line(place, person) for place, person in enumerate(people)]
    # Step by step over all lines: whom a line means must not depend on which line stands first.
    for step in (planning.look_at, planning.find_named, planning.find_chosen, planning.take):
        lines = [line for line in lines if planning.goes_on(step, line)]
    planning.see_who_leaves(whole)
    planning.plan.outcomes.sort(key=lambda outcome: outcome.place)
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
            self._classes.setdefault(_same(badge.name), []).append(badge)
        self._names = {badge.id: badge.name for badge in school.classes}
        self._missing: dict[str, ClassBadge] = {}
        """Classes that would have to be made, by name."""
        self._named: dict[str, dict[str, list[str]]] = {}
        self._resembling: dict[str, dict[str, list[str]]] = {}
        self._claimed: set[str] = set()
        """Accounts that a line means."""
        self._given: set[str] = set()
        """User names that stand in the roster, and are nobody else's then."""
        self._met: set[str] = set()
        """Accounts of which a line has spoken, or may have."""
        self._spoken: set[str] = set()
        """Classes of which a line has spoken."""
        self._unsure: set[str] = set()
        """Classes of which some line can't be carried out: who is missing in them is not known."""
        self._told_to_go: dict[tuple[str, str], None] = {}
        self._left_of: Counter[_Key] = Counter()
        """How many lines of the same name, role and classes have yet to be told apart."""

    def goes_on(self, step: Callable[[_Line], None], line: _Line) -> bool:
        """Takes one step with a line; whatever is in its way is told of it, and it goes no further."""
        try:
            step(line)
        except _Cannot as cannot:
            outcome = RosterOutcome(line.place, "refused", problem=cannot.problem, about=cannot.about)
            outcome.alike = cannot.alike[:MOST_ALIKE]
            self.plan.outcomes.append(outcome)
            self._met |= {account.id for account in cannot.alike}
            self._spare(line)
            return False
        return not line.only_leaves

    def _spare(self, line: _Line) -> None:
        """Nobody is proposed to leave for a line that can't be carried out."""
        account = line.account or self._by_username.get(fold_username(line.person.username))
        if account is not None:
            self._met.add(account.id)
            return
        for raw in line.person.classes:
            self._unsure |= {badge.id for badge in self._classes.get(_same(raw), ())}

    def look_at(self, line: _Line) -> None:
        """What a line says by itself; who is named by a user name is known by it."""
        person = line.person
        line.username = _username(person.username)
        if person.leaves:
            self._go(person, line.username)
            if not person.classes:
                self.plan.same += 1
                line.only_leaves = True
                return
        line.name = _name(person.name)
        if person.role == "teacher" and not self._admin:
            raise _Cannot("not_yours", line.name)
        line.wanted = [self._class(raw) for raw in person.classes]
        if not line.wanted and not self._admin:
            raise _Cannot("no_class")
        if line.username:
            self._given.add(fold_username(line.username))
            line.account = self._with_username(person.role, line.username)
        if line.account is not None:
            self._claim(line, line.account)
        elif line.by_name:
            self._left_of[line.key] += 1

    def find_named(self, line: _Line) -> None:
        """Who has exactly this name and is meant by no other line; of more than that it is asked who."""
        if line.account is not None or not line.by_name:
            return
        lines = self._left_of[line.key]
        self._left_of[line.key] -= 1
        free = [a for a in self._found(self._named, str, line) if a.id not in self._claimed]
        if len(free) > lines and line.wanted:
            raise _Cannot("", line.name, free)
        if free:
            self._claim(line, free[0])

    def find_chosen(self, line: _Line) -> None:
        """Who only resembles this name is asked about, until the roster itself says who is meant."""
        means = line.person.means
        if line.account is not None or line.username or means == "new":
            return
        alike = self._found(self._resembling, resemblance, line)
        if means:
            chosen = next((a for a in alike if a.id == means), None)
            if chosen is None:
                raise _Cannot("not_yours", line.name)
            self._claim(line, chosen)
        elif alike := [account for account in alike if account.id not in self._claimed]:
            raise _Cannot("", line.name, alike)

    def take(self, line: _Line) -> None:
        """Plans what becomes of a line that can be carried out."""
        person, account = line.person, line.account
        if account is None and line.username:  # an earlier line has made it
            account = self._with_username(person.role, line.username)
            if account is not None:
                self._claim(line, account)
        outcome = RosterOutcome(line.place, "changed")
        if account is None:
            school_class = line.wanted[0].name if line.wanted else person.role
            account = self._new(line.name, line.username, person.role, school_class)
            self._claimed.add(account.id)
            outcome.what = "new"
        elif account.name != line.name:
            outcome.was = account.name
            self.plan.renamed.append((account.id, line.name))
        self._met.add(account.id)
        outcome.username = account.username
        for badge in line.wanted:
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

    def _claim(self, line: _Line, account: Account) -> None:
        if account.id in self._claimed:
            raise _Cannot("twice", account.username)
        self._claimed.add(account.id)
        line.account = account

    def see_who_leaves(self, whole: bool) -> None:
        """Who is in a class of the roster but not in the roster, and whom the roster itself says to go."""
        going = dict(self._told_to_go)
        for school_class in self._spoken - self._unsure if whole else ():
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
            self._claimed.add(account.id)
        for raw in person.leaves:
            for badge in self._classes.get(_same(raw), ()):
                part = self._school.parts.get((badge.id, account.id))
                if part == "student" and (self._admin or badge.id in self._teaches):
                    self._told_to_go[(badge.id, account.id)] = None

    def _class(self, raw: str) -> ClassBadge:
        try:
            name = need_name(raw)
        except Refusal:
            raise _Cannot("bad_class", raw[:NAME_LENGTH]) from None
        found = self._classes.get(_same(name), [])
        if not self._admin:
            mine = [badge for badge in found if badge.id in self._teaches or badge.id not in self._names]
            if found and not mine:
                raise _Cannot("not_yours", name)
            found = mine
        if exact := [badge for badge in found if badge.name == name]:
            found = exact
        if len(found) > 1:
            raise _Cannot("which_class", name)
        if found:
            return found[0]
        if not self._make:
            raise _Cannot("no_class", name)
        return self._missing.setdefault(_same(name), ClassBadge(new_id(), name))

    def _make_class(self, badge: ClassBadge) -> None:
        self.plan.classes.append(badge)
        self._classes.setdefault(_same(badge.name), []).append(badge)
        if not self._admin:
            self.plan.parts[(badge.id, self._asker.id)] = "teacher"

    def _with_username(self, role: Role, username: str) -> Account | None:
        """Whose user name this is, if a line of this role may speak of them."""
        account = self._by_username.get(fold_username(username))
        if account is None:
            return None
        if (account.role == "student") != (role == "student"):
            raise _Cannot("other_role", account.username)
        if not self._admin and account.id not in self._mine | self._claimed:
            raise _Cannot("not_yours", account.username)
        return account

    def _found(
        self, lists: dict[str, dict[str, list[str]]], by: Callable[[str], str], line: _Line
    ) -> list[Account]:
        """Those whom a name may mean: of the line's classes, or of its role in the whole school."""
        role = line.person.role
        classes = [badge.id for badge in line.wanted] if role == "student" else []
        found: dict[str, None] = {}
        for where in classes or [role]:
            if where not in lists:
                lists[where] = {}
                for account in self._of(where, role):
                    lists[where].setdefault(by(account.name), []).append(account.id)
            found |= dict.fromkeys(lists[where].get(by(line.name), ()))
        return [self._by_id[account] for account in found]

    def _of(self, where: str, role: Role) -> list[Account]:
        """Those of a class, or of a role in the whole school."""
        if where == role:
            return [a for a in self._school.accounts if (a.role == "student") == (role == "student")]
        return [self._by_id[account] for account in self._members.get(where, ())]

    def _is_taken(self, username: str) -> bool:
        return fold_username(username) in self._given or fold_username(username) in self._by_username

    def _new(self, name: str, username: str, role: Role, school_class: str) -> Account:
        made = username or username_from(name, self._is_taken, school_class)
        account = Account(new_id(), name, role, made)
        self._by_username[fold_username(made)] = self._by_id[account.id] = account
        self.plan.accounts.append(account)
        return account


def _same(class_name: str) -> str:
    """By which a class is found: one that differs by more than capitals is another."""
    return clean_name(class_name).casefold()


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
