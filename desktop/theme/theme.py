"""The one Theme object: made once, handed to whatever is shown, and followed by it through `changed`."""

from collections.abc import Callable
from functools import cache
from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QPixmap
from PySide6.QtWidgets import QApplication

from desktop.theme.icons import Icons, app_icon
from desktop.theme.palette import palette, style_sheet
from desktop.theme.tokens import BASE_TEXT, DARK, LIGHT, MAX_SCALE, MIN_SCALE, TYPE, Colours, TextRole
from resources import IconName, emoji_font, fonts

Mode = Literal["system", "light", "dark"]
Ink = Literal[
    "text", "muted", "faint", "accent", "accent_ink", "on_accent", "ok", "ok_ink", "warn", "warn_ink",
    "danger", "danger_ink", "on_danger", "private", "private_ink", "on_stage", "on_tip",
]  # fmt: skip
"""The colours of Colours that something is written or drawn in."""

OWN_EMOJI = frozenset(
    (
        "Apple Color Emoji", "EmojiOne Color", "JoyPixels", "Noto Color Emoji", "OpenMoji", "Segoe UI Emoji",
        "Twemoji", "Twemoji Mozilla", "Twitter Color Emoji",
    )
)  # fmt: skip
"""Fonts with which systems show emoji in colours."""


class Theme(QObject):
    """Colours, fonts and icons of the whole program; `changed` follows every change of any of them."""

    changed = Signal()

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._icons = Icons()
        self.applying = False
        """Fonts and colours are half way from one to another."""
        self._mode: Mode = "system"
        self._scale = 1.0
        self._colours = LIGHT
        self._families = _load_fonts(app)
        app.setStyle("Fusion")
        if app.windowIcon().isNull():
            app.setWindowIcon(app_icon())
        hints = app.styleHints()
        self._system = hints.colorScheme()
        hints.colorSchemeChanged.connect(self._follow_system)
        self.apply("system", 1.0)

    @property
    def mode(self) -> Mode:
        """What was asked for; see `colours.dark` for what is shown."""
        return self._mode

    @property
    def text_scale(self) -> float:
        """How large text is, in relation to the ordinary size."""
        return self._scale

    @property
    def colours(self) -> Colours:
        return self._colours

    def apply(self, mode: Mode, text_scale: float) -> None:
        """Shows the program light, dark or as the system is, with text of that size."""
        self._mode = mode
        self._scale = min(max(text_scale, MIN_SCALE), MAX_SCALE)
        hints = self._app.styleHints()
        # tells the platform too, so that window frames and file dialogs match
        if mode == "system":
            hints.unsetColorScheme()
            self._system = hints.colorScheme()
        else:
            hints.setColorScheme(Qt.ColorScheme.Dark if mode == "dark" else Qt.ColorScheme.Light)
        self._show()

    def follow(self, dress: Callable[[], object]) -> None:
        """Dresses something now, and after every change."""
        self.changed.connect(dress)
        dress()

    def px(self, size: float) -> int:
        """A length that grows with the text."""
        return round(size * self._scale)

    def target(self, size: float) -> int:
        """The side of something to press: grows with the text, and is never under 32."""
        return max(32, self.px(size))

    def font(self, role: TextRole = "body") -> QFont:
        """The font of a role, for those who paint; labels get theirs by their role."""
        size, weight = TYPE[role]
        font = QFont(list(self._families))
        font.setPixelSize(self.px(size * BASE_TEXT))
        font.setWeight(QFont.Weight(weight))
        return font

    def colour(self, ink: Ink) -> QColor:
        return QColor(getattr(self._colours, ink))

    def icon(self, name: IconName, ink: Ink = "text", size: float = 18, *, mirrored: bool = False) -> QIcon:
        """A recoloured icon. It keeps its colour: ask again on `changed`, or use the widgets, which do."""
        colour = str(getattr(self._colours, ink))
        return self._icons.icon(name, colour, self._colours.faint, self.px(size), mirrored)

    def pixmap(
        self,
        name: IconName,
        ink: Ink = "text",
        size: float = 18,
        *,
        density: float = 1.0,
        mirrored: bool = False,
    ) -> QPixmap:
        """A recoloured icon for those who paint; `density` is the widget's devicePixelRatioF()."""
        return self._icons.pixmap(name, str(getattr(self._colours, ink)), self.px(size), density, mirrored)

    @Slot(Qt.ColorScheme)
    def _follow_system(self, scheme: Qt.ColorScheme) -> None:
        if self._mode == "system":
            self._system = scheme
            self._show()

    def _show(self) -> None:
        self.applying = True
        dark = self._mode == "dark" or (self._mode == "system" and self._system == Qt.ColorScheme.Dark)
        self._colours = DARK if dark else LIGHT
        self._icons.clear()
        self._app.setPalette(palette(self._colours))
        self._app.setFont(self.font())
        sheet = style_sheet(self._colours, self.px)
        if sheet != self._app.styleSheet():
            self._app.setStyleSheet("")  # from one to another Qt polishes each widget as often as it is deep
            self._app.setStyleSheet(sheet)
        self.applying = False
        self.changed.emit()


@cache
def _load_fonts(app: QApplication) -> tuple[str, ...]:
    """Inter where it loads, and the system's own font behind it for other alphabets; once for a program."""
    system = app.font().family()
    emoji = _load_emoji()
    loaded = [QFontDatabase.addApplicationFont(str(file)) for file in fonts()]
    families = [name for font in loaded if font >= 0 for name in QFontDatabase.applicationFontFamilies(font)]
    # emoji before the system's font, which often has a few of them, of another look and not as one
    return (*(["Inter", *emoji] if "Inter" in families else []), system)


def _load_emoji() -> list[str]:
    """Emoji in one colour, where the system has none: they would be empty boxes. Gives the font's name."""
    if not OWN_EMOJI.isdisjoint(QFontDatabase.families()):
        return []
    font = QFontDatabase.addApplicationFont(str(emoji_font()))
    families = QFontDatabase.applicationFontFamilies(font) if font >= 0 else []
    for family in families:
        QFontDatabase.addApplicationEmojiFontFamily(family)
    return families
