"""Rosters from the command line: bringing the school up to a file, and writing the school to one."""

import argparse
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from relay.cli.asking import Failed, ask
from relay.cli.commands import Commands
from relay.cli.roster_words import COLUMN_WORDS, cannot, how_read, remarked, what_becomes, why_not
from relay.config import Settings
from relay.protocol.accounts import ClassBadge, Done
from relay.protocol.classes import ClassList, ListClasses
from relay.protocol.people_admin import (
    BringUpRoster,
    Leaver,
    ListPeople,
    PeopleList,
    Person,
    RemoveStudents,
    RosterPlan,
)
from relay.shared.files import create_private
from relay.shared.ids import new_id
from relay.shared.rosters import (
    Column,
    Layout,
    NotARoster,
    Roster,
    oneroster_zip,
    read_roster,
    roster_csv,
    table_csv,
)
from relay.shared.rosters.unpacking import LARGEST

PROBLEMS_TOLD = 20
_LOOK = (
    "Nothing was changed. Is that how it is to be read? Then say so with --as-shown; otherwise say what the "
    "columns are with --columns, and where the people begin with --first-line."
)
_SKIP = "Nothing was changed. --skip-bad-lines brings in the other lines."


def add_commands(commands: Commands) -> None:
    add = commands.add
    summary = "bring people and classes up to a CSV file or a OneRoster zip; nobody is removed unasked"
    bring = add("import-roster", import_roster, summary)
    bring.add_argument("file", type=Path, metavar="FILE", help="CSV with a header, or OneRoster 1.1 or 1.2")
    bring.add_argument(
        "--class", dest="school_class", default="", metavar="NAME", help="class of all whose line names none"
    )
    bring.add_argument("--make-classes", action="store_true", help="make classes that are missing")
    bring.add_argument("--encoding", default="", metavar="NAME", help="of a file that is not UTF-8")
    bring.add_argument(
        "--columns",
        type=_columns,
        metavar="LIST",
        help="what each column is: " + ", ".join(COLUMN_WORDS.values()) + "; needs --first-line",
    )
    bring.add_argument(
        "--first-line", type=int, metavar="N", help="the line on which the first person stands"
    )
    bring.add_argument(
        "--as-shown",
        action="store_true",
        help="what is asked about in the file was looked at, and is right as it is read",
    )
    bring.add_argument(
        "--skip-bad-lines", action="store_true", help="leave out lines that can't be brought in, and tell"
    )
    bring.add_argument("--dry-run", action="store_true", help="only tell what would be done, line by line")
    bring.add_argument("--codes-out", type=Path, metavar="FILE", help="also write the one-time codes there")
    bring.add_argument(
        "--take-out",
        action="store_true",
        help="take those out of their classes who are proposed for removal (their accounts stay)",
    )
    write = add("export-roster", export_roster, "write people and classes as OneRoster (.zip) or as a table")
    write.add_argument("file", type=Path, metavar="FILE", help="a name that ends in .zip or .csv")


def import_roster(given: argparse.Namespace, settings: Settings) -> int:
    """Bring the school up to a file; returns the exit code, raises Failed and StoreError."""
    roster = read_file(given.file, given.encoding, given.school_class)
    if given.columns or given.first_line:
        roster = _as_chosen(given, roster)
    for remark in roster.remarks:
        print(remarked(given.file, remark), file=sys.stderr)
    if roster.asked and not given.as_shown:
        print("\n".join(how_read(roster)), file=sys.stderr)
        if not given.dry_run:
            raise Failed(_LOOK)
    if roster.left_out and not (given.skip_bad_lines or given.dry_run):
        raise Failed(_SKIP)
    codes = CodesFile(given.codes_out) if given.codes_out and not given.dry_run else None
    ref = new_id()
    command = BringUpRoster(
        ref=ref,
        roster=ref,
        size=len(roster.people),
        people=roster.people,
        make_classes=given.make_classes,
        whole=roster.whole,
        dry_run=given.dry_run,
        skip_refused=given.skip_bad_lines,
    )
    try:
        plan = ask(settings, command, RosterPlan)
        if plan.refused and not (given.skip_bad_lines and (plan.done or given.dry_run)):
            if given.dry_run:
                _tell(roster, plan)
            raise Failed(_refused(given.file, roster, plan))
    except BaseException:
        if codes:
            codes.discard()
        raise
    if codes:
        codes.write(roster, plan)
    for told in _problems(given.file, roster, plan):
        print(told, file=sys.stderr)
    _tell(roster, plan)
    _see_off(settings, plan.leavers, take_out=given.take_out and plan.done)
    return 0


def _columns(text: str) -> tuple[Column, ...]:
    """The columns as somebody writes them; raises ArgumentTypeError."""
    by_word = {word: column for column, word in COLUMN_WORDS.items()}
    words = [word.strip().casefold() for word in text.split(",")]
    if any(word not in by_word for word in words):
        raise argparse.ArgumentTypeError(f"columns are {', '.join(by_word)}")
    return tuple(by_word[word] for word in words)


def _as_chosen(given: argparse.Namespace, guessed: Roster) -> Roster:
    """The file once more, with the columns and the first line that were given; raises Failed."""
    if guessed.layout is None:
        raise Failed(f"{given.file} is OneRoster: it says itself what its columns are.")
    columns, above = given.columns or guessed.layout.columns, guessed.layout.above
    if given.first_line is not None:
        above = sum(line < given.first_line for line, _ in guessed.rows)
    layout = Layout(columns, above, across=guessed.layout.across and not given.columns)
    return read_file(given.file, given.encoding, given.school_class, layout)


