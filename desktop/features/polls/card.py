"""The card of the poll that is asked, or was last: one line where that says all, gone where it is over."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QMenu, QWidget

from desktop.client import PendingCommand
from desktop.features.panel import MessageAction, Panel, PanelContext
from desktop.features.panel.card_scroll import room_in
from desktop.features.polls.current import CurrentPoll
from desktop.features.polls.words import HIDDEN, LETTERS, answer_in, answer_words, name_of
from desktop.theme import Space
from desktop.theme.countdown import minutes
from desktop.theme.widgets import Card, WhenStill, announce
from relay.protocol.base import ChatLine, Event
from relay.protocol.polls import (
    NO_SUCH_POLL,
    AnswerPoll,
    DiscardPoll,
    HideResults,
    PollAnswered,
    PollOpened,
    Polls,
)
from relay.protocol.prompts import NOBODY_MISSING, PROMPT_CLOSED, ClosePrompt, Nudge, Nudged
from relay.protocol.refusals import NOT_FOUND, SESSION_NOT_LIVE

if TYPE_CHECKING:
    from desktop.features.polls.pupil import PupilFace
    from desktop.features.polls.teacher import TeacherFace

OVER = PROMPT_CLOSED.name, NO_SUCH_POLL.name, SESSION_NOT_LIVE.name
"""An answer that is refused so came too late."""
LINE = "poll"
"""The kind of a poll's line in the chat."""
SO_ALREADY = PROMPT_CLOSED.name, NOBODY_MISSING.name, NO_SUCH_POLL.name, NOT_FOUND.name
"""A colleague was faster, or the last answer."""


