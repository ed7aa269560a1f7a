"""The tab of a lesson's work: for teachers who has handed in, for students all that they were given."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from desktop.client import PendingCommand
from desktop.features.panel import BriefNotices, ComingBack, MenuEntry, Panel, PanelContext
from desktop.features.work.words import title_of
from desktop.notifications import Action
from desktop.theme import Space
from desktop.theme.widgets import WhenStill, announce
from relay.protocol.base import Event
from relay.protocol.work import (
    HandIn,
    HandOut,
    Task,
    TaskRemoved,
    Work,
    WorkAskedFor,
    WorkGivenBack,
    WorkHandedIn,
    WorkHandedOut,
)

if TYPE_CHECKING:
    from desktop.features.work.hand_out import HandOutDialog
    from desktop.features.work.lists import PupilTasks, TeacherTasks


class WorkPanel(Panel):
    """Comes with the first thing that is handed out."""

    subject, place, order = "work", "tab", 33
    harmless = "nobody_to_ask", "task_closed", "no_such_task"
    counts_news = True

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.teacher: TeacherTasks | None = None
        self.pupil: PupilTasks | None = None
        self._form: HandOutDialog | None = None
        self._out: dict[str, list[Path]] = {}
        """Where the files are of what is being handed out, by the command's ref."""
        self._coming_back = ComingBack(context, self.subject)
        self._news: set[int] = set()
        """Tasks of which something has not been seen."""
        self._notices = BriefNotices(context, self.subject)
        self._still = WhenStill(self._show, self)
        self.box.setContentsMargins(0, Space.XS, 0, Space.XS)
        context.room.waiting_changed.connect(self.refresh)

    # what is shown

    def wanted(self) -> bool:
        return bool(self.context.memory(Work).tasks) or self._is_going_out()

    def _is_going_out(self) -> bool:
        return any(isinstance(one, HandOut) for one in self.context.room.asked)

    def heading(self) -> str:
        return self.tr("Work")

    def count(self) -> int:
        return len(self._news)

    def furnish(self) -> None:
        self._show()

    def refresh(self) -> None:
        """Once nobody holds a button down."""
        self._still.do()

    def _show(self) -> None:
        if self.ready and self.wanted():
            self._make()
        for face in (self.teacher, self.pupil):
            if face is not None:
                face.refresh()
        self.changed.emit()

    def _make(self) -> None:
        """What the person's role has, in place of what another had."""
        from desktop.features.work.lists import PupilTasks, TeacherTasks  # noqa: PLC0415

        if self.context.teaches and self.teacher is None:
            self._drop(self.pupil)
            self.pupil, self.teacher = None, TeacherTasks(self.context, self)
            self.add(self.teacher)
        elif not self.context.teaches and self.pupil is None:
            self._drop(self.teacher)
            self.teacher, self.pupil = None, PupilTasks(self.context, self)
            self.add(self.pupil)

    def _drop(self, face: "TeacherTasks | PupilTasks | None") -> None:
        if face is not None:
            face.close_up()
            face.hide()
            face.deleteLater()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.seen()

    def seen(self) -> None:
        if self._news and self.isVisible():
            for number in self._news:
                self._notices.withdraw(number)
            self._news.clear()
            self.changed.emit()

    # what is told

    def on_events(self, events: Sequence[Event], live: bool) -> None:
        told = [event for event in events if type(event).__module__ == Work.__module__]
        if not told:
            return
        for event in told if live else ():
            self._tell(event)
        self.refresh()

    def _tell(self, event: Event) -> None:
        tasks, me = self.context.memory(Work).tasks, self.context.me
        match event:
            case WorkHandedOut() if event.by != me and not self.context.teaches:
                number, words = event.task or event.seq, self.tr("Handed out: {title}")
            case WorkAskedFor() if event.account == me:
                number, words = event.task, self.tr("Your teacher asks for your work: {title}")
            case WorkGivenBack() if event.account == me:
                number, words = event.task, self.tr("You have your work back: {title}")
            case WorkHandedIn() if event.by == me:
                number, words = event.task, self.tr("Handed in: {title}")
            case TaskRemoved():
                self._news.discard(event.task)
                self._notices.withdraw(event.task)
                return
            case _:
                return
        task = tasks.get(number)
        if task is not None:
            self._say(event, number, words.format(title=title_of(task)))

    def _say(self, event: Event, number: int, words: str) -> None:
        """Of one task one notice holds at a time. What is new has a card: who sees that only hears of it."""
        mine, sees = isinstance(event, WorkHandedIn), self.is_seen()
        if mine:
            self._news.discard(number)  # it was seen on the card
        elif not sees:
            self._news.add(number)
        if isinstance(event, WorkHandedOut) and self.context.page.in_front():
            announce(self, words)
            return
        look = [] if sees else [Action("look", self.tr("Show"), self._come)]
        self._notices.tell(number, words, "", *look, outside=not mine)

    def _come(self) -> None:
        self.context.page.come_forward()
        self.context.page.turn_to(self)

    def gone(self) -> None:
        self._still.stop()
        for face in (self.teacher, self.pupil):
            if face is not None:
                face.close_up()
        if self._form is not None:
            self._form.done(0)

    def refused(self, waiting: PendingCommand) -> bool:
        """What was to be handed in stays on the task, with why."""
        if isinstance(waiting.command, HandIn) and waiting.command.task in self.context.memory(Work).tasks:
            self.refresh()
            return True
        if isinstance(waiting.command, HandOut) and self.context.leads:
            self._bring_back(waiting, waiting.command)
            return True
        return super().refused(waiting)

    def _bring_back(self, waiting: PendingCommand, command: HandOut) -> None:
        """What was to be handed out comes back into its form."""
        sentence, paths = self.context.say(waiting.code), self._out.pop(waiting.ref, [])
        self.context.room.discard(waiting.ref)

        def come() -> None:
            self.hand_out()
            if self._form is not None:
                self._form.come_back(command, paths, sentence)

        self._coming_back.bring(waiting.ref, sentence, come, busy=self._form is not None)

    # handing out

    def menu_entries(self) -> list[MenuEntry]:
        if not (self.context.leads and self.context.can(self.subject)):
            return []
        return [MenuEntry("ask", self.tr("Hand out…"), "inbox", self.hand_out)]

    def hand_out(self) -> None:
        """Opens the form, if it is not open."""
        if self._form is None:
            from desktop.features.work.hand_out import HandOutDialog  # noqa: PLC0415

            self._form = HandOutDialog(self.context, self)
            self._form.sent.connect(self._out.__setitem__)
            self._form.finished.connect(self._on_closed)
            self._form.open()

    def _on_closed(self) -> None:
        form, self._form = self._form, None
        if form is not None:
            form.deleteLater()


def is_to_do(task: Task, me: str) -> bool:
    """Whether this student has still to hand something in for it."""
    return task.collect and me not in task.handed_in
