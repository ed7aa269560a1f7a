"""The dialog into which polls are pasted: what was understood is seen at once, what was not stays in it."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from desktop.pages.plan.problem_words import problem_words
from desktop.parts.form_dialog import FormDialog
from desktop.parts.tasks import Say
from desktop.poll_text import WrittenPoll, read_polls
from desktop.theme import Theme
from desktop.theme.widgets import FormRow, Label, TextArea
from relay.protocol.poll_drafts import PollDraft

TYPING_MS = 150
LONGEST = 50_000
"""Letters that are read at once: more than a hundred long polls have."""
MOST_PROBLEMS = 5
"""So many are told at once."""
EXAMPLE = "What is the capital of France?\n- Lyon\n* Paris\n# …"


class PasteDialog(FormDialog):
    """Polls as text in, drafts out. Those that can't be read stay where they are, with what is wrong."""

    def __init__(
        self, theme: Theme, say: Say, add: Callable[[Sequence[PollDraft]], int], parent: QWidget | None = None
    ) -> None:
        """``add``: takes them, and tells how many of them there was room for, from the first on."""
        super().__init__(theme, say, width=620, parent=parent)
        self._add = add
        self.polls: list[WrittenPoll] = []
        self.set_title(self.tr("Paste polls"))
        low = parent is not None and parent.window().height() < theme.px(640)
        self.text = TextArea(theme, placeholder=EXAMPLE, lines=6 if low else 12)
        self.row = FormRow(
            theme,
            self.tr("Polls as text, or from Moodle as Aiken"),
            self.text,
            hint=self.tr(
                "The question first, then each answer on a line of its own that begins with -, A) or 1."
                " A * marks what is right, # tells why. An empty line begins the next poll."
            ),
            parent=self,
        )
        self.summary = Label("", "muted", wrap=True, parent=self)
        self.problems = Label("", tone="danger", wrap=True, parent=self)
        for widget in (self.row, self.summary, self.problems):
            self.body.addWidget(widget)
        self.go = self.add_submit(self.tr("Add"), default=False)
        self._typing = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._typing.timeout.connect(self.read)
        self.text.textChanged.connect(self._typing.start)
        self.focus_first(self.text)
        self.read()

    @property
    def dirty(self) -> bool:
        """Whether closing now would lose something."""
        return bool(self.text.toPlainText().strip())

    def read(self) -> None:
        """Reads what stands there, and says what was understood."""
        self._typing.stop()
        text = self.text.toPlainText()
        too_long = len(text) > LONGEST
        self.polls = [] if too_long else read_polls(text)
        problems = [problem_words(poll.problem) for poll in self.polls if poll.problem]
        if len(problems) > MOST_PROBLEMS:
            more = self.tr("%n more", "problems", len(problems) - MOST_PROBLEMS)
            problems = [*problems[:MOST_PROBLEMS], more]
        if too_long:
            problems = [self.tr("This is more than can be read at once. Paste it in parts.")]
        self.problems.say_or_hide("\n".join(problems))
        found = len(self._drafts())
        self.summary.setText(self.tr("%n poll(s) understood", "", found) if self.polls else "")
        self.summary.setVisible(bool(self.polls))
        self.go.setEnabled(found > 0)

    def submit(self) -> None:
        """Adds what was understood; the rest stays here."""
        self.read()
        drafts = self._drafts()
        if not drafts:
            return
        taken = self._add(drafts)
        place, left = 0, []
        for poll in self.polls:
            if poll.draft is not None:
                place += 1
            if poll.draft is None or place > taken:
                left.append(poll.text)
        self.text.setPlainText("\n\n".join(left))
        self.read()
        if not left:
            self.accept()
            return
        told = self.tr("%n poll(s) added. What is left here was not.", "", taken)
        self.banner.set("warn", told, closable=True)

    def _drafts(self) -> list[PollDraft]:
        return [poll.draft for poll in self.polls if poll.draft is not None]
