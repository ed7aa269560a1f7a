"""What a room's page is made of: header, banners, body and bar; or in their place that it is shut."""

from collections.abc import Sequence
from typing import get_args

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.features.panel import Menu, Panel, Place
from desktop.pages.room.banners import Banners
from desktop.pages.room.bar import RoomBar
from desktop.pages.room.body import RoomBody
from desktop.pages.room.header import RoomHeader
from desktop.pages.room.menus import MenuButton
from desktop.pages.room.shut import Way, words_of
from desktop.qt_client import QtRoomClient
from desktop.theme import Space, Theme, vbox
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
        self.banners = Banners(self._live)
        self.body = RoomBody(theme, self._live)
        self.bar = RoomBar(self._live)
        self._entries = QWidget(self._live)
        """Where panels live that are nothing but entries of menus."""
        self._entries.hide()
        self._shut: EmptyState | None = None
        self._ways: tuple[Way, ...] = ("back",)
        self._closed = False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.bar.stand_in(self.height())

    @property
    def shut(self) -> EmptyState:
        """Says in place of the room that its door is shut."""
        if self._shut is None:
            self._shut = EmptyState(self._theme, "door-open", "", parent=self)
            self.addWidget(self._shut)
            self._shut.acted.connect(lambda: self.way_taken.emit(self._ways[0]))
            self._shut.acted_otherwise.connect(lambda: self.way_taken.emit(self._ways[-1]))
        return self._shut

    def home(self, place: Place) -> QWidget:
        """The parent of the panels of this place."""
        homes: dict[Place, QWidget] = {
            "header": self.header,
            "banner": self.banners,
            "stage": self.body.stage,
            "wall": self.body.stage,
            "bar": self.bar,
            "strip": self.body,
            "card": self.body,
            "tab": self.body,
            "over": self.body,
            "menu": self._entries,
        }
        return homes[place]

    def put(self, panels: Sequence[Panel]) -> None:
        """Has these panels, once; made with their homes as parents."""
        live = vbox(
            self.header,
            self.banners,
            on=self._live,
            gap=Space.S,
            margins=(Space.M, Space.XS, Space.M, Space.S),
        )
        self.menus: dict[Menu, MenuButton] = {
            menu: MenuButton(self._theme, menu, self.bar) for menu in get_args(Menu)
        }
        self.bar.add(self.menus["show"], self.menus["ask"])
        for panel in panels:
            match panel.place:
                case "stage" | "wall":
                    self.body.stage.add(panel)
                case "bar" if not panel.at_end:
                    self.bar.add(panel)
                case "header":
                    self.header.trailing.addWidget(panel)
                case "banner":
                    self.banners.add(panel)
        self.bar.add(self.menus["more"])
        self.bar.add_at_end(*(panel for panel in panels if panel.place == "bar" and panel.at_end))
        live.addWidget(self.body, 1)
        live.addWidget(self.bar)
        self.body.put(panels)

    def close_door(
        self, icon: IconName, title: str, text: str, ways: Sequence[Way], *, visits: bool = False
    ) -> None:
        """Nothing of the room is shown any more, but why, and one or two ways to go on."""
        self._closed = True
        self._ways = tuple(ways)
        self.shut.set(icon, title, text, *(words_of(way, visits=visits) for way in ways))
        self.setCurrentWidget(self.shut)

    def wait_outside(self, icon: IconName, title: str, text: str, action: str) -> None:
        """Nothing of the room is shown yet, but what the person waits for, and quietly a way out."""
        if not self._closed:
            self.shut.set(icon, title, text, other=action)
            self.setCurrentWidget(self.shut)

    @property
    def is_in(self) -> bool:
        """Whether the room itself is shown."""
        return self.currentWidget() is self._live

    def let_in(self) -> None:
        """The room is shown."""
        if not self._closed:
            self.setCurrentWidget(self._live)
