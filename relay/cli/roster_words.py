"""What there is to say about a roster on the command line: why it can't be read, remarks, and each line."""

from relay.protocol.people_admin import Problem, RosterOutcome, RosterPerson
from relay.shared.rosters import Column, NotARoster, Remark, Roster
from relay.shared.rosters.problems import RemarkKind, Why

_WHY: dict[Why, str] = {
    "too_large": "it is larger than {about} MB: that is no roster",
    "too_many_people": "there are more than {about} people in it; please split it",
    "too_many_lines": "there are more lines in it than any roster has ({about})",
    "long_cell": "a cell is longer than any name; perhaps a quote is missing",
    "too_many_columns": "there are more columns than any roster has",
    "wrong_encoding": "this is not UTF-8{about}. Save it as CSV UTF-8, or say what it is, for instance "
    "with --encoding windows-1252",
    "not_text": "this is not text",
    "spreadsheet": "this is a spreadsheet or document, and no roster. Save it as CSV UTF-8",
    "quotes": "quotes are not closed, or something stands behind them",
    "empty": "there are no students in it",
    "damaged_zip": "the zip is damaged, or packed in a way that OneRoster does not allow ({about})",
    "locked_zip": "the zip has a password",
    "zip_bomb": "what is packed in the zip is far too large ({about}); nothing was unpacked",
    "too_many_entries": "there are more than {about} files in the zip: that is not OneRoster",
    "strange_names": "files in the zip lie in several folders, twice, or where they should not be ({about})",
    "not_oneroster": "this zip is not OneRoster: there is no users.csv in it",
    "no_file": "there is no {about} in the zip",
    "no_column": "a column is missing: {about}",
    "too_many_classes": "somebody is in more than {about} classes",
}
_REMARKS: dict[RemarkKind, str] = {
    "cleaned": "characters that can't be seen were left out of “{about}”",
    "turned_round": "names such as “Silva, Ana” are read as “Ana Silva”",
    "role_skipped": "left out, being neither student nor teacher ({about})",
    "person_skipped": "left out, being switched off ({about})",
    "enrollment_skipped": "this enrollment does not fit the person's role ({about})",
    "orphan_user": "{about} speaks of a user who is not in users.csv",
    "orphan_class": "{about} speaks of a class that is not in classes.csv",
    "same_user": "{about} stands there already",
    "no_manifest": "there is no manifest.csv; read all the same",
    "other_version": "this is OneRoster {about}; 1.1 and 1.2 are known",
    "many_more": "and more of the kind",
    "no_heading": "no heading is known, so what each column is was guessed ({about})",
    "first_line": "this looks like a heading and not like a person ({about})",
    "title_above": "this is taken for a title, and for nobody: {about}",
    "which_name": "which column is the family name?",
    "class_guessed": "the column “{about}” is taken for the class",
    "several_a_line": "several names on a line are several people",
    "cells_beyond": "there are more cells than headings ({about})",
    "odd_name": "is this a name? {about}",
    "same_name": "the same name a second time: {about}. Are these two people?",
    "bad_quotes": "quotes are not closed, or something stands behind them",
    "bad_cell": "a cell is longer than any name",
    "bad_columns": "there are more columns than any roster has",
    "bad_classes": "somebody is in more than {about} classes",
}
COLUMN_WORDS: dict[Column, str] = {
    "": "ignore",
    "name": "name",
    "given": "given",
    "family": "family",
    "school_class": "class",
    "username": "username",
    "role": "role",
    "enabled": "enabled",
}
"""What a column is called on the command line."""
_PROBLEMS: dict[Problem, str] = {
    "": "",
    "no_name": "there is no name",
    "name_too_long": "the name is too long: {about}…",
    "bad_username": "this can't be a user name: {about}",
    "no_class": "there is no class {about}; --make-classes makes it",
    "which_class": "several classes are named {about}",
    "bad_class": "this can't be the name of a class: {about}",
    "other_role": "{about} is somebody of another role",
    "twice": "{about} stands there twice",
    "not_yours": "this is not yours to change: {about}",
}


def why_not(file: object, problem: NotARoster) -> str:
    """Why a file can't be read, as a sentence."""
    about = problem.about
    if problem.why == "wrong_encoding":
        about = f" ({about})" if about else ""
    where = f", line {problem.line}" if problem.line else ""
    return f"{file}{where}: {_WHY[problem.why].format(about=about)}."


def remarked(file: object, remark: Remark) -> str:
    """A remark, as a sentence."""
    where = f", line {remark.line}" if remark.line else ""
    return f"{file}{where}: {_REMARKS[remark.kind].format(about=remark.about)}."


def cannot(file: object, person: RosterPerson, outcome: RosterOutcome) -> str:
    """Why a line can't be carried out, as a sentence."""
    where = f", line {person.line}" if person.line else ""
    if outcome.alike:
        known = " or ".join(f"{account.name} ({account.username})" for account in outcome.alike)
        is_who = "may be" if all(a.name == person.name for a in outcome.alike) else "is only like"
        return f"{file}{where}: {person.name} {is_who} {known}. Give a user name, that one or a new one."
    return f"{file}{where}: {_PROBLEMS[outcome.problem].format(about=outcome.about)}."


def how_read(roster: Roster) -> list[str]:
    """What each column of a table was taken for, with what stands in it first."""
    layout = roster.layout
    if layout is None:
        return []
    said = [
        f"Line {line} is above the people: {' | '.join(cells)}" for line, cells in roster.rows[: layout.above]
    ]
    first = roster.rows[layout.above][1] if layout.above < len(roster.rows) else []
    for number, column in enumerate(layout.columns, 1):
        cell = first[number - 1] if number <= len(first) else ""
        said.append(f"Column {number} is {COLUMN_WORDS[column]}: {cell}")
    if layout.across:
        said = ["Every cell is one person."]
    return said


def what_becomes(outcome: RosterOutcome) -> str:
    """What becomes of a person who is new or changed."""
    said: list[str] = [outcome.what] if outcome.what == "new" else []
    said += [f"until now {outcome.was}"] if outcome.was else []
    said += [f"joins {', '.join(outcome.joins)}"] if outcome.joins else []
    return "; ".join(said)
