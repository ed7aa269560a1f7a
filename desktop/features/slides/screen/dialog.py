"""The dialog in which a teacher looks at a picture of the screen, and cuts it, before the class sees it."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QImage, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from desktop.features.slides.screen.crop_view import CropView
from desktop.features.slides.screen.thumbnails import ScreenThumbnails
from desktop.screenshots.taking import ScreenPicture, is_empty, may_leave_out_windows
from desktop.theme import Theme, free_on_screen
from desktop.theme.widgets import Banner, Dialog, Label

WIDTH = 820
HIGHEST = 0.5
"""Of the screen's height, for the picture: all the rest of the dialog is seen with it."""


class ScreenDialog(Dialog):
    """Sends nothing itself."""

    wanted = Signal(QImage)
    """This part of it is for the class."""
    again = Signal()

    def __init__(self, theme: Theme, pictures: Sequence[ScreenPicture], parent: QWidget) -> None:
        super().__init__(theme, parent, "", width=WIDTH)
        title = self.tr("A picture of your screen")
        self.setWindowTitle(title)
        self.heading.setText(title)
        self._pictures = [one.image for one in pictures]
        self.banner = Banner(theme, "warn", parent=self)
        self.body.addWidget(self.banner)
        self.view = CropView(theme, self._pictures[0], self)
        self.thumbnails: ScreenThumbnails | None = None
        if len(self._pictures) > 1:
            self.thumbnails = ScreenThumbnails(theme, self._pictures, self)
            self.thumbnails.chosen.connect(self._choose)
            self.body.addWidget(self.thumbnails)
        self.body.addWidget(self.view)
        hint = self.tr(
            "Drag over the part that the class shall see. Arrow keys move the frame, with Shift they size it."
        )
        self.body.addWidget(Label(hint, "muted", wrap=True, parent=self))
        if may_leave_out_windows():
            missing = self.tr(
                "Are other windows missing? Allow Schoolbell under Privacy & Security, Screen Recording, "
                "in the system's settings, and take it again."
            )
            self.body.addWidget(Label(missing, "muted", wrap=True, parent=self))
        self.add_button(self.tr("Cancel"), closes="reject")
        self.add_button(self.tr("Take it again"), icon="monitor").clicked.connect(self._take_again)
        self.go = self.add_button(self.tr("Show to the class"), "primary", default=True)
        self.go.clicked.connect(self.submit)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self.submit)
        self.focus_first(self.view)
        self._choose(0)

    def submit(self) -> None:
        part = self.view.part()
        self.accept()
        self.wanted.emit(part)

    def _take_again(self) -> None:
        self.accept()
        self.again.emit()

    def _choose(self, number: int) -> None:
        image = self._pictures[number]
        self.view.show_picture(image)
        highest = round(free_on_screen(self).height() * HIGHEST)
        margins = self.layout().contentsMargins()  # type: ignore[union-attr]
        wide = self.width() - margins.left() - margins.right()
        self.view.setFixedHeight(max(80, min(highest, wide * image.height() // image.width())))
        empty = self.tr("The picture is empty: your system did not let Schoolbell see what is on the screen.")
        self.banner.set("warn", empty)
        self.banner.setVisible(is_empty(image))
