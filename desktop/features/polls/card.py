"""The card of the poll that is asked, or was last: one line where that says all."""

from collections.abc import Container, Sequence
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QMenu, QWidget

from desktop.client import PendingCommand
from desktop.features.panel import MessageAction, PanelContext
from desktop.features.panel.prompts.card import PromptCard
from desktop.features.polls.current import CurrentPoll
from desktop.features.polls.words import HIDDEN, LETTERS, answer_in, answer_words, name_of
from desktop.theme.widgets import Card
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
from relay.protocol.prompts import PROMPT_CLOSED
from relay.protocol.refusals import NOT_FOUND, SESSION_NOT_LIVE

if TYPE_CHECKING:
    from desktop.features.polls.face import PollFace
    from desktop.features.polls.head import PollHead
    from desktop.features.polls.pupil import PupilFace
    from desktop.features.polls.teacher import TeacherFace

OVER = PROMPT_CLOSED.name, NO_SUCH_POLL.name, SESSION_NOT_LIVE.name
"""An answer that is refused so came too late."""
CLOSE = "Ctrl+Return", "Ctrl+Enter"
"""A teacher's keys while the poll is open, from the card."""
LINE = "poll"
"""The kind of a poll's line in the chat."""


class PollCard(PromptCard):
    """Shows the Polls and Prompts memories."""

    subject, order = "polls", 10
    opening = PollOpened
    settling = (*PromptCard.settling, HideResults, DiscardPoll)
    so_already = (*PromptCard.so_already, NO_SUCH_POLL.name, NOT_FOUND.name)

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._current = CurrentPoll(context)
        self._folded = False
        self._results_at = 0
        self._keys: list[tuple[int, QShortcut]] = []
        """Of a student's answers, by their place."""
        self._key_who: QShortcut | None = None
        self._keys_close: list[QShortcut] = []
        self._answered = 0
        """The poll that was answered and is not shown so yet."""
        context.page.kept_changed.connect(self.refresh)
        self.refresh()

    @property
    def teacher(self) -> "TeacherFace | None":
        return cast("TeacherFace", self.face) if self.face is not None and self.face.teaches else None

    @property
    def pupil(self) -> "PupilFace | None":
        return cast("PupilFace", self.face) if self.face is not None and not self.face.teaches else None

    @property
    def folded(self) -> bool:
        return self._folded

    # what is shown

    def heading(self) -> str:
        return self.tr("Poll")

    def known(self) -> Container[int]:
        return self.context.memory(Polls).polls

    def current(self) -> int:
        return self._current.find()

    def yields(self) -> bool:
        """Not with results, which everybody looks at."""
        return super().yields() and self.context.memory(Polls).polls[self.number].results is None

    def show_number(self, number: int) -> None:
        face = cast("PollFace", self.face)
        if number != face.number:
            self._folded, self._results_at = False, 0
        self._folded = self._folded or number == self._answered
        self._answered = 0
        self._follow_results(number)
        face.show_prompt(number)
        self._show_frame()

    def _follow_results(self, number: int) -> None:
        """What is shown anew is seen, whatever was folded before."""
        results = self.context.memory(Polls).polls[number].results
        at = results.shown_at if results is not None else 0
        if at and at != self._results_at:
            self._folded = (
                self._results_at == 0 and not self._current.was_seen(number) and not self.context.teaches
            )
        self._results_at = at

    @property
    def head(self) -> "PollHead":
        return cast("PollHead", self._head)

    def make_head(self, card: Card) -> "PollHead":
        from desktop.features.polls.head import PollHead  # noqa: PLC0415

        head = PollHead(self.context.theme, card)
        head.eye.clicked.connect(self._toggle_eye)
        head.more.clicked.connect(self._open_menu)
        head.fold.clicked.connect(self._toggle_fold)
        return head

    def make_face(self, card: Card) -> "PollFace":
        face: PollFace
        if self.context.teaches:
            from desktop.features.polls.teacher import TeacherFace  # noqa: PLC0415

            face = teacher = TeacherFace(self.context, card)
            teacher.off.clicked.connect(self.put_away)
        else:
            from desktop.features.polls.pupil import PupilFace  # noqa: PLC0415

            face = PupilFace(self.context, card)
        face.resized.connect(self._show_frame)
        face.resized.connect(self.changed)
        face.answered.connect(self._on_answered)
        return face

    def add_keys(self) -> None:
        if self.context.teaches:
            self._key_who = self.add_key("W", self.tr("Who answered what"), self._who)
            for keys in CLOSE:
                key = self.add_key(keys, self.tr("Close the poll"), self._close)
                key.setAutoRepeat(False)
                self._keys_close.append(key)
            return
        for place, letter in enumerate(LETTERS):
            name = self.tr("Answer {number}").format(number=place + 1)
            for keys in ([str(place + 1)] if place < 9 else []) + [letter]:
                key = self.add_key(keys, name, partial(self._choose, place))
                self._keys.append((place, key))

    def _show_frame(self) -> None:
        """What stands around the face: the heading's line and its buttons."""
        context = self.context
        if self.face is None or not self.is_known():
            return
        face = cast("PollFace", self.face)
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
            key.setEnabled(chooses and place < poll.count)
        if self._key_who is not None:
            self._key_who.setEnabled(teaches)
        for key in self._keys_close:
            key.setEnabled(teaches and prompt.open)
        self.tick(context.room.now())
        head.fit()

    # what the room tells

    def on_events(self, events: Sequence[Event], live: bool) -> None:
        for event in events:
            if isinstance(event, PollAnswered) and event.by == self.context.me:
                self._answered = event.prompt
        super().on_events(events, live)

    def name(self) -> str:
        return name_of(cast("PollFace", self.face).poll)

    def nudge_words(self) -> str:
        return self.tr("Your teacher waits for your answer")

    def be_nudged(self) -> None:
        self._folded = False
        self._show_frame()
        self.changed.emit()

    def _on_answered(self) -> None:
        """The keyboard stays with the card, which is one line as soon as the answer is told."""
        self.withdraw()
        focus: QWidget | None = self.window().focusWidget()
        if self.face is not None and focus is not None and self.face.isAncestorOf(focus):
            self.head.fold.setFocus(Qt.FocusReason.OtherFocusReason)

    def refused(self, waiting: PendingCommand) -> bool:
        """An answer that came too late is told on the card, or after the lesson among what was not sent."""
        command = waiting.command
        if not isinstance(command, AnswerPoll):
            return super().refused(waiting)
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
            f"{self.key}/not-sent",
            self.tr("Your answer was not sent, and does not count"),
            answer_words(poll, answer_in(command)) if poll else "",
            outside=False,
        )

    # what the person does

    def _choose(self, place: int) -> None:
        if self.pupil is not None and not self._folded:
            self.pupil.choose(place)

    def _who(self) -> None:
        if self.teacher is not None and not self._folded:
            self.teacher.toggle_who()

    def _close(self) -> None:
        if self.teacher is not None:
            self.teacher.close_poll()

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
            endless = face.prompt.open and not face.prompt.time
            words = self.tr("Close in a minute") if endless else self.tr("Add a minute")
            menu.addAction(theme.icon("clock", "muted"), words, face.add_minute)
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
        self._folded = False
        self.refresh()
        self.context.page.turn_to(self)

    def _save(self, number: int) -> None:
        """Who answered what, as a table."""
        from desktop.features.polls.tables import file_of, students_here  # noqa: PLC0415  # seldom wanted

        context = self.context
        context.errands.save_table(file_of(context.room.memories, number, students_here(context)))

    def _ask_to_discard(self) -> None:
        face = self.teacher
        if face is None:
            return
        self.context.errands.confirm(
            self.tr("Discard this poll?"),
            self.tr("It goes off everyone's screen, and its answers are in no report."),
            self.tr("Discard"),
            face.discard,
        )
