"""The calm end: why the lesson is over and what it came to."""

from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QWidget

from desktop.features.lesson.ground import DarkGround, write_on_stage
from desktop.features.panel import Panel, PanelContext
from desktop.features.panel.finding import labelled
from desktop.features.panel.words import waited
from desktop.theme import Space
from desktop.theme.boxes import vbox
from desktop.theme.widgets import FlowRow, Label, ScrollPage
from relay.protocol.lesson import Lesson


class ClosingCard(Panel):
    """Stands on the stage once the lesson has ended."""

    subject, place = "lesson", "stage"

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.stage = DarkGround(context.theme, self)
        self.stage.sign = "circle-check"
        self.add(self.stage)
        scroll = ScrollPage(context.theme, 620, centred=True, parent=self.stage)
        scroll.viewport().setAutoFillBackground(False)
        vbox(scroll, on=self.stage, margins=Space.S)
        self._title = Label("", "display", wrap=True, parent=self.stage)
        self._why = Label("", "body", wrap=True, parent=self.stage)
        self._row = FlowRow(gap=Space.XL, parent=self.stage)
        self._figures: list[_Figure] = []
        column = scroll.column
        column.setSpacing(Space.M)
        for widget in (self._title, self._why, self._row):
            column.addWidget(widget)
        context.theme.changed.connect(self._follow)
        self._follow()
        self.refresh()

    def wanted(self) -> bool:
        return self.context.memory(Lesson).ended_at > 0

    def refresh(self) -> None:
        lesson = self.context.memory(Lesson)
        figures = lesson.figures
        if figures is not None:
            self._title.setText(self.tr("The lesson has ended"))
            self._why.setText(self._words(lesson))
            whole = QLocale().toString
            shown = (
                (waited(figures.duration), self.tr("Duration")),
                (whole(figures.people), self.tr("Students")),
                *((whole(count), words) for words, count in labelled(figures)),
            )
            while len(self._figures) < len(shown):
                self._figures.append(_Figure(self.context, self._row))
                self._row.add(self._figures[-1])
            for widget, (figure, words) in zip(self._figures, shown, strict=True):
                widget.set(figure, words)
        self.changed.emit()

    def _words(self, lesson: Lesson) -> str:
        if lesson.ended_why == "teacher_gone":
            return self.tr("The teacher did not come back in time. Nothing that was said is lost.")
        if lesson.ended_why == "relay":
            return self.tr("The relay ended it. Nothing that was said is lost.")
        if self.context.visits:
            return self.tr("“{title}” is over. The chat stays readable until you close it.").format(
                title=lesson.title
            )
        return self.tr(
            "“{title}” is over. The chat stays readable, here and in the lesson's details."
        ).format(title=lesson.title)

    def _follow(self) -> None:
        write_on_stage(self.context.theme, self._title, "display")
        write_on_stage(self.context.theme, self._why, "body", faint=True)


class _Figure(QWidget):
    """One number and what it counts."""

    def __init__(self, context: PanelContext, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = context.theme
        self._figure = Label("", "display", parent=self)
        self._words = Label("", "caption", parent=self)
        vbox(self._figure, self._words, on=self, gap=0, margins=(0, Space.S, 0, 0))
        for label in (self._figure, self._words):
            label.setAlignment(Qt.AlignmentFlag.AlignLeading)
        context.theme.changed.connect(self._follow)
        self._follow()

    def set(self, figure: str, words: str) -> None:
        self._figure.setText(figure)
        self._words.setText(words)
        self.setAccessibleName(self.tr("{words}: {figure}").format(figure=figure, words=words))

    def _follow(self) -> None:
        write_on_stage(self._theme, self._figure, "display")
        write_on_stage(self._theme, self._words, "caption", faint=True)
