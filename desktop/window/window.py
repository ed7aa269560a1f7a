"""The window: a stack of pages that one goes into and comes back from."""

import asyncio
import base64
import binascii
import contextlib
import os
from collections.abc import Callable

from PySide6.QtCore import QByteArray, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QPaintEvent, QShortcut
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from desktop.notifications import Notifications
from desktop.parts.window_page import WindowPage
from desktop.settings import Settings
from desktop.theme import Theme, free_on_screen, vbox
from desktop.theme.widgets import Banner, WhenStill
from desktop.window.header import Header
from desktop.window.toasts import Toasts
from desktop.window.tray import Tray

SMALLEST = (340, 480)
FIRST_SIZE = (1120, 760)
TITLE_BAR = 40
"""Pixels that a window's frame may take."""
SEEN_SECONDS = 1.0
"""What waits for the window to be painted goes on then: behind a locked screen it never is."""


def first_height(screen: int) -> int:
    """How high the window is at first, on a screen with this height free, so that its lower edge is seen."""
    return max(min(FIRST_SIZE[1], screen - TITLE_BAR), SMALLEST[1])


class Window(QMainWindow):
    """One window. `show_page` goes into a page, `back` comes out of it; a page taken off is deleted."""

    quit_wanted = Signal()
    close_wanted = Signal()
    """The window is to be closed, and does not stay in the tray."""
    page_changed = Signal()

    def __init__(self, theme: Theme, settings: Settings, notices: Notifications) -> None:
        super().__init__()
        self._theme, self._settings = theme, settings
        self._pages: list[WindowPage] = []
        self._closing = False
        self._painted = asyncio.Event()
        self._notices = notices
        self.presents = False
        """The page that is shown has the whole screen, for others to see."""
        middle = QWidget(self)
        self.header = Header(theme, middle)
        self._above = QWidget(middle)
        self.banner = Banner(theme, closable=True, parent=self._above)
        vbox(self.banner, on=self._above)
        self._above.hide()
        self._when_still = WhenStill(self._show_banner, self)
        self._stack = QStackedWidget(middle)
        vbox(self.header, self._above, (self._stack, 1), on=middle, gap=0)
        self.setCentralWidget(middle)
        self.setMinimumSize(*SMALLEST)
        self.resize(FIRST_SIZE[0], first_height(free_on_screen(self).height()))
        self.toasts = Toasts(theme, notices, middle)
        self.tray = Tray(self)
        self._join(notices)
        self._leaving_keys = (
            self._key(QKeySequence(QKeySequence.StandardKey.Back), self.tr("Back"), self.back),
            self._key("Ctrl+Q", self.tr("Quit"), self.quit_wanted.emit),
        )
        self._keys = (
            *self._leaving_keys,
            self._key("F1", self.tr("Keyboard shortcuts"), self.show_shortcuts),
            self._key("Ctrl+,", self.tr("Settings"), self.header.settings_wanted.emit),
        )
        self._retitle()

    def _join(self, notices: Notifications) -> None:
        self.tray.opened.connect(self.come_forward)
        self.tray.quit_wanted.connect(self.quit_wanted)
        notices.changed.connect(lambda: self.tray.set_count(notices.count))
        notices.opened.connect(self.come_forward)
        self.header.back.connect(self.back)
        self.header.shortcuts_wanted.connect(self.show_shortcuts)
        self.header.quit_wanted.connect(self.quit_wanted)

    def _key(self, keys: QKeySequence | str, name: str, do: Callable[[], object]) -> QShortcut:
        shortcut = QShortcut(QKeySequence(keys), self)
        shortcut.setWhatsThis(name)  # the list of shortcuts reads it
        shortcut.activated.connect(do)
        return shortcut

    # pages

    @property
    def page(self) -> WindowPage | None:
        return self._pages[-1] if self._pages else None

    @property
    def pages(self) -> tuple[WindowPage, ...]:
        """The way here, the first page first."""
        return tuple(self._pages)

    @property
    def frame(self) -> QWidget:
        """What pages lie in. A large one is better made inside it: it is then styled once."""
        return self._stack

    def fit(self, page: WindowPage) -> None:
        """Gives a page that is being made the size that it will have: it is laid out once."""
        whole = self.rect()
        page.resize((whole if page.has_header else whole.adjusted(0, self.header.height(), 0, 0)).size())

    def show_page(self, page: WindowPage, *, first: bool = False) -> None:
        """Goes into a page; `first`: there is no way back from it."""
        if first:
            for old in self._pages[::-1]:
                self._drop(old)
            self._pages.clear()
        self._pages.append(page)
        self._stack.addWidget(page)
        page.windowTitleChanged.connect(self._retitle)
        page.done.connect(lambda: self.leave(page))
        page.presents_changed.connect(self._follow_presents)
        page.banner_changed.connect(self._when_still.do)
        self._show_last()

    def has(self, kind: type[WindowPage]) -> bool:
        """Whether such a page is shown, or lies under the one that is."""
        return any(isinstance(page, kind) for page in self._pages)

    def come_back_to(self, page: WindowPage) -> None:
        """Takes off whatever was gone into from a page, so that it is shown again."""
        if page in self._pages[:-1]:
            self.leave(self._pages[self._pages.index(page) + 1])

    def back(self) -> None:
        """Goes to the page before, if this one lets go."""
        if len(self._pages) > 1 and self._pages[-1].may_leave():
            self.leave(self._pages[-1])

    def leave(self, page: WindowPage) -> None:
        """Takes a page off, and whatever was gone into from it; the first one stays."""
        if page not in self._pages[1:]:
            return
        place = self._pages.index(page)
        for old in self._pages[: place - 1 : -1]:
            self._drop(old)
        del self._pages[place:]
        self._show_last()

    def _drop(self, page: WindowPage) -> None:
        page.windowTitleChanged.disconnect(self._retitle)
        page.presents_changed.disconnect(self._follow_presents)
        page.banner_changed.disconnect(self._when_still.do)
        self._stack.removeWidget(page)
        page.gone()
        page.hide()
        page.deleteLater()

    def _show_last(self) -> None:
        page = self._pages[-1]
        self._stack.setCurrentWidget(page)
        self.header.set_can_go_back(len(self._pages) > 1)
        self.header.setVisible(not page.has_header)
        self.toasts.stack.keep_to(page.ground)
        for key in self._leaving_keys:
            key.setEnabled(page.leaves_by_key)
        self._focus(page.focusProxy() or page)
        self._follow_presents()
        self._show_banner()
        self._retitle()
        self.page_changed.emit()

    def _focus(self, first: QWidget) -> None:
        """Puts the keyboard into the page; where its first part cannot take it yet, at least not above it."""
        first.setFocus(Qt.FocusReason.OtherFocusReason)
        for button in (self.header.back_button, self.header.menu_button):
            button.clearFocus()

    def _follow_presents(self) -> None:
        """Nothing is told on a screen that others see, inside or outside; what still holds is told after."""
        presents = self.page is not None and self.page.presents
        if presents == self.presents:
            return
        self.presents = presents
        self._show_banner()
        self.toasts.set_quiet(presents)
        if presents:
            self._notices.hush()
            self.setWindowState(self.windowState() | Qt.WindowState.WindowFullScreen)
        else:
            self.setWindowState(self.windowState() & ~Qt.WindowState.WindowFullScreen)

    def _retitle(self) -> None:
        title = self._pages[-1].windowTitle() if self._pages else ""
        self.header.set_title(title)
        name = self.tr("Schoolbell")
        # as Qt writes the titles of dialogs
        self.setWindowTitle(
            self.tr("{page} — {program}").format(page=title, program=name)
            if title not in ("", name)
            else name
        )

    # what comes up over the pages

    def warn(self, text: str) -> None:
        """Says something across the top until it is closed. What the page says there goes before it."""
        self.banner.set("warn", text, closable=True)
        self._when_still.do()

    def _show_banner(self) -> None:
        of_page = self.page is not None and (self.page.presents or self.page.has_banner)
        self._above.setVisible(not (self.banner.isHidden() or of_page))

    def show_shortcuts(self) -> None:
        from desktop.window.shortcuts import ShortcutsDialog  # noqa: PLC0415

        own = [(key.whatsThis(), key.key()) for key in self._keys if key.isEnabled()]
        if self.page is not None and self.page.leaves_by_key:
            own.insert(1, (self.tr("Back"), QKeySequence("Esc")))
        ShortcutsDialog(self._theme, self, self.page, own).open()

    def come_forward(self, token: str = "") -> None:
        """Brings the window before the person, from the tray too.

        ``token``: the window system's leave to do so, from the click that another process was started by.
        """
        if token:
            os.putenv("XDG_ACTIVATION_TOKEN", token)  # Qt takes it from there once, on Wayland
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    async def seen(self) -> None:
        """Waits until it has been painted for the first time, if it can be."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(SEEN_SECONDS):
                await self._painted.wait()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        self._painted.set()

    # its place on the screen

    def restore_place(self) -> None:
        try:
            saved = base64.b64decode(self._settings.now.geometry, validate=True)
        except (ValueError, binascii.Error):
            return
        if saved:
            self.restoreGeometry(QByteArray(saved))

    def keep_place(self) -> None:
        if self.presents:  # the place that it had before is kept already
            return
        data = self.saveGeometry().toBase64().data()
        self._settings.change(geometry=bytes(data).decode("ascii"))

    # closing

    def closeEvent(self, event: QCloseEvent) -> None:
        """Goes to the tray where that is wanted; else the program is asked, and closes it if it ends."""
        if self._closing:
            event.accept()
            return
        event.ignore()
        self.keep_place()
        if self._settings.now.close_to_tray and self.may_stay:
            self.hide()
        else:
            self.close_wanted.emit()

    @property
    def may_stay(self) -> bool:
        """Whether there is a tray to stay in; on a shared computer nobody's account goes on unseen."""
        return self.tray.exists and not self._settings.shared_computer

    def close_for_good(self) -> None:
        """Closes without asking; every page lets go of what it holds."""
        self._closing = True
        self.keep_place()
        for page in self._pages[::-1]:
            page.gone()
        self.tray.close()
        self.close()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back, unless something on the page had a use for it, or one would be out of a lesson."""
        if event.key() == Qt.Key.Key_Escape and not event.modifiers():
            if self.page is not None and self.page.leaves_by_key:
                self.back()
        else:
            super().keyPressEvent(event)
