"""What all checks come to, in one sentence, and what to do about it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.pages.doctor.row import SIGNS, said
from desktop.theme import Space, Theme
from desktop.theme.boxes import hbox, vbox
from desktop.theme.widgets import Card, Label, Picture, announce
from relay.shared.doctor import Finding, Verdict, sentence, steps


class VerdictCard(Card):
    """Hidden until there is a verdict."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent=parent)
        self._sign = Picture(theme, "circle-help", "muted", 28, parent=self)
        self.words = Label("", "heading", wrap=True, parent=self)
        row = hbox((self._sign, 0, Qt.AlignmentFlag.AlignVCenter), (self.words, 1), gap=Space.M)
        self.body.addLayout(row)
        self._steps = vbox(gap=Space.S)
        self.body.addLayout(self._steps)
        self.steps: list[Label] = []
        self.hide()

    def show_verdict(self, verdict: Verdict) -> None:
        """The sentence, and each thing to do once, the worst first."""
        icon, ink = SIGNS[verdict.outcome]
        self._sign.set(icon, ink)
        self.words.setText(sentence(Finding("", verdict.outcome, verdict.code), said))
        for label in self.steps:
            self._steps.removeWidget(label)
            label.hide()
            label.deleteLater()
        numbered = self.tr("{number}. {step}")
        self.steps = [
            Label(numbered.format(number=number, step=step), wrap=True, selectable=True, parent=self)
            for number, step in enumerate(steps(verdict, said), 1)
        ]
        for label in self.steps:
            self._steps.addWidget(label)
        self.show()
        announce(self, self.words.text())
