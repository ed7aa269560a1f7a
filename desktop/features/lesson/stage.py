"""What stands on the stage while nothing else is shown there: the lesson's title, teacher and description."""

from collections.abc import Sequence

from PySide6.QtCore import QLocale, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.features.panel import Panel, PanelContext
from desktop.features.panel.words import time_of_day
from desktop.theme import Radius, Space, TextRole, Theme
from desktop.theme.boxes import vbox
from desktop.theme.widgets import Label, ScrollPage, rounded
from relay.protocol.base import Event
from relay.protocol.lesson import Lesson, SessionStarted
from resources import IconName

SIGNS: dict[str, IconName] = {
    "lecture": "graduation-cap",
    "discussion": "message-circle",
    "quiz": "circle-help",
    "demo": "monitor",
}
COMPACT_BELOW = 230
"""A lower stage (at a text scale of 1) shows the title alone."""


class DarkGround(QWidget):
    """The dark ground of a stage, with a large faint sign in its corner."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.sign: IconName = "graduation-cap"
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        box = QRectF(self.rect())
        rounded(painter, box, Radius.CARD, self._theme.colours.stage, self._theme.colours.border)
        side = min(max(box.height() * 0.5, 48), 260) / max(self._theme.text_scale, 0.1)
        pixmap = self._theme.pixmap(self.sign, "on_stage", side, density=self.devicePixelRatioF())
        real = self._theme.px(side)
        left = Space.XL if self.isRightToLeft() else box.width() - real - Space.XL
        painter.setOpacity(0.08)
        at = QRectF(left, box.height() - real - Space.L, real, real)
        painter.drawPixmap(at, pixmap, QRectF(pixmap.rect()))


def write_on_stage(
    theme: Theme, label: Label, role: TextRole, *, faint: bool = False, grown: float = 1
) -> None:
    """Gives a label the ink of the stage, which is dark in both modes."""
    ink = theme.colour("on_stage")
    opacity = 0.74 if faint else 1.0
    size = round(theme.font(role).pixelSize() * grown)
    weight = theme.font(role).weight().value
    colour = f"rgba({ink.red()}, {ink.green()}, {ink.blue()}, {opacity})"
    style = f"color: {colour}; font-size: {size}px; font-weight: {weight};"
    if label.styleSheet() != style:
        label.setStyleSheet(style)


class LessonCard(Panel):
    """The lesson's own card. Shows the Lesson memory."""

    subject, place = "lesson", "stage"

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.stage = DarkGround(context.theme, self)
        self.add(self.stage)
        self._scroll = ScrollPage(context.theme, 760, centred=True, parent=self.stage)
        self._scroll.viewport().setAutoFillBackground(False)
        vbox(self._scroll, on=self.stage, margins=Space.S)
        self._class = Label("", "caption", wrap=True, parent=self.stage)
        self._title = Label("", "display", wrap=True, parent=self.stage)
        self._facts = Label("", "body", wrap=True, parent=self.stage)
        self._about = Label("", "body", wrap=True, selectable=True, parent=self.stage)
        column = self._scroll.column
        column.setSpacing(Space.S)
        for label in (self._class, self._title, self._facts):
            column.addWidget(label)
        column.addSpacing(Space.S)
        column.addWidget(self._about)
        self._about.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        context.theme.changed.connect(self._follow)
        self._follow()
        self.refresh()

    def wanted(self) -> bool:
        """Until the end, whose card then stands here."""
        return self.context.memory(Lesson).ended_at == 0

    def refresh(self) -> None:
        lesson = self.context.memory(Lesson)
        self.stage.sign = SIGNS.get(lesson.type, "graduation-cap")
        self._class.setText(lesson.class_name)
        self._title.setText(lesson.title)
        self._facts.setText(self._words(lesson))
        self._about.setText(lesson.description)
        self._arrange()
        self.stage.update()

    def on_events(self, events: Sequence[Event], live: bool) -> None:
        """Only the start of a lesson changes what it is."""
        if any(isinstance(event, SessionStarted) for event in events):
            self.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _words(self, lesson: Lesson) -> str:
        if not lesson.started_at:
            return ""
        kinds = {
            "lecture": self.tr("Lecture"),
            "discussion": self.tr("Discussion"),
            "quiz": self.tr("Quiz"),
            "demo": self.tr("Demonstration"),
        }
        words = self.tr("{teacher} · {kind} · {minutes} min, since {time}")
        return words.format(
            teacher=lesson.teacher_name,
            kind=kinds.get(lesson.type, lesson.type),
            minutes=QLocale().toString(lesson.duration),
            time=time_of_day(lesson.started_at),
        )

    def _arrange(self) -> None:
        low = self.height() < self.context.theme.px(COMPACT_BELOW)
        self._about.setVisible(bool(self._about.text()) and not low)
        self._class.setVisible(bool(self._class.text()) and not low)
        role: TextRole = "title" if low or self.width() < self.context.theme.px(420) else "display"
        write_on_stage(self.context.theme, self._title, role, grown=1.3 if role == "display" else 1)

    def _follow(self) -> None:
        theme = self.context.theme
        write_on_stage(theme, self._class, "strong", faint=True)
        write_on_stage(theme, self._facts, "body", faint=True)
        write_on_stage(theme, self._about, "body")
        self._arrange()
