"""The calm end: why the lesson is over and what it came to."""

from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from desktop.features.panel import Panel
from desktop.features.panel.finding import labelled
from desktop.features.panel.words import waited
from desktop.theme import Space, vbox
from desktop.theme.widgets import Card, FlowRow, Label, Picture, ScrollPage
from relay.protocol.lesson import Lesson
from relay.protocol.lesson_stats import LessonStats
from relay.protocol.session_stats import SessionStats

LOW = 320
"""A lower stage (at a text scale of 1) has no sign above the words."""


class ClosingCard(Panel):
    """Stands on the stage once the lesson has ended."""

    subject, place = "lesson", "stage"

    def furnish(self) -> None:
        theme = self.context.theme
        card = Card(theme, tight=True, parent=self)
        self.add(card)
        scroll = ScrollPage(theme, 620, centred=True, parent=card)
        card.body.addWidget(scroll)
        self._sign = Picture(theme, "circle-check", "accent", 48, parent=card)
        self._title = Label(self.tr("The lesson has ended"), "display", wrap=True, parent=card)
        self._why = Label("", "muted", wrap=True, parent=card)
        self._row = FlowRow(gap=Space.L, parent=card)
        self._row.flow.centred = True
        self._figures: list[_Figure] = []
        middle = Qt.AlignmentFlag.AlignHCenter
        for label in (self._title, self._why):
            label.setAlignment(middle)
        scroll.column.setSpacing(Space.M)
        scroll.column.addWidget(self._sign, 0, middle)
        scroll.column.addWidget(self._title)
        scroll.column.addWidget(self._why)
        self._ways = FlowRow(parent=card)
        self._ways.flow.centred = True
        for row in (self._ways, self._row):
            scroll.column.addWidget(row, 0, middle)
        self._offers = False
        self.refresh()

    def wanted(self) -> bool:
        return self.context.memory(Lesson).ended_at > 0

    def refresh(self) -> None:
        lesson = self.context.memory(Lesson)
        figures = lesson.figures
        if figures is not None and self.ready:
            self._why.setText(self._words(lesson))
            if self.context.teaches and not self._offers:
                self._offers = True
                self._ways.add(*self.context.errands.report_buttons())
            whole = QLocale().toString
            shown = (
                (waited(figures.duration), self.tr("Duration")),
                (whole(figures.people), self.tr("Students")),
                *((whole(count), words) for words, count in labelled(self._counted(figures))),
            )
            while len(self._figures) < len(shown):
                self._figures.append(_Figure(self._row))
                self._row.add(self._figures[-1])
            for widget, (figure, words) in zip(self._figures, shown, strict=True):
                widget.set(figure, words)
        self.changed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is low the figures are more than the sign."""
        super().resizeEvent(event)
        if self.ready:
            self._sign.setVisible(self.height() >= self.context.theme.px(LOW))

    def _counted(self, figures: SessionStats) -> SessionStats:
        """For a student what they were told of: others' private words are in no count of theirs."""
        if self.context.teaches:
            return figures
        return self.context.memory(LessonStats).stats(0)

    def _words(self, lesson: Lesson) -> str:
        if lesson.ended_why == "teacher_gone":
            return self.tr("The teacher did not come back in time. Nothing that was said is lost.")
        if lesson.ended_why == "relay":
            return self.tr("The school's server ended it. Nothing that was said is lost.")
        if self.context.visits:
            return self.tr("“{title}” is over. The chat stays readable until you close it.").format(
                title=lesson.title
            )
        return self.tr(
            "“{title}” is over. The chat stays readable, here and in the lesson's details."
        ).format(title=lesson.title)


class _Figure(QWidget):
    """One number and what it counts."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._figure = Label("", "title", parent=self)
        self._words = Label("", "caption", parent=self)
        vbox(self._figure, self._words, on=self, gap=0)
        for label in (self._figure, self._words):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)

    def set(self, figure: str, words: str) -> None:
        self._figure.setText(figure)
        self._words.setText(words)
        self.setAccessibleName(self.tr("{words}: {figure}").format(figure=figure, words=words))
