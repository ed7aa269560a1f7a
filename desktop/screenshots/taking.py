"""Takes pictures of the screens: X11, Windows and macOS give each to Qt, Wayland all to its portal."""

import asyncio
import os
import sys
from dataclasses import dataclass

from PySide6.QtGui import QGuiApplication, QImage, QScreen

from desktop.screenshots.failures import ScreenFailed


@dataclass(frozen=True)
class ScreenPicture:
    """What is on a screen, in RGB32. ``name``: of the screen, where there are several."""

    name: str
    image: QImage


async def take_screens(first: QScreen) -> list[ScreenPicture]:
    """What is on each of them, that one first; raises ScreenFailed."""
    if needs_portal(QGuiApplication.platformName()):
        from desktop.screenshots.portal import portal_picture  # noqa: PLC0415  # read where there is one

        return [ScreenPicture("", _plain(await portal_picture()))]
    taken = []
    for screen in [first, *(one for one in QGuiApplication.screens() if one is not first)]:
        image = screen.grabWindow(0).toImage()
        if not image.isNull():
            taken.append(ScreenPicture(screen.name(), _plain(image)))
        await asyncio.sleep(0)
    if not taken:
        raise ScreenFailed("no_picture")
    return taken


def needs_portal(platform: str) -> bool:
    """Whether programs can't look at the screen themselves; on Wayland those of X11 would see black."""
    wayland = os.environ.get("XDG_SESSION_TYPE") == "wayland" or bool(os.environ.get("WAYLAND_DISPLAY"))
    return platform.startswith("wayland") or (platform == "xcb" and wayland)


def may_leave_out_windows() -> bool:
    """Whether the system leaves out other programs' windows, silently, until somebody allows them."""
    return sys.platform == "darwin"


def is_empty(image: QImage) -> bool:
    """Whether it has one colour: systems that give no picture give a black one."""
    plain = QImage(image.size(), image.format())
    plain.fill(image.pixelColor(0, 0))
    return image == plain


def _plain(image: QImage) -> QImage:
    image.setDevicePixelRatio(1)
    return image.convertToFormat(QImage.Format.Format_RGB32)
