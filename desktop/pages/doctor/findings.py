"""How the page shows what was found: a row for each check, and a card with what all come to."""

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QWidget

from desktop.theme import Space, Theme
from desktop.theme.boxes import hbox, vbox
from desktop.theme.theme import Ink
from desktop.theme.widgets import Card, Label, Picture, Spinner, announce
from relay.shared.doctor.findings import Finding, Report, sentence, title
from relay.shared.doctor.sentences import CONTEXT, OUTCOME_WORDS, Outcome
from resources import IconName

SIGNS: dict[Outcome, tuple[IconName, Ink]] = {
    "good": ("circle-check", "ok_ink"),
    "doubtful": ("triangle-alert", "warn_ink"),
    "bad": ("circle-x", "danger_ink"),
    "unknown": ("circle-help", "muted"),
}
SIDE, VERDICT_SIDE = 20, 28


def said(text: str) -> str:
    """A sentence that relay/shared/doctor marks for translators, as this program says it."""
    return QCoreApplication.translate(CONTEXT, text)


class CheckRow(QWidget):
    """A sign, the check's name, and a sentence."""

    def __init__(self, theme: Theme, check: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.check = check
        self.finding: Finding | None = None
        self._signs = QStackedWidget(self)
        self._sign = Picture(theme, "circle-help", "muted", SIDE, parent=self._signs)
        self._signs.addWidget(Spinner(theme, SIDE, parent=self._signs))
        self._signs.addWidget(self._sign)
        self._signs.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._name = Label(title(check, said), "strong", wrap=True, parent=self)
        self.words = Label("", "muted", wrap=True, selectable=True, parent=self)
        sign, words = (self._signs, 0, Qt.AlignmentFlag.AlignTop), vbox(self._name, self.words, gap=2)
        hbox(sign, (words, 1), on=self, gap=Space.M, margins=(0, Space.XS, 0, Space.XS))
        self._show(self.tr("looking"), self.tr("Looking…"))

    def show_finding(self, finding: Finding) -> None:
        """It has ended."""
        self.finding = finding
        self._sign.set(*SIGNS[finding.outcome])
        self._signs.setCurrentWidget(self._sign)
        self._show(said(OUTCOME_WORDS[finding.outcome]), sentence(finding, said))

    def stop(self) -> None:
        """It was given up."""
        if self.finding is None:
            self._signs.setCurrentWidget(self._sign)
            self._show(self.tr("not finished"), self.tr("Not finished."))

    def _show(self, outcome: str, words: str) -> None:
        self.words.setText(words)
        whole = self.tr("{check}: {outcome}. {sentence}")
        self.setAccessibleName(whole.format(check=self._name.text(), outcome=outcome, sentence=words))


class VerdictCard(Card):
    """Hidden until there is a verdict."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent=parent)
        self._sign = Picture(theme, "circle-help", "muted", VERDICT_SIDE, parent=self)
        self.words = Label("", "heading", wrap=True, parent=self)
        self.steps = Label("", wrap=True, selectable=True, parent=self)
        sign = (self._sign, 0, Qt.AlignmentFlag.AlignVCenter)
        self.body.addLayout(hbox(sign, (self.words, 1), gap=Space.M))
        self.body.addWidget(self.steps)
        self.hide()

    def show_verdict(self, report: Report) -> None:
        """The sentence, and each thing to do once, the worst first."""
        verdict, steps = report.verdict, report.steps(said)
        self._sign.set(*SIGNS[verdict.outcome])
        self.words.setText(sentence(verdict, said))
        self.steps.setText("\n\n".join(steps))
        self.steps.setVisible(bool(steps))
        self.show()
        announce(self, self.words.text())
