"""What students need to come in, for the projector: the QR code and the letters, as large as it is."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QWidget

from desktop.theme import Space, TextRole, Theme
from desktop.theme.boxes import vbox
from desktop.theme.widgets import BigCode, Label, QrCode

LARGEST = 400
"""The height of the largest letters; a hall is long."""


class JoinPoster(QWidget):
    """Both codes, and the addresses in a type of their own; beside each other where it is wide."""

    def __init__(self, theme: Theme, parent: QWidget, *, addresses: TextRole = "display") -> None:
        super().__init__(parent)
        self.qr = QrCode(theme, name=self.tr("QR code of the link to join"), side=4000, parent=self)
        self.qr.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.code = BigCode(theme, "", self, largest=LARGEST)
        self.code.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.where = Label("", addresses, wrap=True, parent=self)
        self.where.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.says = vbox(2, (self.code, 3), self.where, 2, gap=Space.L)
        self._both = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._both.setContentsMargins(0, 0, 0, 0)
        self._both.setSpacing(Space.XL)
        self._both.addWidget(self.qr, 1)
        self._both.addLayout(self.says, 1)

    def show_code(self, link: str, code: str, where: str) -> None:
        """What the codes say, and the addresses; what is empty is not shown."""
        self.qr.set_text(link)
        self.qr.setVisible(bool(link))
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
