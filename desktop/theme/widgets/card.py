"""A rounded frame for things that belong together, with an optional heading."""

from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QFrame, QWidget

from desktop.theme.boxes import hbox, vbox
from desktop.theme.theme import Ink, Theme
from desktop.theme.tokens import Space
from desktop.theme.widgets.badge import Badge
from desktop.theme.widgets.label import ElidedLabel, Picture
from resources import IconName


class Card(QFrame):
    """A card; add what it holds to `body`."""

    def __init__(
        self,
        theme: Theme,
        title: str = "",
        *,
        icon: IconName | None = None,
        ink: Ink = "muted",
        count: int | None = None,
        tight: bool = False,
        flat: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """``tight``: it leaves less free; ``flat``: it stands in a frame that is there already."""
        super().__init__(parent)
        self.setProperty("look", "" if flat else "card")
        margins = (Space.M, Space.S, Space.M, Space.S) if tight else (Space.L, Space.M, Space.L, Space.M)
        gap = Space.XS if tight else Space.M
        whole = vbox(on=self, gap=Space.S if flat else gap, margins=0 if flat else margins)
        self._header = QWidget(self)
        row = hbox(on=self._header, gap=Space.S)
        self._picture = Picture(theme, icon, ink, 18, parent=self._header) if icon else None
        if self._picture:
            row.addWidget(self._picture)
        self._title = ElidedLabel(title, "heading", parent=self._header)
        row.addWidget(self._title)
        self._count = Badge(theme, "neutral", parent=self._header)
        row.addWidget(self._count)
        row.addStretch(1)
        self._trailing = row
        self._header.setMinimumHeight(28)
        whole.addWidget(self._header)
        self.body = vbox(gap=Space.S)
        whole.addLayout(self.body, 1)
        self._header.setVisible(bool(title))
        self.set_count(count)

    def set_title(self, title: str) -> None:
        """Changes the heading; an empty one goes away."""
        self._title.setText(title)
        self._header.setVisible(bool(title))

    def set_icon(self, icon: IconName, ink: Ink | None = None) -> None:
        """Changes the heading's icon, if it was made with one."""
        if self._picture:
            self._picture.set(icon, ink)

    def set_count(self, count: int | None) -> None:
        self._count.setVisible(count is not None)
        if count is not None:
            self._count.set("neutral", QLocale().toString(count))

    def add_trailing(self, widget: QWidget) -> None:
        """Puts a button or a note at the heading's far end."""
        self._trailing.addWidget(widget)
        self._header.setVisible(True)


def set_boxed(widget: QWidget, boxed: bool) -> None:
    """Whether something stands in a frame already: its cards then have none of their own."""
    if bool(widget.property("boxed")) is not boxed:
        widget.setProperty("boxed", boxed)
        for card in widget.findChildren(Card, options=Qt.FindChildOption.FindDirectChildrenOnly):
            card.style().unpolish(card)
            card.style().polish(card)
