"""The lesson that waits: what it says, how it counts down, and that it goes when it is over."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QMainWindow

from desktop.parts.waiting_lesson import WaitingLesson, lesson_name
from desktop.theme import Theme


@pytest.fixture
def card(theme: Theme, qapp: object) -> Iterator[WaitingLesson]:
    window = QMainWindow()
    made = WaitingLesson(theme, window)
    window.setCentralWidget(made)
    made.hide()
    window.show()
    yield made
    made.stop()
    window.close()
    window.deleteLater()


def test_it_counts_down_and_goes_when_that_is_over(card: WaitingLesson) -> None:
    now, over = [0], []
    card.over.connect(lambda: over.append(True))
    card.show_lesson("Physics 10b · Pulleys", "", until=580_000, now=lambda: now[0])
    assert card.isVisible()
    assert card.title.text() == "Your lesson is waiting: Physics 10b · Pulleys"
    assert card.sentence.text() == "It is paused; 9:40 left before it ends."
    now[0] = 579_001
    card._ticking.timeout.emit()
    assert card.sentence.text() == "It is paused; 0:01 left before it ends."
    assert over == []
    now[0] = 580_000
    card._ticking.timeout.emit()
    assert over == [True]
    assert not card.isVisible()
    card._ticking.timeout.emit()
    assert over == [True]


def test_one_that_is_not_paused_says_how_it_stands(card: WaitingLesson) -> None:
    card.show_lesson("Physics", "It goes on.")
    card._ticking.timeout.emit()
    assert card.sentence.text() == "It goes on."
    assert card.button.button.accessibleName() == "Go back in: Physics"
    card.clear()
    assert not card.isVisible()


def test_a_title_that_begins_with_the_class_says_both() -> None:
    assert lesson_name("Physics 10b", "Pulleys") == "Physics 10b · Pulleys"
    assert lesson_name("Physics 10b", "Physics 10b · 1 May 2026") == "Physics 10b · 1 May 2026"
    assert lesson_name("", "Pulleys") == "Pulleys"
