"""Chooses what the columns of a list of pupils are, and asks about what is not certain in it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from desktop.parts.roster_words import remarked
from desktop.settings import Settings
from desktop.theme import Space, Theme, hbox, vbox
from desktop.theme.widgets import Banner, CheckBox, Choice, ElidedLabel, FlowRow
from relay.shared.rosters import Column, Layout, Roster
from relay.shared.rosters.problems import RemarkKind

MOST_COLUMNS = 30
"""So many are shown; what stands further right is left out unless a heading says what it is."""
QUESTIONS_SHOWN = 3
CELL_WIDTH = 150


class KnownColumns:
    """What was chosen before, by the shape of a list; kept in the settings if there are any."""

    def __init__(self, settings: Settings | None = None) -> None:
        self._settings = settings
        self._here: dict[str, Sequence[str]] = {}

    @property
    def chosen(self) -> Mapping[str, Sequence[str]]:
        """By shape."""
        return self._settings.now.roster_columns if self._settings else self._here

    def remember(self, roster: Roster) -> None:
        """Keeps how this one was read, once it has been carried out."""
        layout = roster.layout
        if layout is None or layout.across or not roster.shape or len(layout.columns) < 2:
            return
        if self._settings:
            self._settings.remember_columns(roster.shape, layout.columns)
        else:
            self._here[roster.shape] = layout.columns


class ColumnChooser(QWidget):
    """A chooser over each column, one for the first person, and a box to tick where something is asked."""

    chosen = Signal(object)
    """The Layout that somebody chose."""
    looked = Signal()
    """The box was ticked, or the tick taken away."""

    def __init__(
        self,
        theme: Theme,
        fields: Sequence[Column],
        *,
        several: bool = False,
        unasked: frozenset[RemarkKind] = frozenset(),
        parent: QWidget | None = None,
    ) -> None:
        """``fields``: what a column may be. ``several``: whether a line may hold several people.

        ``unasked``: questions that whoever shows this asks in another way.
        """
        super().__init__(parent)
        self._unasked = unasked
        self._theme, self._fields, self._several = theme, fields, several
        self._roster: Roster | None = None
        self._asked: list[str] = []
        self.choices: list[Choice] = []
        self.questions = Banner(theme, "warn", parent=self)
        self.check = CheckBox(theme, self.tr("I have looked: this is right as it is shown"), parent=self)
        self.check.toggled.connect(self.looked)
        self.first = Choice(theme, name=self.tr("Where the people begin"), parent=self)
        self.first.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.first.setMinimumContentsLength(34)
        self.first.chosen.connect(self._on_first)
        self.across = CheckBox(theme, self.tr("Each cell is one person"), parent=self)
        self.across.toggled.connect(self._on_across)
        self.strip = QScrollArea(self)
        self.strip.setFrameShape(QFrame.Shape.NoFrame)
        self.strip.setWidgetResizable(True)
        self.strip.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.strip.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.strip.setStyleSheet("QScrollArea, QScrollArea > QWidget > QWidget { background: transparent; }")
        whole = vbox(on=self, gap=Space.S)
        ticks = FlowRow(gap=Space.M, parent=self)
        ticks.add(self.first, self.across, self.check)
        for widget in (self.questions, self.strip, ticks):
            whole.addWidget(widget)
        theme.changed.connect(self._rebuild)
        self.show_roster(None)

    @property
    def settled(self) -> bool:
        """Whether nothing is asked any more."""
        return not self._asked or self.check.isChecked()

    def show_roster(self, roster: Roster | None, more: Sequence[str] = ()) -> None:
        """Shows how a list was read; what was ticked counts as long as the same is asked.

        ``more``: further questions.
        """
        self._roster = roster
        remarks = [r for r in roster.asked if r.kind not in self._unasked] if roster else []
        asked = [*map(remarked, remarks), *more]
        if asked != self._asked:
            self._asked = asked
            was_blocked = self.check.blockSignals(True)
            self.check.setChecked(False)
            self.check.blockSignals(was_blocked)
        said = asked
        if len(said) > QUESTIONS_SHOWN:
            others = self.tr("… and {count} more.").format(count=len(said) - QUESTIONS_SHOWN)
            said = [*said[:QUESTIONS_SHOWN], others]
        self.questions.set("warn", "\n".join(said))
        self.check.setVisible(bool(said))
        self._rebuild()

    def _rebuild(self) -> None:
        layout = self._roster.layout if self._roster else None
        plain = layout is None or (len(layout.columns) < 2 and not layout.above and not self._asked)
        self.strip.setVisible(not plain and layout is not None and not layout.across)
        self.first.setVisible(not plain)
        several = self._several and layout is not None and len(layout.columns) > 1
        self.across.setVisible(several)
        self.setVisible(not plain or bool(self._asked))
        if layout is None or self._roster is None or plain:
            return
        was_blocked = self.across.blockSignals(True)
        self.across.setChecked(layout.across)
        self.across.blockSignals(was_blocked)
        begins = self.tr("People begin in line {line}: {cells}")
        options = [
            (str(above), begins.format(line=line, cells=self.tr(" · ").join(filter(None, cells))[:80]))
            for above, (line, cells) in enumerate(self._roster.rows)
        ]
        was_blocked = self.first.blockSignals(True)
        self.first.set_options(options)
        self.first.choose(str(layout.above))
        self.first.blockSignals(was_blocked)
        self._build_strip(self._roster, layout)

    def _build_strip(self, roster: Roster, layout: Layout) -> None:
        focused = next((i for i, choice in enumerate(self.choices) if choice.hasFocus()), -1)
        inside = QWidget()
        row = hbox(on=inside, gap=Space.S, margins=(2, 2, 2, Space.S))
        header = roster.rows[layout.above - 1][1] if 0 < layout.above <= len(roster.rows) else []
        if len(list(filter(None, header))) < min(2, len(layout.columns)):
            header = []  # a title
        body = roster.rows[layout.above :]
        self.choices = []
        for index, column in enumerate(layout.columns[:MOST_COLUMNS]):
            heading = header[index] if index < len(header) else ""
            heading = heading or self.tr("Column {number}").format(number=index + 1)
            cells = [row[index] for _, row in body if index < len(row) and row[index]]
            row.addWidget(self._cell(inside, index, column, heading, cells[:3]))
        row.addStretch(1)
        if (before := self.strip.takeWidget()) is not None:
            before.deleteLater()  # one of its choices may be what is telling this
        self.strip.setWidget(inside)
        bar = self.strip.horizontalScrollBar().sizeHint().height()
        self.strip.setFixedHeight(inside.sizeHint().height() + bar)
        if 0 <= focused < len(self.choices):
            self.choices[focused].setFocus(Qt.FocusReason.OtherFocusReason)

    def _cell(
        self, parent: QWidget, index: int, column: Column, heading: str, cells: Sequence[str]
    ) -> QWidget:
        holder = QWidget(parent)
        holder.setFixedWidth(self._theme.px(CELL_WIDTH))
        name = self.tr("What “{heading}” is").format(heading=heading)
        choice = Choice(self._theme, self._options(), name=name, parent=holder)
        choice.choose(column if column in self._fields else "")
        choice.chosen.connect(lambda value, index=index: self._on_column(index, value))
        choice.installEventFilter(self)
        self.choices.append(choice)
        whole = vbox(ElidedLabel(heading, "strong", parent=holder), choice, on=holder, gap=2)
        samples = self.tr(", ").join(cells) or self.tr("empty")
        whole.addWidget(ElidedLabel(samples, "muted", parent=holder))
        return holder

    def _options(self) -> list[tuple[str, str]]:
        words: dict[Column, str] = {
            "name": self.tr("Whole name"),
            "given": self.tr("Given name"),
            "family": self.tr("Family name"),
            "school_class": self.tr("Class"),
            "username": self.tr("User name"),
            "role": self.tr("Role"),
            "enabled": self.tr("Switched on"),
            "": self.tr("Ignore"),
        }
        return [(field, words[field]) for field in self._fields]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What has the keyboard is in sight."""
        if event.type() == QEvent.Type.FocusIn and isinstance(watched, QWidget):
            self.strip.ensureWidgetVisible(watched)
        return False

    def _on_column(self, index: int, value: str) -> None:
        field: Column = next((field for field in self._fields if field == value), "")
        layout = self._layout()
        columns: list[Column] = [*layout.columns]
        columns = ["" if column == field else column for column in columns]
        columns[index] = field
        if field == "name":
            columns = ["" if column in ("given", "family") else column for column in columns]
        elif field in ("given", "family"):
            columns = ["" if column == "name" else column for column in columns]
        self.chosen.emit(replace(layout, columns=tuple(columns)))

    def _on_first(self, value: str) -> None:
        self.chosen.emit(replace(self._layout(), above=int(value)))

    def _on_across(self, across: bool) -> None:
        self.chosen.emit(replace(self._layout(), across=across))

    def _layout(self) -> Layout:
        assert self._roster is not None
        assert self._roster.layout is not None
        return self._roster.layout
