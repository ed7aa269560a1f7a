"""What a subject shows in a room is a Panel; here is what it is handed, and how all of them are found."""

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar, Literal, Protocol, TypeVar

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale, Signal, SignalInstance
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

import desktop.features
from desktop.client import Address, LineState, PendingCommand
from desktop.identity_status import named_in
from desktop.notifications import Notifications
from desktop.qt_client import QtRoomClient
from desktop.sentences import find_offers
from desktop.theme import Ink, Theme
from desktop.theme.widgets import Checked, IconButton
from relay.protocol.accounts import Welcome
from relay.protocol.base import Event, IdentityStatus, Moment
from relay.protocol.hello import MOMENTS
from relay.protocol.lesson import Lesson
from relay.protocol.lesson_stats import LessonStats
from relay.protocol.memory import Memory
from relay.protocol.people import People
from relay.protocol.session_stats import SessionStats
from relay.protocol.stage import SetStage, Stage
from relay.shared.ids import new_ref
from resources import IconName

Place = Literal["banner", "header", "stage", "bar", "strip", "card", "tab"]
"""Across the top; at the header's end; the large area; buttons under it. Beside it, from top to bottom: lines
of one row; the one card, of several that are wanted the first; and the rest, one under the other where there
is room, else behind tabs.

On the stage one panel is seen: of the kind that is staged, the one that is wanted.
"""

Menu = Literal["show", "ask", "more"]
"""Of the bar, each of them there while a panel has entries for it."""

translate = QCoreApplication.translate

M = TypeVar("M", bound=Memory)


@dataclass(frozen=True)
class PersonAction:
    """Something to do with a person, offered in the list of participants."""

    label: str
    icon: IconName
    do: Callable[[], None]
    danger: bool = False


@dataclass(frozen=True)
class MenuEntry:
    """Something to do from one of the bar's menus."""

    menu: Menu
    label: str
    icon: IconName
    do: Callable[[], None]
    shortcut: str = ""
    """Works also while the menu is closed."""
    checked: bool = False
    """It is so already: what is shown now, or switched on."""


@dataclass(frozen=True)
class PersonBadge:
    """A small sign beside a person's name; `words` say the same to screen readers."""

    icon: IconName
    ink: Ink
    words: str


class RoomServices(Protocol):
    """What the room's page does for a panel."""

    def confirm(
        self, question: str, text: str, yes: str, then: Callable[[], None], *, danger: bool = True
    ) -> None:
        """Asks before something that can't be taken back; `then` runs on a yes."""

    def in_front(self) -> bool:
        """Whether the person has the room's page before them: the window is active and shows it."""

    def come_forward(self) -> None:
        """Brings the room's page to the person."""

    def leave(self) -> None:
        """Leaves the room."""

    def reopen(self) -> None:
        """Asks the relay to open the lesson again, after its end."""

    def reveal(self, number: int) -> None:
        """Brings what happened at a place of the log into view, wherever it is shown."""


class AllPanels(Protocol):
    """What all subjects together know."""

    def person_actions(self, account: str) -> list[PersonAction]:
        """What they offer to do with a person."""

    def person_badges(self, account: str) -> list[PersonBadge]:
        """What they show beside a person's name."""

    def reading(self) -> tuple[int, int]:
        """From where to where in the log the person can read now; (0, 0) if they look elsewhere."""


class RelayFacts(Protocol):
    """What there is to know of the relay that the room is on."""

    address: Address
    pin: str
    welcome: Welcome | None

    @property
    def welcomed(self) -> SignalInstance:
        """There is another welcome."""

    @property
    def state(self) -> LineState:
        """How the connection is."""

    def now(self) -> int:
        """The relay's clock, ms UTC."""


