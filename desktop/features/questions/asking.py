"""Where a student asks without their name: a field of its own, which says before who learns of it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.features.panel import PanelContext
from desktop.features.questions.buttons import YieldingButton
from desktop.theme import Space, Theme, hbox, vbox
from desktop.theme.widgets import Button, Card, Label, TextArea, set_invalid
from relay.protocol.base import GUESTS
from relay.protocol.chat_rules import ChatRules
from relay.protocol.lesson import Lesson
from relay.protocol.limits import DECODED, MESSAGE_LENGTH
from relay.protocol.mutes import Mutes
from relay.protocol.people import People
from relay.protocol.questions import MOST_OPEN, AskUnnamed, Questions
from relay.protocol.text import clean_text

COUNT_FROM = MESSAGE_LENGTH - 200


class AskField(TextArea):
    """Enter sends, Shift and Enter begins a new line, Esc closes. It tells nobody that one writes."""

    entered = Signal()
    escaped = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, lines=3, parent=parent)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        new_line = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not new_line:
            self.entered.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
        else:
            super().keyPressEvent(event)


class AskBox(QWidget):
    """One button, and once it is pressed the field. Sends AskUnnamed."""

    changed = Signal()
    """It is open, or no more; what is written is another."""

    def __init__(self, context: PanelContext, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        theme = context.theme
        words = self.tr("Ask without your name…")
        self.open_button = YieldingButton(theme, words, icon="message-circle-question", parent=self)
        self.open_button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.card = Card(theme, tight=True, parent=self)
        self.promise = Label("", "caption", wrap=True)
        self.field = AskField(theme, self.card)
        self.note = Label("", "caption", wrap=True)
        self.cancel = Button(theme, self.tr("Close"), small=True)
        self.send = Button(theme, self.tr("Ask the class"), "primary", small=True)
        buttons = hbox(1, self.cancel, self.send, gap=Space.S)
        for part in (self.promise, self.field, self.note):
            self.card.body.addWidget(part)
        self.card.body.addLayout(buttons)
        vbox(self.open_button, self.card, on=self, gap=0)
        self.promise.setText(self.tr("Classmates never see who asked. Your teachers do."))
        self.field.setPlaceholderText(self.tr("What do you want to know?"))
        self.field.setAccessibleName(self.tr("Question without your name"))
        self.field.setAccessibleDescription(self.promise.text())
        self.card.hide()
        self.open_button.clicked.connect(self.open)
        self.cancel.clicked.connect(self.close_field)
        self.field.entered.connect(self.submit)
        self.field.escaped.connect(self.close_field)
        self.field.textChanged.connect(self.refresh)
        self.send.clicked.connect(self.submit)
        self.refresh()

    @property
    def is_open(self) -> bool:
        return not self.card.isHidden()

    @property
    def offered(self) -> bool:
        """Whether the teacher allows it; what stands in the open field is not taken away."""
        allowed = self._context.memory(Questions).unnamed and self._context.can("questions")
        return allowed or (self.is_open and bool(self.field.toPlainText().strip()))

    def open(self) -> None:
        """What stood there before is there still."""
        self._show(opened=True)
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_field(self) -> None:
        """What is written is kept as long as one is in the room."""
        focus: QWidget | None = self.window().focusWidget()
        had = focus is not None and self.card.isAncestorOf(focus)
        self._show(opened=False)
        if had:
            self.open_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self, *, opened: bool) -> None:
        self.card.setVisible(opened)
        self.open_button.setVisible(not opened)
        self.refresh()
        self.changed.emit()

    def take_up(self, text: str) -> None:
        """What was refused is written anew; what stands there already stays below it."""
        before = self.field.toPlainText().strip()
        self.field.setPlainText(f"{text}\n{before}" if before else text)
        self.field.moveCursor(self.field.textCursor().MoveOperation.End)
        self.open()

    def submit(self) -> None:
        """Asks, if there is something and it may be asked."""
        text = clean_text(self.field.toPlainText())
        self.refresh()
        if not self.send.isEnabled() or not text:
            return
        room, lesson = self._context.room, self._context.memory(Lesson)
        waits = not room.is_in or lesson.paused
        self.field.clear()
        self.close_field()
        room.send(AskUnnamed(**room.head(), text=text, said_at=room.now() if waits else 0))

    def refresh(self) -> None:
        """Shows what holds now, and whether it may be sent."""
        written = self.field.toPlainText()
        # what is far too long is not worth cleaning at each key
        length = len(written if len(written) > DECODED * MESSAGE_LENGTH else clean_text(written))
        over = length - MESSAGE_LENGTH
        closed = self._why_not()
        parts = [closed] if closed else self._notes()
        if over > 0:
            parts.append(self.tr("%n character(s) too long", "message", over))
        elif length > COUNT_FROM:
            parts.append(self.tr("%n character(s) left", "message", -over))
        set_invalid(self.field, over > 0)
        self.note.setText("\n".join(parts))
        self.note.set_role("error" if over > 0 else "caption")
        self.note.setVisible(bool(parts))
        self.send.setEnabled(not closed and 0 < length <= MESSAGE_LENGTH)

    def _why_not(self) -> str:
        """Why one may not ask so now, as a sentence; empty if one may."""
        context = self._context
        if not context.memory(Questions).unnamed:
            return context.say("unnamed_not_allowed")
        if context.memory(Mutes).silences(context.me, private=False):
            return self.tr("The teacher has muted the chat: ask by raising your hand.")
        if self._open() >= MOST_OPEN:
            return context.say("too_many_questions")
        return ""

    def _open(self) -> int:
        """Told or not."""
        asked = len(self._context.room.asked_of(AskUnnamed))
        return asked + self._context.memory(Questions).open_of(self._context.me)

    def _notes(self) -> list[str]:
        """What one is to know before one asks."""
        context, notes = self._context, []
        if not context.room.is_in:
            notes.append(self.tr("You are offline: it goes out when you are back online."))
        elif context.memory(Lesson).paused:
            notes.append(self.tr("The teacher is away: it goes out when the lesson goes on."))
        guest = context.memory(People).standing_of(context.me) in GUESTS
        if context.memory(ChatRules).holds(guest=guest):
            notes.append(self.tr("The teacher looks at it first."))
        return notes