class PollCard(Panel):
    """Shows the Polls and Prompts memories, to teachers and students in their own way."""

    subject, place, order = "polls", "card", 10
    counts_news = True

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.number = 0
        """Of the poll that is shown; 0: none."""
        self._current = CurrentPoll(context)
        self._folded = False
        self._results_at = 0
        self.teacher: TeacherFace | None = None
        self.pupil: PupilFace | None = None
        self.card: Card | None = None
        self._keys: list[tuple[int, QShortcut]] = []
        self._opened = self._answered = self._nudged = 0
        """Polls of which this has to be told yet, by number."""
        self._when_still = WhenStill(self._show_now, self)
        context.room.waiting_changed.connect(self.refresh)
        context.page.kept_changed.connect(self.refresh)
        self.refresh()

    @property
    def face(self) -> "TeacherFace | PupilFace | None":
        """What is in the card, once there was a poll."""
        return self.teacher if self.teacher is not None else self.pupil

    # what is shown

    def wanted(self) -> bool:
        return self.number > 0

    def heading(self) -> str:
        return self.tr("Poll")

    def count(self) -> int:
        """Where the card is behind a tab: one that waits for this person's answer."""
        face = self.pupil
        if face is None or not self._is_known():
            return 0
        return int(face.prompt.open and not face.answer())

    def _is_known(self) -> bool:
        """Whether what is shown is still there: the room may have begun anew."""
        return self.number in self.context.memory(Polls).polls

    def refresh(self) -> None:
        """Shows it as it is now, once nobody holds a button down that would move or go."""
        if self._current.find():
            self._make()
        self._when_still.do()

    def _show_now(self) -> None:
        number = self._current.find()
        before, self.number = self.number, number
        if self.face is not None and number:
            if number != before:
                self._folded, self._results_at = False, 0
            self._folded = self._folded or number == self._answered
            self._answered = 0
            self._follow_results(number)
            self.face.show_poll(number)
            self._show_frame()
        self.changed.emit()
        self._tell()

    def _follow_results(self, number: int) -> None:
        """What is shown anew is seen, whatever was folded before."""
        results = self.context.memory(Polls).polls[number].results
        at = results.shown_at if results is not None else 0
        if at and at != self._results_at:
            self._folded = (
                self._results_at == 0 and not self._current.was_seen(number) and not self.context.teaches
            )
        self._results_at = at

    def _make(self) -> None:
        """Read and made with the first poll: many lessons have none."""
        if self.face is not None and self.face.teaches is self.context.teaches:
            return
        from desktop.features.polls.head import PollHead  # noqa: PLC0415
        from desktop.features.polls.ring import Ring  # noqa: PLC0415

        context, theme = self.context, self.context.theme
        if self.card is not None:
            self.box.removeWidget(self.card)
            self.card.hide()
            self.card.deleteLater()
        card = self.card = Card(theme, tight=True, parent=self)
        self.head = PollHead(theme, card)
        self.head.eye.clicked.connect(self._toggle_eye)
        self.head.more.clicked.connect(self._open_menu)
        self.head.fold.clicked.connect(self._toggle_fold)
        self.head.away.clicked.connect(self.put_away)
        self.teacher = self.pupil = None
        if context.teaches:
            from desktop.features.polls.teacher import TeacherFace  # noqa: PLC0415

            self.teacher = TeacherFace(context, card)
            self.teacher.off.clicked.connect(self.put_away)
        else:
            from desktop.features.polls.pupil import PupilFace  # noqa: PLC0415

            self.pupil = PupilFace(context, card)
        face = self.face
        assert face is not None
        face.resized.connect(self._show_frame)
        face.resized.connect(self.changed)
        face.answered.connect(self._on_answered)
        card.body.addWidget(self.head)
        card.body.addWidget(face, 1)
        self.add(card)
        card.show()
        self._ring = Ring(theme, self)
        if not self._keys:
            self._add_keys()

    def _add_keys(self) -> None:
        if self.context.teaches:
            self._keys.append((0, self.add_key("W", self.tr("Who answered what"), self._who)))
            return
        for place, letter in enumerate(LETTERS):
            name = self.tr("Answer {number}").format(number=place + 1)
            for keys in ([str(place + 1)] if place < 9 else []) + [letter]:
                key = self.add_key(keys, name, partial(self._choose, place))
                self._keys.append((place, key))

    def _show_frame(self) -> None:
        """What stands around the face: the heading's line and its buttons."""
        face, context = self.face, self.context
        if face is None or not self._is_known():
            return
        poll, prompt = face.poll, face.prompt
        teaches, shown = self.teacher is not None, poll.results is not None
        title = self.tr("Poll") if poll.question and not self._folded else name_of(poll)
        line, head = face.line(), self.head
        may_fold = shown or (not teaches and (not prompt.open or bool(line)))
        self._folded = self._folded and may_fold
        if self._folded and not teaches and line:
            title = self.tr("{question} · {answer}").format(question=title, answer=line)
        head.title.setText(title)
        self.setAccessibleName(self.heading())
        face.setAccessibleName(face.spoken())
        head.counted.setVisible(teaches)
        if teaches:
            head.counted.set("neutral", line)
        face.setVisible(not self._folded)
        face.fit()
        head.show_fold(may_fold, self._folded)
        head.show_eye(teaches and not shown, context.page.keeps(HIDDEN))
        head.more.setVisible(teaches)
        head.away.setVisible(not prompt.open and not (teaches and shown and not self._folded))
        chooses = not teaches and prompt.open and poll.kind in ("one", "many")
        for place, key in self._keys:
            key.setEnabled(teaches or (chooses and place < poll.count))
        self.tick(context.room.now())
        head.fit()

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
        if self._folded:
            return around + head
        return around + head + Space.S + self.face.wanted_height(inner)

    def sizeHint(self) -> QSize:
        return QSize(300, self.heightForWidth(300))

    # what the room tells

    def on_events(self, events: Sequence[Event], live: bool) -> None:
        for event in events:
            match event:
                case PollOpened() if live:
                    self._opened = event.seq
                case PollAnswered() if event.by == self.context.me:
                    self._answered = event.prompt
                case Nudged() if live and event.account == self.context.me:
                    self._nudged = event.prompt
        if self.teacher is not None and live:
            self.teacher.on_events(events)
        self.refresh()

    def _tell(self) -> None:
        """Tells a student what has happened, and takes back what is over."""
        face, number = self.pupil, self.number
        opened, nudged = self._opened, self._nudged
        self._opened = self._nudged = 0
        if face is None:
            return
        if number and opened == number:
            announce(self, face.spoken())
            self._notify(self.tr("Your teacher asks"), urgent=False)
        if number and nudged == number and face.prompt.open:
            self._be_nudged()
        if not number or not face.prompt.open or face.answer() is not None:
            self.context.notices.withdraw(self._key)

    def _on_answered(self) -> None:
        """The keyboard stays with the card, which is one line as soon as the answer is told."""
        self.context.notices.withdraw(self._key)
        focus: QWidget | None = self.window().focusWidget()
        if self.face is not None and focus is not None and self.face.isAncestorOf(focus):
            self.head.fold.setFocus(Qt.FocusReason.OtherFocusReason)

    def _be_nudged(self) -> None:
        self._folded = False
        self._show_frame()
        self.changed.emit()
        self.context.sounds.play("bell")
        self._ring.once()
        title = self.tr("Your teacher waits for your answer")
        announce(self, title)
        self.context.notices.withdraw(self._key)
        self._notify(title, urgent=True)

    def _notify(self, title: str, *, urgent: bool) -> None:
        """Outside, to whom the window is not before."""
        if self.context.page.in_front() or self.face is None:
            return
        self.context.notices.tell(self._key, title, name_of(self.face.poll), open=self._come, urgent=urgent)

    def _come(self) -> None:
        self.context.page.come_forward()
        self.context.page.turn_to(self)

    def refused(self, waiting: PendingCommand) -> bool:
        """An answer that came too late is told on the card, or after the lesson among what was not sent."""
        command = waiting.command
        if (
            isinstance(command, ClosePrompt | Nudge | HideResults | DiscardPoll)
            and waiting.code in SO_ALREADY
        ):
            self.context.room.discard(waiting.ref)
            return True
        if not isinstance(command, AnswerPoll):
            return False
        if waiting.code == SESSION_NOT_LIVE.name:
            self._not_sent(command)
        else:
            self.context.room.discard(waiting.ref)
        if self.pupil is not None:
            self.pupil.refused(waiting, "" if waiting.code in OVER else self.context.say(waiting.code))
        self.refresh()
        return True

    def _not_sent(self, command: AnswerPoll) -> None:
        """After the lesson no card is seen: it stays with what else was not sent."""
        poll = self.context.memory(Polls).polls.get(command.prompt)
        self.context.notices.tell(
            f"{self._key}/not-sent",
            self.tr("Your answer was not sent, and does not count"),
            answer_words(poll, answer_in(command)) if poll else "",
            outside=False,
        )

    def seen(self) -> None:
        self.context.notices.withdraw(self._key)

    def gone(self) -> None:
        self.context.notices.withdraw(self._key)

    @property
    def _key(self) -> str:
        return f"polls/{self.context.room.session_id}"

    # what the person does

    def _choose(self, place: int) -> None:
        if self.pupil is not None and not self._folded:
            self.pupil.choose(place)

    def _who(self) -> None:
        if self.teacher is not None and not self._folded:
            self.teacher.toggle_who()

    def _toggle_fold(self) -> None:
        self._folded = not self._folded
        self._show_frame()
        self.changed.emit()

    def _toggle_eye(self) -> None:
        self.context.page.keep(HIDDEN, not self.context.page.keeps(HIDDEN))

    def put_away(self) -> None:
        """It is over for this person; results go off everybody's screen with it."""
        number = self.number
        if self.teacher is not None:
            self.teacher.hide_results()
        self._current.put_away(number)
        self.refresh()

    def _open_menu(self) -> None:
        menu = self.make_menu()
        menu.popup(self.head.more.mapToGlobal(self.head.more.rect().bottomLeft()))

    def make_menu(self) -> QMenu:
        """What one does now and then; it deletes itself when it is closed."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        face, theme = self.teacher, self.context.theme
        if face is None:
            return menu
        if face.poll.results is None:
            menu.addAction(theme.icon("clock", "muted"), self.tr("Add a minute"), face.add_minute)
        menu.addAction(theme.icon("users", "muted"), self.tr("Who answered what"), face.toggle_who)
        for entry in self.context.stage_entries("poll", self.tr("Show large"), "monitor-up"):
            menu.addAction(theme.icon("monitor-up", "muted"), entry.label, entry.do)
        menu.addAction(
            theme.icon("download", "muted"), self.tr("Save as CSV…"), partial(self._save, self.number)
        )
        menu.addSeparator()
        menu.addAction(theme.icon("trash-2", "danger_ink"), self.tr("Discard…"), self._ask_to_discard)
        return menu

    def message_actions(self, line: ChatLine) -> list[MessageAction]:
        """From its line in the chat one comes to the poll while that can be seen; a teacher saves it."""
        actions: list[MessageAction] = []
        if line.kind != LINE:
            return actions
        if line.id in (self.number, self._current.find_put_away()):
            actions.append(
                MessageAction(self.tr("Show the poll"), "circle-help", partial(self._show, line.id))
            )
        if self.context.teaches:
            actions.append(MessageAction(self.tr("Save as CSV…"), "download", partial(self._save, line.id)))
        return actions

    def _show(self, number: int) -> None:
        """Also one that this person has put away."""
        self._current.bring_back(number)
        self.refresh()
        self.context.page.turn_to(self)

    def _save(self, number: int) -> None:
        """Who answered what, as a table."""
        from desktop.features.polls.tables import file_of, students_here  # noqa: PLC0415  # seldom wanted

        context = self.context
        context.page.save_table(file_of(context.room.memories, number, students_here(context)))

    def _ask_to_discard(self) -> None:
        face = self.teacher
        if face is None:
            return
        self.context.page.confirm(
            self.tr("Discard this poll?"),
            self.tr("It goes off everybody's screen, and its answers are in no report."),
            self.tr("Discard"),
            face.discard,
        )
