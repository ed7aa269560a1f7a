"""Fields to choose in: one of several, a day, a time."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from PySide6.QtCore import QDate, QEvent, QLocale, QObject, QRect, QRectF, QSize, Qt, QTime, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
    QTextCharFormat,
)
from PySide6.QtWidgets import (
    QBoxLayout,
    QCalendarWidget,
    QComboBox,
    QDateEdit,
    QSpinBox,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionComboBox,
    QStylePainter,
    QTimeEdit,
    QToolButton,
    QWidget,
)

from desktop.theme.boxes import hbox
from desktop.theme.theme import Ink, Theme
from desktop.theme.tokens import Space
from desktop.theme.widgets.button import IconButton
from desktop.theme.widgets.fields import Compound
from desktop.theme.widgets.still import Still
from resources import IconName


class _Chevron(QWidget):
    """The arrow of a drop-down, over the field, out of the pointer's way."""

    def __init__(self, theme: Theme, icon: IconName, field: QWidget) -> None:
        super().__init__(field)
        self._theme, self._icon = theme, icon
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        field.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        field = self.parentWidget()
        if event.type() == QEvent.Type.Resize and field is not None:
            self.setGeometry(field.rect())
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        side = self._theme.px(16)
        at = QRect(self.width() - side - 9, (self.height() - side) // 2, side, side)
        at = self.style().visualRect(self.layoutDirection(), self.rect(), at)
        ink: Ink = "muted" if self.isEnabled() else "faint"
        pixmap = self._theme.pixmap(self._icon, ink, 16, density=self.devicePixelRatioF())
        QPainter(self).drawPixmap(QRectF(at), pixmap, QRectF(pixmap.rect()))


class Choice(Still, QComboBox):
    """One of several, each a value and its words."""

    chosen = Signal(str)

    def __init__(
        self,
        theme: Theme,
        options: Sequence[tuple[str, str]] = (),
        *,
        name: str = "",
        icons: Mapping[str, IconName] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """``icons``: signs of the values, shown alone while it is compact."""
        super().__init__(parent)
        self._theme, self._icons = theme, icons or {}
        self.compact = False
        """Only the sign of what is chosen is shown: there is no room for the words."""
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.setMinimumContentsLength(6)
        self.setItemDelegate(QStyledItemDelegate(self))  # the default one ignores the style sheet
        _Chevron(theme, "chevron-down", self)
        self.set_options(options)
        self.currentIndexChanged.connect(self._on_index)

    @property
    def value(self) -> str:
        return str(self.currentData() or "")

    def choose(self, value: str) -> None:
        """Chooses one; nothing happens if there is no such value."""
        if (index := self.findData(value)) >= 0:
            self.setCurrentIndex(index)

    def set_options(self, options: Sequence[tuple[str, str]]) -> None:
        """Offers other ones, and stays with the chosen one if it is among them."""
        before, was_blocked = self.value, self.blockSignals(True)
        self.clear()
        for value, words in options:
            self.addItem(words, value)
        self.choose(before)
        self.blockSignals(was_blocked)

    def set_compact(self, compact: bool) -> None:
        """Shows the sign of what is chosen alone, or its words; screen readers always say these."""
        if compact is not self.compact:
            self.compact = compact
            self.setToolTip(self.currentText() if compact else "")
            wide = self.view().sizeHintForColumn(0) + 2 * Space.M if compact else 0
            self.view().setMinimumWidth(wide)
            self.updateGeometry()
            self.update()

    @property
    def width_of_words(self) -> int:
        """The width that it takes with words."""
        return super().sizeHint().width()

    @property
    def width_of_sign(self) -> int:
        """The width that it takes while it is compact."""
        return Space.M + self._theme.px(18) + Space.XS + self._theme.px(16) + 9

    @property
    def words_in_sight(self) -> str:
        """What is chosen, as far as there is room for it."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        kind, part = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(kind, option, part, self).width()
        return self.fontMetrics().elidedText(self.currentText(), Qt.TextElideMode.ElideRight, room)

    def sizeHint(self) -> QSize:
        size = super().sizeHint()
        return QSize(self.width_of_sign, size.height()) if self.compact else size

    def minimumSizeHint(self) -> QSize:
        size = super().minimumSizeHint()
        return QSize(self.width_of_sign, size.height()) if self.compact else size

    def paintEvent(self, event: QPaintEvent) -> None:
        icon = self._icons.get(self.value) if self.compact else None
        painter, option = QStylePainter(self), QStyleOptionComboBox()
        painter.setPen(self.palette().color(QPalette.ColorRole.Text))
        self.initStyleOption(option)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        if icon is None:
            option.currentText = self.words_in_sight
            painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
            return
        side = self._theme.px(18)
        at = QRect(Space.M, (self.height() - side) // 2, side, side)
        at = self.style().visualRect(self.layoutDirection(), self.rect(), at)
        ink: Ink = "text" if self.isEnabled() else "faint"
        pixmap = self._theme.pixmap(icon, ink, 18, density=self.devicePixelRatioF())
        painter.drawPixmap(QRectF(at), pixmap, QRectF(pixmap.rect()))

    def _on_index(self, index: int) -> None:
        if self.compact:
            self.setToolTip(self.currentText())
        if index >= 0:
            self.chosen.emit(self.value)


class NumberField(Compound):
    """A whole number, to type or to step with buttons."""

    changed = Signal(int)

    def __init__(
        self,
        theme: Theme,
        minimum: int,
        maximum: int,
        *,
        step: int = 1,
        suffix: str = "",
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self.spin = _Spin(self)
        self.spin.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.spin.setRange(minimum, maximum)
        self.spin.setSingleStep(step)
        self.spin.setSuffix(suffix)
        self.less = IconButton(theme, "minus", self.tr("Less"), "secondary", parent=self)
        self.more = IconButton(theme, "plus", self.tr("More"), "secondary", parent=self)
        for button in (self.less, self.more):
            button.setAutoRepeat(True)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the arrow keys do the same in the field
        hbox(self.less, (self.spin, 1), self.more, on=self, gap=Space.XS)
        self.setFocusProxy(self.spin)
        self.set_name(name)
        theme.follow(self._follow)
        self.less.clicked.connect(self.spin.stepDown)
        self.more.clicked.connect(self.spin.stepUp)
        self.spin.valueChanged.connect(self.changed)

    def _follow(self) -> None:
        self.spin.setMinimumWidth(self._theme.px(72))  # Qt asks for far more than a number takes

    def set_name(self, name: str) -> None:
        self.setAccessibleName(name)
        self.spin.setAccessibleName(name)

    @property
    def outlined(self) -> tuple[QWidget, ...]:
        return (self.spin,)

    @property
    def value(self) -> int:
        return self.spin.value()

    def set_value(self, value: int) -> None:
        """Shows a number, the nearest that is allowed."""
        self.spin.setValue(value)


class _Spin(Still, QSpinBox):
    """Without a wheel."""


class _Date(Still, QDateEdit):
    """Without a wheel. Its calendar, thirty widgets, is made when somebody is at it."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._calendar: QCalendarWidget | None = None
        self.setCalendarPopup(True)
        theme.changed.connect(self._follow)

    def calendarWidget(self) -> QCalendarWidget:
        if self._calendar is None:
            self._calendar = super().calendarWidget()
            self._follow()
        return self._calendar

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.calendarWidget()
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.calendarWidget()
        super().keyPressEvent(event)

    def _follow(self) -> None:
        if (calendar := self._calendar) is None:
            return
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):  # Qt writes them in red
            calendar.setWeekdayTextFormat(day, QTextCharFormat())
        calendar.setMinimumSize(self._theme.px(310), self._theme.px(290))
        heading = QTextCharFormat()
        heading.setForeground(self._theme.colour("muted"))
        calendar.setHeaderTextFormat(heading)
        icons: dict[str, IconName] = {"prev": "chevron-left", "next": "chevron-right"}
        for part, icon in icons.items():
            button = calendar.findChild(QToolButton, f"qt_calendar_{part}month")
            if isinstance(button, QToolButton):
                button.setIcon(self._theme.icon(icon, mirrored=self.isRightToLeft()))


class _Time(Still, QTimeEdit):
    """Without a wheel."""


class DateTimeField(Compound):
    """A day, from a calendar, and a time; both as the computer's language writes them."""

    changed = Signal()

    def __init__(self, theme: Theme, *, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.date, self.time = _Date(theme, self), _Time(self)
        self.time.lineEdit().setTextMargins(10, 0, 10, 0)
        for field in (self.date, self.time):  # Qt would turn 09:24 into 24:09 from right to left
            field.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        written = QLocale().dateFormat(QLocale.FormatType.ShortFormat)
        self.date.setDisplayFormat(written if "yyyy" in written else written.replace("yy", "yyyy"))
        self.set_name(name)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(Space.S)
        self._row.addWidget(self.date, 3)
        self._row.addWidget(self.time, 2)
        # its least width is that of one field: then the time stands under the day
        self._row.setSizeConstraint(QBoxLayout.SizeConstraint.SetNoConstraint)
        self._chevrons = (_Chevron(theme, "calendar", self.date), _Chevron(theme, "clock", self.time))
        self.setFocusProxy(self.date)
        self.date.dateChanged.connect(self.changed)
        self.time.timeChanged.connect(self.changed)

    def set_name(self, name: str) -> None:
        self.setAccessibleName(name)
        self.date.setAccessibleName(self.tr("{0}, day").format(name) if name else self.tr("Day"))
        self.time.setAccessibleName(self.tr("{0}, time").format(name) if name else self.tr("Time"))

    @property
    def outlined(self) -> tuple[QWidget, ...]:
        return self.date, self.time

    @property
    def value(self) -> datetime:
        """The chosen moment, in the computer's time zone."""
        day, clock = self.date.date(), self.time.time()
        return datetime(day.year(), day.month(), day.day(), clock.hour(), clock.minute()).astimezone()

    def set_value(self, moment: datetime) -> None:
        """Shows a moment, in the computer's time zone."""
        here = moment.astimezone()
        self.date.setDate(QDate(here.year, here.month, here.day))
        self.time.setTime(QTime(here.hour, here.minute))

    def minimumSizeHint(self) -> QSize:
        day, clock = self.date.minimumSizeHint(), self.time.minimumSizeHint()
        return QSize(max(day.width(), clock.width()), self._row.minimumSize().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Puts the time under the day where both do not fit."""
        super().resizeEvent(event)
        both = self.date.minimumSizeHint().width() + self.time.minimumSizeHint().width() + Space.S
        down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        wanted = across if self.width() >= both else down
        if self._row.direction() != wanted:
            self._row.setDirection(wanted)
            self.updateGeometry()
