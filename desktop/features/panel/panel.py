"""One subject's face in a room: its place, what the room asks of it, and what it is told."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.client import PendingCommand
from desktop.features.panel.context import PanelContext
from desktop.features.panel.entries import (
    MenuEntry,
    MessageAction,
    PersonAction,
    PersonBadge,
    SearchHit,
)
from desktop.theme.widgets import announce
from relay.protocol.base import ChatLine, Event, Moment

if TYPE_CHECKING:
    from desktop.features.panel.sheet import Sheet, SheetLayer

Place = Literal["banner", "header", "stage", "wall", "bar", "strip", "card", "tab", "over", "menu"]
"""Across the top, of several that are wanted the first; at the header's end; the large area; the same area
while nothing is staged, for this person alone; buttons under it. Beside it in one column, from top to bottom:
what has few lines; the one card, of several that are wanted the first; and the rest behind tabs. Last, what
floats over the stage, or where messages are read (`FloatingPanel`), and what is nothing but entries of menus.

On the stage one panel is seen: of the kind that is staged, the one that is wanted. On the wall the first that
is wanted: it is private, and nobody else is told of it. With neither, the tabs have the middle.
"""

Presented = Literal["", "here", "elsewhere"]
"""In the place of the room, or on a second screen, which nobody touches."""


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
    """Of the tabs that of the largest is chosen at first."""
    beside: ClassVar[bool] = False
    """A tab of its own column while the others have the middle."""
    wide: ClassVar[bool] = False
    """A tab that takes all the width in the middle, and keeps its lines readable itself."""
    counts_news: ClassVar[bool] = False
    """`count` is of what has not been seen yet, and not of what there is."""
    at_end: ClassVar[bool] = False
    """At the far end of the bar."""
    most: ClassVar[float] = 1
    """The largest part of the height that it takes as the card; less if it needs less, and never half."""

    changed = Signal()
    """`wanted`, `heading` or `count` gives something new."""

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.ready = False
        """What waits until it is to be shown has been made."""
        self.presented: Presented = ""
        """Made once more to be shown alone, where a whole class looks on: there is nothing private on it."""
        self._spoken = ""
        self.box: QBoxLayout = (
            QHBoxLayout(self) if self.place in ("bar", "header", "strip") else QVBoxLayout(self)
        )
        self.box.setContentsMargins(0, 0, 0, 0)

    def make_ready(self) -> None:
        """Makes what waits until it is to be shown, once."""
        if not self.ready:
            self.ready = True
            self.furnish()

    def furnish(self) -> None:
        """Makes what is in it, if that waits for `make_ready`: most lessons see little of all.

        Called at the latest when it is shown; before that a subclass may, once it is wanted.
        """

    def setVisible(self, visible: bool) -> None:
        """Nothing is shown that is not ready."""
        if visible:
            self.make_ready()
        super().setVisible(visible)

    def add(self, *widgets: QWidget) -> None:
        """Puts widgets in the panel, one after the other."""
        for widget in widgets:
            self.box.addWidget(widget)

    def add_key(self, keys: str, name: str, do: Callable[[], object]) -> QShortcut:
        """A key that works while the keyboard is in this panel, except where one writes; the help has it."""
        shortcut = QShortcut(QKeySequence(keys), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.setWhatsThis(name)
        shortcut.activated.connect(do)
        return shortcut

    def speak(self, words: str, *, live: bool) -> None:
        """Has a screen reader say what is shown now, if it is news and the person looks; empty: nothing is.

        What is not `live` counts as known.
        """
        news, self._spoken = words != self._spoken, words
        if news and words and live and self.context.page.in_front():
            announce(self, words)

    # what the room asks

    def wanted(self) -> bool:
        """Whether it has something to show to this person now."""
        return True

    def yields(self) -> bool:
        """Of a banner or card: whether every other that is wanted comes before it now, whatever its order."""
        return False

    def heading(self) -> str:
        """What its tab is called, or what it shows on the stage."""
        return self.subject

    def count(self) -> int:
        """How many of its things there are, shown on its tab; 0 shows nothing."""
        return 0

    @property
    def foot(self) -> QWidget | None:
        """Of a tab, what stays under all tabs whichever is chosen: where one writes. Made in its parent."""
        return None

    def fit(self, height: int, *, folded: bool) -> None:
        """As a strip: the column is this high. ``folded``: what stands under it needs the room."""

    # what the room tells

    def height_at(self, width: int) -> int:
        """On the stage: how high it would like to be above all the rest; the same whatever it shows."""
        return width * 9 // 16

    def clear_part(self) -> QWidget:
        """On the stage: where messages may lie for a moment, over nothing that is pressed."""
        return self

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

    def answer(self, number: int) -> bool:
        """Have this question of the chat answered in writing from now on; True if one writes here."""
        return False

    def set_asking(self, asking: bool) -> None:
        """Questions are before the person, or no more: what a student begins to write here is one."""

    def escape(self) -> bool:
        """Close the innermost thing that is open, for Esc that nothing else had a use for; False: none is."""
        return False

    def reading(self) -> tuple[int, int]:
        """From where to where in the log what can be read here now goes; (0, 0) if nothing is shown."""
        return 0, 0

    def seen(self) -> None:
        """The person has come to look: what was told about this may be withdrawn."""

    def gone(self) -> None:
        """The room is being left for good: what was told about this is withdrawn."""
        self.seen()

    def show_missing(self, names: Sequence[str]) -> None:
        """These of the class have not come; told to teachers alone."""

    # what it adds to the menus, to the list of participants, and to the chat

    def menu_entries(self) -> list[MenuEntry]:
        """What one may do in this subject from the bar's menus."""
        return []

    def person_actions(self, account: str) -> list[PersonAction]:
        """What one may do with a person in this subject."""
        return []

    def person_badges(self, account: str) -> list[PersonBadge]:
        """What to show beside a person's name."""
        return []

    def message_actions(self, line: ChatLine) -> list[MessageAction]:
        """What one may do with a message of the chat in this subject."""
        return []

    def find_words(self, words: str) -> list[SearchHit]:
        """Where these words are in this subject, for the search of the chat."""
        return []

    def ask_about(self, text: str) -> bool:
        """Has a question to the class written, with this in it; True if one asks here."""
        return False

    def takes_files(self, files: Sequence[Path]) -> bool:
        """Whether these files, held over the window, may be dropped for this panel."""
        return False

    def take_files(self, files: Sequence[Path]) -> None:
        """They were dropped."""

    def sheet_layer(self, sheet: "Sheet") -> "SheetLayer | None":
        """What it lays over the pages of a sheet, made for that."""
        return None

    def is_seen(self) -> bool:
        """Whether the person has this panel before them right now."""
        return self.context.page.in_front() and self.isVisible()
