"""What stands above every page: back, the title, the relay and the line to it, and the person's menu."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QSize, Signal
from PySide6.QtGui import QIcon, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QFrame, QMenu, QWidget

from desktop.theme import Space, Theme, hbox
from desktop.theme.widgets import Avatar, Button, ElidedLabel, IconButton, StatusLine
from resources import IconName

if TYPE_CHECKING:
    from desktop.client import LineState
    from relay.protocol.accounts import Account

COMPACT_BELOW = 620
"""Device-independent pixels, at ordinary text size."""
TINY_BELOW = 360
"""So narrow that the title needs the room more than a button that is in the menu too."""


class Header(QFrame):
    """The bar above the pages. The window joins its signals."""

    back = Signal()
    retried = Signal()
    classes_wanted = Signal()
    people_wanted = Signal()
    safekeeping_wanted = Signal()
    """An admin wants to see backups, how long things are kept, and who did what."""
    settings_wanted = Signal()
    check_wanted = Signal()
    """Somebody wants to know what is in the way."""
    join_wanted = Signal()
    """A teacher wants to tell students how they come in."""
    my_account_wanted = Signal()
    """Somebody wants to see where they are signed in, and to have their data."""
    password_wanted = Signal()
    sign_out_wanted = Signal()
    other_relay_wanted = Signal()
    shortcuts_wanted = Signal()
    quit_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._account: Account | None = None
        self._has_password = True
        self._has_account = True
        self.back_button = IconButton(theme, "arrow-left", self.tr("Back"), parent=self)
        self.back_button.clicked.connect(self.back)
        self.title = ElidedLabel("", "title", parent=self)
        self.relay = ElidedLabel("", "muted", parent=self)
        self.status = StatusLine(theme, parent=self)
        self.status.retried.connect(self.retried)
        join = self.tr("How students join")
        self.join = Button(theme, join, icon="user-plus", small=True, tip=join, parent=self)
        self.join.clicked.connect(self.join_wanted)
        self._avatar = Avatar(theme, "", 28, parent=self)
        self.menu_button = IconButton(theme, "chevron-down", self.tr("Menu"), parent=self)
        self.menu_button.clicked.connect(self.open_menu)
        self._menu = QMenu(self)
        self._menu.setAccessibleName(self.tr("Menu"))
        row = hbox(
            self.back_button,
            (self.title, 1),
            self.join,
            on=self,
            gap=Space.S,
            margins=(Space.M, Space.S, Space.M, Space.S),
        )
        row.addSpacing(Space.S)
        row.addWidget(self.relay)
        row.addWidget(self.status)
        row.addSpacing(Space.XS)
        row.addWidget(self._avatar)
        row.addWidget(self.menu_button)
        self.set_account(None)
        self.set_relay("")
        self.set_line(None)
        self.set_can_go_back(False)

    def minimumSizeHint(self) -> QSize:
        """It gives way to the narrowest window."""
        return QSize(200, super().minimumSizeHint().height())

    def set_title(self, title: str) -> None:
        self.title.setText(title)

    def set_can_go_back(self, can: bool) -> None:
        self.back_button.setVisible(can)

    def set_relay(self, name: str) -> None:
        self.relay.setText(name)
        self._arrange()

    def set_account(self, account: "Account | None") -> None:
        """Who is signed in, or nobody."""
        self._account = account
        self._avatar.setVisible(account is not None)
        self._arrange()
        if account is not None:
            self._avatar.set_person(account.name)
        self.menu_button.set_icon("chevron-down" if account else "ellipsis")
        name = self.tr("Menu of {name}").format(name=account.name) if account else self.tr("Menu")
        self.menu_button.set_name(name)

    def set_has_account(self, has: bool) -> None:
        """Whether this person has an account of the school's, and did not come by a lesson's code."""
        self._has_account = has

    def set_has_password(self, has: bool) -> None:
        """Whether this person signs in with a password, and not by owning the relay or by a lesson's code."""
        self._has_password = has

    def set_line(self, state: "LineState | None") -> None:
        """How the line is; None while there is none to tell about."""
        self.status.setVisible(state is not None)
        if state is None:
            return
        if state.kind == "connected":
            self.status.show_connected()
        elif state.kind == "connecting":
            self.status.show_connecting()
        elif state.kind == "reconnecting":
            self.status.show_reconnecting(datetime.fromtimestamp(state.since / 1000, UTC))
        else:
            self.status.show_offline()
        self._arrange()

    def open_menu(self) -> None:
        """Opens the menu under its button; never waits for it."""
        self.fill_menu(self._menu)
        corner = self.menu_button.rect().bottomLeft()
        at = self.menu_button.mapToGlobal(corner + QPoint(0, Space.XS))
        width = self._menu.sizeHint().width()
        right = self.mapToGlobal(self.rect().topRight()).x() - Space.S
        left = self.mapToGlobal(self.rect().topLeft()).x() + Space.S
        self._menu.popup(QPoint(max(left, min(at.x(), right - width)), at.y()))

    def fill_menu(self, menu: QMenu) -> None:
        menu.clear()
        if self._account is not None:
            who = menu.addAction(self._account.name.replace("&", "&&"))
            who.setEnabled(False)
            if self._account.role != "student":
                join = self.tr("How students join")
                menu.addAction(self._icon("user-plus"), join, self.join_wanted.emit)
                menu.addAction(self._icon("school"), self.tr("Classes"), self.classes_wanted.emit)
                menu.addAction(self._icon("users"), self.tr("People"), self.people_wanted.emit)
            if self._account.role == "admin":
                keep = self.tr("Safekeeping")
                menu.addAction(self._icon("shield-check"), keep, self.safekeeping_wanted.emit)
        menu.addAction(self._icon("wifi"), self.tr("Check the network"), self.check_wanted.emit)
        settings = menu.addAction(self._icon("settings"), self.tr("Settings"), self.settings_wanted.emit)
        settings.setShortcut(QKeySequence("Ctrl+,"))
        keys = menu.addAction(
            self._icon("circle-help"), self.tr("Keyboard shortcuts"), self.shortcuts_wanted.emit
        )
        keys.setShortcut(QKeySequence("F1"))
        if self._account is not None:
            menu.addSeparator()
            if self._has_account:
                mine = self.tr("My devices and data")
                menu.addAction(self._icon("user"), mine, self.my_account_wanted.emit)
            if self._has_password:
                menu.addAction(self._icon("key"), self.tr("Change password"), self.password_wanted.emit)
            menu.addAction(self._icon("server"), self.tr("Change server"), self.other_relay_wanted.emit)
            menu.addAction(self._icon("log-out"), self.tr("Sign out"), self.sign_out_wanted.emit)
        menu.addSeparator()
        leave = menu.addAction(self._icon("x"), self.tr("Quit"), self.quit_wanted.emit)
        leave.setShortcut(QKeySequence("Ctrl+Q"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        """Larger text needs more room."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._arrange()

    def _arrange(self) -> None:
        narrow = self.width() < self._theme.px(COMPACT_BELOW)
        self.relay.setVisible(bool(self.relay.text()) and not narrow)
        self.status.set_compact(narrow)
        self.join.set_compact(narrow)
        teaches = self._account is not None and self._account.role != "student"
        self.join.setVisible(teaches and self.width() >= self._theme.px(TINY_BELOW))

    def _icon(self, name: IconName) -> QIcon:
        return self._theme.icon(name, "muted", mirrored=self.isRightToLeft())
