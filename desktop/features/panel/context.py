"""What a panel is handed: all it may use of the world outside it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Protocol, TypeVar

from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import QWidget

from desktop.client import Address, LineState
from desktop.features.panel.entries import (
    MenuEntry,
    MessageAction,
    PersonAction,
    PersonBadge,
    SearchHit,
)
from desktop.notifications import Notifications
from desktop.qt_client import QtRoomClient
from desktop.shown_people import ShownPeople
from desktop.sounds import Sounds
from desktop.theme import Theme
from relay.protocol.accounts import Welcome
from relay.protocol.base import ChatLine
from relay.protocol.lesson import Lesson
from relay.protocol.memory import Memory
from relay.protocol.people import People
from relay.protocol.stage import SetStage, Stage
from resources import IconName

if TYPE_CHECKING:
    from desktop.features.panel.report import PdfToSave, TableFile
    from desktop.features.panel.sheet import Sheet, SheetLayer

M = TypeVar("M", bound=Memory)


class RoomServices(Protocol):
    """What the room's page does for a panel."""

    def in_front(self) -> bool:
        """Whether the person has the room's page before them: the window is active and shows it."""

    def may_interrupt(self) -> bool:
        """Whether a dialog that nobody opened is in nobody's way: not while one presents or writes."""

    def come_forward(self) -> None:
        """Brings the room's page to the person."""

    def leave(self) -> None:
        """Leaves the room."""

    def show_details(self, part: str) -> None:
        """Shows the lesson's own page, turned to a part of it."""

    def show_how_to_join(self) -> None:
        """Shows a teacher how students come in, and lets them choose who may."""

    @property
    def ticked(self) -> SignalInstance:
        """A second has passed in sight of the person; the relay's clock, ms UTC."""

    @property
    def going(self) -> SignalInstance:
        """The room is being left for good; its panels know."""

    def reopen(self) -> None:
        """Asks the relay to open the lesson again, after its end."""

    def reveal(self, number: int) -> None:
        """Brings what happened at a place of the log into view, wherever it is shown."""

    @property
    def look_changed(self) -> SignalInstance:
        """The person looks at the stage, or no more."""

    def look_at(self, kind: str) -> None:
        """Shows this kind to the person alone, whatever is staged, until they come back."""

    def look_at_stage(self) -> None:
        """Brings what everybody is shown into view, inside the window."""

    def looks_elsewhere(self) -> bool:
        """Whether the person looks at something of their own."""

    def sees_stage(self) -> bool:
        """Whether what everybody is shown has its place in sight: no look of one's own, behind no tab."""

    def turn_to(self, panel: QWidget) -> None:
        """Shows this panel, which may be behind a tab."""

    @property
    def usernames(self) -> Mapping[str, str]:
        """The user names of the class by account, as far as they are known here: to its teachers."""

    @property
    def kept_changed(self) -> SignalInstance:
        """Something else is kept open, or no more."""

    def keeps(self, name: str) -> bool:
        """Whether the person keeps what has this name open, in this room and the next ones."""

    def keep(self, name: str, on: bool) -> None:
        """Keeps it open from now on, or no more."""


class RoomErrands(Protocol):
    """What is asked in a dialog over the room, or written to a file of it."""

    def confirm(
        self, question: str, text: str, yes: str, then: Callable[[], None], *, danger: bool = True
    ) -> None:
        """Asks before something that can't be taken back; `then` runs on a yes."""

    def report_buttons(self) -> Sequence[QWidget]:
        """With which a teacher gets the report of the lesson that has ended; for whoever shows its end."""

    def rename(self, account: str, name: str) -> None:
        """Asks for another name of somebody who is called ``name`` until now."""

    def save_chat(self) -> None:
        """Asks where the chat shall be saved as a file."""

    def save_table(self, file: "TableFile") -> None:
        """Asks where a table of a subject's shall be saved for spreadsheets."""

    def save_pdf(self, file: "PdfToSave") -> None:
        """Asks where it shall be saved, tells how far it is meanwhile, and lets one give it up."""


class AllPanels(Protocol):
    """What all subjects together know."""

    def person_actions(self, account: str) -> list[PersonAction]:
        """What they offer to do with a person."""

    def person_badges(self, account: str) -> list[PersonBadge]:
        """What they show beside a person's name."""

    def stage_heading(self, kind: str) -> str:
        """What is shown as this kind, in a word or two; empty if nothing here knows it."""

    def message_actions(self, line: ChatLine) -> list[MessageAction]:
        """What they offer to do with a message of the chat."""

    def answer(self, number: int) -> bool:
        """Has this question answered in writing, where one writes; False if nobody writes anywhere."""

    def set_asking(self, asking: bool) -> None:
        """Questions are before the person, or no more: what a student begins to write is one."""

    def reading(self) -> tuple[int, int]:
        """From where to where in the log the person can read now; (0, 0) if they look elsewhere."""

    def find_words(self, words: str) -> list[SearchHit]:
        """Where these words are, elsewhere than in the chat."""

    def ask_about(self, text: str) -> bool:
        """Has a question to the class written, with this in it; False if nobody asks."""

    def sheet_layers(self, sheet: "Sheet") -> "list[SheetLayer]":
        """What they lay over the pages of a sheet, the lowest first."""


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
    errands: RoomErrands
    panels: AllPanels
    sounds: Sounds
    visits: bool
    """The person came by the lesson's code: it is all they have here, and there is no list to go back to."""

    def memory(self, kind: type[M]) -> M:
        """One of the room's memories as it is now."""
        return self.room.memories[kind]

    def stage_entries(self, kind: str, label: str, icon: IconName) -> list[MenuEntry]:
        """The entry of *Show* that puts this kind on the stage; none for those who can't."""
        if not (self.leads and self.can("stage")):
            return []
        shown = [self.memory(Stage).kind, *(one.kind for one in self.room.asked_of(SetStage))][-1]
        return [MenuEntry("show", label, icon, lambda: self.set_stage(kind), checked=shown == kind)]

    def set_stage(self, kind: str, of: str = "") -> None:
        """Shows this to everybody; with no kind nothing any more. What has not left before is not sent."""
        self.room.take_back(SetStage)
        self.room.send(SetStage(**self.room.head(), kind=kind, of=of))

    def can(self, subject: str) -> bool:
        """Whether the relay knows this subject; what it does not know is not offered."""
        return self.room.offers(subject)

    @cached_property
    def people(self) -> ShownPeople:
        """How those in this room are known to this person."""
        return ShownPeople(
            lambda: self.memory(People),
            teaches=lambda: self.teaches,
            usernames=lambda: self.page.usernames,
        )

    def names(self) -> dict[str, str]:
        """The names of all who ever came, by account; a teacher is told apart who have one name."""
        return self.people.names()

    def name(self, account: str) -> str:
        """The name of somebody as plain text, with what is to be known of them; empty if they never came."""
        return self.people.named(account, self.names().get(account, ""))

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
