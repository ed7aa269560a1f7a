"""Fields to type in: a line, a password, several lines."""

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QSizePolicy, QWidget

from desktop.theme.theme import Theme
from desktop.theme.tokens import Space
from desktop.theme.widgets.button import IconButton
from relay.protocol.limits import DECODED
from relay.protocol.text import is_longer, normal
from resources import IconName


def set_invalid(field: QWidget, invalid: bool) -> None:
    """Gives a field the red outline, or takes it away."""
    _set_look(field, "invalid", invalid)


def set_private(field: QWidget, private: bool) -> None:
    """Gives a field the colour of what not everybody reads, or takes it away."""
    _set_look(field, "private", private)


def _set_look(field: QWidget, look: str, on: bool) -> None:
    if bool(field.property(look)) != on:
        field.setProperty(look, on)
        field.style().unpolish(field)
        field.style().polish(field)


class Compound(QWidget):
    """A field that is made of several."""

    def set_name(self, name: str) -> None:
        """What is asked for, to screen readers."""
        raise NotImplementedError

    @property
    def outlined(self) -> tuple[QWidget, ...]:
        """Those that are typed in."""
        raise NotImplementedError


class TextField(QLineEdit):
    """One line of text. Put it in a FormRow, or give it an accessible name: a placeholder is none."""

    def __init__(
        self,
        theme: Theme,
        *,
        placeholder: str = "",
        name: str = "",
        icon: IconName | None = None,
        max_length: int = 0,
        clearable: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.theme, self._icon, self._clearable = theme, icon, clearable
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(name)
        if max_length:
            self.setMaxLength(DECODED * max_length)
        self._max_length = max_length
        self._clear = IconButton(theme, "x", self.tr("Clear"), size=32, parent=self)
        self._clear.setCursor(Qt.CursorShape.ArrowCursor)
        self._clear.clicked.connect(self.clear)
        self._clear.hide()
        self.textChanged.connect(self._on_text)
        theme.follow(self._arrange)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._icon:
            side = self.theme.px(16)
            at = QRect(Space.M, (self.height() - side) // 2, side, side)
            pixmap = self.theme.pixmap(self._icon, "muted", 16, density=self.devicePixelRatioF())
            at = self.style().visualRect(self.layoutDirection(), self.rect(), at)
            QPainter(self).drawPixmap(QRectF(at), pixmap, QRectF(pixmap.rect()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self._arrange()

    def _trailing(self) -> IconButton | None:
        return self._clear if self._clearable and self.text() and not self.isReadOnly() else None

    def _on_text(self, text: str) -> None:
        # Qt counts halves of surrogate pairs, and would cut a letter of a rare script in two.
        if self._max_length and is_longer(text, self._max_length):
            self.setText(normal("NFC", text)[: self._max_length])
            return
        self._clear.setVisible(self._trailing() is self._clear)
        self._arrange()

    def _arrange(self) -> None:
        lead = self.theme.px(16) + Space.S if self._icon else 0
        trailing = self._trailing()
        tail = trailing.sizeHint().width() - Space.XS if trailing else 0
        left, right = (tail, lead) if self.isRightToLeft() else (lead, tail)
        self.setTextMargins(left, 0, right, 0)
        if trailing:
            size = trailing.sizeHint().boundedTo(QSize(999, self.height() - 4))
            at = QRect(self.width() - size.width() - 3, (self.height() - size.height()) // 2, 0, 0)
            at.setSize(size)
            trailing.setGeometry(self.style().visualRect(self.layoutDirection(), self.rect(), at))


class PasswordField(TextField):
    """A password, with a button that shows it."""

    def __init__(
        self, theme: Theme, *, placeholder: str = "", name: str = "", parent: QWidget | None = None
    ) -> None:
        self.eye: IconButton | None = None
        super().__init__(theme, placeholder=placeholder, name=name, parent=parent)
        self.eye = IconButton(theme, "eye", "", size=32, parent=self)
        self.eye.setCheckable(True)
        self.eye.setCursor(Qt.CursorShape.ArrowCursor)
        self.eye.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Tab leads to the next field, where one types on
        self.eye.toggled.connect(self.set_shown)
        hints = Qt.InputMethodHint
        self.setInputMethodHints(
            hints.ImhSensitiveData | hints.ImhNoAutoUppercase | hints.ImhNoPredictiveText
        )
        self.set_shown(False)

    def set_shown(self, shown: bool) -> None:
        self.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        if self.eye:
            self.eye.setChecked(shown)
            self.eye.set_icon("eye-off" if shown else "eye")
            self.eye.set_name(self.tr("Hide password") if shown else self.tr("Show password"))
        self._arrange()

    def _trailing(self) -> IconButton | None:
        return self.eye


class PlainTextField(QPlainTextEdit):
    """Any field of several lines: what stands in it while it is empty is what was said last."""

    one_line = False
    """What stands in it while it is empty has one line, and ends in dots where that is too short."""
    _asks = ""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # its lines wrap: what Qt would scroll to is the blank at the end of one
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def placeholderText(self) -> str:
        """All of it, also where it is cut."""
        return self._asks

    def setPlaceholderText(self, text: str) -> None:
        """Qt would show the words of before until something else has it paint."""
        self._asks = text
        self._show_placeholder()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_placeholder()

    def _show_placeholder(self) -> None:
        words = self._asks
        if self.one_line:
            room = self.viewport().width() - 2 * int(self.document().documentMargin())
            words = self.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room)
        if words != super().placeholderText():
            super().setPlaceholderText(words)
            self.viewport().update()


class TextArea(PlainTextField):
    """Several lines of plain text; Tab leaves it."""

    def __init__(
        self,
        theme: Theme,
        *,
        placeholder: str = "",
        name: str = "",
        lines: int = 3,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._lines = theme, lines
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        self.document().setDocumentMargin(2)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.follow(self._follow)

    def _follow(self) -> None:
        self.setFixedHeight(self.fontMetrics().lineSpacing() * self._lines + 22)
