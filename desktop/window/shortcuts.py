"""What the keyboard can do on the page that is shown, gathered from the page itself."""

from collections.abc import Iterable

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QWidget

from desktop.parts.window_page import WindowPage
from desktop.theme import Space, Theme
from desktop.theme.widgets import Dialog, Label

Shortcut = tuple[str, QKeySequence]
IN_A_PART = (Qt.ShortcutContext.WidgetShortcut, Qt.ShortcutContext.WidgetWithChildrenShortcut)


def find_shortcuts(page: QWidget) -> list[Shortcut]:
    """Names and keys of a page's buttons, actions and shortcuts that can be used now, wherever one is."""
    found: set[tuple[str, str]] = set()
    for button in page.findChildren(QAbstractButton):
        name = button.accessibleName() or button.text()
        if not button.shortcut().isEmpty() and name and button.isVisible():
            found.add((name, button.shortcut().toString()))
    for action in page.findChildren(QAction):
        if not action.shortcut().isEmpty() and action.text() and action.isVisible():
            found.add((action.text().replace("&", ""), action.shortcut().toString()))
    for shortcut in _shortcuts(page):
        if shortcut.context() not in IN_A_PART:
            found.add((shortcut.whatsThis(), shortcut.key().toString()))
    return _in_order(found)


def find_keys_of_parts(page: QWidget) -> dict[str, list[Shortcut]]:
    """The keys that work while the keyboard is in a part of the page, by the part's name."""
    found: dict[str, set[tuple[str, str]]] = {}
    for shortcut in _shortcuts(page):
        if shortcut.context() in IN_A_PART:
            part = _name_of(shortcut.parent())
            found.setdefault(part, set()).add((shortcut.whatsThis(), shortcut.key().toString()))
    return {part: _in_order(keys) for part, keys in sorted(found.items())}


def _shortcuts(page: QWidget) -> Iterable[QShortcut]:
    """Those of the page that have a name and can be used now."""
    for shortcut in page.findChildren(QShortcut):
        parent = shortcut.parent()
        seen = not isinstance(parent, QWidget) or parent.isVisible()
        if not shortcut.key().isEmpty() and shortcut.whatsThis() and shortcut.isEnabled() and seen:
            yield shortcut


def _name_of(part: QObject | None) -> str:
    while isinstance(part, QWidget):
        if part.accessibleName():
            return part.accessibleName()
        part = part.parentWidget()
    return ""


def _in_order(found: Iterable[tuple[str, str]]) -> list[Shortcut]:
    in_order = sorted(found, key=lambda entry: (entry[0].casefold(), entry[1]))
    return [(name, QKeySequence(keys)) for name, keys in in_order]


class ShortcutsDialog(Dialog):
    """The table of keys: of this page, of each of its parts, and everywhere."""

    def __init__(
        self, theme: Theme, parent: QWidget, page: WindowPage | None, everywhere: Iterable[Shortcut]
    ) -> None:
        super().__init__(theme, parent)
        self.set_title(self.tr("Keyboard shortcuts"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(Space.XL)
        grid.setVerticalSpacing(Space.S)
        grid.setColumnStretch(0, 1)
        if page is not None:
            further = [(name, QKeySequence(keys)) for name, keys in page.further_keys()]
            self._add(grid, self.tr("On this page"), (*find_shortcuts(page), *further))
            for part, keys in find_keys_of_parts(page).items():
                words = self.tr("While the keyboard is in “{part}”")
                self._add(grid, words.format(part=part), keys)
        moving = (self.tr("Move between controls"), QKeySequence("Tab"))
        messages = (self.tr("Go to the newest message"), QKeySequence("F8"))
        self._add(grid, self.tr("Everywhere"), (*everywhere, moving, messages))
        self.body.addLayout(grid)
        close = self.add_button(self.tr("Close"), closes="reject", default=True)
        self.focus_first(close)
        self.finished.connect(self.deleteLater)

    def _add(self, grid: QGridLayout, title: str, shortcuts: Iterable[Shortcut]) -> None:
        rows: dict[str, list[str]] = {}
        for name, keys in shortcuts:
            rows.setdefault(name, []).append(keys.toString(QKeySequence.SequenceFormat.NativeText))
        if rows:
            grid.addWidget(Label(title, "heading", wrap=True, parent=self), grid.rowCount(), 0, 1, 2)
        for name, texts in rows.items():
            row = grid.rowCount()
            grid.addWidget(Label(name, wrap=True, parent=self), row, 0)
            grid.addWidget(Label(", ".join(texts), "strong", parent=self), row, 1)
