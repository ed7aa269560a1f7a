"""The board: what the class wants to know, what has become of it, and a place to ask without one's name."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QCursor, QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from desktop.client import PendingCommand
from desktop.features.panel import MessageAction, Panel, PanelContext, PersonAction, PersonBadge
from desktop.features.questions.actions import QuestionActions
from desktop.features.questions.items import Act, Board, BoardItem, acts
from desktop.features.questions.menu import item_menu
from desktop.features.questions.news import QuestionNews
from desktop.theme import Space
from desktop.theme.widgets import Label
from relay.protocol.base import ChatLine, Event
from relay.protocol.chat import MessagePosted
from relay.protocol.lesson import Lesson
from relay.protocol.questions import AskUnnamed, Questions
from resources import IconName

if TYPE_CHECKING:
    from desktop.features.questions.asking import AskBox
    from desktop.features.questions.listing import QuestionList


CAUGHT_UP_MS = 100
"""So often the board is made anew at most while a long log is read: each time all of its questions are."""


class QuestionsPanel(Panel):
    """Comes with the first open question and goes with the last; is there while one may ask unnamed, too."""

    subject, place, order = "questions", "tab", 31
    harmless = "already_marked", "question_closed", "question_not_held", "own_question"

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._board = Board(context)
        self._doing = QuestionActions(context)
        self.list: QuestionList | None = None
        """Made when it is to be seen: there may be many questions, behind another tab."""
        self.asking: AskBox | None = None
        self.promise: Label | None = None
        self.empty: Label | None = None
        self._has_keys = False
        self._news = QuestionNews(context, self._doing.undo, self)
        self._soon = QTimer(self, singleShot=True, interval=CAUGHT_UP_MS)
        self._soon.timeout.connect(self.refresh)
        self.box.setSpacing(Space.S)
        context.room.waiting_changed.connect(self.refresh)
        context.page.look_changed.connect(self._on_look)
        self.refresh()

    # what is shown

    def wanted(self) -> bool:
        return self.context.memory(Lesson).live and (self._is_filled() or self._may_ask())

    def _is_filled(self) -> bool:
        settling = self.list is not None and self.list.settling and self.isVisible()
        return self._board.is_filled or settling

    def _may_ask(self) -> bool:
        """Whether a student may ask without their name, or is about to."""
        if self.context.teaches:
            return False
        if self.asking is not None:
            return self.asking.offered
        return self.context.memory(Questions).unnamed and self.context.can("questions")

    def heading(self) -> str:
        return self.tr("Questions")

    def count(self) -> int:
        """What waits to be answered, or to be looked at."""
        held = sum(item.kind == "held" for item in self._board.above)
        return held + self._board.open

    def furnish(self) -> None:
        self.refresh()

    def refresh(self) -> None:
        self._board = Board(self.context)
        if self.ready and self.wanted():
            self._make()
        if not self.isHidden():
            self._show_list()
        self._show_asking()
        self._news.refresh()
        self.changed.emit()

    def _show_list(self) -> None:
        if self.list is not None:
            self.list.show_items([*self._board.above, *self._board.waiting], self._board.done)

    def setVisible(self, visible: bool) -> None:
        """Behind another tab no row is made."""
        if visible and self.isHidden():
            self.make_ready()
            self._show_list()
        super().setVisible(visible)

    def _make(self) -> None:
        if self.list is None:
            from desktop.features.questions.listing import QuestionList  # noqa: PLC0415

            self.list = QuestionList(self.context, self)
            self.list.setAccessibleName(self.heading())
            self.list.acted.connect(self._act)
            self.list.arranged.connect(self.changed)
            self.list.current_changed.connect(self._lead_keyboard)
            words = self.tr("Classmates see how many press “Me too”, never who. Your teachers see who.")
            self.promise = Label(words, "caption", wrap=True, parent=self.list)
            self.list.top.addWidget(self.promise)
            self.empty = Label(self.tr("No open questions."), "muted", wrap=True, parent=self.list)
            self.list.top.addWidget(self.empty)
            self.add(self.list)
            self.list.show()  # the panel is being shown already
        self._add_keys()
        if self._may_ask():
            self._make_asking(self.list)

    def _make_asking(self, rows: "QuestionList") -> "AskBox":
        if self.asking is None:
            from desktop.features.questions.asking import AskBox  # noqa: PLC0415

            self.asking = AskBox(self.context, rows)
            self.asking.changed.connect(self._show_asking)
            rows.top.insertWidget(0, self.asking)
            self.asking.show()
            self._lead_keyboard()
        return self.asking

    def _add_keys(self) -> None:
        """Once this person teaches, which may be later: what they do then is looked at with each press."""
        if self._has_keys or not (self.context.teaches and self.context.can("questions")):
            return
        self._has_keys = True
        keys: tuple[tuple[str, str, Act], ...] = (
            ("A", self.tr("The question was answered"), "answered"),
            ("L", self.tr("The question comes later"), "later"),
            ("D", self.tr("Put the question aside"), "dismissed"),
        )
        for key, name, act in keys:
            self.add_key(key, name, partial(self._act_on_current, act)).setAutoRepeat(False)

    def _show_asking(self) -> None:
        if self.asking is not None:
            self.asking.setVisible(self._may_ask())
            self.asking.refresh()
            if self.asking.is_open and self.list is not None:
                self.list.ensureWidgetVisible(self.asking)
        if self.promise is not None:
            self.promise.setVisible(not self.context.teaches and self.context.can("questions"))
        if self.empty is not None:
            self.empty.setVisible(not self._board.is_filled)

    def _lead_keyboard(self) -> None:
        """Where the keyboard comes to when it comes here."""
        row = self.list.current if self.list is not None else None
        if leads_to := row or (self.asking.open_button if self.asking is not None else None):
            self.setFocusProxy(leads_to)

    def tick(self, now: int) -> None:
        if self.list is not None and self.isVisible():
            self.list.tick(now)
        if self._news.waits and self._is_before_person():
            self._news.seen()

    # what is told

    def on_events(self, events: Sequence[Event], live: bool) -> None:
        if not live:
            if not self._soon.isActive():
                self._soon.start()
            return
        if not all(_is_small_talk(event) for event in events):
            self.refresh()
        self._news.take(events, looking=self._is_before_person())

    def _is_before_person(self) -> bool:
        """Here, or in the chat."""
        return self.is_seen() or self.context.panels.reading() != (0, 0)

    def _on_look(self) -> None:
        if self._news.waits and self._is_before_person():
            self._news.seen()

    def seen(self) -> None:
        self._news.seen()

    def gone(self) -> None:
        self._soon.stop()
        super().gone()

    def showEvent(self, event: QShowEvent) -> None:
        self.make_ready()
        super().showEvent(event)
        self.context.panels.set_asking(True)

    def hideEvent(self, event: QHideEvent) -> None:
        """Not where it is only the window that went away."""
        super().hideEvent(event)
        if not event.spontaneous():
            self.context.panels.set_asking(False)

    def refused(self, waiting: PendingCommand) -> bool:
        """It stays on the board until its asker has dealt with it; one who looks elsewhere is told."""
        if isinstance(waiting.command, AskUnnamed):
            self.refresh()
            if not self.is_seen():
                self._news.not_sent(waiting, waiting.command)
            return True
        return super().refused(waiting)

    def escape(self) -> bool:
        if self.asking is None or not self.asking.is_open or not self.isVisible():
            return False
        self.asking.close_field()
        return True

    # what one does with it

    def _act_on_current(self, act: Act) -> None:
        rows = self.list
        if rows is None or rows.current is None or not rows.has_keyboard:
            return
        rows.touched()
        item = rows.current.item
        if "later" in acts(item, self.context):
            self._act(item, act)
            if act != "later":
                rows.go_on()

    def _act(self, item: BoardItem, act: str) -> None:
        if act == "enter":
            act = self._likeliest(item)
        if act == "menu":
            self._open_menu(item)
            return
        if act == "edit":
            self._write_anew(item)
            return
        self._doing.do(item, act)

    def _write_anew(self, item: BoardItem) -> None:
        """Also where one may not ask so any more: nothing is discarded but what stands in the field."""
        if self.list is not None:
            self._make_asking(self.list).take_up(item.text)
            self._doing.do(item, "discard")

    def _likeliest(self, item: BoardItem) -> str:
        """What Enter does: a teacher answers in writing, a student wants to know the same."""
        if "me_too" in acts(item, self.context):
            return "me_too"
        answers = item.kind == "question" and self.context.leads and not item.is_done
        return "answer" if answers else ""

    def _open_menu(self, item: BoardItem) -> None:
        row = self.list.row(item) if self.list is not None else None
        button = row.buttons.button("menu") if row is not None else None
        if row is None:
            return
        own = {action.label for action in self._actions(item.number)}
        menu = item_menu(item, self.context, own, partial(self._act, item), row)
        by_keys = (
            button is not None and row.isAncestorOf(self.window().focusWidget()) and not row.underMouse()
        )
        menu.popup(button.mapToGlobal(button.rect().center()) if button and by_keys else QCursor.pos())

    # in the menus of others

    def message_actions(self, line: ChatLine) -> list[MessageAction]:
        return self._actions(line.id) if line.kind == "question" and line.line is None else []

    def _actions(self, number: int) -> list[MessageAction]:
        """What one may do with a question where it stands in the chat."""
        item = self._board.find(number)
        if item is None or not self.context.memory(Lesson).live:
            return []
        words: dict[Act, tuple[str, IconName]] = {
            "answered": (self.tr("Mark as answered"), "check"),
            "open": (self.tr("Put on the board again"), "refresh-cw"),
            "me_too": (self.tr("Me too (teachers see who)"), "thumbs-up"),
            "withdraw": (self.tr("Withdraw"), "eye-off"),
        }
        return [
            MessageAction(*words[act], partial(self._act, item, act), act == "withdraw")
            for act in acts(item, self.context)
            if act in words
        ]

    def person_badges(self, account: str) -> list[PersonBadge]:
        """To teachers: who waits for an answer, unless the class is not to know who asked."""
        if not self._first_of(account):
            return []
        return [PersonBadge("message-circle-question", "warn_ink", self.tr("asked a question"))]

    def person_actions(self, account: str) -> list[PersonAction]:
        if not (number := self._first_of(account)):
            return []
        answer = partial(self.context.panels.answer, number)
        return [PersonAction(self.tr("Answer the question"), "reply", answer)]

    def _first_of(self, account: str) -> int:
        """The number of this person's oldest open question, to who leads; or 0."""
        return self._board.first_of.get(account, 0) if self.context.leads else 0


def _is_small_talk(event: Event) -> bool:
    """Most of what happens: nothing is asked or answered by it."""
    return isinstance(event, MessagePosted) and event.kind == "chat"
