"""The card of the check that is open, or was last: one line where that says all, gone where it is over."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from desktop.client import PendingCommand
from desktop.features.checks.words import KEY, REASONS, name_of
from desktop.features.panel import Panel, PanelContext, PersonBadge
from desktop.features.panel.card_scroll import room_in
from desktop.features.panel.reasons import reason_words
from desktop.theme import Space
from desktop.theme.countdown import minutes
from desktop.theme.widgets import Card, WhenStill, announce
from relay.protocol.base import Event
from relay.protocol.checks import Checks, CheckStarted, Tick
from relay.protocol.lesson import Lesson
from relay.protocol.prompts import (
    NO_SUCH_PROMPT,
    NOBODY_MISSING,
    PROMPT_CLOSED,
    ClosePrompt,
    Nudge,
    Nudged,
    Prompts,
)
from relay.protocol.refusals import SESSION_NOT_LIVE

if TYPE_CHECKING:
    from desktop.features.checks.pupil import PupilCheckFace
    from desktop.features.checks.teacher import TeacherCheckFace

OVER = PROMPT_CLOSED.name, NO_SUCH_PROMPT.name, SESSION_NOT_LIVE.name
"""What is refused so came too late."""
SO_ALREADY = PROMPT_CLOSED.name, NOBODY_MISSING.name
"""A colleague was faster, or the last student."""


class CheckCard(Panel):
    """Shows the Checks and Prompts memories, to teachers and students in their own way."""

    subject, place, order = "checks", "card", 11
    counts_news = True

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.number = 0
        """Of the check that is shown; 0: none."""
        self._put_away: set[int] = set()
        self.teacher: TeacherCheckFace | None = None
        self.pupil: PupilCheckFace | None = None
        self.card: Card | None = None
        self._place_of_key = parent or self
        self._key_done: QShortcut | None = None
        self._started = self._nudged = 0
        """Checks of which this has to be told yet, by number."""
        self._when_still = WhenStill(self._show_now, self)
        context.room.waiting_changed.connect(self.refresh)
        self.refresh()

    @property
    def face(self) -> "TeacherCheckFace | PupilCheckFace | None":
        """What is in the card, once there was a check."""
        return self.teacher if self.teacher is not None else self.pupil

    # what is shown

    def wanted(self) -> bool:
        return self.number > 0

    def heading(self) -> str:
        return self.tr("Done?")

    def count(self) -> int:
        """Where the card is behind a tab: one that waits for this person."""
        face = self.pupil
        if face is None or not self._is_known():
            return 0
        return int(face.prompt.open and not face.answered)

    def _is_known(self) -> bool:
        """Whether what is shown is still there: the room may have begun anew."""
        return self.number in self.context.memory(Checks).checks

    def _find(self) -> int:
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

    def refresh(self) -> None:
        """Shows it as it is now, once nobody holds a button down that would move or go."""
        if self._find():
            self._make()
        self._when_still.do()

    def _show_now(self) -> None:
        self.number, face = self._find(), self.face
        if face is not None and self.number:
            focus: QWidget | None = self.window().focusWidget()
            was_here = focus is not None and self.isAncestorOf(focus)
            face.show_check(self.number)
            self._show_head()
            if was_here and focus is not None and focus.isHidden():
                self._keep_keyboard()
        if self._key_done is not None:
            is_asked = self.pupil is not None and self.number > 0 and self.pupil.prompt.open
            self._key_done.setEnabled(is_asked)
        self.updateGeometry()
        self.changed.emit()
        self._tell()

    def _keep_keyboard(self) -> None:
        """The button that had it is gone: what one would press next has it, and not where one writes."""
        following = [self.head.back, self.head.away]
        if self.pupil is not None:
            following.insert(0, self.pupil.done)
        for button in following:
            if button.isVisible():
                button.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    def _make(self) -> None:
        """Read and made with the first check: many lessons have none."""
        if self.face is not None and self.face.teaches is self.context.teaches:
            return
        from desktop.features.checks.head import CheckHead  # noqa: PLC0415

        context, theme = self.context, self.context.theme
        if self.card is not None:
            self.box.removeWidget(self.card)
            self.card.hide()
            self.card.deleteLater()
        card = self.card = Card(theme, tight=True, parent=self)
        self.head = CheckHead(theme, card)
        self.head.away.clicked.connect(self.put_away)
        self.head.back.clicked.connect(self._take_back)
        self.teacher = self.pupil = None
        if context.teaches:
            from desktop.features.checks.teacher import TeacherCheckFace  # noqa: PLC0415

            self.teacher = TeacherCheckFace(context, card)
        else:
            from desktop.features.checks.pupil import PupilCheckFace  # noqa: PLC0415

            self.pupil = PupilCheckFace(context, card)
        face = self.face
        assert face is not None
        face.resized.connect(self.refresh)
        card.body.addWidget(self.head)
        card.body.addWidget(face, 1)
        self.add(card)
        card.show()
        if self.pupil is not None and self._key_done is None:
            self._add_keys()

    def _add_keys(self) -> None:
        """The one for Done works in all of the room, as long as there is something to be done with."""
        self._key_done = QShortcut(QKeySequence(KEY), self._place_of_key)
        self._key_done.setWhatsThis(self.tr("Tell your teacher that you are done"))
        self._key_done.activated.connect(self._be_done)
        for place, reason in enumerate(REASONS):
            words = self.tr("Stuck: {reason}").format(reason=reason_words(reason))
            self.add_key(str(place + 1), words, partial(self._choose, place))

    def _show_head(self) -> None:
        face, head = self.face, self.head
        if face is None:
            return
        head.title.setText(*face.title())
        self.setAccessibleName(self.heading())
        face.setAccessibleName(face.spoken())
        head.counted.setVisible(self.teacher is not None)
        if self.teacher is not None:
            head.counted.set("neutral", self.teacher.counted())
        head.back.setVisible(self.pupil is not None and self.pupil.may_take_back)
        head.away.setVisible(not face.prompt.open)
        self.tick(self.context.room.now())

    def tick(self, now: int) -> None:
        if self.face is None or not self._is_known():
            return
        left = self.face.prompt.left(now) if self.face.prompt.open else None
        self.head.show_left(minutes(left) if left is not None else "")
        if self.teacher is not None:
            self.teacher.tick()

    # sizes

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        if self.face is None or self.card is None:
            return 0
        inner, around = room_in(self.card, width)
        head = max(self.head.sizeHint().height(), self.head.minimumHeight())
        face = self.face.wanted_height(inner)
        return around + head + (Space.S + face if face else 0)

    def sizeHint(self) -> QSize:
        return QSize(300, self.heightForWidth(300))

    # what the room tells

    def on_events(self, events: Sequence[Event], live: bool) -> None:
        for event in events:
            match event:
                case CheckStarted() if live:
                    self._started = event.seq
                case Nudged() if live and event.account == self.context.me:
                    self._nudged = event.prompt
        if self.teacher is not None and live:
            self.teacher.on_events(events)
        self.refresh()

    def _tell(self) -> None:
        """Tells a student what has happened, and takes back what is over."""
        face, number = self.pupil, self.number
        started, nudged = self._started, self._nudged
        self._started = self._nudged = 0
        if face is None:
            return
        if number and started == number:
            announce(self, face.spoken())
            self._notify(self.tr("Your teacher asks"), urgent=False)
        if number and nudged == number and face.prompt.open:
            self._be_nudged()
        if not number or not face.prompt.open or face.answered:
            self.context.notices.withdraw(self._key)

    def _be_nudged(self) -> None:
        title = self.tr("Your teacher waits for you: done or stuck?")
        self.context.sounds.play("bell")
        announce(self, title)
        self.context.notices.withdraw(self._key)
        self._notify(title, urgent=True)

    def _notify(self, title: str, *, urgent: bool) -> None:
        """Outside, to whom the window is not before."""
        if self.context.page.in_front() or self.face is None:
            return
        words = name_of(self.face.check)
        self.context.notices.tell(self._key, title, words, open=self._come, urgent=urgent)

    def _come(self) -> None:
        self.context.page.come_forward()
        self.context.page.turn_to(self)

    def refused(self, waiting: PendingCommand) -> bool:
        """What came too late is told on the card."""
        command, checks = waiting.command, self.context.memory(Checks).checks
        if (
            isinstance(command, ClosePrompt | Nudge)
            and command.prompt in checks
            and waiting.code in SO_ALREADY
        ):
            self.context.room.discard(waiting.ref)
            return True
        if not isinstance(command, Tick):
            return False
        self.context.room.discard(waiting.ref)
        if self.pupil is not None:
            self.pupil.refused(command, "" if waiting.code in OVER else self.context.say(waiting.code))
        self.refresh()
        return True

    def person_badges(self, account: str) -> list[PersonBadge]:
        """To teachers, as long as the check is before them: who is done, and who is stuck."""
        if not self.context.teaches or not self._is_known():
            return []
        progress = self.context.memory(Checks).checks[self.number].progress.get(account)
        if progress == "done":
            return [PersonBadge("circle-check", "ok_ink", self.tr("done"))]
        if progress == "stuck":
            return [PersonBadge("circle-help", "warn_ink", self.tr("stuck"))]
        return []

    def escape(self) -> bool:
        if self.pupil is not None and self._is_known() and self.pupil.is_asking_why:
            inside: QWidget | None = self.window().focusWidget()
            self.pupil.ask_why(False)
            if inside is not None and self.isAncestorOf(inside):
                self.pupil.stuck.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        return False

    def seen(self) -> None:
        self.context.notices.withdraw(self._key)

    def gone(self) -> None:
        self.context.notices.withdraw(self._key)

    @property
    def _key(self) -> str:
        return f"checks/{self.context.room.session_id}"

    # what the person does

    def _be_done(self) -> None:
        if self.pupil is not None and self._is_known():
            self.pupil.be_done()

    def _take_back(self) -> None:
        if self.pupil is not None and self._is_known():
            self.pupil.take_back()

    def _choose(self, place: int) -> None:
        if self.pupil is not None and self._is_known():
            self.pupil.choose(place)

    def put_away(self) -> None:
        """It is over for this person."""
        self._put_away.add(self.number)
        self.refresh()
