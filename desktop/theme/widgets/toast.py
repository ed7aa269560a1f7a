"""Short messages over a window, with buttons: they stack, wait while looked at, and go by themselves."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Literal

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, QPoint, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from desktop.theme.boxes import drop, hbox, set_height_by_width, vbox
from desktop.theme.theme import Theme
from desktop.theme.tokens import Radius, Space, Tone
from desktop.theme.widgets.button import Button, IconButton
from desktop.theme.widgets.label import Label, Picture
from desktop.theme.widgets.layout import FlowRow
from desktop.theme.widgets.messages import TONE_ICONS, TONE_INKS
from desktop.theme.widgets.paint import announce, rounded, shadow
from desktop.theme.widgets.when_still import WhenStill
from resources import IconName

WIDTH = 380
AT_ONCE = 4
TICK_MS = 200
MARGIN = 12
"""Around each toast, for its shadow."""

_MOVES = {
    QEvent.Type.Resize,
    QEvent.Type.Move,
    QEvent.Type.Show,
    QEvent.Type.Hide,
    QEvent.Type.LayoutDirectionChange,
}

Gone = Literal["acted", "closed", "timed_out", "removed"]


class Toast(QWidget):
    """One message. Made and placed by ToastStack.show()."""

    acted = Signal(str, str)
    closed = Signal(str)

    def __init__(self, theme: Theme, key: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self.key = theme, key
        self.left_ms: float | None = None
        self._picture = Picture(theme, "info", "muted", 20, parent=self)
        self._title = Label("", "strong", wrap=True, parent=self)
        self._text = Label("", wrap=True, parent=self)
        self._actions = FlowRow(parent=self)
        self.buttons: dict[str, Button] = {}
        self.close_button = IconButton(theme, "x", self.tr("Close"), size=32, parent=self)
        self.close_button.clicked.connect(self._on_close)
        row = hbox(
            on=self,
            gap=Space.M,
            margins=(MARGIN + Space.M, MARGIN + Space.S, MARGIN + Space.S, MARGIN + Space.S),
        )
        words = vbox(self._title, self._text, gap=Space.XS, margins=(0, Space.XS + 2, 0, Space.XS))
        words.addSpacing(Space.XS)
        words.addWidget(self._actions)
        icon = vbox((self._picture, 0, Qt.AlignmentFlag.AlignTop), margins=(0, Space.XS + 2, 0, 0))
        row.addLayout(icon)
        row.addLayout(words, 1)
        row.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        set_height_by_width(self, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def say(
        self, text: str, title: str, icon: IconName | None, tone: Tone, actions: Sequence[tuple[str, str]]
    ) -> None:
        """Fills it, or fills it anew; buttons that stay keep the focus."""
        self._picture.set(icon or TONE_ICONS[tone], TONE_INKS[tone])
        self._title.say_or_hide(title)
        self._text.say_or_hide(text)
        spoken = ". ".join(part for part in (title, text) if part)
        self.setAccessibleName(spoken)
        wanted = dict(actions)
        for name in [name for name in self.buttons if name not in wanted]:
            gone = self.buttons.pop(name)
            drop(self._actions.flow, gone)
        for name, words in wanted.items():
            if name in self.buttons:
                self.buttons[name].setText(words)
            else:
                self.buttons[name] = self._button(name, words, first=not self.buttons)
        self._actions.setVisible(bool(actions))

    def height_for(self, width: int) -> int:
        layout = self.layout()
        return layout.totalHeightForWidth(width) if layout is not None else 0

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes the one that has the focus."""
        if event.key() == Qt.Key.Key_Escape:
            self._on_close()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        c = self._theme.colours
        painter = QPainter(self)
        box = QRectF(self.rect()).adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
        shadow(painter, box, Radius.CARD, c, MARGIN - 2)
        rounded(painter, box, Radius.CARD, c.surface, c.border)

    def _button(self, name: str, words: str, *, first: bool) -> Button:
        button = Button(
            self._theme, words, "primary" if first else "secondary", small=True, parent=self._actions
        )
        button.clicked.connect(lambda: self.acted.emit(self.key, name))
        self._actions.add(button)
        return button

    def _on_close(self) -> None:
        self.closed.emit(self.key)


