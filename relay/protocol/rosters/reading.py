"""A roster from the bytes of a file, whatever it is: a zip of OneRoster, or a table of people."""

from relay.protocol.people_admin import MOST_PEOPLE, RosterPerson
from relay.protocol.rosters.cells import cleaned
from relay.protocol.rosters.headers import FAMILY_FIRST, Field, columns_of, is_no, plain, role_of
from relay.protocol.rosters.oneroster import MOST_CLASSES, read_oneroster
from relay.protocol.rosters.problems import NotARoster, Roster
from relay.protocol.rosters.tables import LARGEST, Row, decode, rows_of
from relay.protocol.text import clean_name

WITHOUT_HEADER: tuple[Field, ...] = ("name", "school_class", "username")


def read_roster(content: bytes, *, encoding: str = "", school_class: str = "") -> Roster:
    """Who stands in a file; raises NotARoster, and then nothing of it counts.

    ``encoding``: for files that are not Unicode. ``school_class``: of those whose line names none.
    """
    if content.startswith(b"PK"):
        return read_oneroster(content)
    if content.startswith((b"\xd0\xcf\x11\xe0", b"%PDF", b"{\\rtf")):
        raise NotARoster("spreadsheet")
    if len(content) > LARGEST:
        raise NotARoster("too_large", 0, str(LARGEST >> 20))
    rows = list(rows_of(decode(content, encoding), most=MOST_PEOPLE * 10))
    if not rows:
        raise NotARoster("empty")
    return _Table(rows, school_class).roster()


class _Table:
    """A table of people, of which each line is one person in one class."""

    def __init__(self, rows: list[Row], school_class: str) -> None:
        self._rows, self._class = rows, school_class
        self._found = Roster([])
        self._by_username: dict[str, RosterPerson] = {}
        self._family_first = False

    def roster(self) -> Roster:
        """The people; a person of the same user name on several lines is one, in several classes."""
        columns, rows = self._columns()
        turned = self._are_turned(columns, rows)
        for line, cells in rows:
            self._take(line, {field: cells[i] for field, i in columns.items() if i < len(cells)}, turned)
            if len(self._found.people) > MOST_PEOPLE:
                raise NotARoster("too_many_people", line, str(MOST_PEOPLE))
        if not self._found.people:
            raise NotARoster("empty")
        return self._found

    def _columns(self) -> tuple[dict[Field, int], list[Row]]:
        line, header = self._rows[0]
        columns = columns_of(header)
        if columns is None:
            widest = max(len(cells) for _, cells in self._rows)
            if widest > len(WITHOUT_HEADER):
                raise NotARoster("no_header", line, str(widest))
            return {field: index for index, field in enumerate(WITHOUT_HEADER)}, self._rows
        named = {index: field for field, index in columns.items()}
        for index, cell in enumerate(header):
            if index in named:
                self._found.columns.append((named[index], clean_name(cell)[:60]))
            elif cell:
                self._found.ignored.append(clean_name(cell)[:60])
        family = columns.get("family")
        self._family_first = family is not None and plain(header[family]) in FAMILY_FIRST
        return columns, self._rows[1:]

    def _are_turned(self, columns: dict[Field, int], rows: list[Row]) -> bool:
        """Whether the names all stand as "Silva, Ana"."""
        if "name" not in columns:
            return False
        names = [cells[columns["name"]] for _, cells in rows if columns["name"] < len(cells)]
        turned = bool(names) and all(name.count(",") == 1 and all(name.split(",")) for name in names if name)
        if turned and any(names):
            self._found.remark("turned_round")
        return turned and any(names)

    def _take(self, line: int, cells: dict[Field, str], turned: bool) -> None:
        role = role_of(cells.get("role", ""))
        if not role:
            self._found.remark("role_skipped", line, clean_name(cells["role"])[:60])
            return
        name = self._clean(line, self._name(cells, turned))
        username = self._clean(line, cells.get("username", ""))
        school_class = self._clean(line, cells.get("school_class", "") or self._class)
        goes = is_no(cells.get("enabled", ""))
        if goes and not username:
            self._found.remark("person_skipped", line, name[:64])
            return
        key = username.casefold()
        person = self._by_username.get(key) if key else None
        if person is None:
            person = RosterPerson(name, line, username, role)
            self._found.people.append(person)
            if key:
                self._by_username[key] = person
        elif not school_class or school_class in person.classes + person.leaves:
            self._found.remark("same_user", line, username[:64])
        if school_class and school_class not in person.classes + person.leaves:
            (person.leaves if goes else person.classes).append(school_class)
            if len(person.classes) > MOST_CLASSES:
                raise NotARoster("too_many_classes", line, str(MOST_CLASSES))

    def _name(self, cells: dict[Field, str], turned: bool) -> str:
        name = cells.get("name", "")
        if turned and name:
            return " ".join(part.strip() for part in reversed(name.split(",")))
        if name:
            return name
        parts = (cells.get("given", ""), cells.get("family", ""))
        return _joined(parts[::-1] if self._family_first else parts)

    def _clean(self, line: int, text: str) -> str:
        """The text without characters that can't be seen or turn the line round, which is remarked on."""
        clean, changed = cleaned(text)
        if changed:
            self._found.remark("cleaned", line, clean[:64])
        return clean


def _joined(parts: tuple[str, ...]) -> str:
    """A name of its parts; those written in Chinese characters stand together."""
    said = [part for part in parts if part]
    han = said and all("\u4e00" <= c <= "\u9fff" for part in said for c in part)
    return ("" if han else " ").join(said)
