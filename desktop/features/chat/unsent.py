"""What of one's own is not told yet: its rows, a line that tells what was refused, and writing it anew."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.features.chat.addressing import MessageDraft
from desktop.features.chat.composer import Composer
from desktop.features.chat.floor import ChatFloor
from desktop.features.chat.held import held_lines
from desktop.features.chat.outgoing import Said, outgoing
from desktop.features.chat.strips import Strip
from desktop.features.chat.view import ChatView
from desktop.features.panel import PanelContext
from desktop.theme.widgets import IconButton, WhenStill
from relay.protocol.chat import Chat, PostMessage
from relay.protocol.private import WritePrivately


class UnsentMessages(QObject):
    """Shows what waits, was refused, or is held before a teacher, below what was said."""

    answer_wanted = Signal(int)
    """What is written anew answers the question with this number."""
    reply_wanted = Signal(int)
    """It replies to the message with this number."""
    replying_changed = Signal()
    """It replies to another message, whose words are to stand there."""

    def __init__(
        self, context: PanelContext, view: ChatView, composer: Composer, floor: ChatFloor, foot: QWidget
    ) -> None:
        """``foot``: what the line lies in."""
        super().__init__(view)
        self._context, self._view, self._composer, self._floor = context, view, composer, floor
        self.mine: set[str] = set()
        """The refs of what this person has said and been told: that waits no more."""
        self._low = False
        self._when_still = WhenStill(self._put, self)
        self.strip = Strip(context.theme, "circle-alert", "danger_ink", foot)
        self.show_button = IconButton(context.theme, "chevron-up", "", size=32, parent=self.strip)
        self.strip.add(self.show_button)
        self.show_button.clicked.connect(view.show_refused)
        view.lines.passed_changed.connect(self._tell)
        view.edit_wanted.connect(self._edit)
        view.discard_wanted.connect(self._discard)
        composer.replaced.connect(context.room.discard)

    def show(self) -> None:
        """Once nobody holds a button down or has a menu open: other rows would move."""
        self._when_still.do()

    def set_low(self, low: bool) -> None:
        """Whether there is no room for the line."""
        self._low = low
        self._tell()

    def _put(self) -> None:
        context, view, composer, asked = self._context, self._view, self._composer, self._view.messages.asked
        chat = context.memory(Chat)
        waiting = [w for w in context.room.waiting if w.ref not in self.mine]
        before = chat.messages[-1] if chat.messages else None
        held = held_lines(context, asked)
        lines = [*held, *outgoing(waiting, context, asked, None if held else before)]
        if lines or view.lines.waiting():
            view.set_waiting(lines)
        if composer.editing and all(line.ref != composer.editing for line in lines):
            composer.stop_editing()

    def _tell(self) -> None:
        """What was refused and has scrolled away is not forgotten."""
        count = len(self._view.lines.passed)
        self.strip.setVisible(count > 0 and not self._low)
        self.strip.words.setText(self.tr("%n message(s) not sent", "", count))
        self.show_button.set_name(self.tr("Show what was not sent"))

    # writing it anew

    def _waiting(self, ref: str) -> Said | None:
        for waiting in self._context.room.waiting:
            if waiting.ref == ref and isinstance(waiting.command, Said):
                return waiting.command
        return None

    def _edit(self, ref: str) -> None:
        message = self._waiting(ref)
        if isinstance(message, WritePrivately):
            to, name = message.to, self._context.name(message.to)
            draft = MessageDraft(
                message.text, reply=message.replies_to, reply_private=True, to=to, to_name=name
            )
            self._composer.edit(ref, draft)
            self.replying_changed.emit()
        elif message and message.answers:
            self._edit_answer(ref, message)
        elif message:
            self._composer.edit(ref, MessageDraft(message.text, message.kind, message.private))
            if message.replies_to:
                self.reply_wanted.emit(message.replies_to)

    def _edit_answer(self, ref: str, message: PostMessage) -> None:
        """To its question; once that is gone, a message to all, or of what was private to who had asked."""
        asked, composer = self._view.messages.asked, self._composer
        if asked.question(message.answers):
            composer.edit(ref, MessageDraft(message.text))
            self.answer_wanted.emit(message.answers)
            return
        question = asked.message(message.answers)
        if message.private and question and self._floor.may_write_to(question.author):
            name = self._context.name(question.author)
            draft = MessageDraft(message.text, to=question.author, to_name=name)
            composer.edit(ref, draft, self.tr("The question is gone: this goes to who asked it"))
        else:
            words = self.tr("The question is gone: this goes to everyone, as a message")
            composer.edit(ref, MessageDraft(message.text), words)

    def _discard(self, ref: str) -> None:
        self._context.room.discard(ref)
        self._composer.input.setFocus()
