"""What a lesson came to, in pictures, for its teachers; and the same as tables."""

import asyncio
from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QMenu, QStackedLayout, QWidget

from desktop.document import TextTable
from desktop.features.panel.finding import sections_of
from desktop.features.panel.report import FilesToSave, LessonRecord, ReportSection, TableFile
from desktop.pages.details.reading import LogProgress
from desktop.parts.csv_saver import CsvSaver
from desktop.parts.files_saver import FilesSaver
from desktop.parts.loading import LoadingPage
from desktop.parts.tasks import PageTasks, Say
from desktop.parts.transcript import Transcript
from desktop.theme import Space, Theme, drop
from desktop.theme.pictures.view import PictureView
from desktop.theme.widgets import Button, Card, EmptyState, Label, ScrollPage, TableModel, TableView
from desktop.theme.widgets.table import ROW_HEIGHT

WIDE = 2000
FEW_COLUMNS = 4
"""So many stand beside each other on any screen; a table with more is as wide as it is, and scrolls."""
MOST_ROWS = 40
"""Of a table that are seen at once: a whole class. More of them scroll."""


class TextRows(TableModel[list[str]]):
    """A table of a document, as rows."""

    def __init__(self, table: TextTable, parent: QWidget) -> None:
        super().__init__(parent)
        self._headings = list(table.headings)
        self.show_rows([list(row) for row in table.rows])

    def headings(self) -> list[str]:
        """What the columns tell."""
        return self._headings

    def words(self, row: list[str]) -> list[str]:
        """A row, column by column."""
        return row


class SectionCard(Card):
    """What one subject tells: pictures, each with its title where there are several, then tables."""

    def __init__(
        self,
        theme: Theme,
        section: ReportSection,
        save: Callable[[TableFile], None],
        save_all: Callable[[QWidget, Sequence[FilesToSave]], None],
        parent: QWidget,
        *,
        as_tables: bool,
    ) -> None:
        super().__init__(theme, section.title, parent=parent)
        self.section, self._theme, self._save = section, theme, save
        if section.summary:
            self.body.addWidget(Label(section.summary, "muted", wrap=True, parent=self))
        for shown in section.pictures:
            if shown.title != section.title:
                self.body.addWidget(Label(shown.title, "strong", wrap=True, parent=self))
            if shown.line:
                self.body.addWidget(Label(shown.line, "muted", wrap=True, parent=self))
            if as_tables:
                self._add_table(shown.title, shown.picture.table())
            else:
                self.body.addWidget(PictureView(theme, shown, self))
        for title, table in section.tables:
            self.body.addWidget(Label(title, "strong", wrap=True, parent=self))
            self._add_table(title, table)
        self.save_all: Button | None = None
        if section.collected:
            self.save_all = Button(
                theme, self.tr("Save all…"), "primary", small=True, icon="download", parent=self
            )
            self.add_trailing(self.save_all)
            self.save_all.clicked.connect(partial(save_all, self.save_all, section.collected))
        if section.files:
            self._offer_files(section.files)

    def _add_table(self, title: str, table: TextTable) -> None:
        model = TextRows(table, self)
        few = len(table.headings) <= FEW_COLUMNS
        view = TableView(self._theme, model, title, self, stretched=(0,) if few else (), measured=MOST_ROWS)
        rows = min(model.rowCount(), MOST_ROWS) + 1
        bar = 0 if few else view.horizontalScrollBar().sizeHint().height()
        view.setFixedHeight(self._theme.target(ROW_HEIGHT) * rows + 2 * Space.XS + bar)
        self.body.addWidget(view)

    def _offer_files(self, files: Sequence[TableFile]) -> None:
        """One is saved at once, of several one is chosen from a menu."""
        button = Button(self._theme, self.tr("Save as CSV…"), icon="download", small=True, parent=self)
        self.add_trailing(button)
        if len(files) == 1:
            button.clicked.connect(lambda: self._save(files[0]))
            return
        menu = QMenu(button)
        menu.setAccessibleName(self.tr("What to save"))
        for file in files:
            action = menu.addAction(file.label.replace("&", "&&"))
            action.triggered.connect(partial(self._save, file))
        button.clicked.connect(lambda: menu.popup(button.mapToGlobal(button.rect().bottomLeft())))


