"""What only teachers see beside a page: their notes on it, and the page that comes next."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QWidget

from desktop.features.panel import PanelContext
from desktop.features.panel.sheet import PageOnSheet, Sheet
from desktop.features.slides.decks import deck_of, height_of
from desktop.features.slides.fetching import PageImages
from desktop.features.slides.following import Following
from desktop.features.slides.showing import page_name
from desktop.theme import Space, vbox
from desktop.theme.widgets import Label, TextArea, set_private
from relay.protocol.slides import NOTE_LENGTH, SetNote, Slides, page_key

WIDE, NEXT_HIGH = 240, 140
"""At a text scale of 1."""
TYPING_MS = 1_000
LINES = 8


class PageNotes(QWidget):
    """What is written is kept by itself, a moment after the last letter and before the page turns."""

    def __init__(
        self, context: PanelContext, following: Following, images: PageImages, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._context, self._following, self._images = context, following, images
        self._about = (0, 0)
        """The deck and page that are written about."""
        self._loaded = ""
        """What stood there before anything was written, or what was sent."""
        name = self.tr("Notes on this page, for teachers alone")
        self.field = TextArea(context.theme, name=name, lines=LINES, placeholder=name, parent=self)
        set_private(self.field, True)
        self.title = Label("", "caption", parent=self)
        self.next = Sheet(context.theme, self)
        self.next.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.next.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        vbox(self.field, self.title, self.next, 1, on=self, gap=Space.S)
        self._typing = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._typing.timeout.connect(self.keep)
        self.field.textChanged.connect(self._typing.start)
        following.changed.connect(self.refresh)
        images.came.connect(self.refresh)
        context.theme.follow(self._fit)

    def refresh(self) -> None:
        if self.isHidden():
            return
        following = self._following
        about = following.number, following.page
        if about != self._about:
            self.keep()
            self._about = about
            self._write(self._kept)
        elif not self.field.hasFocus():
            self._write(self._kept)
        self._show_next()

    def keep(self) -> None:
        """Sends what was written, if it is something else and the page is still there."""
        self._typing.stop()
        deck, page = self._about
        text = self.field.toPlainText().strip()[:NOTE_LENGTH]
        there = deck_of(self._context, deck)
        if there is not None and page in there.pages and text != self._loaded.strip():
            self._loaded = text
            room = self._context.room
            room.send(SetNote(**room.head(), deck=deck, page=page, text=text))

    @property
    def _kept(self) -> str:
        """The note as it is, or as it will be once it was sent."""
        deck, page = self._about
        asked = [
            one.text
            for one in self._context.room.asked
            if isinstance(one, SetNote) and (one.deck, one.page) == (deck, page)
        ]
        return asked[-1] if asked else self._context.memory(Slides).notes.get(page_key(deck, page), "")

    def _write(self, text: str) -> None:
        self._loaded = text
        if text != self.field.toPlainText():
            self.field.setPlainText(text)
        self._typing.stop()

    def _show_next(self) -> None:
        following = self._following
        deck, pages = following.deck, following.choice()
        place = pages.index(following.page) + 1 if following.page in pages else len(pages)
        there = deck is not None and place < len(pages)
        self.next.setVisible(there)
        self.title.setText(self.tr("Next") if there else self.tr("This is the last page"))
        if deck is None or not there:
            return
        number = pages[place]
        page = deck.pages[number]
        picture = None if page.thumbnail is None else self._images.get(page.thumbnail)
        self.next.show_page(
            PageOnSheet(following.number, number, height_of(page), page.ground),
            page_name(deck, number),
            picture=picture,
        )

    def _fit(self) -> None:
        theme = self._context.theme
        self.setFixedWidth(theme.px(WIDE))
        self.next.setFixedHeight(theme.px(NEXT_HIGH))
