"""Pictures of screens that programs may look at themselves; and which those are."""

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QWidget

from desktop.screenshots.taking import is_empty, needs_portal, take_screens


async def test_what_is_on_the_screen_is_on_its_picture(qapp: QApplication) -> None:
    window = QWidget()
    window.setStyleSheet("background: #ff8800")
    window.setGeometry(40, 40, 200, 100)
    window.show()
    screen = window.screen()
    (picture,) = await take_screens(screen)
    window.close()
    assert picture.image.format() == QImage.Format.Format_RGB32
    assert picture.image.size() == screen.size() * screen.devicePixelRatio()
    assert picture.image.devicePixelRatio() == 1


@pytest.mark.parametrize(
    ("platform", "session", "display", "needs"),
    [
        ("xcb", "x11", "", False),
        ("xcb", "wayland", "", True),
        ("xcb", "", "wayland-0", True),
        ("wayland", "", "", True),
        ("wayland-egl", "wayland", "wayland-0", True),
        ("windows", "", "", False),
        ("cocoa", "", "", False),
        ("offscreen", "wayland", "wayland-0", False),
    ],
)
def test_wayland_has_a_portal_for_it_also_for_programs_of_x11(
    monkeypatch: pytest.MonkeyPatch, platform: str, session: str, display: str, needs: bool
) -> None:
    monkeypatch.setenv("XDG_SESSION_TYPE", session)
    monkeypatch.setenv("WAYLAND_DISPLAY", display)
    assert needs_portal(platform) is needs


def test_a_picture_of_one_colour_is_empty() -> None:
    image = QImage(301, 77, QImage.Format.Format_RGB32)
    image.fill(QColor("#000000"))
    assert is_empty(image)
    image.setPixelColor(300, 76, QColor("#000001"))
    assert not is_empty(image)
