"""The network check as a page: what to look at, and beneath it what was found."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.address import TypedAddress, UnreadableAddress, read_address, shown
from desktop.pages.doctor.child import Child
from desktop.pages.doctor.found import FindingsView
from desktop.parts.window_page import WindowPage
from desktop.pinned import Address
from desktop.theme import Theme
from desktop.theme.widgets import BusyButton, Card, FormRow, Label, ScrollPage, Segmented, TextField
from relay.shared.doctor.findings import CheckBegun, ExaminationLine

LONGEST_ADDRESS = 2000
HERE, THERE = "here", "there"


class DoctorPage(WindowPage):
    """Looks only when asked. Nothing it does blocks, changes anything, or needs anybody to be signed in."""

    def __init__(
        self,
        theme: Theme,
        command: Sequence[str],
        relays: Sequence[TypedAddress] = (),
        *,
        point: str = HERE,
        parent: QWidget | None = None,
    ) -> None:
        """``command`` is the relay's own doctor, told as lines of JSON. ``point``: what is offered first, and
        the first of ``relays`` with it; their keys are known."""
        super().__init__(parent)
        self._theme, self._command, self._relays = theme, list(command), tuple(relays)
        self._child: Child | None = None
        self.setWindowTitle(self.tr("Network check"))
        scroll = ScrollPage(theme, 620, fills=self)
        self._column = scroll.column
        self.found = FindingsView(theme, self)
        self._column.addWidget(self._make_choice(point))
        self._column.addWidget(self.found)
        self._column.addStretch(1)
        self.setFocusProxy(self.button)
        self._follow_choice()

    def _make_choice(self, point: str) -> QWidget:
        card = Card(self._theme, self.tr("What to look at"), icon="wifi", parent=self)
        here, there = self.tr("This computer, to host a class"), self.tr("The way to a server")
        options = ((HERE, here), (THERE, there))
        self.point = Segmented(self._theme, self.tr("What to look at"), options, parent=card)
        self.point.choose(point)
        self.point.chosen.connect(self._follow_choice)
        self._about = Label("", "muted", wrap=True, parent=card)
        example = self.tr("192.168.1.20")
        self.address = TextField(
            self._theme, placeholder=example, max_length=LONGEST_ADDRESS, clearable=True, parent=card
        )
        if self._relays:
            self.address.setText(shown(self._relays[0].host, self._relays[0].port))
        hint = self.tr("The one on the teacher's screen. A link works too.")
        self.address_row = FormRow(self._theme, self.tr("Address"), self.address, hint=hint, parent=card)
        self.address.textEdited.connect(lambda: self.address_row.set_error(""))
        self.address.returnPressed.connect(self.start)
        self.button = BusyButton(self._theme, self.tr("Check the network"), icon="search", parent=card)
        self.button.clicked.connect(self.start)
        self.button.cancelled.connect(self.cancel)
        for widget in (self.point, self._about, self.address_row, self.button):
            card.body.addWidget(widget)
        return card

    @property
    def busy(self) -> bool:
        """Whether it looks."""
        return self.button.busy

    def start(self) -> None:
        """Looks, unless it does already."""
        if self.busy or (flags := self._flags()) is None:
            return
        self.found.hide()
        self.found.deleteLater()
        self.found = FindingsView(self._theme, self)
        self._column.insertWidget(1, self.found)
        self._enable(False)
        self.button.set_busy(self.tr("Looking…"))
        self._child = Child([*self._command, *flags], self)
        self._child.told.connect(self._on_told)
        self._child.ended.connect(self._on_ended)
        self._child.start()

    def _flags(self) -> list[str] | None:
        """Where to look, for the command; None when the address can't be read."""
        if self.point.value == HERE:
            return []
        try:
            typed = read_address(self.address.text())
        except UnreadableAddress:
            self.address_row.set_error(self.tr("Type an address such as 192.168.1.20 first."))
            self.address.setFocus(Qt.FocusReason.OtherFocusReason)
            return None
        known = (r.pin for r in self._relays if r.pin and (r.host, r.port) == (typed.host, typed.port))
        return [f"--relay={Address(typed.host, typed.port)}", f"--pin={typed.pin or next(known, '')}"]

    def cancel(self) -> None:
        """Gives up; what was found so far stays in sight."""
        if self._child is not None:
            self._child.cancel()
            self.button.set_busy(self.tr("Stopping…"))

    def gone(self) -> None:
        """Nothing goes on."""
        if self._child is not None:
            self._child.let_go()

    async def settled(self) -> None:
        """After it is gone: until what was under way has been ended too, for a little while."""
        if self._child is not None:
            await self._child.settled()

    def _on_told(self, line: ExaminationLine) -> None:
        self.found.show_line(line)
        if isinstance(line, CheckBegun):
            words = self.tr("Looking, {number} of {of}…").format(number=line.number, of=line.of)
            self.button.set_busy(words, (line.number - 1) / line.of)

    def _on_ended(self) -> None:
        self._child = None
        self.found.end()
        self._enable(True)
        self.button.set_idle(self.tr("Check again"))

    def _enable(self, on: bool) -> None:
        self.address.setEnabled(on)
        self.point.setEnabled(on)

    def _follow_choice(self) -> None:
        here = self.tr(
            "Looks at this computer, its network, firewall, clock and disk, and lets forty made-up "
            "students in. It takes up to a minute and changes nothing."
        )
        there = self.tr("For a computer that can't join: tries the way to the teacher's server.")
        self.address_row.setVisible(self.point.value == THERE)
        self._about.setText(there if self.point.value == THERE else here)
