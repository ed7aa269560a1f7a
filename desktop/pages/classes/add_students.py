"""The dialog that puts students in a class: paste names, see what would happen, send."""

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QAbstractItemView, QWidget

from desktop.pages.classes.names import ORDER, PastedName, What, lines_of, to_send
from desktop.parts.columns import ColumnChooser, KnownColumns
from desktop.parts.form_dialog import FormDialog
from desktop.parts.roster_words import remarked
from desktop.parts.tasks import NO, Say
from desktop.theme import Ink, Theme
from desktop.theme.widgets import CheckBox, FormRow, Index, Label, TableModel, TableView, TextArea
from relay.protocol.limits import NAME_LENGTH
from relay.shared.rosters import Column, Layout, NotARoster, Roster, read_pasted

TYPING_MS = 150
INKS: dict[What, Ink] = {
    "new": "ok_ink",
    "there": "muted",
    "twice": "warn_ink",
    "odd": "warn_ink",
    "like": "warn_ink",
    "too_long": "danger_ink",
}
FIELDS: tuple[Column, ...] = ("name", "given", "family", "")
"""What a column may be here: the class is the one that is open, and user names are made."""


class NamesPreview(TableModel[PastedName]):
    """One name a row, and what becomes of it."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.twins = False

    def show_lines(self, lines: Sequence[PastedName], twins: bool) -> None:
        """Shows another list, what is to be looked at first."""
        self.twins = twins
        self.show_rows(sorted(lines, key=lambda line: ORDER.index(line.what)))

    def headings(self) -> list[str]:
        """They go without saying."""
        return ["", ""]

    def words(self, row: PastedName) -> list[str]:
        """The name, and what becomes of it."""
        return [row.name, self._what_becomes(row)]

    def tip(self, row: PastedName, column: int) -> str:
        """The name to its end."""
        return row.name

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Also the ink of what becomes of a name."""
        if role == Qt.ItemDataRole.ForegroundRole and index.isValid() and index.column() == 1:
            return self._theme.colour(INKS[self.rows[index.row()].what])
        return super().data(index, role)

    def _what_becomes(self, line: PastedName) -> str:
        words: dict[What, str] = {
            "new": self.tr("new"),
            "there": self.tr("in the class already"),
            "twice": self.tr("new, same name") if self.twins else self.tr("twice: left out"),
            "odd": self.tr("new: is this a name?"),
            "like": self.tr("new: or is this {name}?").format(name=line.like),
            "too_long": self.tr("too long: left out"),
        }
        return words[line.what]


