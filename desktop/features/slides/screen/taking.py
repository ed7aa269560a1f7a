"""Takes a picture of the screen without our window on it, and asks its teacher what of it is sent."""

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from desktop.features.slides.screen.dialog import ScreenDialog
from desktop.features.slides.screen.out_of_sight import out_of_sight
from desktop.screenshots.failures import ScreenCode, ScreenFailed
from desktop.screenshots.taking import ScreenPicture, take_screens
from desktop.theme import Theme
from relay.shared.tasks import Tasks


class ScreenTaking(QObject):
    """One at a time."""

    def __init__(
        self,
        theme: Theme,
        panel: QWidget,
        send: Callable[[QImage], None],
        fail: Callable[[str], None],
    ) -> None:
        super().__init__(panel)
        self._theme, self._panel, self._send, self._fail = theme, panel, send, fail
        self._tasks = Tasks()
        self._busy = False
        self.dialog: ScreenDialog | None = None

    def take(self) -> None:
        if not self._busy and self.dialog is None:
            self._busy = True
            self._tasks.spawn(self._take())

    def close(self) -> None:
        """The room is being left."""
        self._tasks.cancel()
        if self.dialog is not None:
            self.dialog.reject()

    async def _take(self) -> None:
        window = self._panel.window()
        try:
            async with out_of_sight(window):
                pictures = await take_screens(window.screen())
        except ScreenFailed as error:
            self._fail(self._sentence(error.code))
        else:
            self._open(pictures)
        finally:
            self._busy = False

    def _open(self, pictures: list[ScreenPicture]) -> None:
        self.dialog = dialog = ScreenDialog(self._theme, pictures, self._panel.window())
        dialog.finished.connect(self._closed)
        dialog.wanted.connect(self._send)
        dialog.again.connect(self.take)
        dialog.open()

    def _closed(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None

    def _sentence(self, code: ScreenCode) -> str:
        match code:
            case "no_way":
                return self.tr(
                    "Your system gives programs no picture of the screen. "
                    "Take one with its own key, and choose its file with “Slides…”."
                )
            case "not_allowed":
                return self.tr("No picture was taken. Try again, and allow it when you are asked.")
            case "no_picture":
                return self.tr("The picture could not be read. Try again.")
