"""Where one writes: what kind of message, to whom, the words, and what stands in the way."""

from collections.abc import Sequence
from typing import cast

from msgspec import Struct
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.features.chat.input import Input
from desktop.theme import Ink, Space, Theme
from desktop.theme.boxes import hbox, vbox
from desktop.theme.widgets import Choice, ElidedLabel, IconButton, Label, Picture
from desktop.theme.widgets.fields import set_invalid
from relay.protocol.chat import Kind
from relay.protocol.limits import DECODED, MESSAGE_LENGTH
from relay.protocol.text import clean_text
from resources import IconName

COUNT_FROM = MESSAGE_LENGTH - 200
ONE_ROW_FROM = {True: 300, False: 400}
"""From this width (at a text scale of 1) everything stands in one row, for a teacher or a student."""


class MessageDraft(Struct, frozen=True):
    """What somebody was writing, put aside: for whom, and which question it answers, if any."""

    text: str = ""
    kind: str = "chat"
    private: bool = False
    question: int = 0
    about: str = ""
    question_private: bool = False


class Addressed(Struct, frozen=True):
    """To whom the field says that it goes, and as what. What is sent is what it says."""

    kind: Kind
    private: bool
    question: int = 0


class Strip(QWidget):
    """A line over the field: what the words are for, and buttons for a way out of that."""

    def __init__(self, theme: Theme, icon: IconName, ink: Ink, parent: QWidget) -> None:
        super().__init__(parent)
        self.words = ElidedLabel("", "caption", parent=self)
        self._row = hbox(
            Picture(theme, icon, ink, 15, parent=self),
            (self.words, 1),
            on=self,
            gap=Space.XS,
            margins=(Space.XS, 0, 0, 0),
        )
        self.hide()

    def add(self, *buttons: IconButton) -> None:
        for button in buttons:
            self._row.addWidget(button)