class ToastStack(QObject):
    """The messages over one window, newest at the bottom; F8 takes the keyboard to them."""

    acted = Signal(str, str)
    """(key, action): a button was pressed; the message then goes."""
    gone = Signal(str, str)
    """(key, why): acted, closed, timed_out or removed."""

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._theme, self._window = theme, window
        self._toasts: dict[str, Toast] = {}
        self._ground: QWidget | None = None
        self._next: dict[str, Callable[[], None]] = {}
        """What is to be said by those in sight once nobody presses anything."""
        self._when_still = WhenStill(self._say_next, self)
        self._clock = QElapsedTimer()
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self._tick)
        self._shortcut = QShortcut(QKeySequence("F8"), window)
        self._shortcut.activated.connect(self.focus)
        window.installEventFilter(self)
        theme.changed.connect(self.place)

    def show(
        self,
        key: str,
        text: str,
        *,
        title: str = "",
        icon: IconName | None = None,
        tone: Tone = "info",
        actions: Sequence[tuple[str, str]] = (),
        seconds: float | None = 8.0,
    ) -> Toast:
        """Shows a message, or changes the one with that key where it is. Without seconds it stays."""
        toast = self._toasts.get(key)
        if toast is None:
            toast = Toast(self._theme, key, self._window)
            toast.acted.connect(self._on_acted)
            toast.closed.connect(self._on_closed)
            self._toasts[key] = toast
        toast.left_ms = None if seconds is None else seconds * 1000
        self._next[key] = partial(toast.say, text, title, icon, tone, actions)
        if not toast.isVisible():
            self._say(key)
        self._when_still.do()
        self._wind()
        return toast

    def _say_next(self) -> None:
        for key in list(self._next):
            self._say(key)
        self.place()

    def _say(self, key: str) -> None:
        self._next.pop(key)()
        announce(self._toasts[key], self._toasts[key].accessibleName())

    def remove(self, key: str) -> None:
        self._drop(key, "removed")

    def clear(self) -> None:
        for key in list(self._toasts):
            self.remove(key)

    def toast(self, key: str) -> Toast | None:
        return self._toasts.get(key)

    @property
    def keys(self) -> list[str]:
        """What is shown or waits for room, oldest first."""
        return list(self._toasts)

    def focus(self) -> None:
        """Takes the keyboard to the newest message."""
        for toast in reversed(self._toasts.values()):
            target = next(iter(toast.buttons.values()), toast.close_button)
            target.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return

    @property
    def paused(self) -> bool:
        """Whether time stands still, because somebody points at a message or is in one."""
        focused = QApplication.focusWidget()
        return any(
            toast.underMouse() or (focused is not None and toast.isAncestorOf(focused))
            for toast in self._toasts.values()
        )

    def advance(self, ms: float) -> None:
        """Lets time pass for the messages; the stack's own timer calls this."""
        if self.paused:
            return
        for key, toast in list(self._toasts.items()):
            if toast.left_ms is not None:
                toast.left_ms -= ms
                if toast.left_ms <= 0:
                    self._drop(key, "timed_out")

    def keep_to(self, ground: QWidget | None) -> None:
        """Covers only this part of the window; None: any part."""
        if self._ground is not None:
            self._ground.removeEventFilter(self)
            self._ground.destroyed.disconnect(self._on_ground_gone)
        self._ground = ground
        if ground is not None:
            ground.installEventFilter(self)
            ground.destroyed.connect(self._on_ground_gone)
        self.place()

    def _on_ground_gone(self) -> None:
        self._ground = None

    def _room(self) -> QRect:
        """Where messages may be. Where their part is not in sight, the top of the window is the next best."""
        whole = self._window.rect()
        if self._ground is None:
            return whole
        if self._ground.isVisible():
            corner = self._ground.mapTo(self._window, QPoint(0, 0))
            return QRect(corner, self._ground.size()).intersected(whole)
        return QRect(whole.left(), whole.top(), whole.width(), 1)

    def place(self) -> None:
        """Puts the newest few at the far lower corner of where they may be, within the window."""
        room = self._room()
        width = min(self._theme.px(WIDTH) + 2 * MARGIN, room.width())
        bottom = room.top() + room.height()
        x = room.left() if self._window.isRightToLeft() else room.left() + room.width() - width
        for number, toast in enumerate(reversed(self._toasts.values())):
            height = toast.height_for(width)
            fits = number == 0 or (number < AT_ONCE and bottom - height >= room.top())
            if fits:
                toast.resize(QSize(width, height))
                toast.move(QPoint(x, max(room.top(), bottom - height)))
                toast.raise_()
                bottom -= height - MARGIN - Space.XS
            toast.setVisible(fits)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _MOVES:
            self.place()
        return False

    def _wind(self) -> None:
        if any(toast.left_ms is not None for toast in self._toasts.values()):
            if not self._timer.isActive():
                self._clock.start()
                self._timer.start()
        else:
            self._timer.stop()

    def _tick(self) -> None:
        self.advance(self._clock.restart())

    def _on_acted(self, key: str, action: str) -> None:
        self.acted.emit(key, action)
        self._drop(key, "acted")

    def _on_closed(self, key: str) -> None:
        self._drop(key, "closed")

    def _drop(self, key: str, why: Gone) -> None:
        toast = self._toasts.pop(key, None)
        self._next.pop(key, None)
        if toast is None:
            return
        toast.hide()
        toast.deleteLater()
        self._when_still.do()
        self._wind()
        self.gone.emit(key, why)
