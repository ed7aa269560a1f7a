"""A student's card of what is still to be done: the newest that was handed out, until it is handed in."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

from desktop.features.panel import Panel, PanelContext
from desktop.features.panel.prompts.scroll import CardScroll
from desktop.features.work.board import is_to_do
from desktop.theme import vbox
from desktop.theme.widgets import Card, IconButton, WhenStill
from relay.protocol.base import Event
from relay.protocol.lesson import Lesson
from relay.protocol.work import HandIn, Task, Work, WorkAskedFor

if TYPE_CHECKING:
    from desktop.features.work.pupil import PupilTask
    from desktop.features.work.saved import SavedFiles


class WorkCard(Panel):
    """Whoever puts it away finds it in the tab."""

    subject, place, order = "work", "card", 15
    counts_news = True

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.number = 0
        self.task: PupilTask | None = None
        self._saved: SavedFiles | None = None
        self._card: Card | None = None
        self._scroll: CardScroll | None = None
        self._put_away: set[int] = set()
        self._still = WhenStill(self._show, self)
        context.room.waiting_changed.connect(self.refresh)

    def wanted(self) -> bool:
        return self.number > 0

    def heading(self) -> str:
        return self.tr("Work to do")

    def count(self) -> int:
        return int(self.number > 0)

    def furnish(self) -> None:
        self._show()

    def refresh(self) -> None:
        self._still.do()

    def on_events(self, events: Sequence[Event], live: bool) -> None:
        told = [event for event in events if type(event).__module__ == Work.__module__]
        for event in told:
            if isinstance(event, WorkAskedFor):
                self._put_away.discard(event.task)
        if told or self.number:
            self.refresh()

    def _current(self) -> int:
        if self.context.teaches or not self.context.memory(Lesson).live:
            return 0
        going = {one.command.task for one in self.context.room.waiting if isinstance(one.command, HandIn)}
        return max(
            (number for number, task in self._tasks.items() if number in going or self._is_new(number, task)),
            default=0,
        )

    def _is_new(self, number: int, task: Task) -> bool:
        if number in self._put_away:
            return False
        return is_to_do(task, self.context.me) or (not task.collect and bool(task.files))

    @property
    def _tasks(self) -> dict[int, Task]:
        return self.context.memory(Work).tasks

    def _show(self) -> None:
        had, self.number = self.number, self._current()
        if self.number and self.ready:
            self._make()
        if had != self.number or self.number:
            self.changed.emit()

    def _make(self) -> None:
        from desktop.features.work.pupil import PupilTask  # noqa: PLC0415
        from desktop.features.work.saved import saved_files  # noqa: PLC0415

        if self.task is not None and self.task.number == self.number:
            self.task.refresh()
            return
        self._drop()
        self._card = Card(self.context.theme, self.tr("Work to do"), icon="inbox", tight=True, parent=self)
        away = IconButton(self.context.theme, "x", self.tr("Later"), size=32, parent=self._card)
        away.clicked.connect(self.put_away)
        self._card.add_trailing(away)
        self._scroll = CardScroll(self._card)
        self._scroll.inside.installEventFilter(self)
        self._saved = saved_files(self.context)
        self.task = PupilTask(self.context, self._saved, self.number, self._scroll.inside)
        vbox(self.task, on=self._scroll.inside)
        self._card.body.addWidget(self._scroll)
        self._card.body.addWidget(self.task.buttons)  # seen whole, however many files there are
        self.add(self._card)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What it holds needs more or less room."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return False

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        """So high that nothing scrolls."""
        if self._card is None or self._scroll is None:
            return 0
        around = self._card.layout()
        assert around is not None
        margins = around.contentsMargins()
        inner = width - 2 * self._card.frameWidth() - margins.left() - margins.right()
        fixed = around.heightForWidth(width) if around.hasHeightForWidth() else around.sizeHint().height()
        return 2 * self._card.frameWidth() + fixed + self._scroll.height_inside(inner)

    def _drop(self) -> None:
        if self._card is not None:
            self._card.hide()
            self._card.deleteLater()
        self.task = self._card = self._scroll = None

    def put_away(self) -> None:
        self._put_away.add(self.number)
        self.refresh()

    def gone(self) -> None:
        self._still.stop()
        if self._saved is not None:
            self._saved.close()
