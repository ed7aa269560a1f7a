"""The stage alone, as a wall may show it: what is staged, else the class and the title; nothing private."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QColor,
    QFont,
    QFontMetrics,
    QHideEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QScreen,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.features.panel import FloatingPanel, Panel, PanelContext
from desktop.features.panel.finding import find_panels
from desktop.pages.room.stage import StageArea
from desktop.theme import Theme, vbox
from relay.protocol.base import Event, Moment
from relay.protocol.lesson import Lesson
from relay.protocol.stage import Stage

LARGEST, SMALLEST = 120, 16
"""Pixels of the title, which is as large as there is room for."""
FLAGS = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop) | int(Qt.TextFlag.TextWordWrap)


class TitleCard(QWidget):
    """The class and the lesson's title, to be read from the last row."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.above, self.title = "", ""
        theme.changed.connect(self.update)

    def say(self, above: str, title: str) -> None:
        """Says something else: a smaller line, and the title below it."""
        self.above, self.title = above, title
        self.setAccessibleName(", ".join(part for part in (above, title) if part))
        self.update()

    def minimumSizeHint(self) -> QSize:
        """It makes do with whatever there is."""
        return QSize(100, 60)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        room = self.rect().adjusted(self.width() // 12, 0, -self.width() // 12, 0)
        title, above = self._fonts(room)
        ink = self._theme.colour("on_stage")
        faint = QColor(ink)
        faint.setAlphaF(0.74)
        low, high = _height(above, room, self.above), _height(title, room, self.title)
        gap = high // 4 if low and high else 0
        top = room.top() + (room.height() - low - gap - high) // 2
        for font, colour, at, words in (
            (above, faint, top, self.above),
            (title, ink, top + low + gap, self.title),
        ):
            painter.setFont(font)
            painter.setPen(colour)
            painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)  # read as it is written
            painter.drawText(QRect(room.left(), at, room.width(), room.height()), FLAGS, words)

    def _fonts(self, room: QRect) -> tuple[QFont, QFont]:
        """Of the title and of the line above it: the largest with which both fit."""
        title, above = self._theme.font("title"), self._theme.font("body")
        for size in range(LARGEST, SMALLEST - 1, -4):
            title.setPixelSize(size)
            above.setPixelSize(max(SMALLEST, size * 2 // 5))
            high = _height(title, room, self.title) + _height(above, room, self.above)
            widest = max(
                (QFontMetrics(title).horizontalAdvance(word) for word in self.title.split()), default=0
            )
            if high <= room.height() * 0.7 and widest <= room.width():
                break
        return title, above


def _height(font: QFont, room: QRect, words: str) -> int:
    return QFontMetrics(font).boundingRect(room, FLAGS, words).height() if words else 0


class PresentedStage(QWidget):
    """Panels of the stage made once more, which follow the room by themselves until `let_go`."""

    def __init__(self, context: PanelContext, parent: QWidget, *, elsewhere: bool = False) -> None:
        """``elsewhere``: on a second screen, which nobody touches."""
        super().__init__(parent)
        self._context = context
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._stack = QStackedWidget(self)
        self.title = TitleCard(context.theme, self._stack)
        self.stage = StageArea(context.theme, self._stack)
        self._stack.addWidget(self.title)
        self._stack.addWidget(self.stage)
        vbox(self._stack, on=self)
        self._panels: list[Panel] = []
        self._floating: list[FloatingPanel] = []
        for kind in find_panels():
            # without a kind it is nobody's but the one's who looks: a teacher's own view of the class, say
            if kind.place == "stage" and kind.kind:
                self.stage.add(panel := kind(context, self.stage))
                panel.presented = "elsewhere" if elsewhere else "here"
                panel.changed.connect(self._show_staged)
                self._panels.append(panel)
            elif issubclass(kind, FloatingPanel):
                self._floating.append(floating := kind(context, self))
                self._panels.append(floating)
        self._second = QTimer(self, interval=1000)
        self._second.timeout.connect(self._tick)
        context.room.told.connect(self._on_told)
        context.room.moment.connect(self._on_moment)
        context.room.afresh.connect(self._refresh)
        context.room.entered.connect(self._refresh)
        self._refresh()

    def let_go(self) -> None:
        """It is shown no more."""
        self._second.stop()
        for panel in self._panels:
            panel.gone()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground of a stage, dark in both modes, to the very edges."""
        QPainter(self).fillRect(self.rect(), QColor(self._context.theme.colours.stage))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for panel in self._floating:
            panel.keep_to(self.rect(), above=False)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._tick()
        self._second.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._second.stop()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keyboard is here, and all keys are for what is shown."""
        event.ignore()
        if self.stage.panel is not None and self._stack.currentWidget() is self.stage:
            self.stage.panel.keyPressEvent(event)

    def _on_told(self, events: Sequence[Event], live: bool) -> None:
        for panel in self._panels:
            panel.on_events(events, live)
        self._show_staged()

    def _on_moment(self, moment: Moment) -> None:
        for panel in self._panels:
            panel.on_moment(moment)

    def _refresh(self) -> None:
        for panel in self._panels:
            panel.refresh()
        self._show_staged()

    def _tick(self) -> None:
        now = self._context.room.now()
        for panel in self._panels:
            panel.tick(now)

    def _show_staged(self) -> None:
        kind, lesson = self._context.memory(Stage).kind, self._context.memory(Lesson)
        self.title.say(lesson.class_name, lesson.title)
        self.setAccessibleName(self.title.accessibleName())
        if kind:
            self.stage.show_kind(kind)
        self._stack.setCurrentWidget(self.stage if kind else self.title)


class SecondScreen(QWidget):
    """The stage alone in a window of its own, on another screen; it never takes the keyboard by itself."""

    closed = Signal()

    def __init__(self, context: PanelContext, screen: QScreen) -> None:
        super().__init__(None, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setWindowTitle(self.tr("Stage"))
        self.view = PresentedStage(context, self, elsewhere=True)
        vbox(self.view, on=self)
        close = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        close.setWhatsThis(self.tr("Close"))
        close.activated.connect(self.close)
        self.setScreen(screen)
        self.setGeometry(screen.geometry())
        self.showFullScreen()

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self.view.let_go()
        self.closed.emit()
