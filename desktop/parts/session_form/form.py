"""The fields of a session, each with its label and what is wrong with it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.parts.session_form.draft import SessionDraft
from desktop.parts.session_form.repeat import Repeat
from desktop.parts.session_words import type_word
from desktop.theme import Space, Theme
from desktop.theme.widgets import Choice, DateTimeField, FormRow, NumberField, TextArea, TextField
from relay.protocol.accounts import ClassBadge
from relay.protocol.limits import DESCRIPTION_LENGTH, NAME_LENGTH
from relay.protocol.sessions import SessionType

TYPES: tuple[SessionType, ...] = ("lecture", "discussion", "quiz", "demo")
TWO_COLUMNS = 400
"""From this width on, times the text scale, short fields stand side by side."""


class SessionForm(QWidget):
    """All that can be said of a session that is planned."""

    changed = Signal()

    def __init__(
        self, theme: Theme, classes: Sequence[ClassBadge], width: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.title = TextField(theme, max_length=NAME_LENGTH)
        self.class_id = Choice(theme, [(badge.id, badge.name) for badge in classes])
        self.class_id.setPlaceholderText(self.tr("Choose…"))
        self.class_id.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.type = Choice(theme, [(kind, type_word(kind)) for kind in TYPES])
        self.scheduled_at = DateTimeField(theme)
        self.duration = NumberField(theme, 1, 24 * 60, step=5, suffix=self.tr(" min"))
        self.max_participants = NumberField(theme, 1, 1000, step=10)
        self.description = TextArea(theme, lines=3)
        self.repeat = Repeat(theme, self)
        self.rows: dict[str, FormRow] = {
            "title": FormRow(theme, self.tr("Title"), self.title),
            "class_id": FormRow(theme, self.tr("Class"), self.class_id),
            "type": FormRow(theme, self.tr("Type"), self.type),
            "scheduled_at": FormRow(theme, self.tr("Starts"), self.scheduled_at),
            "duration": FormRow(theme, self.tr("Duration"), self.duration),
            "max_participants": FormRow(theme, self.tr("Seats"), self.max_participants),
            "description": FormRow(theme, self.tr("Description"), self.description),
        }
        self._place(width >= theme.px(TWO_COLUMNS))
        self.title.textChanged.connect(self._on_change)
        self.description.textChanged.connect(self._on_change)
        self.class_id.chosen.connect(self._on_change)
        self.type.chosen.connect(self._on_change)
        self.scheduled_at.changed.connect(self._on_time)
        self.repeat.changed.connect(self._on_change)
        self.duration.changed.connect(self._on_change)
        self.max_participants.changed.connect(self._on_change)

    def _place(self, two_columns: bool) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(Space.M)
        grid.setVerticalSpacing(Space.M)
        lines = [
            ["title"],
            ["class_id", "type"],
            ["scheduled_at"],
            ["repeat"],
            ["duration", "max_participants"],
            ["description"],
        ]
        parts = {"repeat": self.repeat, **self.rows}
        if not two_columns:
            lines = [[name] for line in lines for name in line]
        for number, line in enumerate(lines):
            for column, name in enumerate(line):
                grid.addWidget(parts[name], number, column, 1, 2 if len(line) == 1 else 1)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        before: QWidget = self.title
        for name in (name for line in lines for name in line):
            part = parts[name]
            field = part.field if isinstance(part, FormRow) else part
            QWidget.setTabOrder(before, field)
            before = field

    @property
    def _first(self) -> int:
        return int(self.scheduled_at.value.timestamp() * 1000)

    @property
    def value(self) -> SessionDraft:
        """What the fields say."""
        return SessionDraft(
            title=self.title.text(),
            description=self.description.toPlainText(),
            class_id=self.class_id.value,
            type=next((kind for kind in TYPES if kind == self.type.value), "lecture"),
            scheduled_at=self._first,
            also_at=tuple(self.repeat.times_from(self._first)[1:]),
            duration=self.duration.value,
            max_participants=self.max_participants.value,
        ).clean()

    def set_value(self, draft: SessionDraft) -> None:
        """Fills the fields."""
        self.title.setText(draft.title)
        self.description.setPlainText(draft.description)
        self.class_id.setCurrentIndex(self.class_id.findData(draft.class_id))  # none: it is to be chosen
        self.type.choose(draft.type)
        self.scheduled_at.set_value(datetime.fromtimestamp(draft.scheduled_at / 1000))
        self.duration.set_value(draft.duration)
        self.max_participants.set_value(draft.max_participants)

    def show_problems(self, problems: Mapping[str, str]) -> None:
        """Says beside each field what is wrong with it, and goes to the first."""
        words = {
            ("title", "empty"): self.tr("Give the lesson a title."),
            ("title", "too_long"): self.tr("This title is too long: at most {count} characters.").format(
                count=NAME_LENGTH
            ),
            ("class_id", "empty"): self.tr("Choose the class that it is for."),
            ("description", "too_long"): self.tr(
                "This description is too long: at most {count} characters."
            ).format(count=DESCRIPTION_LENGTH),
            ("scheduled_at", "past"): self.tr(
                "This time has passed. Choose a later one, or start the lesson right away."
            ),
        }
        for name, row in self.rows.items():
            row.set_error(words[name, problems[name]] if name in problems else "")
        for name in problems:
            self.rows[name].field.setFocus()
            break

    def _on_time(self) -> None:
        self.repeat.set_first(self._first)
        self._on_change()

    def _on_change(self) -> None:
        for row in self.rows.values():
            if row.error:
                row.set_error("")
        self.changed.emit()
