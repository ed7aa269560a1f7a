"""Private messages that wait: a line over the field, and a notice for those who look elsewhere."""

from collections.abc import Callable, Collection, Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.features.chat.strips import PrivateStrip
from desktop.features.panel import PanelContext
from desktop.features.panel.words import several
from desktop.notifications import Action
from desktop.theme.widgets import IconButton, announce
from relay.protocol.base import ChatLine
from relay.protocol.lesson import Lesson


class PrivateStripOfNews(PrivateStrip):
    """Whose private words wait, and what one may do about it."""

    def __init__(self, context: PanelContext, parent: QWidget) -> None:
        super().__init__(context.theme, parent)
        self.answer = IconButton(context.theme, "reply", self.tr("Answer privately"), size=32, parent=self)
        self.look = IconButton(context.theme, "chevron-up", self.tr("Show"), size=32, parent=self)
        self.done = IconButton(context.theme, "x", self.tr("I have read it"), size=32, parent=self)
        self.add(self.answer, self.look, self.done)


class PrivateNews(QObject):
    """Keeps what was written to this person in private until they answer it, look at it or put it away."""

    changed = Signal()
    """Another number of messages waits."""
    answer_wanted = Signal(str, int)
    """In private, to this account, in reply to what it wrote last."""

    def __init__(
        self,
        context: PanelContext,
        reveal: Callable[[int], None],
        may_answer: Callable[[str], bool],
        parent: QWidget,
    ) -> None:
        """``may_answer``: whether this person may write to that one in private now."""
        super().__init__(parent)
        self._context, self._reveal, self._may_answer = context, reveal, may_answer
        self._waiting: list[ChatLine] = []
        self._upto = 0
        """The number of the last line that was taken in."""
        self.done_upto = 0
        """What came up to this number was looked at or put away, if not answered."""
        self._key = f"chat private/{context.room.session_id}"
        self.strip = PrivateStripOfNews(context, parent)
        self.strip.answer.clicked.connect(self._on_answer)
        self.strip.look.clicked.connect(self._on_look)
        self.strip.done.clicked.connect(self.put_away)

    @property
    def count(self) -> int:
        return len(self._waiting)

    def begin(self, lines: Sequence[ChatLine]) -> None:
        """Of all that was said so far: what nobody has answered, looked at or put away waits."""
        self._waiting, self._upto = [], 0
        self._consider(lines)
        self.show()

    def take(self, lines: Sequence[ChatLine], *, live: bool, looking: bool) -> None:
        """Takes in what is told. What is caught up (not ``live``) waits too, but is not told in a notice."""
        before, fresh = self.count, self._consider(lines)
        if fresh or self.count != before:
            self.show()
        if fresh and live and looking:
            announce(self.strip, self._said())
        elif fresh and live:
            self._tell()
        elif not self._waiting:
            self._context.notices.withdraw(self._key)

    def _consider(self, lines: Sequence[ChatLine]) -> list[ChatLine]:
        """Gives those of these lines that wait."""
        over = self._context.memory(Lesson).ended_at > 0
        new = [line for line in lines if line.id > self._upto]
        for line in new:
            if not line.private or line.line is not None:
                continue
            if line.role == "teacher" and self._context.teaches:  # also what a colleague has answered
                self._waiting = [one for one in self._waiting if one.author not in line.accounts]
            elif line.author == self._context.me:
                self._waiting = []
            elif line.kind == "chat" and line.id > self.done_upto and not over:
                self._waiting.append(line)
        self._upto = max(self._upto, *(line.id for line in new)) if new else self._upto
        return [line for line in new if line in self._waiting]

    def drop(self, numbers: Collection[int]) -> None:
        """What is hidden by now is told of no more."""
        left = [one for one in self._waiting if one.id not in numbers]
        if len(left) < len(self._waiting):
            told = any(notice.key == self._key for notice in self._context.notices.held)
            self._waiting = left
            self.show()
            if told and left:
                self._tell()
            elif told:
                self.seen()

    def seen(self) -> None:
        """The person has come to look; the line stays."""
        self._context.notices.withdraw(self._key)

    def put_away(self) -> None:
        """Nothing is to be done about any of it."""
        self._context.notices.withdraw(self._key)
        if self._waiting:
            self._finish(*self._waiting)
            self._waiting.clear()
            self.show()

    def answered(self, account: str) -> None:
        """This person is being answered."""
        self._waiting = [one for one in self._waiting if one.author != account]
        self.show()

    def _on_answer(self) -> None:
        if self._waiting:
            self._answer(self._waiting[0].author)

    def _answer(self, account: str) -> None:
        last = next((one.id for one in reversed(self._waiting) if one.author == account), 0)
        self.answer_wanted.emit(account, last)

    def _on_look(self) -> None:
        if self._waiting:
            first = self._waiting.pop(0)
            self._finish(first)
            self.show()
            self._reveal(first.id)

    def _finish(self, *messages: ChatLine) -> None:
        self.done_upto = max(self.done_upto, *(one.id for one in messages))

    def _names(self, *, bare: bool) -> str:
        name = self._context.people.name if bare else self._context.people.named
        return several(list(dict.fromkeys(name(one.author, one.name) for one in self._waiting)))

    def show(self) -> None:
        """Shows what waits, by the names as they are now."""
        self.strip.setVisible(bool(self._waiting))
        if self._waiting:  # never the words themselves: many a teacher's screen is on the wall
            self.strip.words.setText(self._said(bare=True), self._names(bare=True))
            first = self._waiting[0]
            name = self._context.people.named(first.author, first.name)
            self.strip.answer.set_name(self.tr("Answer {name} privately").format(name=name))
            self.strip.answer.setVisible(self._may_answer(first.author))
        self.changed.emit()

    def _said(self, *, bare: bool = False) -> str:
        """Bare in the one line over the field: the message says how its author is known."""
        return self.tr("{names} wrote to you privately").format(names=self._names(bare=bare))

    def _tell(self) -> None:
        last, forward = self._waiting[-1], self._context.page.come_forward
        answer = Action("answer", self.tr("Answer privately"), lambda: self._come_to(last.author))
        look = Action("look", self.tr("Show"), forward)
        actions = [answer, look] if self._may_answer(last.author) else [look]
        self._context.notices.tell(self._key, self._said(), last.text[:300], actions, open=forward)

    def _come_to(self, account: str) -> None:
        self._context.page.come_forward()
        self._answer(account)