@dataclass(frozen=True)
class PanelContext:
    """What a panel is handed: all it may use of the world outside it."""

    room: QtRoomClient
    relay: RelayFacts
    theme: Theme
    notices: Notifications
    say: Callable[[str], str]
    """Turns a code of the relay into a sentence."""
    page: RoomServices
    panels: AllPanels
    visits: bool
    """The person came by the lesson's code: it is all they have here, and there is no list to go back to."""

    def memory(self, kind: type[M]) -> M:
        """One of the room's memories as it is now."""
        return self.room.memories[kind]

    def stage_entries(self, kind: str, label: str, icon: IconName) -> list[MenuEntry]:
        """The entry of *Show* that puts this kind on the stage; none for those who can't."""
        if not (self.leads and self.can("stage")):
            return []
        shown = [self.memory(Stage).kind, *(command.kind for _, command in self._staging())][-1]
        return [MenuEntry("show", label, icon, lambda: self.set_stage(kind), checked=shown == kind)]

    def set_stage(self, kind: str, of: str = "") -> None:
        """Shows this to everybody; with no kind nothing any more. What has not left before is not sent."""
        for waiting, _ in self._staging():
            if waiting.state == "waiting":
                self.room.discard(waiting.ref)
        self.room.send(SetStage(ref=new_ref(), session=self.room.session_id, kind=kind, of=of))

    def _staging(self) -> list[tuple[PendingCommand, SetStage]]:
        """What this person has shown and is not told yet."""
        return [
            (one, one.command)
            for one in self.room.waiting
            if isinstance(one.command, SetStage) and one.state != "refused"
        ]

    def can(self, subject: str) -> bool:
        """Whether the relay knows this subject; what it does not know is not offered."""
        return self.room.offers(subject)

    def standing_of(self, account: str) -> IdentityStatus:
        """How somebody is known in this room: as a guest, say."""
        return self.memory(People).standing_of(account)

    def name(self, account: str) -> str:
        """The name of somebody as plain text, with what is to be known of them; empty if they never came."""
        return named_in(self.memory(People), account)

    @property
    def me(self) -> str:
        """The account of the person here."""
        return self.room.me.id

    @property
    def teaches(self) -> bool:
        """Whether the person teaches this session."""
        return self.room.role == "teacher"

    @property
    def leads(self) -> bool:
        """Whether the person teaches it, and it is live."""
        return self.teaches and self.memory(Lesson).live


class Panel(QWidget):
    """One subject's face. A subclass names its subject and place, adds widgets, and shows memories."""

    subject: ClassVar[str] = ""
    """The subject's name, as everywhere else; without one a class is no panel yet."""
    place: ClassVar[Place] = "tab"
    kind: ClassVar[str] = ""
    """What of all that is staged it shows, for panels on the stage; empty: nothing is staged."""
    order: ClassVar[int] = 100
    harmless: ClassVar[tuple[str, ...]] = ()
    """Codes of its subject that need no telling: what was asked for is so already."""
    stretch: ClassVar[int] = 0
    """Its share of the height that is left over at the side."""
    most: ClassVar[float] = 1
    """The largest part of the side's height that it takes while others stand there; less if it needs less."""

    changed = Signal()
    """`wanted`, `heading` or `count` gives something new."""

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.box: QBoxLayout = (
            QHBoxLayout(self) if self.place in ("bar", "header", "strip") else QVBoxLayout(self)
        )
        self.box.setContentsMargins(0, 0, 0, 0)

    def add(self, *widgets: QWidget) -> None:
        """Puts widgets in the panel, one after the other."""
        for widget in widgets:
            self.box.addWidget(widget)

    # what the room asks

    def wanted(self) -> bool:
        """Whether it has something to show to this person now."""
        return True

    def heading(self) -> str:
        """What its tab is called."""
        return self.subject

    def count(self) -> int:
        """How many of its things there are, shown on its tab; 0 shows nothing."""
        return 0

    # what the room tells

    def refresh(self) -> None:
        """Show the memories anew: they were replaced, or the role or the line has changed."""

    def refused(self, waiting: PendingCommand) -> bool:
        """A command was refused for good; True if this panel takes care of it (and discards it)."""
        if waiting.code not in self.harmless:
            return False
        self.context.room.discard(waiting.ref)
        return True

    def on_events(self, events: Sequence[Event], live: bool) -> None:
        """Events were taken into the memories; `live` is False for what was caught up."""
        self.refresh()

    def on_moment(self, moment: Moment) -> None:
        """Something momentary of somebody in the room; it is remembered nowhere."""

    def tick(self, now: int) -> None:
        """A second has passed; `now` is the relay's clock, ms UTC. Only while the room is seen."""

    def reveal(self, number: int) -> bool:
        """Bring what happened at that place of the log into view; True if this panel shows such things."""
        return False

    def reading(self) -> tuple[int, int]:
        """From where to where in the log what can be read here now goes; (0, 0) if nothing is shown."""
        return 0, 0

    def seen(self) -> None:
        """The person has come to look: what was told about this may be withdrawn."""

    def gone(self) -> None:
        """The room is being left for good."""

    def show_missing(self, names: Sequence[str]) -> None:
        """These of the class have not come; told to teachers alone."""

    # what it adds to the menus, and to the list of participants

    def menu_entries(self) -> list[MenuEntry]:
        """What one may do in this subject from the bar's menus."""
        return []

    def person_actions(self, account: str) -> list[PersonAction]:
        """What one may do with a person in this subject."""
        return []

    def person_badges(self, account: str) -> list[PersonBadge]:
        """What to show beside a person's name."""
        return []

    def is_seen(self) -> bool:
        """Whether the person has this panel before them right now."""
        return self.context.page.in_front() and self.isVisible()


