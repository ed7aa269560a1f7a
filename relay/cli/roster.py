"""Rosters from the command line: bringing the school up to a file, and writing the school to one."""

import argparse
import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from relay.cli.asking import Failed, ask, new_ref
from relay.cli.roster_words import cannot, remarked, what_becomes, why_not
from relay.config import Settings
from relay.protocol.accounts import ClassBadge
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
from relay.protocol.rosters import NotARoster, Roster, oneroster_zip, read_roster, roster_csv, table_csv
from relay.protocol.rosters.unpacking import LARGEST

PROBLEMS_TOLD = 20

AddCommand = Callable[
    [str, Callable[[argparse.Namespace, Settings], int], str],
    argparse.ArgumentParser,
]


def add_commands(add: AddCommand) -> None:
    """Put the commands of this file beside the others."""
    summary = "bring people and classes up to a CSV file or a OneRoster zip; nobody is removed unasked"
    bring = add("import-roster", import_roster, summary)
    bring.add_argument("file", type=Path, metavar="FILE", help="CSV with a header, or OneRoster 1.1 or 1.2")
    bring.add_argument(
        "--class", dest="school_class", default="", metavar="NAME", help="class of all whose line names none"
    )
    bring.add_argument("--make-classes", action="store_true", help="make classes that are missing")
    bring.add_argument("--encoding", default="", metavar="NAME", help="of a file that is not UTF-8")
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
    for remark in roster.remarks:
        print(remarked(given.file, remark), file=sys.stderr)
    codes = CodesFile(given.codes_out) if given.codes_out and not given.dry_run else None
    ref = new_ref()
    command = BringUpRoster(
        ref=ref,
        roster=ref,
        size=len(roster.people),
        people=roster.people,
        make_classes=given.make_classes,
        whole=roster.whole,
        dry_run=given.dry_run,
    )
    try:
        plan = ask(settings, command)
        assert isinstance(plan, RosterPlan)
        if plan.refused:
            if given.dry_run:
                _tell(roster, plan)
            raise Failed(_refused(given.file, roster, plan))
    except BaseException:
        if codes:
            codes.discard()
        raise
    if codes:
        codes.write(roster, plan)
    _tell(roster, plan)
    _see_off(settings, plan.leavers, take_out=given.take_out and plan.done)
    return 0


def read_file(file: Path, encoding: str = "", school_class: str = "") -> Roster:
    """The roster of a file; raises Failed with a sentence."""
    try:
        with file.open("rb") as opened:
            content = opened.read(LARGEST + 1)
    except OSError as error:
        raise Failed(f"{file} can't be read: {error.strerror}.") from None
    try:
        if len(content) > LARGEST:
            raise NotARoster("too_large", 0, str(LARGEST >> 20))
        return read_roster(content, encoding=encoding, school_class=school_class)
    except NotARoster as problem:
        raise Failed(why_not(file, problem)) from None


def export_roster(given: argparse.Namespace, settings: Settings) -> int:
    """Write the school to a new file of its owner; returns the exit code, raises Failed and StoreError."""
    people: list[Person] = []
    while True:
        page = ask(settings, ListPeople(ref=new_ref(), start=len(people)))
        assert isinstance(page, PeopleList)
        people += page.people
        if not page.people or len(people) >= page.total:
            break
    listed = ask(settings, ListClasses(ref=new_ref()))
    assert isinstance(listed, ClassList)
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
        """Write a line for everybody who was given a code."""
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
        return os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise Failed(f"{file} is there already; nothing is ever written over another file.") from None
    except OSError as error:
        raise Failed(f"{file} can't be written: {error.strerror}.") from None


def _refused(file: Path, roster: Roster, plan: RosterPlan) -> str:
    problems = [
        cannot(file, roster.people[outcome.place], outcome)
        for outcome in plan.outcomes
        if outcome.what == "refused"
    ]
    more = len(problems) - PROBLEMS_TOLD
    told = problems[:PROBLEMS_TOLD] + ([f"… and {more} more."] if more > 0 else [])
    return "\n".join([*told, "Nothing was changed."])


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
        ask(settings, RemoveStudents(ref=new_ref(), class_id=school_class, accounts=accounts))
    print(f"Taken out: {len(leavers)}. Their accounts and what they said stay.")
