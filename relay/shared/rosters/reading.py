"""A roster from the bytes of a file or from pasted text: a zip of OneRoster, or a table of people."""

import re
from collections.abc import Mapping, Sequence

from relay.protocol.limits import NAME_LENGTH
from relay.protocol.people_admin import MOST_PEOPLE, RosterPerson
from relay.protocol.text import clean_name
from relay.shared.cells import cleaned
from relay.shared.rosters.headers import FAMILY_FIRST, Field, is_no, plain, role_of
from relay.shared.rosters.layouts import Layout, guess, is_odd, shape_of
from relay.shared.rosters.numbering import without_numbers
from relay.shared.rosters.oneroster import MOST_CLASSES, read_oneroster
from relay.shared.rosters.problems import NotARoster, RemarkKind, Why
from relay.shared.rosters.roster import Roster
from relay.shared.rosters.tables import LARGEST, MOST_COLUMNS, Row, decode, table_of

SHOWN_ROWS = 12
"""So many of the first rows are kept to be shown beside the columns."""
LONGEST = NAME_LENGTH * 2
"""More of a text is not handed on: whoever takes it says that it is too long."""
_BREAKS = str.maketrans(dict.fromkeys("\x0b\x0c\x85\u2028\u2029", "\n"))
"""What word processors write between lines."""
_RULE = re.compile(r":?-+:?|=+|_+|")
_SPACED = re.compile(r"(?<=\S)(?: {2,}|\u3000+)(?=\S)")
_MAIL = re.compile(r"\s*<[^<>\s]+@[^<>\s]+>")

_WHY: dict[RemarkKind, Why] = {
    "bad_quotes": "quotes",
    "bad_cell": "long_cell",
    "bad_columns": "too_many_columns",
    "bad_classes": "too_many_classes",
}
"""Why nothing is read where no line is left."""

Known = Mapping[str, Sequence[str]]


def read_roster(
    content: bytes,
    *,
    encoding: str = "",
    school_class: str = "",
    layout: Layout | None = None,
    known: Known | None = None,
) -> Roster:
    """Who stands in a file; raises NotARoster, and then nothing of it counts.

    ``encoding``: for files that are not Unicode. ``school_class``: of those whose line names none.
    ``layout``: the columns as somebody chose them. ``known``: those chosen before, by shape.
    """
    if content.startswith(b"PK"):
        return read_oneroster(content)
    if content.startswith((b"\xd0\xcf\x11\xe0", b"%PDF", b"{\\rtf")):
        raise NotARoster("spreadsheet")
    if len(content) > LARGEST:
        raise NotARoster("too_large", 0, str(LARGEST >> 20))
    return _read(decode(content, encoding), school_class, layout, known or {}, pasted=False)


def read_pasted(text: str, *, layout: Layout | None = None, known: Known | None = None) -> Roster:
    """Who stands in a list that was pasted or typed; raises NotARoster."""
    if len(text) > LARGEST:
        raise NotARoster("too_large", 0, str(LARGEST >> 20))
    text = _MAIL.sub("", text)
    lines = text.splitlines()
    filled = [line for line in lines if line.strip()]
    if (
        "\t" not in text
        and len(filled) > 2
        and sum(bool(_SPACED.search(x)) for x in filled) > len(filled) / 2
    ):
        text = "\n".join(_SPACED.sub("\t", line) for line in lines)
    return _read(text, "", layout, known or {}, pasted=True)


def _read(text: str, school_class: str, layout: Layout | None, known: Known, *, pasted: bool) -> Roster:
    found = Roster([])
    rows, separator = table_of(text.translate(_BREAKS), found.remark, most=MOST_PEOPLE * 10)
    rows = _straightened(rows)
    if not rows:
        raise _nobody(found)
    chosen = layout is not None
    if layout is None:
        guessed = guess(rows, known, pasted=pasted, separator=separator)
        layout = guessed.layout
        for remark in guessed.asked:
            found.remark(remark.kind, remark.line, clean_name(remark.about))
    return _Table(found, rows, layout, school_class, chosen=chosen).roster()


def _nobody(found: Roster) -> NotARoster:
    """Why nobody stands in it."""
    bad = next(iter(found.left_out), None)
    return NotARoster(_WHY[bad.kind], bad.line) if bad else NotARoster("empty")


def _straightened(rows: list[Row]) -> list[Row]:
    """Without rules, without columns in which nothing stands at either side, and without running numbers."""
    rows = [(line, cells) for line, cells in rows if not all(_RULE.fullmatch(cell) for cell in cells)]
    first = min((next(i for i, cell in enumerate(cells) if cell) for _, cells in rows), default=0)
    last = max((max(i for i, cell in enumerate(cells) if cell) for _, cells in rows), default=-1) + 1
    return without_numbers([(line, cells[first:last]) for line, cells in rows])


