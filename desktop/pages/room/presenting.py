"""Presenting: the stage alone on this screen (F11), because most schools mirror it, or on a second screen."""

from collections.abc import Iterable

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QScreen, QShortcut
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from desktop.features.panel import BriefNotices, MenuEntry, PanelContext
from desktop.notifications import Action
from desktop.pages.room.frame import RoomFrame
from desktop.pages.room.presented import PresentedStage, SecondScreen
from relay.protocol.base import Event
from relay.protocol.lesson import Lesson
from relay.protocol.stage import StageSet

KEY = "F11"
HINT_MS = 500
"""What is shown is seen first."""
TOLD = "presenting"
"""By this name the page keeps that the person has been told of it once."""


class Presenting(QObject):
    """Puts a PresentedStage over all else in the room's frame, and takes it off again."""

    changed = Signal()
    """It begins or ends, or there is a second screen now."""

    def __init__(self, context: PanelContext, frame: RoomFrame, page: QWidget) -> None:
        super().__init__(page)
        self._context, self._frame, self._page = context, frame, page
        self.view: PresentedStage | None = None
        """What is shown instead of the room."""
        self.second: SecondScreen | None = None
        self._hint = BriefNotices(context, "presenting")
        self._later = QTimer(self, singleShot=True, interval=HINT_MS)
        self._later.timeout.connect(self._tell_once)
        self._before: QWidget = page
        """Where the keyboard was."""
        self._key = QShortcut(QKeySequence(KEY), page)
        self._key.setWhatsThis(self.tr("The stage alone, and back"))
        self._key.activated.connect(self.toggle)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.screenAdded.connect(self.changed)
            app.screenRemoved.connect(self._on_screen_removed)
        self.refresh()

    @property
    def on(self) -> bool:
        """Whether this window shows the stage alone."""
        return self.view is not None

    def refresh(self) -> None:
        """It is for those who teach; the key is that of the menu's entry where there is one in sight.

        The second screen goes with the lesson. This one stays: what would come up has private words in it.
        """
        if self.second is not None and self._context.memory(Lesson).ended_at:
            self.second.close()
        self._key.setEnabled(self._context.teaches and (self.on or not self._in_menu()))

    def menu_entries(self) -> list[MenuEntry]:
        """What *Show* offers to those who teach; the second screen only if there is one."""
        if not self._in_menu():
            return []
        entries = [MenuEntry("show", self.tr("The stage alone"), "monitor", self.toggle, KEY)]
        if self.second is not None or self._other_screen() is not None:
            label, shown = self.tr("Show on the second screen"), self.second is not None
            entries.append(MenuEntry("show", label, "monitor-up", self.toggle_second, checked=shown))
        return entries

    def on_events(self, events: Iterable[Event]) -> None:
        """Who shows something for the first time is told how nothing private is on a mirrored screen."""
        me = self._context.me
        if any(isinstance(one, StageSet) and one.kind and one.by == me for one in events):
            self._later.start()

    def _tell_once(self) -> None:
        context = self._context
        if not context.leads or context.page.keeps(TOLD):
            return
        context.page.keep(TOLD, True)
        if not self.on and self._other_screen() is None:
            self._hint.tell(
                0,
                self.tr("Does the class see this screen?"),
                self.tr("With {key} they see the stage alone, and no private messages.").format(key=KEY),
                Action("alone", self.tr("The stage alone"), self._start),
            )

    # on this screen

    def toggle(self) -> None:
        """Begins, or goes back."""
        if self.on:
            self.stop()
        else:
            self._start()

    def _start(self) -> None:
        if not self._frame.is_in:
            return
        self._hint.withdraw_all()
        focus: QWidget | None = self._page.window().focusWidget()
        self._before = self._page if focus is None else focus
        self.view = PresentedStage(self._context, self._frame)
        back = QShortcut(QKeySequence(Qt.Key.Key_Escape), self.view)
        back.setWhatsThis(self.tr("Back to the room"))
        back.activated.connect(self.stop)
        self._frame.addWidget(self.view)
        self._frame.setCurrentWidget(self.view)
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        self.refresh()
        self.changed.emit()

    def stop(self) -> None:
        """The room is there again as it was, the keyboard where it was."""
        view, focus = self.view, self._before
        if view is None:
            return
        self.view = None
        self._frame.let_in()
        self._frame.removeWidget(view)
        view.let_go()
        view.hide()
        view.deleteLater()
        if not (isValid(focus) and focus.isVisibleTo(self._page)):
            focus = self._page
        focus.setFocus(Qt.FocusReason.OtherFocusReason)
        self.refresh()
        self.changed.emit()

    # on a second screen

    def toggle_second(self) -> None:
        """Shows the same on a screen where this window is not, or no more."""
        if self.second is not None:
            self.second.close()
            return
        screen = self._other_screen()
        if screen is not None:
            self.second = SecondScreen(self._context, screen)
            self.second.closed.connect(self._on_second_closed)
            self.changed.emit()

    def gone(self) -> None:
        """The room is being left for good."""
        self._later.stop()
        self.stop()
        if self.second is not None:
            self.second.close()

    def _on_second_closed(self) -> None:
        second, self.second = self.second, None
        if second is not None:
            second.deleteLater()
        self.changed.emit()

    def _on_screen_removed(self, screen: QScreen) -> None:
        if self.second is not None and self.second.screen() is screen:
            self.second.close()
        self.changed.emit()

    def _other_screen(self) -> QScreen | None:
        here = self._page.window().screen()
        return next((screen for screen in QGuiApplication.screens() if screen is not here), None)

    def _in_menu(self) -> bool:
        return self._context.leads and self._context.can("stage")
