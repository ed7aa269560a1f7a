"""Dialogs that never hold up the event loop: opened, and answered by a signal or a future."""

import asyncio
from typing import Literal

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QScrollArea, QWidget
from shiboken6 import isValid

from desktop.theme.boxes import free_on_screen, set_scrolled, vbox
from desktop.theme.theme import Theme
from desktop.theme.tokens import Space
from desktop.theme.widgets.button import Button, Kind
from desktop.theme.widgets.label import Label
from desktop.theme.widgets.layout import FlowRow
from resources import IconName


class _Scrim(QWidget):
    """Dims the window behind a dialog."""

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._theme = theme
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        window.installEventFilter(self)
        self.setGeometry(window.rect())
        self.raise_()
        self.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        window = self.parentWidget()
        if event.type() == QEvent.Type.Resize and window is not None:
            self.setGeometry(window.rect())
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        colour = QColor(self._theme.colours.scrim)
        colour.setAlphaF(0.5 if self._theme.colours.dark else 0.32)
        QPainter(self).fillRect(self.rect(), colour)


class Dialog(QDialog):
    """A window-modal dialog: fill `body`, add buttons, then `open()` it. Esc rejects, Enter confirms."""

    def __init__(self, theme: Theme, parent: QWidget | None, title: str = "", *, width: int = 440) -> None:
        super().__init__(parent)
        self.theme = theme
        self._scrim: _Scrim | None = None
        self._first: QWidget | None = None
        self.setModal(True)
        self.setProperty("look", "dialog")
        whole = vbox(on=self, gap=Space.M, margins=(Space.XL, Space.XL, Space.XL, Space.L))
        self.heading = Label("", "title", wrap=True, parent=self)
        self.set_title(title)
        whole.addWidget(self.heading)
        self.body = vbox(gap=Space.M)
        self._holder = QWidget()
        self._holder.setLayout(self.body)
        self.body.setContentsMargins(0, 0, 0, 2)
        self._scroll = QScrollArea(self)
        set_scrolled(self._scroll, self._holder)
        self._holder.installEventFilter(self)
        whole.addWidget(self._scroll, 1)
        whole.addSpacing(Space.XS)
        self.buttons = FlowRow(to_end=True, parent=self)
        whole.addWidget(self.buttons)
        room = parent.window().width() - 2 * Space.M if parent else 10_000
        self.setFixedWidth(max(280, min(theme.px(width), room)))
        self.finished.connect(self._clear_up)

    def exec(self) -> int:
        """Never: a nested event loop breaks every task that wakes inside it."""
        raise RuntimeError("dialogs are opened with open(), never run with exec()")

    def set_title(self, title: str) -> None:
        """The name of the window, and its heading."""
        self.setWindowTitle(title)
        self.heading.setText(title)

    def add_text(self, text: str) -> Label:
        label = Label(text, wrap=True, parent=self)
        self.body.addWidget(label)
        return label

    def add_button(
        self,
        text: str,
        kind: Kind = "secondary",
        *,
        closes: Literal["accept", "reject", ""] = "",
        default: bool = False,
        icon: IconName | None = None,
    ) -> Button:
        """Adds a button; `closes` says what pressing it answers, `default` that Enter presses it."""
        button = Button(self.theme, text, kind, icon=icon, parent=self.buttons)
        # The focused button is the one that Enter presses, and from a field the default one if there is one:
        # with Qt's own automatic default it would be the first, which is most often Cancel.
        button.setDefault(default)
        if closes == "accept":
            button.clicked.connect(self.accept)
        elif closes == "reject":
            button.clicked.connect(self.reject)
        self.buttons.add(button)
        return button

    def focus_first(self, widget: QWidget) -> None:
        """Where the keyboard is when it opens."""
        self._first = widget

    def setVisible(self, visible: bool) -> None:
        """Is laid out before it is seen: no frame shows it as it was made."""
        if visible and not self.isVisible():
            self.ensurePolished()
            for widget in self.findChildren(QWidget):
                widget.ensurePolished()  # what is not yet styled asks for another height
            self._fit()
        super().setVisible(visible)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()
        parent = self.parentWidget()
        if parent is not None and self._scrim is None:
            self._scrim = _Scrim(self.theme, parent.window())
            self.destroyed.connect(self._scrim.deleteLater)  # with its page a dialog goes unfinished
        if self._first is not None:
            self._first.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Grows and shrinks with what it holds, such as an error line."""
        if watched is self._holder and event.type() == QEvent.Type.LayoutRequest and self.isVisible():
            self._fit()
        return False

    def _fit(self) -> None:
        """As high as its text needs; what does not fit on the screen scrolls."""
        layout = self.layout()
        if layout is None:
            return
        margins = layout.contentsMargins()
        self.body.activate()
        wanted = self.body.totalHeightForWidth(self.width() - margins.left() - margins.right())
        if wanted < 0:  # nothing in it wraps
            wanted = self.body.totalSizeHint().height()
        self._scroll.setFixedHeight(0)
        layout.invalidate()  # it is only asked: laid out like this, everything would stand elsewhere
        around = layout.totalHeightForWidth(self.width())
        room = free_on_screen(self).height() - 64 - around
        height = max(0, min(wanted, room))
        # a bar that was there for a moment makes text wrap, needs more height by that, and stays
        needed = (
            Qt.ScrollBarPolicy.ScrollBarAsNeeded if wanted > room else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        )
        self._scroll.setVerticalScrollBarPolicy(needed)
        self._scroll.setFixedHeight(height)
        self.resize(self.width(), around + height)
        layout.activate()  # at once: at the same size Qt would wait for the next turn, and paint before
        self._stay_on_screen()

    def _stay_on_screen(self) -> None:
        """Moves up when it has grown past the bottom."""
        screen, own = free_on_screen(self), self.frameGeometry()
        below = own.y() + own.height() - (screen.y() + screen.height())
        if below > 0:
            self.move(own.x(), max(screen.y(), own.y() - below))

    def _clear_up(self, _: int) -> None:
        if self._scrim is not None:
            self._scrim.hide()
            self._scrim.deleteLater()
            self._scrim = None


async def ask(
    theme: Theme,
    parent: QWidget | None,
    title: str,
    text: str,
    *,
    confirm: str,
    cancel: str = "",
    danger: bool = False,
) -> bool:
    """Asks whether to go on, without stopping the loop. For what cannot be undone the focus is on cancel."""
    dialog = Dialog(theme, parent, title)
    dialog.add_text(text)
    no = dialog.add_button(cancel or dialog.tr("Cancel"), closes="reject")
    yes = dialog.add_button(confirm, "danger" if danger else "primary", closes="accept", default=not danger)
    dialog.focus_first(no if danger else yes)
    answer: asyncio.Future[bool] = asyncio.get_running_loop().create_future()

    def settle(accepted: bool) -> None:
        if not answer.done():
            answer.set_result(accepted)

    dialog.accepted.connect(lambda: settle(True))
    dialog.rejected.connect(lambda: settle(False))
    dialog.destroyed.connect(lambda: settle(False))  # the window went away under it
    dialog.open()
    try:
        return await answer
    except asyncio.CancelledError:
        if isValid(dialog):
            dialog.reject()
        raise
    finally:
        if isValid(dialog):
            dialog.deleteLater()
