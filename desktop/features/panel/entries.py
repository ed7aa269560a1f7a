"""What panels add to the bar's menus, and to those of a person and of a message."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from desktop.theme import Ink
from resources import IconName

Menu = Literal["show", "ask", "more"]
"""Of the bar, each of them there while a panel has entries for it."""


@dataclass(frozen=True)
class _Action:
    label: str
    icon: IconName
    do: Callable[[], object]
    danger: bool = False


@dataclass(frozen=True)
class PersonAction(_Action):
    """Something to do with a person, offered in the list of participants."""

    first: bool = False
    """The likeliest thing to do: one click beside the person, where they wait."""


class MessageAction(_Action):
    """Something to do with a message, offered in its menu in the chat."""


@dataclass(frozen=True)
class SearchHit(_Action):
    """Where the words are that are searched for, and what leads there."""


@dataclass(frozen=True)
class MenuEntry:
    """Something to do from one of the bar's menus."""

    menu: Menu
    label: str
    icon: IconName
    do: Callable[[], object]
    shortcut: str = ""
    """Works also while the menu is closed."""
    key: str = ""
    """A digit that chooses it while the menu is open."""
    checked: bool = False
    """It is so already: what is shown now, or switched on."""
    under: str = ""
    """The words of a menu of its own within that menu; entries of the same stand there together."""


@dataclass(frozen=True)
class PersonBadge:
    """A small sign beside a person's name; `words` say the same to screen readers."""

    icon: IconName
    ink: Ink
    words: str
    text: str = ""
    """Behind the sign, a few letters at most."""
