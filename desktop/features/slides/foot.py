"""The line under a page: its number, turning it, the way back to what is shown, and what else can be done."""

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from desktop.features.slides.decks import page_count
from desktop.features.slides.following import Following
from desktop.theme import Space, Theme, hbox
from desktop.theme.widgets import Button, ElidedLabel, IconButton
from relay.protocol.slides import Deck, View
from resources import IconName

SIDE = 32
WORDY = 320
"""With less room buttons have signs alone (at a text scale of 1)."""


class PageFoot(QWidget):
    """What a person may do with the page before them; who follows and may not turn has two arrows."""

    more_wanted = Signal()
    """What else can be done is asked for: a menu over the last button."""
    notes_toggled = Signal()

    def __init__(self, theme: Theme, following: Following, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._following = theme, following
        self.back = IconButton(theme, "chevron-left", self.tr("Previous page"), size=SIDE, parent=self)
        self.next = IconButton(theme, "chevron-right", self.tr("Next page"), size=SIDE, parent=self)
        self.number = ElidedLabel("", "strong", parent=self)
        self.number.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.says = ElidedLabel("", "muted", parent=self)
        self.follow = Button(theme, self.tr("Follow"), small=True, icon="eye", parent=self)
        self.whole = Button(theme, self.tr("Whole page"), small=True, icon="minus", parent=self)
        self.pointer = self._switch("mouse-pointer-2", self.tr("Point at the page"))
        self.notes = self._switch("notebook-pen", self.tr("Notes and the next page, for you alone"))
        self.more = IconButton(theme, "ellipsis", self.tr("More about these pages"), size=SIDE, parent=self)
        self.back.clicked.connect(lambda: following.turn(-1))
        self.next.clicked.connect(lambda: following.turn(1))
        self.follow.clicked.connect(following.follow)
        self.whole.clicked.connect(following.show_whole)
        self.notes.clicked.connect(self.notes_toggled)
        self.more.clicked.connect(self.more_wanted)
        parts = (self.back, self.number, self.next, self.says, self.follow, self.whole)
        hbox(1, *parts, 1, self.pointer, self.notes, self.more, on=self, gap=Space.XS)
        following.changed.connect(self.refresh)

    def refresh(self, typed: str = "") -> None:
        """``typed``: digits of a page's number, before Enter."""
        following = self._following
        deck, page = following.deck, following.page
        choice = following.choice()
        here = following.asked or page
        place = choice.index(here) if here in choice else -1
        self.back.setEnabled(place > 0)
        self.next.setEnabled(0 <= place < len(choice) - 1)
        for arrow in (self.back, self.next):
            arrow.setVisible(len(choice) > 1)
        self.number.setText(self._number(deck, page, typed))
        words = self._words(deck)
        self.says.setText(words)
        self.says.setVisible(bool(words))
        self.follow.setVisible(not following.follows)
        self.whole.setVisible(following.turns and following.view != View())
        self.pointer.setVisible(following.turns)
        self.more.setVisible(following.leads)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for button in (self.follow, self.whole):
            button.set_compact(self.width() < self._theme.px(WORDY))

    def set_notes(self, *, offered: bool, shown: bool) -> None:
        """Whether notes can be shown beside the page, and are."""
        self.notes.setVisible(offered)
        self.notes.setChecked(shown)

    def _switch(self, icon: IconName, name: str) -> IconButton:
        return IconButton(self._theme, icon, name, size=SIDE, checkable=True, parent=self)

    def _number(self, deck: Deck | None, page: int, typed: str) -> str:
        if typed:
            return self.tr("Page {digits}…").format(digits=typed)
        if deck is None or not page:
            return ""
        locale = QLocale()
        return self.tr("{page} / {count}").format(
            page=locale.toString(deck.place(page)), count=locale.toString(page_count(deck))
        )

    def _words(self, deck: Deck | None) -> str:
        following = self._following
        if deck is None:
            return ""
        locale = QLocale()
        if not following.follows:
            shown = locale.toString(deck.place(following.shown))
            return self.tr("Page {page} is shown").format(page=shown)
        if following.asked and following.asked != following.shown and not following.online:
            asked = locale.toString(deck.place(following.asked))
            return self.tr("Page {page} will be shown when you are back online").format(page=asked)
        return ""
