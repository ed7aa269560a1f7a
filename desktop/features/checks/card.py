"""The card of the check that is open, or was last."""

from collections.abc import Container
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from desktop.client import PendingCommand
from desktop.features.checks.words import KEY, REASONS, name_of
from desktop.features.panel import PanelContext, PersonBadge
from desktop.features.panel.prompts.card import PromptCard
from desktop.features.panel.reasons import reason_words
from desktop.theme.widgets import Card
from relay.protocol.checks import Checks, CheckStarted, Tick
from relay.protocol.lesson import Lesson
from relay.protocol.prompts import NO_SUCH_PROMPT, PROMPT_CLOSED, Prompts
from relay.protocol.refusals import SESSION_NOT_LIVE

if TYPE_CHECKING:
    from desktop.features.checks.face import CheckFace
    from desktop.features.checks.head import CheckHead
    from desktop.features.checks.pupil import PupilCheckFace
    from desktop.features.checks.teacher import TeacherCheckFace

OVER = PROMPT_CLOSED.name, NO_SUCH_PROMPT.name, SESSION_NOT_LIVE.name
"""What is refused so came too late."""


class CheckCard(PromptCard):
    """Shows the Checks and Prompts memories."""

    subject, order = "checks", 11
    opening = CheckStarted

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._put_away: set[int] = set()
        self._place_of_key = parent or self
        self._key_done: QShortcut | None = None
        self.refresh()

    @property
    def teacher(self) -> "TeacherCheckFace | None":
        return cast("TeacherCheckFace", self.face) if self.face is not None and self.face.teaches else None

    @property
    def pupil(self) -> "PupilCheckFace | None":
        return cast("PupilCheckFace", self.face) if self.face is not None and not self.face.teaches else None

    # what is shown

    def heading(self) -> str:
        return self.tr("Done?")

    def known(self) -> Container[int]:
        return self.context.memory(Checks).checks

    def current(self) -> int:
        """The check that is open, or the last as long as it is of use to this person."""
        checks, prompts = self.context.memory(Checks).checks, self.context.memory(Prompts)
        number = prompts.open or max(prompts.prompts, default=0)
        prompt = prompts.prompts.get(number)
        if number not in checks or prompt is None or self.context.memory(Lesson).ended_at:
            return 0
        if prompt.open:
            self._put_away.discard(number)  # it is open once more
            return number
        if number in self._put_away:
            return 0
        return number if self.context.teaches or self._is_unsettled(number) else 0

    def _is_unsettled(self, number: int) -> bool:
        """Whether what a student has said still waits, or does not count."""
        waiting = self.context.room.waiting
        waits = any(isinstance(one.command, Tick) and one.command.prompt == number for one in waiting)
        return waits or (self.pupil is not None and number in self.pupil.not_counted)

    def show_number(self, number: int) -> None:
        focus: QWidget | None = self.window().focusWidget()
        was_here = focus is not None and self.isAncestorOf(focus)
        face = cast("CheckFace", self.face)
        face.show_prompt(number)
        self._show_head(face)
        if was_here and focus is not None and focus.isHidden():
            self._keep_keyboard()

    def _show_now(self) -> None:
        super()._show_now()
        if self._key_done is not None:
            is_asked = self.pupil is not None and self.number > 0 and self.pupil.prompt.open
            self._key_done.setEnabled(is_asked)

    def _keep_keyboard(self) -> None:
        """The button that had it is gone: what one would press next has it, and not where one writes."""
        head = self.head
        following = [head.back, head.away]
        if self.pupil is not None:
            following.insert(0, self.pupil.done)
        for button in following:
            if button.isVisible():
                button.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    @property
    def head(self) -> "CheckHead":
        return cast("CheckHead", self._head)

    def make_head(self, card: Card) -> "CheckHead":
        from desktop.features.checks.head import CheckHead  # noqa: PLC0415

        head = CheckHead(self.context.theme, card)
        head.back.clicked.connect(self._take_back)
        return head

    def make_face(self, card: Card) -> "CheckFace":
        face: CheckFace
        if self.context.teaches:
            from desktop.features.checks.teacher import TeacherCheckFace  # noqa: PLC0415

            face = TeacherCheckFace(self.context, card)
        else:
            from desktop.features.checks.pupil import PupilCheckFace  # noqa: PLC0415

            face = PupilCheckFace(self.context, card)
        face.resized.connect(self.refresh)
        return face

    def add_keys(self) -> None:
        """The one for Done works in all of the room, as long as there is something to be done with."""
        if self.pupil is None:
            return
        self._key_done = QShortcut(QKeySequence(KEY), self._place_of_key)
        self._key_done.setWhatsThis(self.tr("Tell your teacher that you are done"))
        self._key_done.activated.connect(self._be_done)
        for place, reason in enumerate(REASONS):
            words = self.tr("Stuck: {reason}").format(reason=reason_words(reason))
            self.add_key(str(place + 1), words, partial(self._choose, place))

    def _show_head(self, face: "CheckFace") -> None:
        head = self.head
        head.title.setText(*face.title())
        self.setAccessibleName(self.heading())
        face.setAccessibleName(face.spoken())
        head.counted.setVisible(self.teacher is not None)
        if self.teacher is not None:
            head.counted.set("neutral", self.teacher.counted())
        head.back.setVisible(self.pupil is not None and self.pupil.may_take_back)
        head.away.setVisible(not face.prompt.open)
        self.tick(self.context.room.now())

    # what the room tells

    def name(self) -> str:
        return name_of(cast("CheckFace", self.face).check)

    def nudge_words(self) -> str:
        return self.tr("Your teacher waits for you: done or stuck?")

    def refused(self, waiting: PendingCommand) -> bool:
        """What came too late is told on the card."""
        command = waiting.command
        if not isinstance(command, Tick):
            return super().refused(waiting)
        self.context.room.discard(waiting.ref)
        if self.pupil is not None:
            self.pupil.refused(command, "" if waiting.code in OVER else self.context.say(waiting.code))
        self.refresh()
        return True

    def person_badges(self, account: str) -> list[PersonBadge]:
        """To teachers, as long as the check is before them: who is done, and who is stuck."""
        if not self.context.teaches or not self.is_known():
            return []
        progress = self.context.memory(Checks).checks[self.number].progress.get(account)
        if progress == "done":
            return [PersonBadge("circle-check", "ok_ink", self.tr("done"))]
        if progress == "stuck":
            return [PersonBadge("circle-help", "warn_ink", self.tr("stuck"))]
        return []

    def escape(self) -> bool:
        if self.pupil is not None and self.is_known() and self.pupil.is_asking_why:
            inside: QWidget | None = self.window().focusWidget()
            self.pupil.ask_why(False)
            if inside is not None and self.isAncestorOf(inside):
                self.pupil.stuck.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        return False

    # what the person does

    def _be_done(self) -> None:
        if self.pupil is not None and self.is_known():
            self.pupil.be_done()

    def _take_back(self) -> None:
        if self.pupil is not None and self.is_known():
            self.pupil.take_back()

    def _choose(self, place: int) -> None:
        if self.pupil is not None and self.is_known():
            self.pupil.choose(place)

    def put_away(self) -> None:
        """It is over for this person."""
        self._put_away.add(self.number)
        self.refresh()
