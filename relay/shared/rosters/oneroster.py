"""OneRoster 1.1 and 1.2: a zip of CSV files, as student information systems export it.

Only what a classroom needs is opened: classes, users, roles, enrollments. Passwords, demographics and marks
stay where they are.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from relay.protocol.limits import DECODED, NAME_LENGTH
from relay.protocol.people_admin import MOST_PEOPLE, RosterPerson
from relay.shared.cells import cleaned
from relay.shared.rosters.problems import NotARoster
from relay.shared.rosters.roster import Roster
from relay.shared.rosters.tables import decode, rows_of
from relay.shared.rosters.unpacking import Bundle

NEEDED = {
    "classes.csv": ("sourcedid", "title"),
    "users.csv": ("sourcedid", "username", "givenname", "familyname"),
    "enrollments.csv": ("classsourcedid", "usersourcedid", "role"),
    "roles.csv": ("usersourcedid", "role"),
}
"""The columns without which a file says nothing; others may be missing or be more."""
VERSIONS = ("1.1", "1.2")
MOST_CLASSES = 60
"""Of one person."""

CsvLine = tuple[int, dict[str, str]]


@dataclass
class _User:
    """A line of users.csv."""

    line: int
    username: str
    name: str
    gone: bool
    roles: set[str] = field(default_factory=set)
    enrolled: list[tuple[int, str, str, bool]] = field(default_factory=list)
    """Line, class, role, and whether they go."""


def read_oneroster(content: bytes) -> Roster:
    """Who stands in a OneRoster zip; raises NotARoster."""
    bundle = Bundle(content)
    for name in ("users.csv", "classes.csv", "enrollments.csv"):
        if name not in bundle:
            raise NotARoster("not_oneroster" if name == "users.csv" else "no_file", 0, name)
    return _Reading(bundle).roster()


class _Reading:
    """One zip being read."""

    def __init__(self, bundle: Bundle) -> None:
        self._bundle = bundle
        self._found = Roster([])
        self._users: dict[str, _User] = {}
        self._classes: dict[str, tuple[str, bool]] = {}
        """By sourcedId: the name, and whether the class is to be deleted."""

    def roster(self) -> Roster:
        self._manifest()
        self._read_classes()
        self._read_users()
        if "roles.csv" in self._bundle:
            for line, cells in self._lines("roles.csv"):
                user = self._users.get(cells["usersourcedid"])
                if user is None:
                    self._found.remark("orphan_user", line, "roles.csv")
                elif not _is_deleted(cells):
                    user.roles.add(cells["role"].casefold())
        self._read_enrollments()
        for user in self._users.values():
            self._add(user)
        if not self._found.people:
            raise NotARoster("empty")
        if len(self._found.people) > MOST_PEOPLE:
            raise NotARoster("too_many_people", 0, str(MOST_PEOPLE))
        return self._found

    def _manifest(self) -> None:
        version = "1.2" if "roles.csv" in self._bundle else "1.1"
        if "manifest.csv" not in self._bundle:
            self._found.remark("no_manifest")
            self._found.kind = f"OneRoster {version}"
            return
        told = {}
        for _, cells in rows_of(decode(self._bundle.read("manifest.csv"), "", "manifest.csv"), ","):
            told[cells[0].casefold()] = cells[1] if len(cells) > 1 else ""
        said = told.get("oneroster.version", "")
        if said and not said.startswith(VERSIONS):
            self._found.remark("other_version", 0, cleaned(said)[0][:20])
        self._found.kind = f"OneRoster {next((v for v in VERSIONS if said.startswith(v)), version)}"
        files = ("file.users", "file.enrollments", "file.classes")
        self._found.whole = all(told.get(file, "").casefold() != "delta" for file in files)

    def _read_classes(self) -> None:
        titles: dict[str, int] = {}
        lines = list(self._lines("classes.csv"))
        for _, cells in lines:
            titles[cells["title"].casefold()] = titles.get(cells["title"].casefold(), 0) + 1
        taken: set[str] = set()
        for line, cells in lines:
            title = self._clean(line, cells["title"])
            if titles[cells["title"].casefold()] > 1:  # the same title more than once: told apart by the code
                title = f"{title} ({self._clean(line, cells.get('classcode') or cells['sourcedid'])})"
                if title.casefold() in taken:
                    title = f"{title} ({cleaned(cells['sourcedid'])[0]})"
            taken.add(title.casefold())
            self._classes[cells["sourcedid"]] = (title[: DECODED * NAME_LENGTH], _is_deleted(cells))

    def _read_users(self) -> None:
        for line, cells in self._lines("users.csv"):
            name = self._clean(line, f"{cells['givenname']} {cells['familyname']}")
            gone = _is_deleted(cells) or cells.get("enableduser", "").casefold() in ("false", "0", "no")
            user = _User(line, self._clean(line, cells["username"]), name, gone)
            user.roles |= {r.strip().casefold() for r in cells.get("role", "").split(",") if r.strip()}
            if cells["sourcedid"] in self._users:
                self._found.remark("same_user", line, cells["sourcedid"][:NAME_LENGTH])
                continue
            self._users[cells["sourcedid"]] = user

    def _read_enrollments(self) -> None:
        for line, cells in self._lines("enrollments.csv"):
            user, badge = self._users.get(cells["usersourcedid"]), self._classes.get(cells["classsourcedid"])
            if user is None or badge is None:
                # A delta tells only what has changed, so that the rest of it stands elsewhere.
                self._found.remark("orphan_user" if user is None else "orphan_class", line, "enrollments.csv")
                continue
            role, (title, class_gone) = cells["role"].casefold(), badge
            user.enrolled.append((line, title, role, class_gone or _is_deleted(cells)))

    def _add(self, user: _User) -> None:
        """A user becomes a person of the roster. What an enrollment says never makes a student a teacher."""
        roles = user.roles or {role for _, _, role, _ in user.enrolled}
        role: Literal["student", "teacher"] = "teacher" if "teacher" in roles else "student"
        if role not in roles:
            self._found.remark("role_skipped", user.line, cleaned(", ".join(sorted(roles)) or "-")[0][:60])
            return
        classes: list[str] = []
        leaves: list[str] = []
        for line, title, enrolled, goes in user.enrolled:
            if enrolled != role:
                self._found.remark("enrollment_skipped", line, cleaned(enrolled)[0][:40])
            elif title not in (leaves if goes or user.gone else classes):
                (leaves if goes or user.gone else classes).append(title)
        leaves = [title for title in leaves if title not in classes]
        if user.gone and not (user.username and leaves):
            self._found.remark("person_skipped", user.line, user.name[:NAME_LENGTH])
            return
        if max(len(classes), len(leaves)) > MOST_CLASSES:
            raise NotARoster("too_many_classes", user.line, str(MOST_CLASSES))
        self._found.people.append(RosterPerson(user.name, user.line, user.username, role, classes, leaves))

    def _lines(self, name: str) -> Iterator[CsvLine]:
        """The lines of a file by their columns, in lower case; raises NotARoster."""
        rows = rows_of(decode(self._bundle.read(name), "", name), ",", about=name)
        first = next(rows, None)
        if first is None:
            raise NotARoster("no_column", 0, f"{name}: {NEEDED[name][0]}")
        columns = [cell.casefold() for cell in first[1]]
        for needed in NEEDED[name]:
            if needed not in columns:
                raise NotARoster("no_column", first[0], f"{name}: {needed}")
        for line, cells in rows:
            padded = cells + [""] * (len(columns) - len(cells))
            yield line, dict(zip(columns, padded, strict=False))

    def _clean(self, line: int, text: str) -> str:
        clean, changed = cleaned(text)
        if changed:
            self._found.remark("cleaned", line, clean[:NAME_LENGTH])
        return clean


def _is_deleted(cells: dict[str, str]) -> bool:
    return cells.get("status", "").casefold() in ("tobedeleted", "inactive")