def read_file(file: Path, encoding: str = "", school_class: str = "", layout: Layout | None = None) -> Roster:
    """The roster of a file; raises Failed with a sentence."""
    try:
        with file.open("rb") as opened:
            content = opened.read(LARGEST + 1)
    except OSError as error:
        raise Failed(f"{file} can't be read: {error.strerror}.") from None
    try:
        if len(content) > LARGEST:
            raise NotARoster("too_large", 0, str(LARGEST >> 20))
        return read_roster(content, encoding=encoding, school_class=school_class, layout=layout)
    except NotARoster as problem:
        raise Failed(why_not(file, problem)) from None


def export_roster(given: argparse.Namespace, settings: Settings) -> int:
    """Write the school to a new file of its owner; returns the exit code, raises Failed and StoreError."""
    people: list[Person] = []
    while True:
        page = ask(settings, ListPeople(ref=new_id(), start=len(people)), PeopleList)
        people += page.people
        if not page.people or len(people) >= page.total:
            break
    listed = ask(settings, ListClasses(ref=new_id()), ClassList)
    classes = [ClassBadge(one.id, one.name) for one in listed.classes]
    if given.file.suffix.casefold() == ".csv":
        content = roster_csv(people, classes)
    elif given.file.suffix.casefold() == ".zip":
        name = settings.relay_name or "Schoolbell"
        content = oneroster_zip(people, classes, name, datetime.now(UTC).date())
    else:
        raise Failed(f"{given.file}: give it a name that ends in .zip (OneRoster) or .csv (a table).")
    with open(_new_file(given.file), "wb") as out:
        out.write(content)
    print(f"{len(people)} people and {len(classes)} classes are in {given.file}.")
    return 0


class CodesFile:
    """A CSV file for one-time codes, for its owner alone; never written over another file."""

    def __init__(self, file: Path) -> None:
        """Make the file before anything is changed, so that no code is made that has nowhere to go."""
        self._descriptor, self._file = _new_file(file), file

    def write(self, roster: Roster, plan: RosterPlan) -> None:
        rows = [["name", "username", "class", "code"]]
        for outcome in plan.outcomes:
            if outcome.code:
                person = roster.people[outcome.place]
                rows.append([person.name, outcome.username, ", ".join(person.classes), outcome.code])
        with open(self._descriptor, "wb") as out:
            out.write(table_csv(rows))

    def discard(self) -> None:
        """Nothing was imported: the file goes."""
        os.close(self._descriptor)
        self._file.unlink(missing_ok=True)


def _new_file(file: Path) -> int:
    try:
        return create_private(file)
    except FileExistsError:
        raise Failed(f"{file} is there already; nothing is ever written over another file.") from None
    except OSError as error:
        raise Failed(f"{file} can't be written: {error.strerror}.") from None


def _problems(file: Path, roster: Roster, plan: RosterPlan) -> list[str]:
    """Why lines were left out, each as a sentence."""
    refused = (outcome for outcome in plan.outcomes if outcome.what == "refused")
    return [cannot(file, roster.people[outcome.place], outcome) for outcome in refused]


def _refused(file: Path, roster: Roster, plan: RosterPlan) -> str:
    problems = _problems(file, roster, plan)
    more = len(problems) - PROBLEMS_TOLD
    told = problems[:PROBLEMS_TOLD] + ([f"… and {more} more."] if more > 0 else [])
    others = len(roster.people) - len(problems)
    skip = f" --skip-bad-lines brings in the other {others}." if others else ""
    return "\n".join([*told, f"Nothing was changed.{skip}"])


def _tell(roster: Roster, plan: RosterPlan) -> None:
    names = max((len(roster.people[o.place].name) for o in plan.outcomes), default=0)
    usernames = max((len(outcome.username) for outcome in plan.outcomes), default=0)
    for outcome in plan.outcomes:
        if outcome.what == "refused":
            continue
        person = roster.people[outcome.place]
        line = f"{person.name:{names}}  {outcome.username:{usernames}}  {outcome.code or outcome.what:9}"
        print(f"line {person.line:>4}  {line}  {what_becomes(outcome)}".rstrip())
    if plan.made_classes:
        print(("Made" if plan.done else "To be made") + f": class {', class '.join(plan.made_classes)}.")
    summary = f"{plan.new} new, {plan.changed} changed, {plan.same} as before"
    summary += f", {plan.refused} left out" if plan.refused else ""
    print(f"Done: {summary}." if plan.done else f"Nothing was changed; it would be: {summary}.")


def _see_off(settings: Settings, leavers: list[Leaver], *, take_out: bool) -> None:
    """Those who are not in the roster any more: told, and taken out of their classes if that is wanted."""
    if not leavers:
        return
    print("Not in the roster any more:")
    for leaver in leavers:
        print(f"  {leaver.school_class}: {leaver.account.name} ({leaver.account.username})")
    if not take_out:
        print(f"They stay ({len(leavers)}). With --take-out they are taken out of these classes.")
        return
    classes: dict[str, list[str]] = {}
    for leaver in leavers:
        classes.setdefault(leaver.class_id, []).append(leaver.account.id)
    for school_class, accounts in classes.items():
        ask(settings, RemoveStudents(ref=new_id(), class_id=school_class, accounts=accounts), Done)
    print(f"Taken out: {len(leavers)}. Their accounts and what they said stay.")
