"""The head of the list of sessions: search, filters and buttons, arranged by the room there is."""

from PySide6.QtWidgets import QSizePolicy, QSpacerItem, QVBoxLayout, QWidget

from desktop.pages.sessions.filters import FilterBar
from desktop.theme import Space, Theme, hbox
from desktop.theme.widgets import Button

NARROW = 760
"""Below this width, times the text scale, filters are behind a button."""
TINY = 330
"""Below this one, the button for filters is a sign alone."""

GROW, STAY = QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum


class Head(QVBoxLayout):
    """One row where that fits, else two; the page puts what it has to say below."""

    def __init__(self, theme: Theme, page: QWidget) -> None:
        super().__init__()
        self._theme = theme
        self._narrow: bool | None = None
        self._filterable = False
        self.filters = FilterBar(theme, page)
        self.more_filters = Button(theme, self.tr("Filters"), icon="list-filter", parent=page)
        self.more_filters.setCheckable(True)
        self.more_filters.toggled.connect(self._fit_filters)
        self.more_filters.setAccessibleName(self.tr("Filters"))
        self.classes = Button(theme, self.tr("Classes"), icon="users", parent=page)
        self.classes.setAccessibleName(self.tr("Classes"))
        self.new = Button(theme, self.tr("Plan a lesson"), icon="plus", shortcut="Ctrl+N", parent=page)
        self.now = Button(theme, self.tr("Start a lesson now"), "primary", icon="play", parent=page)
        self._top = hbox(gap=Space.S)
        self._top_gap = QSpacerItem(0, 0, STAY, STAY)
        self._top.addItem(self._top_gap)
        self._top.addWidget(self.filters.search, 1)
        self._top.addWidget(self.more_filters)
        self._buttons = hbox(self.classes, self.new, self.now, gap=Space.S)
        self.setContentsMargins(Space.L, Space.M, Space.L, Space.S)
        self.setSpacing(Space.S)
        self.addLayout(self._top)
        self.addWidget(self.filters)

    def show_filters(self, there: bool) -> None:
        """Nothing to filter, no filters."""
        self._filterable = there
        self._fit_filters()

    def fit(self, width: int) -> None:
        """Makes do with so many pixels."""
        self.more_filters.set_compact(width < self._theme.px(TINY))
        row = [button for button in (self.classes, self.new, self.now) if not button.isHidden()]
        needed = sum(button.sizeHint().width() + button.saved_width + Space.S for button in row)
        for button in (self.classes, self.new):
            button.set_compact(needed > width - 2 * Space.L)
        narrow = width < self._theme.px(NARROW)
        if narrow != self._narrow:
            self._narrow = narrow
            (self._top if narrow else self).removeItem(self._buttons)
            if narrow:
                self.insertLayout(1, self._buttons)
            else:
                self._top.addLayout(self._buttons)
        self._fit_filters()

    def _fit_filters(self) -> None:
        """Where there is little room, they wait behind their button."""
        there, narrow = self._filterable, bool(self._narrow)
        self.filters.search.setVisible(there)
        self.more_filters.setVisible(there and narrow)
        self.filters.setVisible(there and (not narrow or self.more_filters.isChecked()))
        self._top_gap.changeSize(0, 0, GROW if not there else STAY, STAY)
        self._top.invalidate()
