"""Where the options of a poll are written: Enter adds the next, several lines pasted become several."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from desktop.clipboard import pasted
from desktop.theme import Space, Theme, drop, hbox, vbox
from desktop.theme.widgets import Button, IconButton, TextField
from desktop.theme.widgets.fields import Compound
from relay.protocol.poll_drafts import FEWEST_OPTIONS, MOST_OPTIONS, OPTION_LENGTH


class OptionsEditor(Compound):
    """Fields under each other, each with a tick that says whether it is right."""

    changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._several = False
        self.rows: list[_OptionRow] = []
        self._column = vbox(gap=Space.XS)
        self.more = Button(theme, self.tr("Add an answer"), "quiet", icon="plus", small=True, parent=self)
        self.more.clicked.connect(lambda: self._add(len(self.rows), focus=True))
        vbox(self._column, (self.more, 0, Qt.AlignmentFlag.AlignLeading), on=self, gap=Space.XS)
        self.set_options([])

    def set_name(self, name: str) -> None:
        self.setAccessibleName(name)

    @property
    def outlined(self) -> tuple[QWidget, ...]:
        return tuple(row.field for row in self.rows)

    # what stands in it

    @property
    def options(self) -> list[str]:
        """Those in which something stands."""
        return [row.field.text().strip() for row in self.rows if row.field.text().strip()]

    @property
    def right(self) -> list[int]:
        """Which of these are ticked."""
        filled = [row for row in self.rows if row.field.text().strip()]
        return [place for place, row in enumerate(filled) if row.right.isChecked()]

    def set_options(self, options: Sequence[str], right: Sequence[int] = ()) -> None:
        while self.rows:
            self._remove(self.rows[-1])
        for place in range(max(FEWEST_OPTIONS, len(options))):
            row = self._add(place)
            row.field.setText(options[place] if place < len(options) else "")
            row.right.setChecked(place in right)
        self._show()

    def set_several(self, several: bool) -> None:
        """Whether more than one can be right."""
        self._several = several
        ticked = [row for row in self.rows if row.right.isChecked()]
        for row in ticked[1:] if not several else []:
            row.right.setChecked(False)

    # rows

    def _add(self, place: int, *, focus: bool = False) -> "_OptionRow":
        if len(self.rows) >= MOST_OPTIONS:
            return self.rows[-1]
        row = _OptionRow(self._theme, self)
        row.field.entered.connect(lambda: self._on_enter(row))
        row.field.pasted.connect(lambda lines: self._on_paste(row, lines))
        row.field.textEdited.connect(self.changed)
        row.right.clicked.connect(lambda: self._on_right(row))
        row.gone.clicked.connect(lambda: self._on_remove(row))
        self.rows.insert(place, row)
        self._column.insertWidget(place, row)
        self._show()
        if focus:
            row.show()
            row.field.setFocus(Qt.FocusReason.OtherFocusReason)
        return row

    def _remove(self, row: "_OptionRow") -> None:
        self.rows.remove(row)
        drop(self._column, row)

    def _show(self) -> None:
        for place, row in enumerate(self.rows):
            row.name(self.tr("Answer {number}").format(number=place + 1))
            row.gone.setVisible(len(self.rows) > FEWEST_OPTIONS)
        self.more.setVisible(len(self.rows) < MOST_OPTIONS)
        self.updateGeometry()

    def _on_enter(self, row: "_OptionRow") -> None:
        """On to the next, which is made if there is none."""
        place = self.rows.index(row) + 1
        if place < len(self.rows):
            self.rows[place].field.setFocus(Qt.FocusReason.TabFocusReason)
        elif row.field.text().strip() and place < MOST_OPTIONS:
            self._add(place, focus=True)
            self.changed.emit()

    def _on_paste(self, row: "_OptionRow", lines: list[str]) -> None:
        """The first goes where it was pasted, the others into rows of their own below it."""
        place = self.rows.index(row)
        row.field.insert(lines[0])
        for line in lines[1:]:
            place += 1
            if place < len(self.rows) and not self.rows[place].field.text():
                self.rows[place].field.setText(line)
            elif len(self.rows) < MOST_OPTIONS:
                self._add(place).field.setText(line)
        self.rows[min(place, len(self.rows) - 1)].field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _on_right(self, row: "_OptionRow") -> None:
        if row.right.isChecked() and not self._several:
            for other in self.rows:
                if other is not row:
                    other.right.setChecked(False)
        self.changed.emit()

    def _on_remove(self, row: "_OptionRow") -> None:
        place = self.rows.index(row)
        self._remove(row)
        self._show()
        self.rows[min(place, len(self.rows) - 1)].field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()


class _OptionField(TextField):
    """Tells of Enter, and of several lines that are pasted."""

    entered = Signal()
    pasted = Signal(list)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.entered.emit()
        elif event.matches(QKeySequence.StandardKey.Paste) and len(lines := _pasted_lines()) > 1:
            self.pasted.emit(lines)
        else:
            super().keyPressEvent(event)


class _OptionRow(QWidget):
    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.field = _OptionField(theme, max_length=OPTION_LENGTH, parent=self)
        self.right = IconButton(theme, "check", "", size=32, checkable=True, checked_tone="ok", parent=self)
        self.gone = IconButton(theme, "x", "", size=32, parent=self)
        hbox((self.field, 1), self.right, self.gone, on=self, gap=Space.XS)

    def name(self, name: str) -> None:
        self.field.setAccessibleName(name)
        self.field.setPlaceholderText(name)
        self.right.set_name(self.tr("{answer} is right").format(answer=name))
        self.gone.set_name(self.tr("Remove {answer}").format(answer=name))


def _pasted_lines() -> list[str]:
    text = pasted()
    return [line.strip() for line in text.splitlines() if line.strip()]
