"""What holds on every page, looked for in whatever a window shows now."""

from collections import Counter
from collections.abc import Iterator

from PySide6.QtCore import QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QScrollBar,
    QTabBar,
    QWidget,
)

WHERE = (Qt.ShortcutContext.WindowShortcut, Qt.ShortcutContext.ApplicationShortcut)


def keys_of(window: QWidget) -> Iterator[tuple[str, str]]:
    """Each key that works in the whole window now, and what it does."""
    for button in window.findChildren(QAbstractButton):
        if not button.shortcut().isEmpty() and button.isVisible():
            yield button.shortcut().toString(), button.accessibleName() or button.text()
    for action in window.findChildren(QAction):
        on = (action.parent(), *action.associatedObjects())  # an entry of a menu works from its button
        if action.shortcutContext() in WHERE and action.isEnabled() and any(map(_seen, on)):
            yield from [(keys.toString(), action.text()) for keys in action.shortcuts()]
    for shortcut in window.findChildren(QShortcut):
        if shortcut.context() in WHERE and shortcut.isEnabled() and _seen(shortcut.parent()):
            yield shortcut.key().toString(), shortcut.whatsThis()


def _seen(parent: QObject | None) -> bool:
    return not isinstance(parent, QWidget) or parent.isVisible()


def doubles(window: QWidget) -> list[str]:
    """Keys that mean two things now, of which Qt then does neither."""
    return [keys for keys, count in Counter(keys for keys, _ in keys_of(window)).items() if count > 1]


def value_of(box: QWidget) -> object:
    """What is chosen in a box."""
    if isinstance(box, QComboBox | QTabBar):
        return box.currentIndex()
    if isinstance(box, QAbstractSlider):
        return box.value()
    return box.text() if isinstance(box, QAbstractSpinBox) else None


def turned_by_the_wheel(window: QWidget) -> list[QWidget]:
    """Boxes that a notch of the wheel over them has changed, though nobody had gone into them."""
    boxes: list[QWidget] = [
        *window.findChildren(QComboBox),
        *window.findChildren(QAbstractSpinBox),
        *(one for one in window.findChildren(QAbstractSlider) if not isinstance(one, QScrollBar)),
        *window.findChildren(QTabBar),
    ]
    changed = []
    for box in boxes:
        if not box.isVisible() or not box.isEnabled():
            continue
        focus, before = QApplication.focusWidget(), value_of(box)
        for notch in (-120, 120):
            at = QPointF(box.rect().center())
            event = QWheelEvent(
                at,
                QPointF(box.mapToGlobal(box.rect().center())),
                QPoint(0, 0),
                QPoint(0, notch),
                Qt.MouseButton.NoButton,
                Qt.KeyboardModifier.NoModifier,
                Qt.ScrollPhase.NoScrollPhase,
                False,
            )
            QApplication.sendEvent(box, event)
            if value_of(box) != before or QApplication.focusWidget() is not focus:
                changed.append(box)
                break
    return changed


def listed(rows: list[tuple[str, QKeySequence]]) -> list[str]:
    """The keys of a list of shortcuts."""
    return [keys.toString() for _, keys in rows]
