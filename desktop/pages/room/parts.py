"""F6 goes through the parts of a room, into each where the keyboard was last, and Tab through all in them."""

from collections.abc import Callable, Iterator, Sequence

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from desktop.theme import in_tab_order
from desktop.theme.widgets import FlowRow, announce

Part = tuple[str, QWidget]
"""Its name, for screen readers, and what it is made of."""


def takes_keyboard(part: QWidget) -> Iterator[QWidget]:
    """What the Tab key reaches inside a part now."""
    return filter(_takes, (part, *part.findChildren(QWidget)))


class PartsOfRoom(QObject):
    """Moves the keyboard from part to part of a page."""

    def __init__(self, page: QWidget, parts: Callable[[], Sequence[Part]]) -> None:
        """``parts``: those that are in sight now, in the order in which one reads them."""
        super().__init__(page)
        self._page, self._parts = page, parts
        self._last: dict[QWidget, QWidget] = {}
        """Where the keyboard was in each part."""
        for keys, name, step in (
            ("F6", self.tr("Next part of the room"), 1),
            ("Shift+F6", self.tr("Part of the room before"), -1),
        ):
            shortcut = QShortcut(QKeySequence(keys), page)
            shortcut.setWhatsThis(name)
            shortcut.activated.connect(lambda step=step: self.go(step))

    def go(self, step: int) -> None:
        """Goes so many parts on, or back."""
        parts = [part for part in self._parts() if next(takes_keyboard(part[1]), None) is not None]
        if not parts:
            return
        focus: QWidget | None = self._page.window().focusWidget()
        here = None
        if focus is not None:
            here = next((n for n, (_, part) in enumerate(parts) if _holds(part, focus)), None)
        if here is not None and focus is not None:
            self._last[parts[here][1]] = focus
        if here is None:
            here = -1 if step > 0 else 0
        name, part = parts[(here + step) % len(parts)]
        target = self._last.get(part)
        if target is None or not isValid(target) or not target.isVisible() or not target.isEnabled():
            target = next(takes_keyboard(part))
        target.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if name:
            announce(part, name)

    def tab(self, step: int) -> bool:
        """To the next thing that takes the keyboard, or the one before; False: it is in no part."""
        chain = _chain_of(self._page.window())
        order = [one for _, part in self._parts() for one in _within(part, chain)]
        here: QWidget | None = self._page.window().focusWidget()
        if here is None or here not in order:
            return False
        order += [one for one in chain if not self._page.isAncestorOf(one)]
        reason = Qt.FocusReason.TabFocusReason if step > 0 else Qt.FocusReason.BacktabFocusReason
        order[(order.index(here) + step) % len(order)].setFocus(reason)
        return True


def _chain_of(window: QWidget) -> list[QWidget]:
    """What takes the keyboard in a window, in Qt's order, which is mostly that in which it was made."""
    chain: list[QWidget] = []
    widget = window
    while (widget := in_tab_order(widget)) is not window:
        if _takes(widget):
            chain.append(widget)
    return chain


def _within(part: QWidget, chain: Sequence[QWidget]) -> Iterator[QWidget]:
    """In a row of buttons as they stand, elsewhere as they were made."""
    if isinstance(part, FlowRow):
        for item in part.flow.shown():
            if (widget := item.widget()) is not None:
                yield from _within(widget, chain)
    else:
        yield from (one for one in chain if _holds(part, one))


def _takes(widget: QWidget) -> bool:
    tab = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    return bool(tab) and widget.isVisible() and widget.isEnabled() and widget.focusProxy() is None


def _holds(part: QWidget, widget: QWidget) -> bool:
    return part is widget or part.isAncestorOf(widget)
