"""Where one writes: what kind of message, to whom, the words, and what stands in the way."""

from typing import cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from desktop.features.chat.addressing import Addressed, Floor, MessageDraft, asks_for, read_by_whom
from desktop.features.chat.composer_strips import ComposerStrips
from desktop.features.chat.writing_row import WritingRow
from desktop.theme import Space, Theme, vbox
from desktop.theme.widgets import Label, set_invalid, set_private
from relay.protocol.chat import Kind
from relay.protocol.limits import DECODED, MESSAGE_LENGTH
from relay.protocol.text import clean_text

COUNT_FROM = MESSAGE_LENGTH - 200


class Composer(QWidget):
    """Writes messages; says so with `written` and forgets the words then."""

    written = Signal(str, object)
    """(text, `Addressed`)"""
    replaced = Signal(str)
    """What is about to be written stands for the refused message with this ref."""
    answering_changed = Signal()
    next_question = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._teaches = False
        self._asks = False
        """Open questions are before the person."""
        self._floor = Floor()
        self.question, self._question_private = 0, False
        """The number of the question being answered, or 0."""
        self.replying_to, self._reply_private = 0, False
        """The number of the message being replied to, or 0."""
        self._to, self._to_name = "", ""
        self._led = False
        """It was not the person who has chosen that it is private, but that nothing else may be said."""
        self.editing = ""
        """The ref of the refused message that is being written anew, or nothing."""
        self._edited_as: tuple[str, Addressed | None] = "", None
        """What it is now, if that is not what it was, as long as it goes there."""
        self._aside: MessageDraft | None = None
        self.addressed = Addressed("chat", False)
        self.strips = strips = ComposerStrips(theme, self)
        self.correcting, self.answering, self.replying = strips.correcting, strips.answering, strips.replying
        self.spared, self.alone = strips.spared, strips.alone
        self._row = row = WritingRow(theme, self)
        self.kind, self.private, self.input, self.send = row.kind, row.private, row.input, row.send
        self.note = Label("", "caption", wrap=True, parent=self)
        vbox(self.note, *strips.all, row, on=self, gap=Space.XS)
        self.setFocusProxy(self.input)
        self.kind.chosen.connect(self._on_kind)
        self.kind.activated.connect(lambda: self.input.setFocus(Qt.FocusReason.OtherFocusReason))
        self.private.toggled.connect(self._on_private)
        self.input.textChanged.connect(self._show)
        self.input.entered.connect(self.submit)
        self.send.clicked.connect(self.submit)
        strips.to_all.clicked.connect(self.write_to_all)
        strips.to_teachers.clicked.connect(self.write_to_teachers)
        strips.stop.clicked.connect(self.stop_answering)
        strips.no_reply.clicked.connect(self.stop_replying)
        strips.next.clicked.connect(self.next_question)
        strips.keep.clicked.connect(self.stop_editing)
        theme.changed.connect(self._follow)
        row.set_teaches(False)
        self._show()
        self._follow()

    # what is asked of it

    def set_teaches(self, teaches: bool) -> None:
        if teaches != self._teaches:
            self._teaches = teaches
            self._row.set_teaches(teaches)
            self._show()
            self._follow()

    def set_asks(self, asks: bool) -> None:
        """Whether what a student begins is a question; what stands there already stays what it is."""
        self._asks = asks
        busy = self.input.toPlainText().strip() or self.editing or self.replying_to
        if not (busy or self._teaches or self._to):
            self.kind.choose(self._usual_kind)

    @property
    def _usual_kind(self) -> Kind:
        return "question" if self._asks and not self._teaches else "chat"

    def set_floor(self, floor: Floor) -> None:
        """Whether one may write, and to whom."""
        if floor != self._floor:
            self._floor = floor
            self._show()

    def write_to(self, account: str, name: str) -> None:
        """Writes to one student in private from now on, until `write_to_all`."""
        if self.kind.value != "chat":
            self.kind.choose("chat")
        self.question = self.replying_to = 0
        self._to, self._to_name = account, name
        self._show()
        self.input.setFocus(Qt.FocusReason.OtherFocusReason)

    def call(self, name: str) -> None:
        """Whom is written to has this name now."""
        if name != self._to_name:
            self._to_name = name
            self._show()

    def write_to_teachers(self) -> None:
        """Writes to the teachers alone from now on, until `write_to_all`."""
        self._led = False
        self.private.setChecked(True)
        self.input.setFocus(Qt.FocusReason.OtherFocusReason)

    def write_to_all(self) -> None:
        self._to = self._to_name = ""
        self._keep_reply(private=False)
        self.private.setChecked(False)
        self._show()
        self.input.setFocus(Qt.FocusReason.OtherFocusReason)

    def answer(self, number: int, words: str, more: bool, private: bool) -> None:
        """Answers this question from now on; `more`: there are other open ones; `private`: asked so."""
        self.question, self._question_private = number, private
        self.replying_to = 0
        self._to = self._to_name = ""
        self.answering.words.setText(words)
        self.strips.next.setVisible(more)
        self.kind.choose("answer")
        self._show()
        self.input.setFocus(Qt.FocusReason.OtherFocusReason)

    def stop_answering(self) -> None:
        """Writes to everybody again."""
        self.question = 0
        self.kind.choose("chat")
        self._show()

    def reply(self, number: int, words: str, private: bool, to: str = "", to_name: str = "") -> None:
        """Replies to this message from now on; to private words in private, to one student alone (``to``)."""
        if self.kind.value == "answer" or to:
            self.question = 0
            self.kind.choose("chat")
        self._to, self._to_name = to, to_name
        self.replying_to, self._reply_private = number, private
        self.replying.words.setText(words)
        if private and not to:
            self._led = False
            self.private.setChecked(True)
        self._show()
        self.input.setFocus(Qt.FocusReason.OtherFocusReason)

    def stop_replying(self) -> None:
        """What is written is a message of its own."""
        self.replying_to = 0
        self._show()

    def lose_question(self) -> None:
        """It is not there any more: what is being written goes to nobody until another is chosen."""
        self.question = 0
        self.answering.words.setText("")
        self._show()

    def edit(self, ref: str, draft: MessageDraft, words: str = "") -> None:
        """Has a refused message written anew; what is being written is put aside until that is done.

        ``words``: what it is from now on, if that is not what it was.
        """
        if not self.editing:
            self._aside = self._draft()
        self.editing = ref
        self.take_up(draft)
        self._edited_as = words, self.addressed
        self._show()
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
        self._led = False
        self.private.setChecked(draft.private)
        self._to, self._to_name = draft.to, draft.to_name
        self.question, self._question_private = draft.question, draft.question_private
        self.replying_to, self._reply_private = draft.reply, draft.reply_private
        self.answering.words.setText(draft.about)
        self.kind.choose(draft.kind)
        self._show()

    def _draft(self) -> MessageDraft:
        about, private = self.answering.words.text(), self.private.isChecked()
        text, kind = self.input.toPlainText(), self.kind.value or "chat"
        aside = self.replying_to, self._reply_private, self._to, self._to_name
        return MessageDraft(text, kind, private, self.question, about, self._question_private, *aside)

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
            self.replying_to = 0
            if to.kind == "answer":
                self.stop_answering()
            else:
                self.kind.choose(self._usual_kind)
            self._show()
        self.written.emit(text, to)

    # how it looks

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape closes what stands over the field."""
        if event.key() != Qt.Key.Key_Escape or not self.escape():
            super().keyPressEvent(event)

    def escape(self) -> bool:
        """Leaves a refused message as it was, or stops replying or answering; False: nothing of these."""
        if self.editing:
            self.stop_editing()
        elif self.replying_to:
            self.stop_replying()
        elif self.kind.value == "answer" and self.question:
            self.stop_answering()
        else:
            return False
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._row.arrange(self.width())

    def _follow(self) -> None:
        self._row.arrange(self.width(), force=True)

    def _on_kind(self, kind: str) -> None:
        if kind == "answer":
            self.replying_to = 0
            self._to = self._to_name = ""
        else:
            self.question = 0
        self._show()
        self.answering_changed.emit()

    def _on_private(self, private: bool) -> None:
        self._led = False
        self._keep_reply(private=private)
        self._show()

    def _keep_reply(self, *, private: bool) -> None:
        """To private words one replies in private alone."""
        if self._reply_private and not private:
            self.replying_to = 0

    def _lead(self, empty: bool) -> None:
        """Whoever may write to the teachers alone does so, unless words for everybody stand there already.

        Once all may be said again it is as before; but what was begun in private stays private.
        """
        if self._floor.only_private:
            if empty and not self.private.isChecked() and not self.editing:
                self._set_private(True)
                self._led = True
        elif self._led:
            self._led = False
            if empty:
                self._set_private(False)

    def _set_private(self, private: bool) -> None:
        self.private.blockSignals(True)
        self.private.setChecked(private)
        self.private.blockSignals(False)
        self._keep_reply(private=private)

    def _show(self) -> None:
        written = self.input.toPlainText()
        self._lead(not written.strip())
        # What is far too long is not worth cleaning at each key.
        length = len(written if len(written) > DECODED * MESSAGE_LENGTH else clean_text(written))
        self.addressed = self._addressed()
        silent = self._floor.only_private and not self.addressed.private
        lacks_question = self.kind.value == "answer" and self.question <= 0
        self._show_strips(silent=silent)
        self._show_field(silent=silent)
        self._show_note(length, lacks_question=lacks_question)
        fits = 0 < length <= MESSAGE_LENGTH
        self.send.setEnabled(self._floor.open and fits and not lacks_question and not silent)

    def _show_strips(self, *, silent: bool) -> None:
        """``silent``: what stands in the field was for everybody, and may not be said to them now."""
        self.answering.setVisible(self.kind.value == "answer" and self.question > 0)
        self.replying.setVisible(self.replying_to > 0)
        self.correcting.setVisible(bool(self.editing))
        aside = self._aside is not None and bool(self._aside.text.strip())
        editing = (
            self.tr("Editing a message. Your other words come back afterwards.")
            if aside
            else self.tr("Editing a message")
        )
        words, to = self._edited_as
        self.correcting.words.setText(words if words and to == self.addressed else editing)
        self.alone.setVisible(self.addressed.private)
        self.alone.words.setText(read_by_whom(self.addressed, self._to_name), self._to_name)
        self.strips.to_all.setVisible(self.addressed.kind != "answer" and not self._floor.only_private)
        self.spared.setVisible(silent and self._floor.open)
        self.spared.words.setText(self.tr("These words were for everyone"))

    def _show_field(self, *, silent: bool) -> None:
        # read only rather than disabled: otherwise the keyboard would go to the next button, “Leave”
        self.private.set_icon("lock" if self.private.isChecked() else "unlock")
        self.input.setReadOnly(not self._floor.open)
        self._enable(self.kind, self._floor.open)
        self._enable(self.private, self._floor.open and not (self._floor.only_private and not silent))
        placeholder, name = asks_for(self.addressed, self._to_name, waits=self._floor.waits)
        self.input.setPlaceholderText(placeholder)
        self.input.setAccessibleName(name)
        self.input.setAccessibleDescription(
            self.tr("You are offline: it will be sent when you are back online.") if self._floor.waits else ""
        )
        set_private(self.input, self.addressed.private)

    def _show_note(self, length: int, *, lacks_question: bool) -> None:
        over = length - MESSAGE_LENGTH
        set_invalid(self.input, over > 0)
        rules = "" if self.addressed.private else self._floor.rules
        parts = [words for words in (self._floor.note, rules) if words]
        if lacks_question:
            parts.append(self.tr("There is no open question to answer."))
        if over > 0:
            parts.append(self.tr("%n character(s) too long", "message", over))
        elif length > COUNT_FROM:
            parts.append(self.tr("%n character(s) left", "message", -over))
        self.note.setText("\n".join(parts))
        self.note.set_role("error" if over > 0 else "caption")
        self.note.setVisible(bool(parts))

    def _enable(self, widget: QWidget, enabled: bool) -> None:
        """Who had the keyboard there goes on in the field."""
        if not enabled and widget.hasFocus():
            self.input.setFocus(Qt.FocusReason.OtherFocusReason)
        widget.setEnabled(enabled)

    def _addressed(self) -> Addressed:
        """Of what is chosen now. An answer goes to whom its question went."""
        kind = cast(Kind, self.kind.value or "chat")
        if kind == "answer":
            return Addressed(kind, self.question > 0 and self._question_private, self.question)
        if self._to:  # whoever one is by now: what was for one is for nobody else
            return Addressed("chat", True, 0, self.replying_to, self._to)
        return Addressed(kind, self.private.isChecked() and not self._teaches, 0, self.replying_to)
