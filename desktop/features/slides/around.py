"""What stands around the page in a room: the line under it, the strip of all pages, and a teacher's notes."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from desktop.features.panel import PanelContext
from desktop.features.panel.sheet_stand import SheetStand
from desktop.features.slides.fetching import KEPT_THUMBNAILS, PageImages
from desktop.features.slides.following import Following
from desktop.features.slides.foot import PageFoot
from desktop.features.slides.keys import PageKeys
from desktop.features.slides.more import PagesMenu
from desktop.features.slides.notes import PageNotes
from desktop.features.slides.strip import PageStrip
from desktop.features.slides.texts import PageTexts
from desktop.theme import Space, hbox, vbox
from relay.protocol.base import Event
from relay.protocol.slides import PagesAdded

STRIP_WIDE, STRIP_HIGH = 560, 440
"""With less room there is no strip: the number of the page has to do (at a text scale of 1)."""
NOTES_WIDE = 600
NOTES = "slide notes"
"""By this name the page keeps that notes are shown."""


class AroundPage(QWidget):
    """Strip and notes are made for who turns pages for everybody, once they do."""

    def __init__(
        self,
        context: PanelContext,
        following: Following,
        texts: PageTexts,
        keys: PageKeys,
        stand: SheetStand,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._context, self._following, self._stand = context, following, stand
        self._added = ""
        """The ref of a page that was asked for and is to be shown."""
        self._menu = PagesMenu(context, following, texts, self._show_once_added)
        self.small = PageImages(context, self, KEPT_THUMBNAILS)
        context.page.going.connect(self._keep_notes)
        self.strip: PageStrip | None = None
        self.notes: PageNotes | None = None
        self.foot = PageFoot(context.theme, following, self)
        self._beside = hbox((stand, 1), gap=Space.S)
        self._whole = vbox((self._beside, 1), self.foot, on=self, gap=Space.XS)
        keys.typed.connect(self.foot.refresh)
        self.foot.more_wanted.connect(self._open_menu)
        self.foot.notes_toggled.connect(self._toggle_notes)
        context.page.kept_changed.connect(self.refresh)
        following.changed.connect(self.refresh)

    def refresh(self) -> None:
        """Shows what this person has a use and the room for."""
        following, theme = self._following, self._context.theme
        deck = following.deck
        pages = following.choice()
        large = self.width() >= theme.px(STRIP_WIDE) and self.height() >= theme.px(STRIP_HIGH)
        with_strip = large and following.turns and len(pages) > 1
        if with_strip and self.strip is None:
            self.strip = PageStrip(self._context, self.small, self)
            self.strip.chosen.connect(following.go)
            self._whole.addWidget(self.strip)
        if self.strip is not None:
            self.strip.setVisible(with_strip)
            if deck is not None:
                self.strip.show_pages(deck, pages, following.asked or following.page)
        self._show_notes()

    def height_at(self, width: int) -> int:
        """So high it would like to be where there is no room for strip and notes."""
        return self._stand.height_at(width) + Space.XS + self.foot.sizeHint().height()

    def on_events(self, events: Sequence[Event]) -> None:
        for event in events:
            if self._added and event.ref == self._added and isinstance(event, PagesAdded):
                self._added = ""
                self._following.go(event.first)

    def _keep_notes(self) -> None:
        if self.notes is not None and not self.notes.isHidden():
            self.notes.keep()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.refresh()

    def _show_notes(self) -> None:
        """Beside the page, where there is room; the button is there only where they can be."""
        room = self.width() >= self._context.theme.px(NOTES_WIDE) and self._context.leads
        wanted = room and self._context.page.keeps(NOTES) and self._following.deck is not None
        self.foot.set_notes(offered=room, shown=wanted)
        if wanted and self.notes is None:
            self.notes = PageNotes(self._context, self._following, self.small, self)
            self._beside.addWidget(self.notes)
        if self.notes is not None:
            if not wanted and not self.notes.isHidden():
                self.notes.keep()
            self.notes.setVisible(wanted)
            self.notes.refresh()

    def _toggle_notes(self) -> None:
        self._context.page.keep(NOTES, not self._context.page.keeps(NOTES))

    def _open_menu(self) -> None:
        menu, button = self._menu.make(self), self.foot.more
        left = 0 if button.isRightToLeft() else button.width() - menu.sizeHint().width()
        menu.popup(button.mapToGlobal(QPoint(left, -menu.sizeHint().height())))

    def _show_once_added(self, ref: str) -> None:
        self._added = ref
