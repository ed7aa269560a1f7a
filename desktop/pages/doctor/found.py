"""What one check found, as the page shows it: the verdict, a row for each step, and how to save it all."""

import asyncio
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QWidget

from desktop.clipboard import copy_lines
from desktop.parts.saving import ask_where, why_not_saved
from desktop.parts.tasks import PageTasks
from desktop.theme import Space, Theme, hbox, vbox
from desktop.theme.theme import Ink
from desktop.theme.widgets import BusySign, Button, Card, FlowRow, Label, Picture, announce
from relay.shared.doctor.findings import CheckBegun, ExaminationLine, Finding, Report, sentence, title
from relay.shared.doctor.sentences import CONTEXT, OUTCOME_WORDS, Outcome
from resources import IconName

SIGNS: dict[Outcome, tuple[IconName, Ink]] = {
    "good": ("circle-check", "ok_ink"),
    "doubtful": ("triangle-alert", "warn_ink"),
    "bad": ("circle-x", "danger_ink"),
    "unknown": ("circle-help", "muted"),
}
SIDE, VERDICT_SIDE = 20, 28
TOP = Qt.AlignmentFlag.AlignTop


def said(text: str) -> str:
    """A sentence that relay/shared/doctor marks for translators, as this program says it."""
    return QCoreApplication.translate(CONTEXT, text)


class CheckRow(QWidget):
    """A sign, the check's name, and a sentence."""

    def __init__(self, theme: Theme, check: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.check = check
        self.finding: Finding | None = None
        self._busy = BusySign(theme, SIDE, parent=self)
        self._sign = Picture(theme, *SIGNS["unknown"], SIDE, parent=self)
        self._name = Label(title(check, said), "strong", wrap=True, parent=self)
        self.words = Label("", "muted", wrap=True, selectable=True, parent=self)
        words = vbox(self._name, self.words, gap=2)
        margins = (0, Space.XS, 0, Space.XS)
        hbox((self._busy, 0, TOP), (self._sign, 0, TOP), (words, 1), on=self, gap=Space.M, margins=margins)
        self._show(self.tr("looking"), self.tr("Looking…"), ended=False)

    def show_finding(self, finding: Finding) -> None:
        """It has ended."""
        self.finding = finding
        self._sign.set(*SIGNS[finding.outcome])
        self._show(said(OUTCOME_WORDS[finding.outcome]), sentence(finding, said))

    def stop(self) -> None:
        """It was given up."""
        if self.finding is None:
            self._show(self.tr("not finished"), self.tr("Not finished."))

    def _show(self, outcome: str, words: str, *, ended: bool = True) -> None:
        self._busy.setVisible(not ended)
        self._sign.setVisible(ended)
        self.words.setText(words)
        whole = self.tr("{check}: {outcome}. {sentence}")
        self.setAccessibleName(whole.format(check=self._name.text(), outcome=outcome, sentence=words))


class FindingsView(QWidget):
    """Made anew for each check; its cards are hidden until there is something in them."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._tasks = PageTasks(self)
        self.rows: list[CheckRow] = []
        self.text = ""
        """The report as text; empty before there is one."""
        self.verdict, self._steps = (
            Card(theme, parent=self),
            Card(theme, self.tr("What was found"), parent=self),
        )
        vbox(self.verdict, self._steps, on=self, gap=Space.L)
        self._sign = Picture(theme, *SIGNS["unknown"], VERDICT_SIDE, parent=self.verdict)
        self.words = Label("", "heading", wrap=True, parent=self.verdict)
        self.to_do = Label("", wrap=True, selectable=True, parent=self.verdict)
        sign = (self._sign, 0, Qt.AlignmentFlag.AlignVCenter)
        self.verdict.body.addLayout(hbox(sign, (self.words, 1), gap=Space.M))
        self.verdict.body.addWidget(self.to_do)
        self._list = vbox(gap=0)
        self._buttons = FlowRow(parent=self._steps)
        self.save = Button(theme, self.tr("Save as text…"), icon="download", small=True, parent=self._buttons)
        self.save.clicked.connect(self._ask_where)
        self.copy = Button(theme, self.tr("Copy"), icon="copy", small=True, parent=self._buttons)
        self.copy.setAccessibleName(self.tr("Copy the report"))
        self.copy.clicked.connect(self._copy)
        self._buttons.add(self.save, self.copy)
        self.note = Label("", "caption", wrap=True, parent=self._steps)
        self._steps.body.addLayout(self._list)
        self._steps.body.addWidget(self._buttons)
        self._steps.body.addWidget(self.note)
        for hidden in (self.verdict, self._steps, self._buttons, self.note):
            hidden.hide()

    def show_line(self, line: ExaminationLine) -> None:
        match line:
            case CheckBegun():
                self.rows.append(CheckRow(self._theme, line.check, self._steps))
                self._list.addWidget(self.rows[-1])
                self._steps.show()
            case Finding():
                for row in self.rows[-1:]:
                    row.show_finding(line)
            case Report():
                self.text = line.as_text(said)
                self._conclude(line.verdict.outcome, sentence(line.verdict, said), line.steps(said))
                self._buttons.show()

    def end(self) -> None:
        """Nothing follows."""
        for row in self.rows:
            row.stop()
        if not self.rows and not self.text:
            self._conclude("bad", self.tr("The check could not be started on this computer."), [])

    def _conclude(self, outcome: Outcome, words: str, steps: list[str]) -> None:
        """What it comes to, and what to do, the worst first."""
        self._sign.set(*SIGNS[outcome])
        self.words.setText(words)
        self.to_do.say_or_hide("\n\n".join(steps))
        self.verdict.show()
        announce(self.verdict, words)

    def _copy(self) -> None:
        copy_lines(self.text)
        self._say(self.tr("The report is copied."))

    def _ask_where(self) -> None:
        ask_where(
            self,
            self.tr("Save the report"),
            kind=self.tr("Text (*.txt)"),
            suffix="txt",
            name=Path(self.tr("schoolbell-network-check.txt")).stem,
            then=lambda path: self._tasks.spawn(self.write(path)),
        )

    async def write(self, path: Path) -> None:
        """Writes the report, in a thread, and says how that went."""
        try:
            await asyncio.to_thread(path.write_text, self.text, "utf-8")
        except OSError as error:
            self._say(why_not_saved(error))
        else:
            self._say(self.tr("Saved as {name}.").format(name=path.name))

    def _say(self, text: str) -> None:
        self.note.setText(text)
        self.note.show()
