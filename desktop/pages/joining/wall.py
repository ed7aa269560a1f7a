"""The code for the projector: a window that holds the QR code and the code in letters, as large as it is."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QKeySequence, QPalette, QResizeEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.theme import Space, Theme
from desktop.theme.widgets import BigCode, Button, Label, QrCode

LARGEST = 400
"""The height of the largest letters; a hall is long."""


class Wall(QWidget):
    """A window of its own, over the whole screen. Esc, or its button, closes it."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._theme = theme
        self.setWindowTitle(self.tr("How students join"))
        self.qr = QrCode(theme, name=self.tr("QR code of the link to join"), side=4000, parent=self)
        self.qr.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.code = BigCode(theme, "", self, largest=LARGEST)
        self.code.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.where = Label("", "display", wrap=True, parent=self)
        self.where.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.close_button = Button(theme, self.tr("Close"), icon="x", parent=self)
        self.close_button.clicked.connect(self.close)
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self.close)
        says = QVBoxLayout()
        says.setSpacing(Space.L)
        says.addStretch(1)
        says.addWidget(self.code, 6)
        says.addWidget(self.where)
        says.addStretch(1)
        says.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignHCenter)
        self._both = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._both.setContentsMargins(Space.XXL, Space.XXL, Space.XXL, Space.XXL)
        self._both.setSpacing(Space.XXL)
        self._both.addWidget(self.qr, 1)
        self._both.addLayout(says, 1)
        self.setAutoFillBackground(True)
        theme.changed.connect(self._follow)
        self._follow()

    def show_code(self, link: str, code: str, where: str) -> None:
        """What the codes say, and the addresses."""
        self.qr.set_text(link)
        self.code.set_code(code)
        self.code.setVisible(bool(code))
        self.where.setText(where)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Beside each other on a wide screen, otherwise one under the other."""
        super().resizeEvent(event)
        wide = self.width() > self.height()
        self._both.setDirection(
            QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        )

    def _follow(self) -> None:
        colours = self.palette()
        colours.setColor(QPalette.ColorRole.Window, QColor(self._theme.colours.window))
        self.setPalette(colours)