class FiguresPart(QWidget):
    """All sections, once the log has been read. They are made when they are looked at for the first time."""

    def __init__(
        self,
        theme: Theme,
        transcript: Transcript,
        record: Callable[[], LessonRecord],
        say: Say,
        page: LoadingPage,
    ) -> None:
        """``record``: the lesson as it is known now."""
        super().__init__(page)
        self._theme, self.transcript, self._record, self._say = theme, transcript, record, say
        self._tasks = PageTasks(self)
        self.cards: list[SectionCard] = []
        self._shown: LessonRecord | None = None
        self._file = TableFile("", "", tuple)
        """That is to be saved."""
        self.saver = CsvSaver(page, self._rows_of_file, page.tell, lambda: self._file.name)
        self.files = FilesSaver(transcript.relay, transcript.session_id, say, page.tell, page)
        self.tables = Button(theme, self.tr("As tables"), "chip", parent=self)
        """Chosen: the same as tables. The page has it beside its parts."""
        self.tables.setCheckable(True)
        self.tables.hide()
        self.tables.toggled.connect(self._fill)
        self.page = ScrollPage(theme, WIDE, parent=self)
        self.page.column.addStretch(1)
        self.empty = EmptyState(theme, "inbox", "", parent=self)
        self.empty.acted.connect(transcript.start)
        self.waiting = LogProgress(
            self.tr("Reading the lesson…"), self.tr("How much of the lesson has been read"), self
        )
        self._body = QStackedLayout(self)
        for widget in (self.page, self.empty, self.waiting):
            self._body.addWidget(widget)
        transcript.changed.connect(self._begin_again)
        theme.changed.connect(self._follow)

    def refresh(self) -> None:
        """What is known of the lesson may have changed."""
        if self._shown is not None and self._shown.students != self._record().students:
            self._begin_again()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.tables.hide()

    def _begin_again(self) -> None:
        self._shown = None
        self._show()

    def _follow(self) -> None:
        if self.tables.isChecked():  # tables are as high as their text
            self._begin_again()

    def _show(self) -> None:
        if not self.isVisible():
            return
        log = self.transcript
        if log.state == "ready":
            if self._shown is None:
                self._fill()
        elif log.state == "failed":
            title = self.tr("The lesson could not be read")
            self.empty.set("triangle-alert", title, self._say(log.failure), self.tr("Try again"))
            self._body.setCurrentWidget(self.empty)
        else:
            self.waiting.show_log(log)
            self._body.setCurrentWidget(self.waiting)
        self.tables.setVisible(self._body.currentWidget() is self.page)

    def _fill(self) -> None:
        """Makes the cards, one in a turn of the loop: each has a picture or a table of a whole class."""
        self._tasks.cancel()
        self._shown = self._record()
        drop(self.page.column, *self.cards)
        self.cards = []
        sections = [
            section
            for section in sections_of(self._shown)
            if section.pictures or section.tables or section.collected
        ]
        if not sections:
            self.empty.set("inbox", self.tr("Nothing happened in this lesson"))
        self._body.setCurrentWidget(self.page if sections else self.empty)
        self._tasks.spawn(self._add_cards(sections))

    def _rows_of_file(self) -> Sequence[Sequence[str]]:
        return self._file.rows()

    def _save(self, file: TableFile) -> None:
        self._file = file
        self.saver.choose()

    async def _add_cards(self, sections: Sequence[ReportSection]) -> None:
        for place, section in enumerate(sections):
            card = SectionCard(
                self._theme,
                section,
                self._save,
                self.files.choose,
                self,
                as_tables=self.tables.isChecked(),
            )
            self.page.column.insertWidget(place, card)
            self.cards.append(card)
            await asyncio.sleep(0)
