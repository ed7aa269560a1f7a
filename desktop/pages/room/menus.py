"""The bar's menus *Show*, *Ask* and *More*: each is there while a panel has entries for it."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QFontMetrics, QKeySequence, QPainter
from PySide6.QtWidgets import QMenu, QWidget

from desktop.features.panel import Menu, MenuEntry
from desktop.theme import Ink, Space, Theme
from desktop.theme.widgets import Button, DigitMenu, Kind, visual
from resources import IconName

ICONS: dict[Menu, IconName] = {"show": "monitor-up", "ask": "circle-help", "more": "ellipsis"}
KINDS: dict[Menu, Kind] = {"show": "primary"}
KEYS: dict[Menu, str] = {"ask": "Ctrl+P"}
"""Of those that one opens in the middle of a lesson."""
CHEVRON, LABEL_WIDE = 16, 320


class MenuButton(Button):
    """Opens its menu above itself. What it offers changes only while the menu is closed."""

    def __init__(self, theme: Theme, menu: Menu, parent: QWidget) -> None:
        kind, keys = KINDS.get(menu, "secondary"), KEYS.get(menu, "")
        super().__init__(theme, "", kind, icon=ICONS[menu], shortcut=keys, parent=parent)
        words: dict[Menu, str] = {"show": self.tr("Show"), "ask": self.tr("Ask"), "more": self.tr("More")}
        self.setText(words[menu])
        self._entries: list[MenuEntry] = []
        self._next: Sequence[MenuEntry] | None = None
        self._actions: list[QAction] = []
        """One for each entry."""
        self._inner: dict[str, QMenu] = {}
        self.menu_shown = DigitMenu(self)
        self.menu_shown.setAccessibleName(words[menu])
        self.menu_shown.aboutToHide.connect(self._take_next, Qt.ConnectionType.QueuedConnection)
        self._drawn = False
        """The entries have their icons: they are drawn when somebody opens the menu."""
        self.clicked.connect(self._open)
        theme.changed.connect(self._make)
        self.hide()

    def set_entries(self, entries: Sequence[MenuEntry]) -> None:
        """Offers these from now on, or once the menu is closed; with none the button goes away."""
        self._next = entries
        if not self.menu_shown.isVisible():
            self._take_next()

    def _take_next(self) -> None:
        if self._next is None:
            return
        entries, self._next = list(self._next), None
        before = [_looks(entry) for entry in self._entries]
        self._entries = entries
        self.setVisible(bool(entries))
        if [_looks(entry) for entry in entries] != before:
            self._make()

    def _make(self) -> None:
        for action in self._actions:
            self.removeAction(action)
        self._actions.clear()
        self.menu_shown.clear()
        self.menu_shown.keys.clear()
        for inner in self._inner.values():
            inner.deleteLater()
        self._inner.clear()
        self._drawn = False
        metrics = QFontMetrics(self.theme.font("body"))
        for number, entry in enumerate(self._entries):
            label = metrics.elidedText(entry.label, Qt.TextElideMode.ElideMiddle, self.theme.px(LABEL_WIDE))
            label = label.replace("&", "&&")
            action = QAction(f"{label}\t{entry.key}" if entry.key else label, self.menu_shown)
            if entry.key:
                self.menu_shown.keys[entry.key] = action
            action.setShortcut(QKeySequence(entry.shortcut))
            action.setCheckable(entry.checked)  # for screen readers
            action.setChecked(entry.checked)
            action.triggered.connect(partial(self._do, number))
            self._actions.append(action)
            self._menu_for(entry).addAction(action)
            self.addAction(action)  # so that its keys work while the menu is closed

    def _menu_for(self, entry: MenuEntry) -> QMenu:
        if not entry.under:
            return self.menu_shown
        if entry.under not in self._inner:
            words = entry.under.replace("&", "&&")
            inner = self._inner[entry.under] = QMenu(words, self.menu_shown)
            self.menu_shown.addMenu(inner)
        return self._inner[entry.under]

    def _draw(self) -> None:
        if self._drawn:
            return
        self._drawn = True
        for action, entry in zip(self._actions, self._entries, strict=True):
            action.setIcon(self.theme.icon("check" if entry.checked else entry.icon, "muted"))
            if entry.under and (inner := self._inner[entry.under]).icon().isNull():
                inner.setIcon(self.theme.icon(entry.icon, "muted"))

    def _do(self, number: int, _checked: bool = False) -> None:
        self._actions[number].setChecked(self._entries[number].checked)  # a click changes nothing
        self._entries[number].do()

    def _open(self) -> None:
        self._draw()
        size = self.menu_shown.sizeHint()
        left = self.width() - size.width() if self.isRightToLeft() else 0
        self.menu_shown.popup(self.mapToGlobal(QPoint(left, -size.height())))

    def _hint(self, with_words: bool) -> QSize:
        """With room for the sign that there is a menu, where there is room for words."""
        sign = self.theme.px(CHEVRON) + Space.XS if with_words else 0
        return super()._hint(with_words) + QSize(sign, 0)

    def _paint_content(self, painter: QPainter, ink: Ink) -> None:
        if self.compact:
            super()._paint_content(painter, ink)
            return
        side = self.theme.px(CHEVRON)
        aside = (side + Space.XS) // 2
        painter.translate(aside if self.isRightToLeft() else -aside, 0)
        super()._paint_content(painter, ink)
        painter.resetTransform()
        at = visual(self, QRect(self.width() - side - Space.M, (self.height() - side) // 2, side, side))
        sign: Ink = ink if self.kind == "primary" else "muted"
        pixmap = self.theme.pixmap("chevron-up", sign, CHEVRON, density=self.devicePixelRatioF())
        painter.drawPixmap(QRectF(at), pixmap, QRectF(pixmap.rect()))


def _looks(entry: MenuEntry) -> tuple[object, ...]:
    return entry.label, entry.icon, entry.shortcut, entry.key, entry.checked, entry.under
