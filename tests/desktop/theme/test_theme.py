"""The Theme object: modes, the system's own scheme, text size, icons."""

import os
import subprocess
import sys

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFontInfo, QPalette
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.theme import TextRole, Theme
from desktop.theme.tokens import DARK, LIGHT
from desktop.theme.widgets import Button, Label
from resources import ICON_NAMES, IconName
from tests.patience import PATIENCE


def test_inter_is_loaded_in_its_weights(theme: Theme) -> None:
    weights: dict[TextRole, int] = {"body": 400, "heading": 600, "title": 700}
    for role, weight in weights.items():
        info = QFontInfo(theme.font(role))
        assert (info.family(), info.weight()) == ("Inter", weight)


def test_modes_change_colours_and_say_so(theme: Theme, qtbot: QtBot, qapp: QApplication) -> None:
    with qtbot.waitSignal(theme.changed):
        theme.apply("dark", 1.0)
    assert theme.colours is DARK
    assert qapp.palette().color(QPalette.ColorRole.Window).name() == DARK.window
    assert qapp.palette().color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text).name() == DARK.faint


def test_system_mode_follows_the_system_live(theme: Theme, qtbot: QtBot, qapp: QApplication) -> None:
    theme.apply("system", 1.0)
    hints = qapp.styleHints()
    with qtbot.waitSignal(theme.changed):
        hints.colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert theme.colours is DARK
    with qtbot.waitSignal(theme.changed):
        hints.colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert theme.colours is LIGHT


def test_a_chosen_mode_ignores_the_system(theme: Theme, qapp: QApplication) -> None:
    theme.apply("light", 1.0)
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert theme.colours is LIGHT


def test_text_size_reaches_fonts_labels_and_buttons(theme: Theme, qtbot: QtBot) -> None:
    label, button = Label("Words", "title"), Button(theme, "Press")
    qtbot.addWidget(label)
    qtbot.addWidget(button)
    label.ensurePolished()
    small, low = label.fontInfo().pixelSize(), button.sizeHint().height()
    theme.apply("light", 2.0)
    label.ensurePolished()
    assert theme.font().pixelSize() == 28
    assert label.fontInfo().pixelSize() == 2 * small
    assert button.sizeHint().height() == 2 * low


def test_other_colours_style_each_widget_once_or_twice_however_deep_it_is(theme: Theme, qtbot: QtBot) -> None:
    inside = outermost = QWidget()
    qtbot.addWidget(outermost)
    for _ in range(12):
        inside = QWidget(inside)
    label = Label("Words", parent=inside)
    outermost.show()
    styled: list[QEvent.Type] = []

    class Counted(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.StyleChange:
                styled.append(event.type())
            return False

    counted = Counted()
    label.installEventFilter(counted)
    theme.apply("dark", 1.0)
    assert label.palette().color(QPalette.ColorRole.WindowText).name() == DARK.text
    assert 1 <= len(styled) <= 4


@pytest.mark.parametrize(("asked", "given"), [(0.1, 0.85), (1.3, 1.3), (9.0, 2.0)])
def test_text_size_has_bounds(theme: Theme, asked: float, given: float) -> None:
    theme.apply("light", asked)
    assert theme.text_scale == given


def test_things_to_press_are_large_enough_at_the_smallest_text(theme: Theme, qtbot: QtBot) -> None:
    theme.apply("light", 0.85)
    button = Button(theme, "x", small=True)
    qtbot.addWidget(button)
    assert min(button.sizeHint().width(), button.sizeHint().height()) >= 32


def test_icons_take_the_colour_and_are_sharp(theme: Theme) -> None:
    for density in (1.0, 1.5, 2.0, 3.0):
        pixmap = theme.pixmap("square", "danger", 16, density=density)
        assert pixmap.width() == round(16 * density)
        image = pixmap.toImage()
        seen = {image.pixelColor(x, image.height() // 2).name() for x in range(image.width())
                if image.pixelColor(x, image.height() // 2).alpha() == 255}  # fmt: skip
        assert seen <= {theme.colours.danger}


@pytest.mark.parametrize(("factor", "widths"), [("1", {16}), ("1.5", {16, 32}), ("3", {16, 48})])
def test_icons_are_drawn_for_the_screens_there_are(factor: str, widths: set[int]) -> None:
    code = (
        "from PySide6.QtWidgets import QApplication; from desktop.theme import Theme; "
        "app = QApplication([]); "
        "sizes = Theme(app).icon('square', 'danger', 16).availableSizes(); "
        "print(*(size.width() for size in sizes))"
    )
    words = [sys.executable, "-c", code]
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": factor}
    run = subprocess.run(words, env=environment, capture_output=True, text=True, check=True, timeout=PATIENCE)
    assert {int(width) for width in run.stdout.split()} == widths


def test_icons_are_drawn_once_and_anew_after_a_change(theme: Theme) -> None:
    first = theme.pixmap("bell").cacheKey()
    assert theme.pixmap("bell").cacheKey() == first
    theme.apply("dark", 1.0)
    assert theme.pixmap("bell").cacheKey() != first


def test_every_icon_draws_something(theme: Theme) -> None:
    for name in ICON_NAMES:
        image = theme.pixmap(name, size=24).toImage()
        assert any(image.pixelColor(x, y).alpha() for x in range(24) for y in range(24)), name


def test_icons_that_point_are_mirrored_and_others_not(theme: Theme) -> None:
    turns: dict[IconName, bool] = {"arrow-left": True, "search": False}
    for name, turned in turns.items():
        plain = theme.pixmap(name).toImage()
        mirrored = theme.pixmap(name, mirrored=True).toImage()
        assert (plain != mirrored) is turned
        assert (plain.flipped(Qt.Orientation.Horizontal) == mirrored) is turned
