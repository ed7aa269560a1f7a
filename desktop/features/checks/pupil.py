"""A check as a student has it: *Done*, *Stuck…* with a few words, and the way back."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.features.checks.face import CheckFace
from desktop.features.checks.words import KEY, REASONS, name_of, progress_words
from desktop.features.panel import PanelContext
from desktop.features.panel.reasons import explained, reason_words
from desktop.theme import Space, vbox
from desktop.theme.widgets import Button, Label, TextField, announce
from relay.protocol.checks import Progress, Tick
from relay.protocol.hands import EXPLANATION_LENGTH, Hands, Reason


class PupilCheckFace(CheckFace):
    """Sends Tick. What has not left yet is replaced by what is said later."""

    teaches = False

    def __init__(self, context: PanelContext, parent: QWidget) -> None:
        super().__init__(context, parent)
        theme = context.theme
        self.not_counted: dict[int, str] = {}
        """What became of what was said too late, or was refused, by check."""
        self._asks_why = 0
        """The check for which one chooses why one is stuck."""
        self.done = Button(theme, self.tr("Done"), "primary", icon="check", parent=self)
        self.done.set_tip(self.tr("Tells your teacher that you are done ({key})").format(key=KEY))
        self.done.clicked.connect(self.be_done)
        self.stuck = Button(theme, self.tr("Stuck…"), icon="hand", parent=self)
        self.stuck.setCheckable(True)
        self.stuck.set_tip(self.tr("Raises your hand, and tells your teacher why"))
        self.stuck.clicked.connect(self._on_stuck)
        self.unstuck = Button(theme, self.tr("Not stuck any more"), parent=self)
        self.unstuck.clicked.connect(self.take_back)
        self.foot.add(self.done, self.stuck, self.unstuck)
        self.fixed.addWidget(self.foot)
        self.problem = Label("", "error", wrap=True)
        self.why = QWidget()
        self.about = TextField(theme, name=self.tr("What are you stuck on?"), max_length=EXPLANATION_LENGTH)
        self.about.setPlaceholderText(self.tr("Which one? Such as 3b"))
        self.about.returnPressed.connect(self._on_return)
        self.reasons: list[Button] = []
        for place, reason in enumerate(REASONS):
            button = Button(theme, reason_words(reason), small=True)
            button.clicked.connect(partial(self.choose, place))
            self.reasons.append(button)
        private = Label(self.tr("Only your teacher reads why."), "caption", wrap=True)
        vbox(private, self.about, *self.reasons, on=self.why, gap=Space.XS)
        self.note = Label("", "caption", wrap=True)
        for part in (self.problem, self.why, self.note):
            self.body.addWidget(part)
        self.body.addStretch(1)

    # what there is

    def pending(self) -> Tick | None:
        """What one has said as long as the relay has not told it."""
        own = [one for one in self.context.room.asked_of(Tick) if one.prompt == self.number]
        return own[-1] if own else None

    def progress(self) -> Progress | None:
        """How far this person has said last that they are, sent or not; None: nothing."""
        pending = self.pending()
        if pending is not None:
            return pending.progress
        return self.check.progress.get(self.context.me)

    @property
    def responded(self) -> bool:
        return self.progress() in ("done", "stuck")

    @property
    def waits(self) -> bool:
        """Whether it stands only here, because there is no connection."""
        return self.pending() is not None and not self.context.room.is_in

    @property
    def is_asking_why(self) -> bool:
        return bool(self.number) and self._asks_why == self.number

    @property
    def has_opened(self) -> bool:
        return self.is_asking_why

    # showing

    def show_prompt(self, number: int) -> None:
        if number != self.number:
            self.number, self._asks_why = number, 0
            self.about.clear()
        is_open, progress = self.prompt.open, self.progress()
        if not is_open or progress in ("done", "stuck"):
            self._asks_why = 0
        self.done.setVisible(progress != "done")
        self.stuck.setVisible(progress not in ("done", "stuck"))
        self.unstuck.setVisible(progress == "stuck")
        self.stuck.setChecked(self.is_asking_why)
        self.why.setVisible(self.is_asking_why)
        problem, note = self.not_counted.get(number, ""), self._note(progress)
        self.problem.say_or_hide(problem)
        self.note.say_or_hide(note)
        self.show_parts(foot=is_open and progress != "done", body=bool(problem or note) or self.is_asking_why)

    def _note(self, progress: Progress | None) -> str:
        lines = []
        if progress == "stuck" and (why := self._my_reason()):
            lines.append(why)
        if self.waits:
            lines.append(self.tr("Your teacher is told when you are back online."))
        elif progress == "stuck" and self.context.memory(Hands).is_up(self.context.me):
            lines.append(self.tr("Your hand is up. Only your teacher reads why."))
        return "\n".join(lines)

    def _my_reason(self) -> str:
        pending = self.pending()
        if pending is not None:
            return explained(pending.reason, pending.about)
        hand = self.context.memory(Hands).of(self.context.me)
        return explained(hand.reason, hand.about) if hand is not None else ""

    def title(self) -> tuple[str, str]:
        name, progress = name_of(self.check), self.progress()
        words = self.tr("{check} {progress}")
        if not self.prompt.open:
            said = progress_words(progress) if progress in ("done", "stuck") else self.tr("Over")
            return words.format(check=name, progress=said), name
        if progress in ("done", "stuck"):
            return words.format(check=name, progress=progress_words(progress)), name
        return name, ""

    @property
    def may_take_back(self) -> bool:
        """Whether one can still say that one is not done yet."""
        return self.prompt.open and self.progress() == "done"

    def spoken(self) -> str:
        return self.tr("Your teacher asks: {check}").format(check=name_of(self.check))

    # saying it

    def be_done(self) -> None:
        if self.prompt.open and self.progress() != "done":
            self._tick("done")
            announce(self, progress_words("done"))

    def take_back(self) -> None:
        if self.prompt.open and self.responded:
            self._tick("working")

    def choose(self, place: int, _checked: bool = False) -> None:
        """Why one is stuck; the hand goes up with it."""
        if self.prompt.open and self.is_asking_why:
            self._tick("stuck", REASONS[place], self.about.text().strip())
            announce(self, progress_words("stuck"))

    def _on_stuck(self) -> None:
        """The keyboard goes on with what opens, if it was here; where somebody writes it stays there."""
        self.ask_why(not self.is_asking_why)
        if self.is_asking_why and self.stuck.hasFocus():
            self.about.setFocus(Qt.FocusReason.OtherFocusReason)

    def ask_why(self, asks: bool) -> None:
        self._asks_why = self.number if asks else 0
        self.resized.emit()

    def _on_return(self) -> None:
        self.reasons[0].setFocus(Qt.FocusReason.TabFocusReason)

    def _tick(self, progress: Progress, reason: Reason = "", about: str = "") -> None:
        """In place of what has not left yet."""
        room = self.context.room
        room.take_back(Tick, lambda one: one.prompt == self.number)
        self.not_counted.pop(self.number, None)
        room.send(Tick(**room.head(), prompt=self.number, progress=progress, reason=reason, about=about))
        self.resized.emit()

    def refused(self, command: Tick, sentence: str) -> None:
        """What was said does not count; ``sentence`` is empty where that it came too late says it all."""
        if not sentence:
            sentence = (
                self.tr("Your “Done” came after the end.")
                if command.progress == "done"
                else self.tr("“Stuck” came after the end. Raise your hand if you still need help.")
                if command.progress == "stuck"
                else ""
            )
        if sentence:
            self.not_counted[command.prompt] = sentence
            announce(self, sentence)
