"""Rosters as files: reading what schools export, and writing codes so that a spreadsheet runs no formula."""

import csv
import io
import os
from pathlib import Path

from relay.cli.asking import Failed
from relay.protocol.admin import Imported, RosterLine
from relay.store.folding import fold

LARGEST = 4 << 20
PROBLEMS_TOLD = 20
HEADERS = {
    "name": ("name", "student", "student name", "full name"),
    "given": ("given name", "first name", "givenname"),
    "family": ("family name", "last name", "surname", "familyname"),
    "school_class": ("class", "class name", "group"),
    "username": ("username", "user name", "login"),
}
WITHOUT_HEADER = ("name", "school_class", "username")


def read_roster(file: Path, school_class: str = "") -> list[RosterLine]:
    """The students of a CSV file; raises Failed with the numbers of the lines that are not right.

    The columns are found by their headers in any order; without headers they are name, class, user name.
    ``school_class`` is for students whose line names none.
    """
    text = _read(file)
    rows = _rows(file, text)
    if not rows:
        raise Failed(f"{file}: there are no students in it.")
    columns = _columns(rows[0][1])
    if columns is None:
        widest = max(len(cells) for _, cells in rows)
        if widest > len(WITHOUT_HEADER):
            raise Failed(
                f"{file}, line {rows[0][0]}: {widest} columns, and no header that says which is the name."
            )
        columns = {what: index for index, what in enumerate(WITHOUT_HEADER)}
    else:
        rows = rows[1:]
    lines, problems = [], []
    for number, cells in rows:
        found = {what: cells[index].strip() for what, index in columns.items() if index < len(cells)}
        name = found.get("name") or " ".join(filter(None, (found.get("given"), found.get("family"))))
        if not name:
            problems.append(f"{file}, line {number}: there is no name.")
        lines.append(
            RosterLine(name, found.get("username", ""), found.get("school_class") or school_class, number)
        )
    if problems:
        more = len(problems) - PROBLEMS_TOLD
        raise Failed("\n".join(problems[:PROBLEMS_TOLD] + ([f"… and {more} more."] if more > 0 else [])))
    if not lines:
        raise Failed(f"{file}: there are no students in it.")
    return lines


class CodesFile:
    """A CSV file for one-time codes, for its owner alone; never written over another file."""

    def __init__(self, file: Path) -> None:
        """Make the file before anything is changed, so that no code is made that has nowhere to go."""
        try:
            self._descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            raise Failed(f"{file} is there already; codes are never written over another file.") from None
        except OSError as error:
            raise Failed(f"{file} can't be written: {error.strerror}.") from None
        self._file = file

    def write(self, students: list[Imported]) -> None:
        """Write a line for each student who was given a code."""
        # With a byte order mark, by which spreadsheets tell that it is UTF-8.
        with open(self._descriptor, "w", encoding="utf-8-sig", newline="") as out:
            table = csv.writer(out)
            table.writerow(["name", "username", "class", "code"])
            for student in students:
                if student.code:
                    cells = (student.account.name, student.account.username, student.school_class)
                    table.writerow([*map(harmless, cells), student.code])

    def discard(self) -> None:
        """Nothing was imported: the file goes."""
        os.close(self._descriptor)
        self._file.unlink(missing_ok=True)


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return "'" + cell if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


def _read(file: Path) -> str:
    try:
        if file.stat().st_size > LARGEST:
            raise Failed(f"{file} is larger than {LARGEST >> 20} MB: that is no roster.")
        content = file.read_bytes()
    except OSError as error:
        raise Failed(f"{file} can't be read: {error.strerror}.") from None
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Failed(f"{file}, line {line}: this is not UTF-8. Please save it as CSV UTF-8.") from None


def _rows(file: Path, text: str) -> list[tuple[int, list[str]]]:
    """Rows that are not empty, each with the number of the line on which it begins."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(",;\t", key=first.count)
    rows: list[tuple[int, list[str]]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    begun = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append((begun, cells))
            begun = reader.line_num + 1
    except csv.Error as error:
        raise Failed(f"{file}, line {begun}: {error}.") from None
    return rows


def _columns(cells: list[str]) -> dict[str, int] | None:
    """Where each column is, if these cells are headers; None when they are a student."""
    found: dict[str, int] = {}
    for index, cell in enumerate(cells):
        for what, names in HEADERS.items():
            if fold(cell).replace("_", " ").strip() in names:
                found.setdefault(what, index)
    return found if "name" in found or "given" in found or "family" in found else None
