"""Prepared polls as rows, in the order in which they will be asked."""

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from desktop.features.polls.words import kind_names, options_of, preset_names, question_of
from desktop.theme import Theme
from desktop.theme.widgets import TableModel, TableView
from relay.protocol.poll_drafts import PollDraft

HOW = 2
GIVES_WAY = {HOW: 460}


class PlanRows(TableModel[PollDraft]):
    """One poll a row."""

    def headings(self) -> list[str]:
        """What the columns tell."""
        return [self.tr("Place"), self.tr("Question"), self.tr("How one answers")]

    def words(self, row: PollDraft) -> list[str]:
        """A row, column by column."""
        place = next(place for place, draft in enumerate(self.rows, 1) if draft is row)
        question = question_of(" ".join(row.question.split()), row.preset)
        return [QLocale().toString(place), question, self._how(row)]

    def tip(self, row: PollDraft, column: int) -> str:
        """All that will be seen of it."""
        return "\n".join([question_of(row.question, row.preset), *options_of(row.preset, row.options)])

    def _how(self, draft: PollDraft) -> str:
        if draft.preset:
            return preset_names()[draft.preset]
        words = kind_names()[draft.kind]
        if draft.options:
            words = self.tr("{kind} ({count})").format(
                kind=words, count=QLocale().toString(len(draft.options))
            )
        return words


class PlanTable(TableView):
    """The rows. Enter opens one, Delete takes it out, Alt with an arrow moves it."""

    edit_wanted = Signal()
    delete_wanted = Signal()
    move_wanted = Signal(int)
    chosen = Signal()

    def __init__(self, theme: Theme, model: PlanRows, parent: QWidget) -> None:
        super().__init__(theme, model, self.tr("Prepared polls"), parent, stretched=(1,), gives_way=GIVES_WAY)
        self.doubleClicked.connect(self.edit_wanted)
        self.selectionModel().selectionChanged.connect(self.chosen)
        model.modelReset.connect(self.chosen)

    @property
    def place(self) -> int:
        """Of the one that is chosen, from 0; -1: none is."""
        return next(iter(self.chosen_rows()), -1)

    def choose(self, place: int) -> None:
        """Chooses the one at this place."""
        if 0 <= place < self.model().rowCount():
            self.selectRow(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        alt = event.modifiers() & Qt.KeyboardModifier.AltModifier
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if self.place >= 0:
                self.edit_wanted.emit()
            case Qt.Key.Key_Delete if self.place >= 0:
                self.delete_wanted.emit()
            case Qt.Key.Key_Up if alt:
                self.move_wanted.emit(-1)
            case Qt.Key.Key_Down if alt:
                self.move_wanted.emit(1)
            case _:
                super().keyPressEvent(event)
