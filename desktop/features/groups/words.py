"""What groups are called, and who is in them, in words."""

from collections.abc import Iterable

from PySide6.QtCore import QLocale

from desktop.features.panel.words import several
from desktop.translating import translate
from relay.protocol.groups import Groups
from relay.protocol.people import People


def group_name(number: int) -> str:
    """As everybody calls it."""
    return translate("Groups", "Group {number}").format(number=QLocale().toString(number))


def names_of(people: People, accounts: Iterable[str]) -> list[str]:
    """As everybody knows them, in order."""
    known = sorted(filter(None, map(people.name_of, accounts)), key=str.casefold)
    return known or [translate("Groups", "nobody")]


def own_group(groups: Groups, people: People, me: str) -> str:
    """What a student reads of their group; nothing where they are in none."""
    number = groups.group_of(me)
    others = [account for account in groups.members(number) if account != me]
    if not number:
        return ""
    if not others:
        words = translate("Groups", "You are in group {number}, alone until now")
        return words.format(number=QLocale().toString(number))
    words = translate("Groups", "You are in group {number} with {names}")
    names = several(names_of(people, others))
    return words.format(number=QLocale().toString(number), names=names)
