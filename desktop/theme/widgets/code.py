"""A join code: in very large type for the projector, and a field to type it into."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.theme.theme import Theme
from desktop.theme.widgets.fields import TextField

GROUP = 3
"""Symbols that are written and read aloud together."""
LARGEST = 72
"""The height of the largest letters in device-independent pixels, at ordinary text size."""
SMALLEST = 20
LONGEST = 4000
"""Somebody may paste a whole link, or read one off paper with a scanner."""


def grouped(code: str) -> str:
    """A code as people read it aloud: in threes."""
    return " ".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))


class BigCode(QWidget):
    """A code as large as the width allows. It is read from left to right, also among other alphabets."""

    def __init__(
        self, theme: Theme, code: str = "", parent: QWidget | None = None, *, largest: int = LARGEST
    ) -> None:
        """``largest``: the height of the largest letters, at ordinary text size."""
        super().__init__(parent)
        self._theme, self._code, self._largest = theme, "", largest
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._follow)
        self.set_code(code)

    @property
    def code(self) -> str:
        return self._code

    def set_code(self, code: str) -> None:
        self._code = code
        self.setAccessibleName(self.tr("Code: {code}").format(code=" ".join(code)) if code else "")
        self._follow()

    def sizeHint(self) -> QSize:
        metrics = QFontMetricsF(self._font(self._theme.px(self._largest)))
        return QSize(round(metrics.horizontalAdvance(grouped(self._code))) + 2, round(metrics.height()))

    def minimumSizeHint(self) -> QSize:
        metrics = QFontMetricsF(self._font(self._theme.px(SMALLEST)))
        width = round(metrics.horizontalAdvance(grouped(self._code))) + 2
        return QSize(width, round(metrics.height()))

    def paintEvent(self, event: QPaintEvent) -> None:
        words, painter = grouped(self._code), QPainter(self)
        pixels = self._theme.px(self._largest)
        while pixels > SMALLEST:
            metrics = QFontMetricsF(self._font(pixels))
            if metrics.horizontalAdvance(words) <= self.width() and metrics.height() <= self.height() + 1:
                break
            pixels -= 2
        painter.setFont(self._font(pixels))
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        painter.setPen(self._theme.colour("text"))
        painter.drawText(QRectF(self.rect()), int(Qt.AlignmentFlag.AlignCenter), words)

    def _font(self, pixels: int) -> QFont:
        font = QFont(self._theme.font("display"))
        font.setPixelSize(pixels)
        font.setLetterSpacing(QFont.SpacingType.PercentageSpacing, 108)
        return font

    def _follow(self) -> None:
        self.updateGeometry()
        self.update()


class CodeField(TextField):
    """A field for a code, in capitals; spaces and dashes do not matter. A link is left as it is."""

    def __init__(self, theme: Theme, *, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(theme, placeholder="ABC 234", name=name, max_length=LONGEST, parent=parent)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        hints = Qt.InputMethodHint
        self.setInputMethodHints(
            hints.ImhUppercaseOnly | hints.ImhNoPredictiveText | hints.ImhLatinOnly | hints.ImhSensitiveData
        )
        self.textEdited.connect(self._capitals)

    def _capitals(self, text: str) -> None:
        if ":" in text:
            return
        if (large := text.upper()) != text and len(large) == len(text):
            place = self.cursorPosition()
            self.setText(large)
            self.setCursorPosition(place)
