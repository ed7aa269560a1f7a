"""From when on a class counts somebody as late, gone early, or present at all."""

from PySide6.QtWidgets import QWidget

from desktop.parts.attendance import ClassRecords
from desktop.parts.form_dialog import FormDialog
from desktop.parts.tasks import Say
from desktop.theme import Theme
from desktop.theme.widgets import FormRow, NumberField
from relay.protocol.attendance import AttendanceRules

MOST_MINUTES = 240


class RulesDialog(FormDialog):
    """Holds for all lessons of the class, past ones too: nothing that was measured changes."""

    def __init__(self, theme: Theme, say: Say, model: ClassRecords, parent: QWidget) -> None:
        super().__init__(theme, say, width=460, parent=parent)
        self.model = model
        self.set_title(self.tr("When somebody counts as late"))
        self.add_text(
            self.tr(
                "This holds for all lessons of this class, past ones too. What was measured, and what was "
                "corrected, stays as it is."
            )
        )
        rules = model.rules
        minutes = self.tr(" min")
        self.late = NumberField(theme, 0, MOST_MINUTES, suffix=minutes, parent=self)
        self.early = NumberField(theme, 0, MOST_MINUTES, suffix=minutes, parent=self)
        self.present = NumberField(theme, 0, 100, step=5, suffix=self.tr(" %"), parent=self)
        rows = (
            (self.tr("Late after more than"), self.late, rules.late_after, ""),
            (self.tr("Went early: more than this before the end"), self.early, rules.early_from, ""),
            (
                self.tr("Present from this share of the lesson on"),
                self.present,
                rules.present_from,
                self.tr("Time in which the connection was lost counts as there."),
            ),
        )
        for words, field, value, hint in rows:
            field.set_value(value)
            self.body.addWidget(FormRow(theme, words, field, hint=hint, parent=self))
        self.save = self.add_submit(self.tr("Save"))
        self.focus_first(self.late)

    @property
    def rules(self) -> AttendanceRules:
        """As they are in the fields."""
        return AttendanceRules(
            late_after=self.late.value, early_from=self.early.value, present_from=self.present.value
        )

    @property
    def dirty(self) -> bool:
        return self.rules != self.model.rules

    def submit(self) -> None:
        if not self.busy:
            self._tasks.spawn(self._submit())

    async def _submit(self) -> None:
        if not self.dirty or await self.take(self.model.set_rules(self.rules)):
            self.accept()
