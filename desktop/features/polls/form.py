"""A poll of one's own as it is written: what is asked, how one answers, what is right and why, and time."""

from collections.abc import Callable
from typing import cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.features.polls.options_editor import OptionsEditor
from desktop.features.polls.words import kind_names, number_words, options_of, preset_names, read_number
from desktop.theme import Space, Theme, hbox, vbox
from desktop.theme.widgets import Choice, FormRow, TextArea, TextField
from relay.protocol.poll_drafts import (
    EXPLANATION_LENGTH,
    QUESTION_LENGTH,
    SAME_OPTION_TWICE,
    Kind,
    PollDraft,
    Preset,
    Solution,
    fit_draft,
)
from relay.protocol.refusals import Refusal

TIMES = (0, 30, 60, 120, 180, 300, 600)
"""Seconds of running time; 0: until the teacher closes it."""
UNIT_LENGTH = 32


class PollForm(QWidget):
    """Gives a draft that fits, or says at the field what is missing."""

    edited = Signal()

    def __init__(self, theme: Theme, say: Callable[[str], str], parent: QWidget | None = None) -> None:
        """``say``: turns a code of the relay into a sentence."""
        super().__init__(parent)
        self._say = say
        kinds = [*kind_names().items(), *preset_names().items()]
        self.question = TextArea(theme, lines=2)
        self.kind = Choice(theme, [(str(value), words) for value, words in kinds])
        self.options = OptionsEditor(theme, self)
        self.right_option = Choice(theme)
        self.number = TextField(theme, max_length=40)
        self.tolerance = TextField(theme, max_length=40)
        self.unit = TextField(theme, max_length=UNIT_LENGTH)
        self.explanation = TextArea(theme, lines=2)
        self.time = Choice(theme, [(str(seconds), self._time_words(seconds)) for seconds in TIMES])
        self.question_row = FormRow(theme, self.tr("Question"), self.question, parent=self)
        self.kind_row = FormRow(theme, self.tr("How one answers"), self.kind, parent=self)
        self.options_row = FormRow(
            theme,
            self.tr("Answers"),
            self.options,
            hint=self.tr("Enter adds the next. A tick marks the right answer, if there is one."),
            parent=self,
        )
        self.right_row = FormRow(theme, self.tr("Right answer"), self.right_option, parent=self)
        self.number_row = FormRow(theme, self.tr("Right number"), self.number, parent=self)
        self.tolerance_row = FormRow(theme, self.tr("Give or take"), self.tolerance, parent=self)
        self.unit_row = FormRow(theme, self.tr("Unit"), self.unit, parent=self)
        self.why_row = FormRow(
            theme,
            self.tr("Why"),
            self.explanation,
            hint=self.tr("Is shown with the solution, if something is right."),
            parent=self,
        )
        self.time_row = FormRow(theme, self.tr("Time"), self.time, parent=self)
        self._numbers = QWidget(self)
        beside = hbox((self.tolerance_row, 1), (self.unit_row, 1), gap=Space.S)
        vbox(self.number_row, beside, on=self._numbers, gap=Space.M)
        vbox(
            self.question_row, self.kind_row, self.options_row, self.right_row, self._numbers, self.why_row,
            self.time_row, on=self, gap=Space.M,
        )  # fmt: skip
        self.kind.chosen.connect(self._on_kind)
        for changes in (
            self.question.textChanged, self.options.changed, self.number.textEdited, self.unit.textEdited,
            self.tolerance.textEdited, self.explanation.textChanged,
        ):  # fmt: skip
            changes.connect(self._on_edited)
        self._on_kind()
        self._empty = self._draft()

    @property
    def dirty(self) -> bool:
        """Whether something was written."""
        return self._draft() != self._empty

    def begin_with(self, draft: PollDraft) -> None:
        """Shows a poll that is kept elsewhere: nothing is lost while it stays as it is."""
        self.set_draft(draft)
        self._empty = self._draft()

    def set_draft(self, draft: PollDraft) -> None:
        """Shows a poll as it was written before."""
        self.question.setPlainText(draft.question)
        self.kind.choose(draft.preset or draft.kind)
        solution = draft.solution or Solution()
        self.options.set_options(draft.options, solution.choices)
        self._on_kind()
        if draft.preset and solution.choices:
            self.right_option.choose(str(solution.choices[0]))
        self.number.setText(number_words(solution.number) if solution.number is not None else "")
        self.tolerance.setText(number_words(solution.tolerance) if solution.tolerance else "")
        self.unit.setText(draft.unit)
        self.explanation.setPlainText(draft.explanation)
        if draft.seconds not in TIMES:
            options = [(str(seconds), self._time_words(seconds)) for seconds in (*TIMES, draft.seconds)]
            self.time.set_options(options)
        self.time.choose(str(draft.seconds))

    def fitting(self) -> PollDraft | None:
        """The poll as the class can be asked it; None where something is missing, which is said."""
        draft, first = self._draft(), None
        self._clear()
        if not draft.preset and not draft.question:
            first = self._complain(self.question_row, self.tr("Write what you ask."))
        if len(draft.question) > QUESTION_LENGTH:
            first = self._complain(self.question_row, self._too_long(len(draft.question), QUESTION_LENGTH))
        if len(draft.explanation) > EXPLANATION_LENGTH:
            words = self._too_long(len(draft.explanation), EXPLANATION_LENGTH)
            first = first or self._complain(self.why_row, words)
        if draft.kind in ("one", "many") and not draft.preset and len(draft.options) < 2:
            words = self.tr("Write at least two answers.")
            first = first or self._complain(self.options_row, words)
        for row, field in ((self.number_row, self.number), (self.tolerance_row, self.tolerance)):
            written = draft.kind == "number" and field.text().strip()
            number = read_number(field.text()) if written else 0.0
            if number is None or (number < 0 and row is self.tolerance_row):
                first = first or self._complain(row, self.tr("Write a number, such as 12 or 3.5."))
        if first is not None:
            first.field.setFocus()
            return None
        try:
            return fit_draft(draft)
        except Refusal as refusal:
            row = self.options_row if refusal.code is SAME_OPTION_TWICE else self.question_row
            self._complain(row, self._say(refusal.code.name))
            return None

    # what stands in it

    def _draft(self) -> PollDraft:
        preset, kind = self._chosen()
        solution: Solution | None = None
        options: list[str] = []
        if preset:
            if self.right_option.value:
                solution = Solution(choices=[int(self.right_option.value)])
        elif kind in ("one", "many"):
            options = self.options.options
            if self.options.right:
                solution = Solution(choices=self.options.right)
        elif kind == "number" and (number := read_number(self.number.text())) is not None:
            solution = Solution(number=number, tolerance=max(0.0, read_number(self.tolerance.text()) or 0.0))
        return PollDraft(
            question=self.question.toPlainText().strip(),
            preset=preset,
            kind=kind,
            options=options,
            unit=self.unit.text().strip() if kind == "number" else "",
            solution=solution,
            explanation=self.explanation.toPlainText().strip(),
            seconds=int(self.time.value or 0),
        )

    def _chosen(self) -> tuple[Preset, Kind]:
        value = self.kind.value
        if value in preset_names():
            return value, "one"
        return "", cast(Kind, value or "one")

    def _on_kind(self) -> None:
        preset, kind = self._chosen()
        chooses = kind in ("one", "many")
        self.options_row.setVisible(chooses and not preset)
        self.options.set_several(kind == "many")
        self.right_row.setVisible(bool(preset))
        words = [("", self.tr("None is")), *((str(n), w) for n, w in enumerate(options_of(preset)))]
        self.right_option.set_options(words)
        self._numbers.setVisible(kind == "number")
        self.why_row.setVisible(kind != "text")
        self._clear()
        self.edited.emit()

    def _on_edited(self) -> None:
        self._clear()
        self.edited.emit()

    def _clear(self) -> None:
        for row in self.findChildren(FormRow):
            row.set_error("")

    def _complain(self, row: FormRow, words: str) -> FormRow:
        row.set_error(words)
        return row

    def _too_long(self, length: int, most: int) -> str:
        return self.tr("That is %n letter(s) too long.", "", length - most)

    def _time_words(self, seconds: int) -> str:
        if not seconds:
            return self.tr("Until I close it")
        if seconds % 60:
            return self.tr("%n second(s)", "", seconds)
        return self.tr("%n minute(s)", "", seconds // 60)
