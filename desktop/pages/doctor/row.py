"""One check on the page: under way, or what it found."""

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QWidget

from desktop.theme import Space, Theme
from desktop.theme.boxes import hbox, vbox
from desktop.theme.theme import Ink
from desktop.theme.widgets import Label, Picture, Spinner
from relay.shared.doctor import OUTCOME_WORDS, Finding, Outcome, sentence, title
from relay.shared.doctor.sentences import CONTEXT
from resources import IconName

SIGNS: dict[Outcome, tuple[IconName, Ink]] = {
    "good": ("circle-check", "ok_ink"),
    "doubtful": ("triangle-alert", "warn_ink"),
    "bad": ("circle-x", "danger_ink"),
    "unknown": ("circle-help", "muted"),
}
SIDE = 20


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
        self._signs.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._spinner = Spinner(theme, SIDE, parent=self._signs)
        self._sign = Picture(theme, "circle-help", "muted", SIDE, parent=self._signs)
        self._signs.addWidget(self._spinner)
        self._signs.addWidget(self._sign)
        self._name = Label(title(check, said), "strong", wrap=True, parent=self)
        self.words = Label(self.tr("Looking…"), "muted", wrap=True, selectable=True, parent=self)
        words = vbox(self._name, self.words, gap=2)
        hbox(
            (self._signs, 0, Qt.AlignmentFlag.AlignTop),
            (words, 1),
            on=self,
            gap=Space.M,
            margins=(0, Space.XS, 0, Space.XS),
        )
        self._describe(self.tr("looking"))

    def show_finding(self, finding: Finding) -> None:
        """It has ended."""
        self.finding = finding
        icon, ink = SIGNS[finding.outcome]
        self._sign.set(icon, ink)
        self._signs.setCurrentWidget(self._sign)
        self.words.setText(sentence(finding, said))
        self._describe(said(OUTCOME_WORDS[finding.outcome]))

    def stop(self) -> None:
        """It was given up."""
        if self.finding is None:
            self._signs.setCurrentWidget(self._sign)
            self.words.setText(self.tr("Not finished."))
            self._describe(self.tr("not finished"))

    def _describe(self, outcome: str) -> None:
        words = self.tr("{check}: {outcome}. {sentence}")
        self.setAccessibleName(
            words.format(check=self._name.text(), outcome=outcome, sentence=self.words.text())
        )
