"""What the keyboard can do on the page that is shown, gathered from the page itself."""

from collections.abc import Iterable

from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QWidget

from desktop.theme import Space, Theme
from desktop.theme.widgets import Dialog, Label

Shortcut = tuple[str, QKeySequence]


def find_shortcuts(page: QWidget) -> list[Shortcut]:
    """Names and keys of the buttons, actions and shortcuts of a page that can be used now."""
    found: dict[str, Shortcut] = {}
    for button in page.findChildren(QAbstractButton):
        name = button.accessibleName() or button.text()
        if not button.shortcut().isEmpty() and name and button.isVisible():
            found[button.shortcut().toString()] = (name, button.shortcut())
    for action in page.findChildren(QAction):
        if not action.shortcut().isEmpty() and action.text() and action.isVisible():
            found[action.shortcut().toString()] = (action.text().replace("&", ""), action.shortcut())
    for shortcut in page.findChildren(QShortcut):
        if not shortcut.key().isEmpty() and shortcut.whatsThis() and shortcut.isEnabled():
            found[shortcut.key().toString()] = (shortcut.whatsThis(), shortcut.key())
    return sorted(found.values(), key=lambda entry: entry[0].casefold())


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
        self._add(grid, self.tr("Everywhere"), everywhere)
        back = (self.tr("Back"), QKeySequence("Esc"))
        moving = (self.tr("Move between controls"), QKeySequence("Tab"))
        messages = (self.tr("Go to the newest message"), QKeySequence("F8"))
        self._add(grid, "", (back, moving, messages))
        self.body.addLayout(grid)
        close = self.add_button(self.tr("Close"), closes="reject", default=True)
        self.focus_first(close)
        self.finished.connect(self.deleteLater)

    def _add(self, grid: QGridLayout, title: str, shortcuts: Iterable[Shortcut]) -> None:
        rows = list(shortcuts)
        if title and rows:
            grid.addWidget(Label(title, "heading", parent=self), grid.rowCount(), 0, 1, 2)
        for name, keys in rows:
            row = grid.rowCount()
            grid.addWidget(Label(name, wrap=True, parent=self), row, 0)
            text = keys.toString(QKeySequence.SequenceFormat.NativeText)
            grid.addWidget(Label(text, "strong", parent=self), row, 1)