class ToggleButtonPanel(Panel):
    """One round button of the bar, which switches something on and off."""

    place = "bar"
    icons: ClassVar[tuple[IconName, IconName]]
    """While it is off, and while it is on."""
    shortcut: ClassVar[str]
    tone: ClassVar[Checked] = "danger"
    button_type: ClassVar[type[IconButton]] = IconButton

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.button = self.button_type(
            context.theme,
            self.icons[0],
            "",
            "secondary",
            round=True,
            checkable=True,
            checked_tone=self.tone,
            shortcut=self.shortcut,
            parent=self,
        )
        self.button.clicked.connect(self._on_click)
        self.add(self.button)
        context.room.waiting_changed.connect(self.refresh)
        self.refresh()

    def wanted(self) -> bool:
        """Only those who teach switch it."""
        return self.context.leads

    def is_on(self) -> bool:
        """Whether it is on once everything that waits has been sent."""
        raise NotImplementedError

    def button_name(self, on: bool) -> str:
        """What a click does."""
        raise NotImplementedError

    def switch(self, on: bool) -> None:
        """Asks the relay for it."""
        raise NotImplementedError

    def refresh(self) -> None:
        """Shows whether it is on."""
        on = self.is_on()
        self.button.setChecked(on)
        self.button.set_icon(self.icons[on])
        self.button.set_name(self.button_name(on))
        self.changed.emit()

    def _on_click(self) -> None:
        self.switch(not self.is_on())
        self.refresh()


def waited(ms: int) -> str:
    """How long something has lasted, as short as a list needs it."""
    locale, seconds = QLocale(), max(0, ms) // 1000
    if seconds < 60:
        return translate("Panel", "{seconds} s").format(seconds=locale.toString(seconds))
    if seconds < 3600:
        return translate("Panel", "{minutes} min").format(minutes=locale.toString(seconds // 60))
    return translate("Panel", "{hours} h {minutes} min").format(
        hours=locale.toString(seconds // 3600), minutes=locale.toString(seconds % 3600 // 60)
    )


def several(names: Sequence[str]) -> str:
    """One to three names, or two of them and how many more."""
    known = [name for name in names if name] or [translate("Panel", "Somebody")]
    if len(known) == 1:
        return known[0]
    if len(known) == 2:
        return translate("Panel", "{first} and {second}").format(first=known[0], second=known[1])
    if len(known) == 3:
        words = translate("Panel", "{first}, {second} and {third}")
        return words.format(first=known[0], second=known[1], third=known[2])
    words = translate("Panel", "{first}, {second} and {count} more")
    return words.format(first=known[0], second=known[1], count=QLocale().toString(len(known) - 2))


def time_of_day(ms: int) -> str:
    """A moment, ms UTC, as the time of day here."""
    time = QDateTime.fromMSecsSinceEpoch(ms).time()
    return QLocale().toString(time, QLocale.FormatType.ShortFormat)


def offered(name: str) -> dict[str, str]:
    """Words that subjects offer, together: what their functions of this name give.

    `chat_sentences`: of lines of the chat, by `ChatLine.line`, with `…_many` for those that speak of several;
    `figure_labels`: what a session's counts count, by their names.
    """
    return {key: words for source in _sources(name) for key, words in source().items()}


def labelled(stats: SessionStats) -> list[tuple[str, int]]:
    """What was counted in a session, each with its label; without what no subject here has a label for."""
    counted = stats.counted()
    return [(label, counted.get(name, 0)) for name, label in offered("figure_labels").items()]


def labelled_of_each(stats: LessonStats) -> dict[str, Mapping[str, int]]:
    """The same of each account, by label; without what nobody has done."""
    labels = offered("figure_labels").items()
    return {label: stats.counts[name] for name, label in labels if name in stats.counts}


def say_missed(events: Sequence[Event]) -> list[str]:
    """What was missed, in words of the subjects whose it is: what their `missed_words` say of their own."""
    return [words for source in _sources("missed_words") for words in source(events)]


@cache
def _sources(name: str) -> list[Callable[..., Any]]:
    return find_offers(desktop.features, name)


def known_here() -> list[str]:
    """The lanes and subjects that this program knows, as a relay is told."""
    return [MOMENTS, *(found.name for found in pkgutil.iter_modules(desktop.features.__path__))]


def find_panels() -> list[type[Panel]]:
    """Every panel that the modules of this package define, by place in the order they ask for."""
    return sorted(_panels(), key=lambda panel: (panel.order, panel.subject))


def _panels() -> Iterator[type[Panel]]:
    for found in pkgutil.iter_modules(desktop.features.__path__, desktop.features.__name__ + "."):
        if found.name == __name__:
            continue
        module = importlib.import_module(found.name)
        for value in vars(module).values():
            if (
                isinstance(value, type)
                and issubclass(value, Panel)
                and value.subject
                and (value.__module__ + ".").startswith(found.name + ".")
            ):
                yield value
