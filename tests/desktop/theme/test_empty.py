"""What a page shows while it has nothing else: its words are more than its picture."""

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from desktop.theme import Theme
from desktop.theme.widgets import EmptyState


@pytest.mark.parametrize("stretch", [0, 1])
def test_the_picture_gives_way_where_it_is_low_and_comes_back(
    theme: Theme, qapp: QApplication, stretch: int
) -> None:
    page = QWidget()
    column = QVBoxLayout(page)
    empty = EmptyState(theme, "bell", "Nothing is here yet", "A sentence about it.", "Do it", parent=page)
    empty.set("bell", "Nothing is here yet", "A sentence about it.", "Do it", "Something else")
    column.addWidget(empty, stretch)
    page.resize(400, 600)
    page.show()
    QTest.qWait(0)
    assert empty._disc.isVisible()
    assert empty.other.isVisible()
    empty.setFixedHeight(empty.heightForWidth(empty.width()) - 40)
    QTest.qWait(0)
    assert not empty._disc.isVisible()
    assert empty._sentence.height() >= empty._sentence.heightForWidth(empty._sentence.width())
    empty.setMinimumHeight(0)
    empty.setMaximumHeight(10_000)
    empty.setFixedHeight(500)
    QTest.qWait(0)
    assert empty._disc.isVisible()
    page.hide()
    page.deleteLater()


def test_each_of_its_buttons_says_which(theme: Theme, qapp: QApplication) -> None:
    empty = EmptyState(theme, "bell", "Nothing is here yet")
    said: list[str] = []
    empty.acted.connect(lambda: said.append("first"))
    empty.acted_otherwise.connect(lambda: said.append("other"))
    empty.set("bell", "Nothing is here yet", "", "Do it", "Something else")
    empty.other.click()
    empty.action.click()
    assert said == ["other", "first"]
    empty.deleteLater()