class Composer(QWidget):
    """Writes messages; says so with `written` and forgets the words then."""

    written = Signal(str, str, bool, int)
    """(text, kind, private, number of the question that is answered or 0)"""
    replaced = Signal(str)
    """What is about to be written stands for the refused message with this ref."""
    answering_changed = Signal()
    next_question = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._teaches, self._can_write, self._one_row = False, True, False
        self.question, self._question_private = 0, False
        """The number of the question being answered, or 0."""
        self._note, self._waits = "", False
        self.editing = ""
        """The ref of the refused message that is being written anew, or nothing."""
        self._aside: MessageDraft | None = None
        self.addressed = Addressed("chat", False)
        self.answering = Strip(theme, "reply", "ok_ink", self)
        self.next = IconButton(
            theme, "chevron-down", self.tr("Next open question"), size=32, parent=self.answering
        )
        self.stop = IconButton(theme, "x", self.tr("Do not answer"), size=32, parent=self.answering)
        self.answering.add(self.next, self.stop)
        self.alone = Strip(theme, "lock", "danger_ink", self)
        self.correcting = Strip(theme, "pencil", "accent_ink", self)
        self.keep = IconButton(
            theme, "x", self.tr("Leave the message as it was"), size=32, parent=self.correcting
        )
        self.correcting.add(self.keep)
        self.kind = Choice(theme, parent=self)
        self.kind.setAccessibleName(self.tr("Kind of message"))
        self.private = IconButton(
            theme,
            "lock",
            self.tr("Teachers and the school's admins see it"),
            "secondary",
            size=38,
            checkable=True,
            checked_tone="danger",
            parent=self,
        )
        self.input = Input(theme, self)
        self.send = IconButton(theme, "send-horizontal", self.tr("Send"), "primary", size=38, parent=self)
        self.note = Label("", "caption", wrap=True, parent=self)
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(Space.XS)
        vbox(self.note, self.correcting, self.answering, self.alone, self._grid, on=self, gap=Space.XS)
        self.setFocusProxy(self.input)
        self.kind.chosen.connect(self._on_kind)
        self.private.toggled.connect(self._show)
        self.input.textChanged.connect(self._show)
        self.input.entered.connect(self.submit)
        self.send.clicked.connect(self.submit)
        self.stop.clicked.connect(self.stop_answering)
        self.next.clicked.connect(self.next_question)
        self.keep.clicked.connect(self.stop_editing)
        theme.changed.connect(self._arrange)
        self._offer_kinds()
        self._arrange(force=True)

    # what is asked of it

    def set_teaches(self, teaches: bool) -> None:
        if teaches != self._teaches:
            self._teaches = teaches
            self._offer_kinds()
            self._arrange(force=True)

    def set_state(self, can_write: bool, note: str, waits: bool = False) -> None:
        """Whether one may write, what there is to know about it, and whether it waits for the line."""
        if (can_write, note, waits) != (self._can_write, self._note, self._waits):
            self._can_write, self._note, self._waits = can_write, note, waits
            self._show()

    def answer(self, number: int, words: str, more: bool, private: bool) -> None:
        """Answers this question from now on; `more`: there are other open ones; `private`: asked so."""
        self.question, self._question_private = number, private
        self.answering.words.setText(words)
        self.next.setVisible(more)
        self.kind.choose("answer")
        self._show()
        self.input.setFocus(Qt.FocusReason.OtherFocusReason)

    def stop_answering(self) -> None:
        """Writes to everybody again."""
        self.question = 0
        self.kind.choose("chat")
        self._show()

    def edit(self, ref: str, text: str, kind: Kind, private: bool) -> None:
        """Has a refused message written anew; what is being written is put aside until that is done."""
        if not self.editing:
            self._aside = self._draft()
        self.editing = ref
        self.take_up(MessageDraft(text, kind, private, 0, "", False))
        self.input.setFocus(Qt.FocusReason.OtherFocusReason)

    def stop_editing(self) -> None:
        """Goes back to what was being written before."""
        if not self.editing:
            return
        self.editing, aside, self._aside = "", self._aside, None
        self.take_up(aside or MessageDraft())
        self.input.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def draft(self) -> MessageDraft:
        """What would be lost: not the message that is written anew, which is kept as refused."""
        return (self._aside or MessageDraft()) if self.editing else self._draft()

    def take_up(self, draft: MessageDraft) -> None:
        """Goes on with what was being written, to whom it was."""
        self.input.setPlainText(draft.text)
        self.input.moveCursor(self.input.textCursor().MoveOperation.End)
        self.private.setChecked(draft.private)
        self.question, self._question_private = draft.question, draft.question_private
        self.answering.words.setText(draft.about)
        self.kind.choose(draft.kind)
        self._show()

    def _draft(self) -> MessageDraft:
        about, private = self.answering.words.text(), self.private.isChecked()
        text, kind = self.input.toPlainText(), self.kind.value or "chat"
        return MessageDraft(text, kind, private, self.question, about, self._question_private)

    def submit(self) -> None:
        """Says what was written, if there is something and it may be said."""
        text = clean_text(self.input.toPlainText())
        if not self.send.isEnabled() or not text:
            return
        to = self.addressed
        if self.editing:
            self.replaced.emit(self.editing)
            self.stop_editing()
        else:
            self.input.clear()
            if to.kind == "answer":
                self.stop_answering()
            elif to.kind == "question":
                self.kind.choose("chat")
        self.written.emit(text, to.kind, to.private, to.question)

    # how it looks

    def _offer_kinds(self) -> None:
        kinds: Sequence[tuple[str, str]] = (
            [("chat", self.tr("Message")), ("answer", self.tr("Answer"))]
            if self._teaches
            else [("chat", self.tr("Message")), ("question", self.tr("Question"))]
        )
        self.kind.set_options(kinds)
        self.private.setVisible(not self._teaches)
        self._show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leaves a refused message as it was."""
        if event.key() == Qt.Key.Key_Escape and self.editing:
            self.stop_editing()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self, force: bool = False) -> None:
        one_row = self.width() >= self._theme.px(ONE_ROW_FROM[self._teaches])
        if one_row == self._one_row and not force:
            return
        self._one_row = one_row
        parts: tuple[QWidget, ...] = (self.kind, self.private, self.input, self.send)
        for part in parts:
            self._grid.removeWidget(part)
        bottom = Qt.AlignmentFlag.AlignBottom
        if one_row:
            for column, part in enumerate(parts):
                self._grid.addWidget(part, 0, column, bottom)
        else:
            self._grid.addWidget(self.kind, 0, 0)
            self._grid.addWidget(self.private, 0, 1, Qt.AlignmentFlag.AlignLeading)
            self._grid.addWidget(self.input, 1, 0, 1, 3, bottom)
            self._grid.addWidget(self.send, 1, 3, bottom)
        self._grid.setColumnStretch(2, 1)

    def _on_kind(self, kind: str) -> None:
        if kind != "answer":
            self.question = 0
        self._show()
        self.answering_changed.emit()

    def _show(self) -> None:
        written = self.input.toPlainText()
        # What is far too long is not worth cleaning at each key.
        length = len(written if len(written) > DECODED * MESSAGE_LENGTH else clean_text(written))
        over = length - MESSAGE_LENGTH
        answering = self.kind.value == "answer" and self.question > 0
        self.answering.setVisible(answering)
        self.correcting.setVisible(bool(self.editing))
        aside = self._aside is not None and bool(self._aside.text.strip())
        self.correcting.words.setText(
            self.tr("Editing a message. Your other words come back afterwards.")
            if aside
            else self.tr("Editing a message")
        )
        # read only rather than disabled: otherwise the keyboard would go to the next button, “Leave”
        self.input.setReadOnly(not self._can_write)
        for widget in (self.kind, self.private):
            if not self._can_write and widget.hasFocus():
                self.input.setFocus(Qt.FocusReason.OtherFocusReason)
            widget.setEnabled(self._can_write)
        lacks_question = self.kind.value == "answer" and not answering
        self.send.setEnabled(self._can_write and 0 < length <= MESSAGE_LENGTH and not lacks_question)
        set_invalid(self.input, over > 0)
        parts = [self._note] if self._note else []
        if lacks_question:
            parts.append(self.tr("There is no open question to answer."))
        if over > 0:
            parts.append(self.tr("%n character(s) too long", "message", over))
        elif length > COUNT_FROM:
            parts.append(self.tr("%n character(s) left", "message", -over))
        self.note.setText("\n".join(parts))
        self.note.set_role("error" if over > 0 else "caption")
        self.note.setVisible(bool(parts))
        self.addressed = self._addressed()
        placeholder, name = self._asks_for(self.addressed)
        self.input.set_placeholder(placeholder)
        self.input.setAccessibleName(name)
        self.alone.setVisible(self.addressed.private)
        self.alone.words.setText(
            self.tr("Only the asker, teachers and the school's admins see it")
            if self.addressed.kind == "answer"
            else self.tr("Only teachers and the school's admins see it")
        )
        self.input.setAccessibleDescription(
            self.tr("There is no line: it goes out when the line is back.") if self._waits else ""
        )

    def _addressed(self) -> Addressed:
        """Of what is chosen now. An answer goes to whom its question went."""
        kind = cast(Kind, self.kind.value or "chat")
        if kind == "answer":
            return Addressed(kind, self.question > 0 and self._question_private, self.question)
        return Addressed(kind, self.private.isChecked() and not self._teaches)

    def _asks_for(self, to: Addressed) -> tuple[str, str]:
        """Placeholder, and name for screen readers."""
        kind = to.kind
        if kind == "answer":
            if to.private:
                seen_by = self.tr("Answer that the asker, teachers and the school's admins see")
                return self.tr("Answer the asker…"), seen_by
            return self.tr("Write the answer…"), self.tr("Answer to everybody")
        if to.private:
            if kind == "question":
                seen_by = self.tr("Question that teachers and the school's admins see")
                return self.tr("Ask the teacher…"), seen_by
            seen_by = self.tr("Message that teachers and the school's admins see")
            return self.tr("Write to the teacher…"), seen_by
        if kind == "question":
            return self.tr("Ask a question…"), self.tr("Question to everybody")
        words = self.tr("Goes out when the line is back…") if self._waits else self.tr("Write to everyone…")
        return words, self.tr("Message to everybody")
