"""A rounded frame for things that belong together, with an optional heading."""

from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QFrame, QWidget

from desktop.theme.boxes import hbox, vbox
from desktop.theme.theme import Ink, Theme
from desktop.theme.tokens import Space
from desktop.theme.widgets.badge import Badge
from desktop.theme.widgets.label import ElidedLabel, Picture
from resources import IconName


class _Heading(QWidget):
    """A title with an icon before it, a number behind it, and what stands at the far end."""

    def __init__(self, theme: Theme, icon: IconName | None, ink: Ink, parent: QWidget) -> None:
        super().__init__(parent)
        self.trailing = hbox(on=self, gap=Space.S)
        self.picture = Picture(theme, icon, ink, 18, parent=self) if icon else None
        if self.picture:
            self.trailing.addWidget(self.picture)
        self.title = ElidedLabel("", "heading", parent=self)
        self.trailing.addWidget(self.title)
        self.count = Badge(theme, "neutral", parent=self)
        self.count.hide()
        self.trailing.addWidget(self.count)
        self.trailing.addStretch(1)
        self.setMinimumHeight(28)
        self.hide()


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
        self._made_of: tuple[Theme, IconName | None, Ink] = theme, icon, ink
        self.setProperty("look", "" if flat else "card")
        margins = (Space.M, Space.S, Space.M, Space.S) if tight else (Space.L, Space.M, Space.L, Space.M)
        gap = Space.XS if tight else Space.M
        self._whole = vbox(on=self, gap=Space.S if flat else gap, margins=0 if flat else margins)
        self._made: _Heading | None = None
        self.body = vbox(gap=Space.S)
        self._whole.addLayout(self.body, 1)
        if title:
            self.set_title(title)
        if count is not None:
            self.set_count(count)

    @property
    def _heading(self) -> _Heading:
        """Made when there is something to say in it: many cards never have any."""
        if self._made is None:
            self._made = _Heading(*self._made_of, self)
            self._whole.insertWidget(0, self._made)
        return self._made

    def set_title(self, title: str) -> None:
        """Changes the heading; an empty one goes away."""
        if title or self._made is not None:
            self._heading.title.setText(title)
            self._heading.setVisible(bool(title))

    def set_icon(self, icon: IconName, ink: Ink | None = None) -> None:
        """Changes the heading's icon, if it was made with one."""
        if self._made_of[1] and self._heading.picture:
            self._heading.picture.set(icon, ink)

    def set_count(self, count: int | None) -> None:
        if count is not None or self._made is not None:
            self._heading.count.setVisible(count is not None)
        if count is not None:
            self._heading.count.set("neutral", QLocale().toString(count))

    def add_trailing(self, widget: QWidget) -> None:
        """Puts a button or a note at the heading's far end."""
        self._heading.trailing.addWidget(widget)
        self._heading.setVisible(True)


def set_boxed(widget: QWidget, boxed: bool) -> None:
    """Whether something stands in a frame already: its cards then have none of their own."""
    if bool(widget.property("boxed")) is not boxed:
        widget.setProperty("boxed", boxed)
        for card in widget.findChildren(Card, options=Qt.FindChildOption.FindDirectChildrenOnly):
            card.style().unpolish(card)
            card.style().polish(card)