class _Table:
    """A table of people, of which each line is one person in one class, or each cell a person."""

    def __init__(
        self, found: Roster, rows: list[Row], layout: Layout, school_class: str, *, chosen: bool
    ) -> None:
        self._found, self._layout, self._class, self._chosen = found, layout, school_class, chosen
        self._above, self._rows = rows[: layout.above], rows[layout.above :]
        self._by_username: dict[str, RosterPerson] = {}
        self._named: set[tuple[str, str, str]] = set()
        self._fields = {field: i for i, field in enumerate(layout.columns) if field}
        family = layout.place("family")
        header = self._above[-1][1] if self._above else []
        headed = family is not None and family < len(header)
        self._family_first = headed and plain(header[family or 0]) in FAMILY_FIRST
        found.layout = layout
        found.rows = [(line, [clean_name(cell[:60]) for cell in cells]) for line, cells in rows[:SHOWN_ROWS]]
        found.shape = shape_of(rows, layout)
        last = len(header) - 1
        self._whole_names = last if header and not layout.across and layout.place("name") == last else -1
        """The last column, if it is the name: what stands behind a comma in it belongs to it."""

    def roster(self) -> Roster:
        """The people; a person of the same user name on several lines is one, in several classes."""
        if self._layout.across:
            for line, cells in self._rows:
                for cell in filter(None, cells):
                    self._take(line, {"name": cell}, turned=False)
        else:
            turned = self._are_turned()
            header = self._above[-1][1] if self._above else []
            headed = len(list(filter(None, header))) > 1 and not self._chosen and self._whole_names < 0
            width = len(header) if headed else MOST_COLUMNS
            for line, cells in self._rows:
                if any(cells[width:]):
                    self._found.remark("cells_beyond", line, clean_name(cells[width][:60]))
                self._take(line, self._cells(cells), turned=turned)
        if not self._found.people:
            raise _nobody(self._found)
        self._doubt_last()
        if self._found.left_out:
            self._found.whole = False  # who is missing is not known
        return self._found

    def _cells(self, cells: Sequence[str]) -> dict[Field, str]:
        found = {field: cells[i] for field, i in self._fields.items() if i < len(cells)}
        if 0 <= self._whole_names < len(cells) - 1:
            found["name"] = ", ".join(filter(None, cells[self._whole_names :]))
        return found

    def _are_turned(self) -> bool:
        """Whether the names all stand as "Silva, Ana"."""
        if {"family", "given"} <= self._fields.keys():
            return False
        names = [self._cells(cells).get("name", "") for _, cells in self._rows]
        names = [name for name in names if name]
        turned = bool(names) and all(name.count(",") == 1 and all(name.split(",")) for name in names)
        if turned:
            self._found.remark("turned_round")
        return turned

    def _take(self, line: int, cells: dict[Field, str], *, turned: bool) -> None:
        role = role_of(cells.get("role", ""))
        if not role:
            self._found.remark("role_skipped", line, clean_name(cells["role"][:LONGEST])[:60])
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
            if len(self._found.people) >= MOST_PEOPLE:
                raise NotARoster("too_many_people", line, str(MOST_PEOPLE))
            self._doubt(line, name, (name, school_class, key))
            person = RosterPerson(name, line, username, role)
            self._found.people.append(person)
            if key:
                self._by_username[key] = person
        elif not school_class or school_class in person.classes + person.leaves:
            self._found.remark("same_user", line, username[:64])
        if school_class and school_class not in person.classes + person.leaves:
            if len(person.classes) >= MOST_CLASSES:
                self._found.remark("bad_classes", line, str(MOST_CLASSES))
                return
            (person.leaves if goes else person.classes).append(school_class)

    def _doubt(self, line: int, name: str, whole: tuple[str, str, str]) -> None:
        """What is hardly a name, and a name that stands there twice without a user name, is asked about."""
        if not whole[2] and is_odd(name):  # no title and no sum has a user name
            self._found.remark("odd_name", line, name[:60])
        if whole in self._named:
            self._found.remark("same_name", line, name[:60])
        self._named.add(whole)

    def _doubt_last(self) -> None:
        """A last line whose class nobody else is in may be a sum, or say who made the list."""
        *others, last = self._found.people
        classes = [school_class for person in others for school_class in person.classes]
        alone = last.classes and not last.username and not set(last.classes) & set(classes)
        asked = any(remark.line == last.line for remark in self._found.asked)
        if alone and not asked and len(set(classes)) < len(classes):
            self._found.remark("odd_name", last.line, last.name[:60])

    def _name(self, cells: dict[Field, str], turned: bool) -> str:
        name = cells.get("name", "")
        if turned and name:
            return " ".join(part.strip() for part in reversed(name.split(",")))
        if name:
            return name
        parts = (cells.get("given", ""), cells.get("family", ""))
        return _joined(parts, self._family_first)

    def _clean(self, line: int, text: str) -> str:
        """The text without characters that can't be seen or turn the line round, which is remarked on."""
        clean, changed = cleaned(text[:LONGEST])
        if changed:
            self._found.remark("cleaned", line, clean[:64])
        return clean


def _joined(parts: tuple[str, str], family_first: bool) -> str:
    """A name of its given and its family name; those of Chinese characters stand together, family first."""
    said = [part for part in parts if part]
    han = said and all("\u4e00" <= c <= "\u9fff" for part in said for c in part)
    if han or family_first:
        said.reverse()
    return ("" if han else " ").join(said)