class AddStudentsDialog(FormDialog):
    """Names in, students out. Stays open with what was not sent when something goes wrong."""

    def __init__(
        self,
        theme: Theme,
        say: Say,
        class_name: str,
        roster: Callable[[], Sequence[str]],
        add: Callable[[Sequence[str]], Awaitable[int]],
        known: KnownColumns | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, say, width=560, parent=parent)
        self._known = known or KnownColumns()
        self._layout: Layout | None = None
        """The columns as somebody chose them, for as long as there are as many."""
        self._read: Roster | None = None
        self._roster, self._add = roster, add
        self.set_title(self.tr("Add students"))
        low = parent is not None and parent.window().height() < theme.px(640)
        self.names = TextArea(theme, placeholder=self.tr("Ana Silva\nTom Becker\n…"), lines=4 if low else 6)
        self.row = FormRow(
            theme,
            self.tr("Names for {class_name}").format(class_name=class_name),
            self.names,
            hint=self.tr("One name per line, typed or pasted from a list or a spreadsheet."),
        )
        self.row.label.setWordWrap(True)
        self.columns = ColumnChooser(
            theme, FIELDS, several=True, unasked=frozenset(("same_name",)), parent=self
        )
        self.columns.chosen.connect(self._on_columns)
        self.columns.looked.connect(self.read)
        self.preview = NamesPreview(theme, self)
        self.table = TableView(theme, self.preview, self.tr("What becomes of each name"), self, row_height=26)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.table.setFixedHeight(theme.px(90 if low else 130))
        self.table.horizontalHeader().hide()
        self.summary = Label("", "muted", wrap=True, parent=self)
        self.twins = CheckBox(theme, self.tr("The same name twice is two people"), parent=self)
        for widget in (self.row, self.columns, self.table, self.summary, self.twins):
            self.body.addWidget(widget)
        self.send = self.add_submit(self.tr("Add"))
        self._typing = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._typing.timeout.connect(self.read)
        self.names.textChanged.connect(self._on_text)
        self.twins.toggled.connect(self.read)
        self.focus_first(self.names)
        self.read()

    @property
    def dirty(self) -> bool:
        """Whether names were typed."""
        return bool(self.names.toPlainText().strip())

    def closing_question(self) -> tuple[str, str]:
        """Whether the names may be lost."""
        return self.tr("Close without adding?"), self.tr("The names you typed are lost.")

    def _on_text(self) -> None:
        self._typing.start()

    def _on_columns(self, layout: Layout) -> None:
        self._layout = layout
        self.read()

    def _read_names(self) -> Roster | None:
        """The list as it is read now, the columns as they were chosen if they still are as many."""
        text, known = self.names.toPlainText(), self._known.chosen
        try:
            read = read_pasted(text, known=known)
            chosen, found = self._layout, read.layout
            if chosen and found and len(chosen.columns) == len(found.columns):
                return read_pasted(text, layout=chosen)
        except NotARoster:
            return None
        self._layout = None
        return read

    def read(self) -> None:
        """Shows what the names typed so far would do."""
        self._typing.stop()
        self._read = self._read_names()
        lines = lines_of(self._read, self._roster()) if self._read else []
        asked = self.tr("“{name}” is only like {other}, who is in the class. Is this somebody else?")
        self.columns.show_roster(
            self._read, [asked.format(name=line.name, other=line.like) for line in lines if line.like]
        )
        self.preview.show_lines(lines, self.twins.isChecked())
        counts = Counter(line.what for line in lines)
        bad = counts["too_long"] + (len(self._read.left_out) if self._read else 0)
        new = self.new_count()
        parts = [self.tr("To add: {count}").format(count=new)]
        if counts["there"]:
            parts.append(self.tr("in the class already: {count}").format(count=counts["there"]))
        if counts["twice"]:
            parts.append(self.tr("same name twice: {count}").format(count=counts["twice"]))
        self.summary.setText(self.tr(" · ").join(parts))
        self.table.setVisible(bool(lines))
        self.summary.setVisible(bool(lines))
        self.twins.setVisible(counts["twice"] > 0)
        self.row.set_error(self._what_is_left_out(counts["too_long"]))
        self.send.setEnabled(not self.busy and new > 0 and self.columns.settled)
        other = self.tr("Add the other {count}").format(count=new) if bad else self.tr("Add")
        self.send.setText(self.tr("Adding…") if self.busy else other)

    def _what_is_left_out(self, too_long: int) -> str:
        said = [remarked(remark) for remark in self._read.left_out[:3]] if self._read else []
        if too_long:
            most = self.tr("Names may have {count} characters: the longer ones are left out.")
            said.append(most.format(count=NAME_LENGTH))
        return "\n".join(said)

    def new_count(self) -> int:
        """How many students would be added."""
        wanted = {"new", "odd", "like"} | ({"twice"} if self.twins.isChecked() else set())
        return sum(line.what in wanted for line in self.preview.rows)

    def submit(self) -> None:
        """Sends the names."""
        self.read()
        if self.send.isEnabled():
            self._tasks.spawn(self._send(to_send(self.preview.rows, twins=self.twins.isChecked())))

    async def _send(self, names: Sequence[str]) -> None:
        self._set_busy(True)
        try:
            await self._add(names)
        except NO as error:
            self._set_busy(False)
            self.complain_of(error)
            return
        if self._read is not None and self._layout is not None:
            self._known.remember(self._read)
        self._set_busy(False)
        self.accept()

    def _set_busy(self, busy: bool) -> None:
        self.busy = busy
        self.names.setReadOnly(busy)
        self.twins.setEnabled(not busy)
        self.columns.setEnabled(not busy)
        self.read()
