"""Where everything begins: the relays known here, a new one by its address, or a class on this computer."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from desktop.address import UnreadableAddress, read_address
from desktop.discovery import State
from desktop.pages.connect.found import FoundCard, Neighbour
from desktop.pages.connect.hosting import HostingCard
from desktop.pages.connect.rows import RelayRow
from desktop.parts.window_page import WindowPage
from desktop.settings import RememberedRelay
from desktop.theme import Space, Theme
from desktop.theme.boxes import hbox, vbox
from desktop.theme.widgets import Banner, BusyButton, Card, FormRow, Label, ScrollPage, TextField
from relay.protocol.joincode import clean_code

LONGEST_ADDRESS = 2000
"""A pasted link with its key is long; nothing sensible is longer."""


class ConnectPage(WindowPage):
    """Says where to go; `app` goes there and tells how it went with `busy`, `idle` and `fail`."""

    address_chosen = Signal(object)
    """TypedAddress"""
    code_chosen = Signal(str)
    """A lesson's code, and nothing else: which relay it is of is still to be found out."""
    relay_chosen = Signal(object)
    """RememberedRelay"""
    found_chosen = Signal(object)
    """Neighbour"""
    forget_wanted = Signal(object)
    """RememberedRelay"""
    hosting_wanted = Signal(str, str)
    """The teacher's name and the name of the class."""
    cancelled = Signal()
    check_wanted = Signal(str)
    """It did not work, and somebody wants to know why; the address that was typed, if any."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setWindowTitle(self.tr("Connect"))
        self._rows: list[RelayRow] = []
        scroll = ScrollPage(theme, 560, fills=self)
        column = scroll.column
        column.addWidget(_Greeting(theme, self))
        self.banner = Banner(theme, "danger", closable=True, parent=self)
        self.banner.hide()
        self.banner.acted.connect(lambda: self.check_wanted.emit(self.address.text()))
        column.addWidget(self.banner)
        self._known = Card(theme, self.tr("Your servers"), icon="server", parent=self)
        column.addWidget(self._known)
        self.found = FoundCard(theme, self)
        self.found.chosen.connect(self.found_chosen)
        self.found.rows_changed.connect(self._order)
        column.addWidget(self.found)
        column.addWidget(self._make_address(theme))
        self.hosting = HostingCard(theme, self)
        self.hosting.wanted.connect(self.hosting_wanted)
        self.hosting.cancelled.connect(self.cancelled)
        unfolded = QTimer(self, singleShot=True, interval=0)
        unfolded.timeout.connect(lambda: scroll.ensureWidgetVisible(self.hosting.button))
        self.hosting.offer.clicked.connect(unfolded.start)
        column.addWidget(self.hosting)
        column.addStretch(1)
        self.setFocusProxy(self.address)
        self.show_relays(())

    def _make_address(self, theme: Theme) -> QWidget:
        card = Card(theme, self.tr("Join a lesson"), icon="wifi", parent=self)
        self.address = TextField(
            theme,
            placeholder=self.tr("ABC 234"),
            max_length=LONGEST_ADDRESS,
            clearable=True,
            parent=card,
        )
        hint = self.tr("Your teacher shows the code. A link works too, and an address such as 192.168.1.20.")
        words = self.tr("Code, link or address")
        self.address_row = FormRow(theme, words, self.address, hint=hint, parent=card)
        self.connect_button = BusyButton(theme, self.tr("Connect"), icon="log-in", parent=card)
        self.address.returnPressed.connect(self._on_connect)
        self.address.textEdited.connect(lambda: self.address_row.set_error(""))
        self.connect_button.clicked.connect(self._on_connect)
        self.connect_button.cancelled.connect(self.cancelled)
        card.body.addWidget(self.address_row)
        card.body.addWidget(self.connect_button)
        return card

    # what app tells

    def show_relays(self, relays: Iterable[RememberedRelay]) -> None:
        """The relays known here, the one used last first."""
        for row in self._rows:
            self._known.body.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = [RelayRow(self._theme, relay, self._known) for relay in relays]
        for row in self._rows:
            row.chosen.connect(self.relay_chosen)
            row.forget_wanted.connect(self.forget_wanted)
            self._known.body.addWidget(row)
        self._known.setVisible(bool(self._rows))
        first = self._rows[0].connect_button if self._rows else self.address
        self.setFocusProxy(first)
        self._order()

    def show_found(self, state: State, neighbours: Sequence[Neighbour]) -> None:
        """What announces itself on this network, if anybody looks."""
        self.found.show_found(state, neighbours)

    def gone(self) -> None:
        """Nothing ticks any more."""
        self.found.stop()
        super().gone()

    def busy(self, text: str) -> None:
        """On the way to a relay."""
        self.banner.hide()
        self.connect_button.set_busy(text)
        self._enable(False)

    def busy_hosting(self, text: str) -> None:
        """Starting the relay on this computer."""
        self.banner.hide()
        self.hosting.busy(text)
        self._enable(False)

    def idle(self) -> None:
        """Ready for another try."""
        self.connect_button.set_idle()
        self.hosting.idle()
        self._enable(True)

    def fail(self, sentence: str, *, network: bool = False) -> None:
        """It did not work, and why; ``network``: that may be to blame, and is worth a check."""
        self.idle()
        check = self.tr("Check the network") if network else ""
        self.banner.set("danger", sentence, action=check, closable=True)
        self.banner.show()
        if self.address.text():  # it was taken from there while the relay was asked
            self.address.setFocus(Qt.FocusReason.OtherFocusReason)
            self.address.selectAll()

    def tell(self, sentence: str) -> None:
        """Why one is here again, which is nothing that went wrong."""
        self.banner.set("info", sentence, closable=True)
        self.banner.show()

    def _enable(self, on: bool) -> None:
        for row in self._rows:
            row.setEnabled(on)
        self.found.enable(on)
        self.address.setEnabled(on)
        self.hosting.enable(on)
        if on:
            self.connect_button.button.setEnabled(True)
        elif not self.connect_button.busy:
            self.connect_button.button.setEnabled(False)

    def _order(self) -> None:
        """The keyboard goes from the top to the bottom, whatever came when."""
        known = [button for row in self._rows for button in (row.connect_button, row.forget)]
        found = [row.button for row in self.found.rows]
        for one, next_one in pairwise((*known, *found, self.address)):
            QWidget.setTabOrder(one, next_one)

    def _on_connect(self) -> None:
        if self.connect_button.busy:
            return
        if code := clean_code(self.address.text()):
            self.address_row.set_error("")
            self.code_chosen.emit(code)
            return
        try:
            typed = read_address(self.address.text())
        except UnreadableAddress as error:
            self.address_row.set_error(self._problem(error.reason))
            self.address.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.address_row.set_error("")
        self.address_chosen.emit(typed)

    def _problem(self, reason: str) -> str:
        if reason == "empty":
            return self.tr("Type the code, the link or the address first.")
        if reason == "port":
            return self.tr("What follows the colon should be a number from 1 to 65535.")
        return self.tr(
            "This does not look like an address. It should look like 192.168.1.20 or school.example."
        )


class _Greeting(QWidget):
    """The program's sign and name."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._sign = QLabel(self)
        self._icon: QIcon = QApplication.windowIcon()
        words = vbox(
            Label(self.tr("Schoolbell"), "display", parent=self),
            Label(self.tr("The classroom on your own network."), "muted", wrap=True, parent=self),
            gap=0,
        )
        hbox((self._sign, 0, Qt.AlignmentFlag.AlignTop), (words, 1), on=self, gap=Space.L)
        theme.changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        side = min(self._theme.px(52), 64)
        self._sign.setPixmap(self._icon.pixmap(QSize(side, side), self.devicePixelRatioF()))
