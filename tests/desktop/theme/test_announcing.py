"""What a screen reader is given to say comes from something that is seen."""

from types import SimpleNamespace

import pytest
from PySide6.QtGui import QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop.theme.widgets import announce, paint


def test_the_window_says_what_is_shown_only_later(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[tuple[object, str]] = []

    def update(event: QAccessibleAnnouncementEvent) -> None:
        said.append((event.object(), event.message()))

    monkeypatch.setattr(paint, "QAccessible", SimpleNamespace(updateAccessibility=update))
    window = QWidget()
    qtbot.addWidget(window)
    seen, hidden = QLabel("seen", window), QLabel("hidden", window)
    hidden.hide()
    window.show()
    announce(seen, "here")
    announce(hidden, "soon")
    assert said == [(seen, "here"), (window, "soon")]
