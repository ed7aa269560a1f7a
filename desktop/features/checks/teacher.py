"""A check as its teacher has it: who is missing or stuck, whose connection is lost."""

from collections.abc import Sequence

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QWidget

from desktop.features.checks.face import CheckFace
from desktop.features.checks.words import name_of
from desktop.features.panel import PanelContext
from desktop.features.panel.prompts.teacher import NudgeButton, PromptActions, awaited
from desktop.theme import Space
from desktop.theme.widgets import Button, ElidedLabel
from relay.protocol.base import Event
from relay.protocol.prompts import ClosePrompt, Prompts


class TeacherCheckFace(CheckFace):
    """Sends ClosePrompt, ProlongPrompt and Nudge."""

    teaches = True

    def __init__(self, context: PanelContext, parent: QWidget) -> None:
        super().__init__(context, parent)
        theme = context.theme
        self.doing = PromptActions(context)
        self.missing = ElidedLabel("", "caption")
        self.lost = ElidedLabel("", "caption", tone="warn")
        self.body.addWidget(self.missing)
        self.body.addWidget(self.lost)
        tip = self.tr("Reminds those who are here and have not said that they are done")
        self.nudge = NudgeButton(context, tip, self)
        self.end = Button(theme, self.tr("Close"), small=True, parent=self)
        self.end.setAccessibleName(self.tr("Close the question"))
        self.end.set_tip(self.tr("Takes this question off everyone's screen"))
        self.end.clicked.connect(lambda: self.doing.close(self.number))
        self.longer = Button(theme, self.tr("Add a minute"), small=True, parent=self)
        self.longer.clicked.connect(lambda: self.doing.add_minute(self.number))
        self.stuck = Button(theme, "", small=True, icon="hand", parent=self)
        self.stuck.set_tip(self.tr("Shows their hands, and why they are up"))
        self.stuck.clicked.connect(lambda: context.page.reveal(self.number))
        self.foot.add(self.nudge, self.end, self.longer, self.stuck)
        self.body.addSpacing(Space.XS)
        self.body.addWidget(self.foot)
        self.body.addStretch(1)

    def show_prompt(self, number: int) -> None:
        self.number = number
        is_open = self.prompt.open
        missing, lost = awaited(self.context, number)
        self.missing.say_or_hide(missing)
        self.lost.say_or_hide(lost)
        stuck = len(self.check.those("stuck"))
        self.stuck.setText(self.tr("%n stuck", "", stuck))
        self.stuck.setVisible(stuck > 0)
        self.longer.setVisible(self.prompt.time > 0)
        self.end.setEnabled(not self.context.room.asked_of(ClosePrompt))
        self.show_parts(foot=is_open, body=is_open)
        self.tick()

    def tick(self) -> None:
        self.nudge.show_prompt(self.number)

    def counted(self) -> str:
        """So many are done of so many who were asked."""
        locale, asked = QLocale(), self.context.memory(Prompts).asked(self.number)
        done = len(self.check.those("done"))
        words = self.tr("{count} of {all}")
        return words.format(count=locale.toString(done), all=locale.toString(asked))

    def title(self) -> tuple[str, str]:
        """When it is over the line says who was missing."""
        name = name_of(self.check)
        if self.prompt.open:
            return name, ""
        lines = filter(None, awaited(self.context, self.number))
        said = self.tr(" · ").join(lines) or self.tr("nobody was missing")
        return self.tr("{check} {missing}").format(check=name, missing=said), name

    def spoken(self) -> str:
        words = self.tr("{check} {counted} done")
        return words.format(check=name_of(self.check), counted=self.counted())

    def on_events(self, events: Sequence[Event]) -> None:
        self.nudge.on_events(events)
