"""What Tab comes to next can be asked of Qt without anybody being kept for it."""

import gc
import weakref
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget
from shiboken6 import isValid

import desktop
from desktop.theme import in_tab_order


def end(widget: QWidget) -> None:
    widget.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.mark.parametrize("forward", [True, False])
def test_nothing_keeps_what_stood_beside_a_widget_that_went(qapp: QApplication, forward: bool) -> None:
    window = QWidget()
    first, page, last = QWidget(window), QWidget(window), QWidget(window)
    kept = weakref.ref(page)
    asked = first if forward else last
    assert in_tab_order(asked, forward=forward) is page
    end(asked)
    assert in_tab_order(window, forward=forward) is page
    assert page.parentWidget() is window
    end(page)
    del page
    gc.collect()
    assert kept() is None


def test_the_order_is_qts_and_a_window_stays_its_own(qapp: QApplication) -> None:
    window = QWidget()
    scroll = QScrollArea(window)
    inside = QWidget()
    scroll.setWidget(inside)
    there, back = around(window, forward=True), around(window, forward=False)
    assert there == back[::-1]
    assert there[0] is scroll
    assert inside in there
    end(scroll)
    assert isValid(window)
    assert around(window, forward=True) == []


def around(window: QWidget, *, forward: bool) -> list[QWidget]:
    met, here = list[QWidget](), window
    while (here := in_tab_order(here, forward=forward)) is not window:
        met.append(here)
    return met


def test_nobody_else_asks_qt() -> None:
    folder = Path(desktop.__path__[0])
    asking = [file.name for file in folder.rglob("*.py") if "InFocusChain" in file.read_text("utf-8")]
    assert asking == ["tab_order.py"]
