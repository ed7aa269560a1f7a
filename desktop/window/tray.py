"""The icon in the system's tray, where there is a tray."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QMenu, QSystemTrayIcon, QWidget


class Tray(QObject):
    """Opens the window and offers to quit; how many notices wait stands in its tool tip."""

    opened = Signal()
    quit_wanted = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._icon: QSystemTrayIcon | None = None
        if not QSystemTrayIcon.isSystemTrayAvailable():
            return
        self._menu = QMenu(window)
        self._menu.addAction(self.tr("Open Schoolbell"), self.opened.emit)
        self._menu.addSeparator()
        self._menu.addAction(self.tr("Quit"), self.quit_wanted.emit)
        self._icon = QSystemTrayIcon(QApplication.windowIcon(), self)
        self._icon.setContextMenu(self._menu)
        self._icon.activated.connect(self._pressed)
        self.set_count(0)

    @property
    def exists(self) -> bool:
        return self._icon is not None and QSystemTrayIcon.isSystemTrayAvailable()

    def show(self) -> None:
        """Shows the icon, where there is a tray."""
        if self._icon is not None:
            self._icon.show()

    def set_count(self, count: int) -> None:
        if self._icon is not None:
            name = self.tr("Schoolbell")
            waiting = self.tr("Schoolbell – %n notice(s)", "", count)
            self._icon.setToolTip(waiting if count else name)

    def close(self) -> None:
        if self._icon is not None:
            self._icon.hide()

    def _pressed(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason in (QSystemTrayIcon.ActivationReason.Trigger, QSystemTrayIcon.ActivationReason.DoubleClick):
            self.opened.emit()
