"""How far a file is whose pages are being sent; and what *Show* offers of slides: a file, decks, a board."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from desktop.client import PendingCommand
from desktop.features.panel import BriefNotices, MenuEntry, Panel, PanelContext
from desktop.features.slides.boards import add_board, add_empty_page, board_of
from desktop.features.slides.class_decks import ClassDecks
from desktop.features.slides.decks import (
    all_decks,
    deck_of,
    left_decks,
    sent_pages,
    shown_page,
    staged_number,
)
from desktop.theme.widgets import Ribbon
from relay.protocol.base import Event
from relay.protocol.slides import PAGE, Deck, DeckAdded, FinishDeck, PagesAdded, ShowPage, Slides
from relay.protocol.stage import StageSet

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from desktop.features.slides.screen.taking import ScreenTaking
    from desktop.features.slides.sending import DeckProgress, DeckSending, DeckSource

LEFT_MS = 30_000
"""A deck of one's own that has not grown for so long, and is not sent here, is sent no further by itself."""
SUFFIXES = ("pdf", "pptx", "odp", "png", "jpg", "jpeg", "webp")


class SendingStrip(Panel):
    """Seen by who sends, while they do. Sends AddDeck, AddPages, SetStage and ShowPage."""

    subject, place, order = "slides", "strip", 890

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.sending: DeckSending | None = None
        self.screen_taking: ScreenTaking | None = None
        self._told = BriefNotices(context, "slides")
        self._of_class = ClassDecks(context, self)
        self._of_class.changed.connect(self.changed)
        context.room.caught_up_changed.connect(self._on_caught_up_changed)
        self._board = ""
        """The ref of what was asked for a board that is to be shown."""
        self._grown: dict[int, tuple[int, int]] = {}
        """How many pages decks have that are not whole, and since when."""
        self._left = 0
        """The number of one that this person left while it was sent."""

    def furnish(self) -> None:
        ribbon = Ribbon(self.context.theme, "presentation", self.tr("Cancel"), parent=self)
        self.says, self.cancel = ribbon.words, ribbon.action
        self.cancel.clicked.connect(self._act)
        self.add(ribbon)
        self.refresh()

    def wanted(self) -> bool:
        return self._progress is not None or self._left_deck is not None

    def refresh(self) -> None:
        progress, left = self._progress, self._left_deck
        if self.ready and progress is not None:
            self.says.setText(self._words(progress), progress.name)
            self.cancel.setText(self.tr("Cancel"))
        elif self.ready and left is not None:
            self.says.setText(self._left_words(left), left.name)
            self.cancel.setText(self.tr("Go on…"))
        self._of_class.want()
        self.changed.emit()

    def on_events(self, events: Sequence[Event], live: bool) -> None:
        for event in events:
            if self.sending is not None:
                self.sending.writer.on_event(event)
            if self._board and event.ref == self._board:
                self._go_on_with_board(event)
            if isinstance(event, StageSet | PagesAdded) and event.by == self.context.me and live:
                self._show_first()
        if any(type(event).__module__ == Slides.__module__ for event in events):
            self.changed.emit()

    def refused(self, waiting: PendingCommand) -> bool:
        if self.sending is None or not self.sending.writer.refused(waiting.ref, waiting.code):
            return super().refused(waiting)
        self.context.room.discard(waiting.ref)
        return True

    def tick(self, now: int) -> None:
        self._look_for_left(now)

    def gone(self) -> None:
        if self.sending is not None:
            self.sending.leave()
        if self.screen_taking is not None:
            self.screen_taking.close()

    # what Show offers

    def menu_entries(self) -> list[MenuEntry]:
        context = self.context
        if not (context.leads and context.can(self.subject) and context.can("files")):
            return []
        screen = self.tr("A picture of my screen…")
        entries = [
            MenuEntry("show", self.tr("Slides…"), "presentation", self.choose),
            MenuEntry("show", screen, "monitor-up", self.take_screen, shortcut="Ctrl+Shift+S"),
        ]
        shown, board, decks = staged_number(context), board_of(context), all_decks(context)
        under = self.tr("Slides of this lesson") if len(decks) > 1 else ""
        entries += [
            MenuEntry(
                "show", deck.name, "presentation", partial(self._show, number),
                checked=number == shown, under=under,
            )
            for number, deck in decks.items()
        ]  # fmt: skip
        earlier = self.tr("Slides of earlier lessons")
        entries += [
            MenuEntry("show", deck.name, "presentation", partial(self.send, deck), under=earlier)
            for deck in self._of_class.offered(self._left)
        ]
        on_stage = bool(board) and board == shown
        entries.append(MenuEntry("show", self.tr("Board"), "pencil", self.show_board, checked=on_stage))
        return entries

    def choose(self) -> None:
        """Asks for a file."""
        dialog = QFileDialog(self.window(), self.tr("Choose slides"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setOption(QFileDialog.Option.HideNameFilterDetails)  # they are more than there is room for
        endings = (*SUFFIXES, *map(str.upper, SUFFIXES))  # as scanners and cameras write them
        kinds = " ".join(f"*.{ending}" for ending in endings)
        dialog.setNameFilters(
            [self.tr("Slides and pictures ({kinds})").format(kinds=kinds), self.tr("All files (*)")]
        )
        places = QStandardPaths.StandardLocation
        for place in (places.DocumentsLocation, places.DownloadLocation, places.HomeLocation):
            if Path(folder := QStandardPaths.writableLocation(place)).is_dir():
                dialog.setDirectory(folder)
                break
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda path: self.send(Path(path)))
        dialog.open()

    def takes_files(self, files: Sequence[Path]) -> bool:
        """Whether these, dropped on the window, are to be shown: of what can't be, it is told what to do."""
        return bool(self.menu_entries()) and bool(files) and all(file.suffix for file in files)

    def take_files(self, files: Sequence[Path]) -> None:
        for file in files:
            self.send(file)

    def send(self, source: "DeckSource") -> None:
        """Sends its pages and shows the first."""
        if self.sending is None:
            from desktop.features.slides.sending import DeckSending  # noqa: PLC0415

            self.sending = DeckSending(
                self.context, self, self._of_class, self._show, self._show_page, self._fail
            )
            self.sending.changed.connect(self.refresh)
        self.sending.send(source)

    def take_screen(self) -> None:
        """Takes a picture of the screen, which is sent once its teacher has looked at it."""
        if self.screen_taking is None:
            from desktop.features.slides.screen.taking import ScreenTaking  # noqa: PLC0415

            theme = self.context.theme
            self.screen_taking = ScreenTaking(theme, self, self._send_screen, self._fail_screen)
        self.screen_taking.take()

    def _send_screen(self, image: "QImage") -> None:
        from desktop.features.slides.screen_page import ScreenPage  # noqa: PLC0415

        self.send(ScreenPage(self.tr("Pictures of the screen"), image))

    def show_board(self) -> None:
        """Shows the lesson's board, or makes it."""
        board = board_of(self.context)
        deck = deck_of(self.context, board)
        if deck is None:
            self._board = add_board(self.context)
        elif not deck.order:
            self._board = add_empty_page(self.context, board, "blank")
        else:
            self._show(board)

    def _go_on_with_board(self, event: Event) -> None:
        """It is shown once it has a page."""
        if isinstance(event, DeckAdded):
            self._board = add_empty_page(self.context, event.seq, "blank")
        elif isinstance(event, PagesAdded):
            self._board = ""
            self._show(event.deck)

    def _show(self, number: int) -> None:
        self.context.set_stage(PAGE, str(number))

    def _on_caught_up_changed(self) -> None:
        """What this person put on the stage may have been cut off before its first page was asked for."""
        context, number = self.context, staged_number(self.context)
        deck = deck_of(context, number)
        if not (context.room.caught_up and context.leads) or deck is None or deck.author != context.me:
            return
        if not any(isinstance(one, ShowPage) and one.deck == number for one in context.room.asked):
            self._show_first()

    def _show_first(self) -> None:
        """A deck that was put on the stage for the first time."""
        number = staged_number(self.context)
        deck = deck_of(self.context, number)
        if deck is None or deck.page or not shown_page(deck):
            return
        self._send_page(number, shown_page(deck))

    def _show_page(self, number: int, page: int) -> None:
        """Also if it is not on the stage."""
        if staged_number(self.context) != number:
            self._show(number)
        self._send_page(number, page)

    def _send_page(self, number: int, page: int) -> None:
        room = self.context.room
        room.send(ShowPage(**room.head(), deck=number, page=page))

    def _fail_screen(self, words: str) -> None:
        self._told.tell(0, self.tr("No picture of the screen"), words)

    def _fail(self, words: str) -> None:
        self._told.tell(0, self.tr("These pages can't be shown"), words)

    def _act(self) -> None:
        if self._progress is not None and self.sending is not None:
            self.sending.cancel()
        elif self._left_deck is not None:
            menu = QMenu(self.cancel)
            menu.addAction(self.tr("Choose the file again, to send the others…"), self.choose)
            menu.addAction(self.tr("Keep these pages"), partial(self._finish, self._left))
            menu.aboutToHide.connect(menu.deleteLater)
            menu.popup(self.cancel.mapToGlobal(self.cancel.rect().bottomLeft()))

    def _finish(self, deck: int) -> None:
        room = self.context.room
        room.send(FinishDeck(**room.head(), deck=deck))

    # what was left

    @property
    def _left_deck(self) -> Deck | None:
        """One that is still not whole."""
        return left_decks(self.context).get(self._left) if self._left and self.context.leads else None

    def _look_for_left(self, now: int) -> None:
        """Another program of this person's may be sending it."""
        decks = left_decks(self.context) if self._progress is None and self.context.room.is_in else {}
        before, self._grown = self._grown, {}
        for number, deck in decks.items():
            count, since = before.get(number, (-1, 0))
            self._grown[number] = (count, since) if count == len(deck.pages) else (len(deck.pages), now)
        left = [number for number, (_, since) in self._grown.items() if now - since >= LEFT_MS]
        if (found := left[-1] if left else 0) != self._left:
            self._left = found
            self.refresh()

    def _left_words(self, deck: Deck) -> str:
        locale = QLocale()
        words = self.tr("{file}: only {there} of {pages} pages are here")
        return words.format(
            file=deck.name, there=locale.toString(len(sent_pages(deck))), pages=locale.toString(deck.expected)
        )

    @property
    def _progress(self) -> "DeckProgress | None":
        return None if self.sending is None else self.sending.progress

    def _words(self, progress: "DeckProgress") -> str:
        if progress.state == "opening":
            return self.tr("Opening {file}…").format(file=progress.name)
        if progress.state == "converting":
            return self.tr("LibreOffice reads {file}…").format(file=progress.name)
        locale = QLocale()
        return self.tr("{file}: page {sent} of {pages}").format(
            file=progress.name,
            sent=locale.toString(min(progress.sent + 1, progress.pages)),  # the one that is under way
            pages=locale.toString(progress.pages),
        )
