"""What there is to say about a roster: why a file is none, remarks on lines, and what becomes of each."""

from desktop.translating import translate
from relay.protocol.accounts import Account
from relay.protocol.people_admin import Problem, RosterOutcome
from relay.shared.rosters import NotARoster, Remark
from relay.shared.rosters.problems import RemarkKind, Why


def why_not(problem: NotARoster) -> str:
    """Why a file can't be read as a roster, and what helps."""
    said: dict[Why, str] = {
        "too_large": translate("Rosters", "This file is larger than {about} MB: that is no roster."),
        "too_many_people": translate(
            "Rosters",
            "There are more than {about} people in this file. Split it, and import one after the other.",
        ),
        "too_many_lines": translate("Rosters", "There are more lines in this file than any roster has."),
        "long_cell": translate(
            "Rosters",
            "A cell is far longer than any name. Perhaps a quote is missing in this line or before.",
        ),
        "too_many_columns": translate("Rosters", "There are more columns in this file than any roster has."),
        "wrong_encoding": translate(
            "Rosters", "The letters of this file can't be read. Save it as CSV UTF-8, then choose it again."
        ),
        "not_text": translate("Rosters", "This is not a table. Save the list as CSV, then choose that file."),
        "spreadsheet": translate(
            "Rosters",
            "This is a spreadsheet or a document. Save it there as CSV UTF-8, then choose that file.",
        ),
        "quotes": translate("Rosters", "Quotes are not closed, or something stands right behind them."),
        "empty": translate("Rosters", "Nobody stands in this file."),
        "damaged_zip": translate(
            "Rosters", "This zip file is damaged, or packed in an unusual way. Export it again."
        ),
        "locked_zip": translate("Rosters", "This zip file has a password. Export it without one."),
        "zip_bomb": translate(
            "Rosters",
            "What is packed in this zip file is far too large for a roster, so nothing of it was unpacked.",
        ),
        "too_many_entries": translate(
            "Rosters", "There are more than {about} files in this zip: that is not a OneRoster export."
        ),
        "strange_names": translate(
            "Rosters",
            "The files in this zip have names or folders that a OneRoster export does not have, so nothing "
            "of it was unpacked.",
        ),
        "not_oneroster": translate(
            "Rosters", "This zip file is not a OneRoster export: there is no users.csv in it."
        ),
        "no_file": translate(
            "Rosters", "There is no {about} in this zip file. Export it with all its files."
        ),
        "no_column": translate("Rosters", "A column is missing ({about}). Export the file again."),
        "too_many_classes": translate("Rosters", "Somebody is in more than {about} classes."),
    }
    text = said[problem.why].format(about=problem.about)
    if problem.why == "wrong_encoding" and problem.about.endswith(".csv"):
        in_zip = translate("Rosters", "{about} in this zip file is not UTF-8. Export it again as UTF-8.")
        text = in_zip.format(about=problem.about)
    if not problem.line:
        return text
    return translate("Rosters", "Line {line}: {problem}").format(line=problem.line, problem=text)


def remarked(remark: Remark, *, numbered: bool = True) -> str:
    """A remark, as a sentence; ``numbered``: with its line."""
    said: dict[RemarkKind, str] = {
        "cleaned": translate("Rosters", "Characters that can't be seen were left out of “{about}”."),
        "turned_round": translate("Rosters", "Names such as “Silva, Ana” are read as “Ana Silva”."),
        "role_skipped": translate("Rosters", "Left out: neither student nor teacher ({about})."),
        "person_skipped": translate("Rosters", "Left out: switched off in the file ({about})."),
        "enrollment_skipped": translate("Rosters", "An enrollment does not fit the person's role ({about})."),
        "orphan_user": translate("Rosters", "{about} speaks of a user who is not in users.csv."),
        "orphan_class": translate("Rosters", "{about} speaks of a class that is not in classes.csv."),
        "same_user": translate("Rosters", "{about} stands there already."),
        "no_manifest": translate("Rosters", "The export has no manifest; it was read all the same."),
        "other_version": translate("Rosters", "This is OneRoster {about}; 1.1 and 1.2 are known."),
        "many_more": translate("Rosters", "… and more of the kind."),
        "no_heading": translate(
            "Rosters", "No heading is known in this list. Look whether each column is what it is taken for."
        ),
        "first_line": translate(
            "Rosters", "“{about}” looks like a heading, not like a person. Look where the people begin."
        ),
        "title_above": translate("Rosters", "“{about}” is taken for a title, and for nobody."),
        "which_name": translate("Rosters", "Which column is the family name? Look at the names below."),
        "class_guessed": translate("Rosters", "The column “{about}” is taken for the class."),
        "several_a_line": translate("Rosters", "Several names on one line are taken for several people."),
        "cells_beyond": translate("Rosters", "There are more cells than headings (“{about}”)."),
        "odd_name": translate("Rosters", "Is “{about}” a name?"),
        "same_name": translate("Rosters", "“{about}” stands there a second time. Are these two people?"),
        "bad_quotes": translate("Rosters", "Quotes are not closed, or something stands right behind them."),
        "bad_cell": translate("Rosters", "A cell is far longer than any name."),
        "bad_columns": translate("Rosters", "There are more columns than any roster has."),
        "bad_classes": translate("Rosters", "Somebody is in more than {about} classes."),
    }
    text = said[remark.kind].format(about=remark.about)
    if not remark.line or not numbered:
        return text
    return translate("Rosters", "Line {line}: {problem}").format(line=remark.line, problem=text)


def what_becomes(outcome: RosterOutcome | None) -> str:
    """What becomes of a person; None: they stay as they are."""
    if outcome is None:
        return translate("Rosters", "as before")
    if outcome.what == "refused":
        if outcome.alike:
            who = translate("Rosters", " or ").join(known_as(account) for account in outcome.alike)
            return translate("Rosters", "is this {name}? Choose…").format(name=who)
        if outcome.problem == "no_class" and not outcome.about:
            return translate("Rosters", "in which class?")
        return in_the_way(outcome.problem).format(about=outcome.about)
    said = [translate("Rosters", "new")] if outcome.what == "new" else []
    if outcome.was:
        said.append(translate("Rosters", "until now {name}").format(name=outcome.was))
    if outcome.joins:
        classes = translate("Rosters", ", ").join(outcome.joins)
        said.append(translate("Rosters", "joins {classes}").format(classes=classes))
    return translate("Rosters", " · ").join(said)


def known_as(account: Account) -> str:
    """Somebody who is there already, with the user name that tells them from others."""
    return translate("Rosters", "{name} ({username})").format(name=account.name, username=account.username)


def in_the_way(problem: Problem) -> str:
    """Why a line can't be carried out."""
    said: dict[Problem, str] = {
        "": "",
        "no_name": translate("Rosters", "there is no name"),
        "name_too_long": translate("Rosters", "the name is too long"),
        "bad_username": translate("Rosters", "can't be a user name: {about}"),
        "no_class": translate("Rosters", "there is no class {about}"),
        "which_class": translate("Rosters", "several classes are named {about}"),
        "bad_class": translate("Rosters", "can't be the name of a class: {about}"),
        "other_role": translate("Rosters", "{about} is somebody of another role"),
        "twice": translate("Rosters", "{about} stands there twice"),
        "not_yours": translate("Rosters", "not yours to change: {about}"),
    }
    return said[problem]
