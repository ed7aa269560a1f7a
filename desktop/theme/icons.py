"""Line icons in any colour of the theme, sharp on any screen, each drawn once."""

import math

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from resources import IconName, app_icon_svg, icon_svg

POINTS_SIDEWAYS: frozenset[IconName] = frozenset(
    (
        "arrow-left",
        "chevron-left",
        "chevron-right",
        "log-in",
        "log-out",
        "reply",
        "send-horizontal",
        "door-open",
    )
)
"""Icons that mean a direction, so that they are mirrored where people read from right to left."""


def densities() -> list[float]:
    """Of the screens there are, and of an ordinary one that may be put to them."""
    screens = (math.ceil(screen.devicePixelRatio()) for screen in QGuiApplication.screens())
    return sorted({1.0, *map(float, screens)})


class Icons:
    """Draws and keeps icons; forgets them when the colours change."""

    def __init__(self) -> None:
        self._pixmaps: dict[tuple[IconName, str, int, float, bool], QPixmap] = {}
        self._icons: dict[tuple[IconName, str, str, int, bool], QIcon] = {}

    def clear(self) -> None:
        self._pixmaps.clear()
        self._icons.clear()

    def pixmap(self, name: IconName, colour: str, size: int, density: float, mirrored: bool) -> QPixmap:
        """One icon, `size` device-independent pixels high, for a screen of that density."""
        mirrored = mirrored and name in POINTS_SIDEWAYS
        key = (name, colour, size, density, mirrored)
        if key not in self._pixmaps:
            svg = icon_svg(name).replace("currentColor", colour)
            pixmap = draw(svg.encode(), size, density)
            if mirrored:
                pixmap = QPixmap.fromImage(pixmap.toImage().flipped(Qt.Orientation.Horizontal))
                pixmap.setDevicePixelRatio(density)
            self._pixmaps[key] = pixmap
        return self._pixmaps[key]

    def icon(self, name: IconName, colour: str, disabled: str, size: int, mirrored: bool) -> QIcon:
        """One icon for buttons, menus and fields, with a paler picture for what is disabled."""
        key = (name, colour, disabled, size, mirrored)
        if key not in self._icons:
            icon = QIcon()
            for density in densities():
                icon.addPixmap(self.pixmap(name, colour, size, density, mirrored))
                icon.addPixmap(self.pixmap(name, disabled, size, density, mirrored), QIcon.Mode.Disabled)
            self._icons[key] = icon
        return self._icons[key]


def draw(svg: bytes, size: int, density: float) -> QPixmap:
    """An SVG as a square pixmap."""
    pixels = round(size * density)
    pixmap = QPixmap(QSize(pixels, pixels))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(svg)).render(painter, QRectF(0, 0, pixels, pixels))
    painter.end()
    pixmap.setDevicePixelRatio(density)
    return pixmap


def app_icon() -> QIcon:
    """Schoolbell's own icon, at the sizes that task bars and windows ask for."""
    icon = QIcon()
    for size in (16, 20, 24, 32, 48, 64, 128, 256):
        icon.addPixmap(draw(app_icon_svg(), size, 1.0))
    return icon
