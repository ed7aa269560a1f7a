"""What the keyboard can do on the page that is shown, gathered from the page itself."""

from collections.abc import Iterable

from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QWidget

from desktop.theme import Space, Theme
from desktop.theme.widgets import Dialog, Label

Shortcut = tuple[str, QKeySequence]


def find_shortcuts(page: QWidget) -> list[Shortcut]:
    """Names and keys of the buttons, actions and shortcuts of a page that can be used now."""
    found: set[tuple[str, str]] = set()
    for button in page.findChildren(QAbstractButton):
        name = button.accessibleName() or button.text()
        if not button.shortcut().isEmpty() and name and button.isVisible():
            found.add((name, button.shortcut().toString()))
    for action in page.findChildren(QAction):
        if not action.shortcut().isEmpty() and action.text() and action.isVisible():
            found.add((action.text().replace("&", ""), action.shortcut().toString()))
    for shortcut in page.findChildren(QShortcut):
        parent = shortcut.parent()
        seen = not isinstance(parent, QWidget) or parent.isVisible()
        if not shortcut.key().isEmpty() and shortcut.whatsThis() and shortcut.isEnabled() and seen:
            found.add((shortcut.whatsThis(), shortcut.key().toString()))
    in_order = sorted(found, key=lambda entry: (entry[0].casefold(), entry[1]))
    return [(name, QKeySequence(keys)) for name, keys in in_order]


class ShortcutsDialog(Dialog):
    """Two lists: this page, and everywhere."""

    def __init__(
        self, theme: Theme, parent: QWidget, page: Iterable[Shortcut], everywhere: Iterable[Shortcut]
    ) -> None:
        super().__init__(theme, parent, "")
        self.heading.setText(self.tr("Keyboard shortcuts"))
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(Space.XL)
        grid.setVerticalSpacing(Space.S)
        grid.setColumnStretch(0, 1)
        self._add(grid, self.tr("On this page"), page)
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
            grid.addWidget(Label(title, "heading", parent=self), grid.rowCount(), 0, 1, 2)
        for name, texts in rows.items():
            row = grid.rowCount()
            grid.addWidget(Label(name, wrap=True, parent=self), row, 0)
            grid.addWidget(Label(", ".join(texts), "strong", parent=self), row, 1)
