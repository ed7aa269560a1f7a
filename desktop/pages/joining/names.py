"""The names of a class to choose one's own from, with a field that finds it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidgetItem, QWidget

from desktop.theme import Space, Theme, vbox
from desktop.theme.widgets import ItemList, Label, TextField
from relay.protocol.joining import RosterName

SEARCH_FROM = 10
"""With so many names one can search."""
ROWS = 8


class NameList(QWidget):
    """Names as plain text, of which one is chosen. Those in use say so, and can be chosen all the same."""

    chosen = Signal()
    """Another name is chosen, or none."""
    taken_up = Signal()
    """Enter or a double click: go on with this one."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._names: tuple[RosterName, ...] = ()
        self.search = TextField(theme, icon="search", clearable=True, parent=self)
        self.search.setPlaceholderText(self.tr("Find your name"))
        self.search.setAccessibleName(self.tr("Find your name"))
        self.list = ItemList(self)
        self.list.setAccessibleName(self.tr("Names of the class"))
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.nobody = Label(self.tr("No name here is written like that."), "muted", wrap=True, parent=self)
        vbox(self.search, self.list, self.nobody, on=self, gap=Space.S)
        self.search.textChanged.connect(self._find)
        self.search.returnPressed.connect(self._on_enter)
        self.list.itemSelectionChanged.connect(self.chosen)
        self.list.itemActivated.connect(self._on_activated)
        self.setFocusProxy(self.search)
        self.show_names(())

    def show_names(self, names: Sequence[RosterName]) -> None:
        """The names of the class, as the relay gave them."""
        self._names = tuple(names)
        self.list.clear()
        for name in self._names:
            words = self.tr("{name} · in use already").format(name=name.name) if name.taken else name.name
            QListWidgetItem(words, self.list).setData(Qt.ItemDataRole.UserRole, name.id)
        searching = len(self._names) >= SEARCH_FROM
        self.search.setVisible(searching)
        self.setFocusProxy(self.search if searching else self.list)
        row = max(self.list.sizeHintForRow(0), self._theme.px(20))
        self.list.setFixedHeight(row * min(max(len(self._names), 2), ROWS) + 2 * self.list.frameWidth() + 8)
        self._find()

    @property
    def name(self) -> RosterName | None:
        """The one that is chosen: by somebody, not just because the keyboard came by."""
        chosen = [item for item in self.list.selectedItems() if not item.isHidden()]
        wanted = chosen[0].data(Qt.ItemDataRole.UserRole) if chosen else None
        return next((name for name in self._names if name.id == wanted), None)

    def _find(self) -> None:
        wanted = self.search.text().casefold().split()
        found = 0
        for row, name in enumerate(self._names):
            fits = all(word in name.name.casefold() for word in wanted)
            self.list.item(row).setHidden(not fits)
            found += fits
        if found == 1 and len(self._names) > 1:
            only = next(r for r in range(self.list.count()) if not self.list.item(r).isHidden())
            self.list.setCurrentRow(only)
        self.nobody.setVisible(found == 0)
        self.list.setVisible(found > 0)
        self.chosen.emit()

    def _on_activated(self, item: QListWidgetItem) -> None:
        if item.isSelected():
            self.taken_up.emit()
        else:
            item.setSelected(True)

    def _on_enter(self) -> None:
        if self.name is not None:
            self.taken_up.emit()
        else:
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)
