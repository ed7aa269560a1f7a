"""Where one writes: what kind of message, to whom, the words, and what stands in the way."""

from collections.abc import Sequence
from typing import cast

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from desktop.theme import Space, Theme
from desktop.theme.widgets import Choice, ElidedLabel, IconButton, Label, Picture
from desktop.theme.widgets.fields import set_invalid
from relay.protocol.chat import MESSAGE_LENGTH, Kind

LINES = 4
COUNT_FROM = MESSAGE_LENGTH - 200
ONE_ROW_FROM = {True: 300, False: 400}
"""From this width (at a text scale of 1) everything stands in one row, for a teacher or a student."""


class Input(QPlainTextEdit):
    """Grows with what is written, up to four lines. Enter sends, Shift and Enter begins a new line."""

    entered = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setTabChangesFocus(True)
        self.document().setDocumentMargin(2)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().documentLayout().documentSizeChanged.connect(self._grow)
        theme.changed.connect(self._grow)
        self._grow()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tells Enter from a new line."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not (
            event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        ):
            self.entered.emit()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        """Takes whatever width there is."""
        return QSize(super().sizeHint().width(), self.minimumHeight())

    def minimumSizeHint(self) -> QSize:
        """A few letters."""
        return QSize(self._theme.px(80), self.minimumHeight())

    def _grow(self) -> None:
        lines = max(1, round(self.document().size().height()))
        height = self.fontMetrics().lineSpacing() * min(lines, LINES)
        self.setFixedHeight(max(height + 18, self._theme.target(38)))
        many = lines > LINES
        policy = Qt.ScrollBarPolicy.ScrollBarAsNeeded if many else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(policy)


class Composer(QWidget):
    """Writes messages; says so with `written` and forgets the words when told to."""

    written = Signal(str, str, bool, int)
    """(text, kind, private, number of the question that is answered or 0)"""
    answering_changed = Signal()
    next_question = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._teaches, self._can_write, self._one_row = False, True, False
        self._question, self._question_private = 0, False
        self._note = ""
        self.answering = QWidget(self)
        self._answering_words = ElidedLabel("", "caption", parent=self.answering)
        self.next = IconButton(
            theme, "chevron-down", self.tr("Next open question"), size=32, parent=self.answering
        )
        self.stop = IconButton(theme, "x", self.tr("Do not answer"), size=32, parent=self.answering)
        strip = QHBoxLayout(self.answering)
        strip.setContentsMargins(Space.XS, 0, 0, 0)
        strip.setSpacing(Space.XS)
        strip.addWidget(Picture(theme, "reply", "ok_ink", 15, parent=self.answering))
        strip.addWidget(self._answering_words, 1)
        strip.addWidget(self.next)
        strip.addWidget(self.stop)
        self.kind = Choice(theme, parent=self)
        self.private = IconButton(
            theme, "lock", "", "secondary", size=38, checkable=True, checked_tone="danger", parent=self
        )
        self.input = Input(theme, self)
        self.send = IconButton(theme, "send-horizontal", "", "primary", size=38, parent=self)
        self.note = Label("", "caption", wrap=True, parent=self)
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(Space.XS)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.XS)
        column.addWidget(self.note)
        column.addWidget(self.answering)
        column.addLayout(self._grid)
        self.setFocusProxy(self.input)
        self.kind.chosen.connect(self._on_kind)
        self.private.toggled.connect(self._show)
        self.input.textChanged.connect(self._show)
        self.input.entered.connect(self.submit)
        self.send.clicked.connect(self.submit)
        self.stop.clicked.connect(self.stop_answering)
        self.next.clicked.connect(self.next_question)
        theme.changed.connect(self._arrange)
        self.retranslate()
        self._arrange(force=True)

    # what is asked of it

    def set_teaches(self, teaches: bool) -> None:
        """Offers what a teacher or a student may write."""
        if teaches != self._teaches:
            self._teaches = teaches
            self.retranslate()
            self._arrange(force=True)

    def set_state(self, can_write: bool, note: str) -> None:
        """Whether one may write, and what there is to know about it."""
        if (can_write, note) != (self._can_write, self._note):
            self._can_write, self._note = can_write, note
            self._show()

    def answer(self, number: int, words: str, more: bool, private: bool) -> None:
        """Answers this question from now on; `more`: there are other open ones; `private`: asked so."""
        self._question, self._question_private = number, private
        self._answering_words.setText(words)
        self.next.setVisible(more)
        self.kind.choose("answer")
        self._show()
        self.input.setFocus(Qt.FocusReason.OtherFocusReason)

    def stop_answering(self) -> None:
        """Writes to everybody again."""
        self._question = 0
        self.kind.choose("chat")
        self._show()

    @property
    def question(self) -> int:
        """The number of the question being answered, or 0."""
        return self._question

    def put(self, text: str, kind: Kind, private: bool) -> None:
        """Takes words back for editing, after whatever is being written."""
        before = self.input.toPlainText()
        self.input.setPlainText(f"{before}\n{text}" if before.strip() else text)
        self.kind.choose(kind)
        self.private.setChecked(private)
        self.input.moveCursor(self.input.textCursor().MoveOperation.End)
        self.input.setFocus(Qt.FocusReason.OtherFocusReason)

    def submit(self) -> None:
        """Says what was written, if there is something and it may be said."""
        text = self.input.toPlainText().strip()
        if not self.send.isEnabled() or not text:
            return
        kind = cast(Kind, self.kind.value or "chat")
        private = self.private.isChecked() and not self._teaches
        question = self._question if kind == "answer" else 0
        self.input.clear()
        if kind == "answer":
            self.stop_answering()
        elif kind == "question":
            self.kind.choose("chat")
        self.written.emit(text, kind, private, question)

    # how it looks

    def retranslate(self) -> None:
        """All words, in the language of now."""
        kinds: Sequence[tuple[str, str]] = (
            [("chat", self.tr("Message")), ("answer", self.tr("Answer"))]
            if self._teaches
            else [("chat", self.tr("Message")), ("question", self.tr("Question"))]
        )
        self.kind.set_options(kinds)
        self.kind.setAccessibleName(self.tr("Kind of message"))
        self.private.set_name(self.tr("Only the teachers see it"))
        self.private.setVisible(not self._teaches)
        self.send.set_name(self.tr("Send"))
        self.next.set_name(self.tr("Next open question"))
        self.stop.set_name(self.tr("Do not answer"))
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        """Follows the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Uses one row or two."""
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
            self._question = 0
        self._show()
        self.answering_changed.emit()

    def _show(self) -> None:
        length = len(self.input.toPlainText().strip())
        over = length - MESSAGE_LENGTH
        answering = self.kind.value == "answer" and self._question > 0
        self.answering.setVisible(answering)
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
        placeholder, name = self._asks_for()
        self.input.setPlaceholderText(placeholder)
        self.input.setAccessibleName(name)

    def _asks_for(self) -> tuple[str, str]:
        """Placeholder, and name for screen readers."""
        kind = self.kind.value
        if kind == "answer":
            if self._question and self._question_private:
                return self.tr("Answer the asker alone…"), self.tr("Answer to the asker alone")
            return self.tr("Write the answer…"), self.tr("Answer to everybody")
        if self.private.isChecked() and not self._teaches:
            if kind == "question":
                return self.tr("Ask the teacher…"), self.tr("Question to the teachers alone")
            return self.tr("Write to the teacher…"), self.tr("Message to the teachers alone")
        if kind == "question":
            return self.tr("Ask a question…"), self.tr("Question to everybody")
        return self.tr("Write to everyone…"), self.tr("Message to everybody")
