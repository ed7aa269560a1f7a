"""What a room's page is made of: header, banners, stage, bar and side; or in their place that it is shut."""

from collections.abc import Sequence
from typing import get_args

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.features.panel import Menu, Panel, Place
from desktop.pages.room.halves import Halves
from desktop.pages.room.header import RoomHeader
from desktop.pages.room.menus import MenuButton
from desktop.pages.room.shut import Way, words_of
from desktop.qt_client import QtRoomClient
from desktop.theme import Space, Theme
from desktop.theme.boxes import vbox
from desktop.theme.widgets import EmptyState
from resources import IconName


class RoomFrame(QStackedWidget):
    """Holds the panels. It is made first and they inside it: what moves to another parent is styled anew."""

    way_taken = Signal(str)
    """One of `Way`: where the person goes from a door that is shut."""

    def __init__(self, theme: Theme, room: QtRoomClient, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._live = QWidget(self)
        self.addWidget(self._live)
        self.header = RoomHeader(theme, room, self._live)
        self.halves = Halves(theme, self._live)
        self.stage, self.bar, self.side = self.halves.stage, self.halves.bar, self.halves.side
        self.shut = EmptyState(theme, "door-open", "", parent=self)
        self.addWidget(self.shut)
        self._ways: tuple[Way, ...] = ("back",)
        self.shut.acted.connect(lambda: self.way_taken.emit(self._ways[0]))
        self.shut.acted_otherwise.connect(lambda: self.way_taken.emit(self._ways[-1]))
        self._closed = False

    def home(self, place: Place) -> QWidget:
        """The parent of the panels of this place."""
        homes: dict[Place, QWidget] = {
            "header": self.header,
            "banner": self._live,
            "stage": self.stage,
            "bar": self.bar,
            "strip": self.side,
            "card": self.side,
            "tab": self.side,
        }
        return homes[place]

    def put(self, panels: Sequence[Panel]) -> None:
        """Has these panels, once; made with their homes as parents."""
        live = vbox(self.header, on=self._live, gap=Space.S, margins=(Space.M, Space.S, Space.M, Space.M))
        self.menus: dict[Menu, MenuButton] = {
            menu: MenuButton(self._theme, menu, self.bar) for menu in get_args(Menu)
        }
        self.bar.add(*self.menus.values())
        for panel in panels:
            match panel.place:
                case "stage":
                    self.stage.add(panel)
                case "bar":
                    self.bar.add(panel)
                case "header":
                    self.header.trailing.addWidget(panel)
                case "banner":
                    live.addWidget(panel)
        live.addWidget(self.halves, 1)
        self.side.put([panel for panel in panels if panel.place in ("strip", "card", "tab")])

    def close_door(
        self, icon: IconName, title: str, text: str, ways: Sequence[Way], *, visits: bool = False
    ) -> None:
        """Nothing of the room is shown any more, but why, and one or two ways to go on."""
        self._closed = True
        self._ways = tuple(ways)
        self.shut.set(icon, title, text, *(words_of(way, visits=visits) for way in ways))
        self.setCurrentWidget(self.shut)

    def wait_outside(self, icon: IconName, title: str, text: str, action: str) -> None:
        """Nothing of the room is shown yet, but what the person waits for."""
        if not self._closed:
            self.shut.set(icon, title, text, action)
            self.setCurrentWidget(self.shut)

    def let_in(self) -> None:
        """The room is shown."""
        if not self._closed:
            self.setCurrentWidget(self._live)
