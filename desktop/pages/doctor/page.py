"""The network check as a page: what to look at, each check as it ends, the verdict, and how to save it."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop.address import UnreadableAddress, read_address, shown
from desktop.clipboard import copy_lines
from desktop.pages.doctor.child import Child
from desktop.pages.doctor.row import CheckRow, said
from desktop.pages.doctor.saving import ReportSaver
from desktop.pages.doctor.verdict_card import VerdictCard
from desktop.parts.page import Page
from desktop.pinned import Address
from desktop.theme import Theme
from desktop.theme.boxes import vbox
from desktop.theme.widgets import (
    Banner,
    BusyButton,
    Button,
    Card,
    FlowRow,
    FormRow,
    Label,
    ScrollPage,
    Segmented,
    TextField,
)
from relay.shared.doctor import CheckBegun, CheckDone, Examined, Report, as_text

LONGEST_ADDRESS = 2000
HERE, THERE = "here", "there"


@dataclass(frozen=True)
class KnownRelay:
    """A relay known on this computer, by name or address, and the key it should have."""

    host: str
    port: int
    pin: str


class DoctorPage(Page):
    """Looks only when asked. Nothing it does blocks, changes anything, or needs anybody to be signed in."""

    examined = Signal(object)
    """A Report: all was looked at."""

    def __init__(
        self,
        theme: Theme,
        command: Sequence[str],
        relays: Sequence[KnownRelay] = (),
        *,
        point: str = HERE,
        parent: QWidget | None = None,
    ) -> None:
        """``command`` is the relay's own doctor, told as lines of JSON. ``point``: what is offered first, and
        the first of ``relays`` with it."""
        super().__init__(parent)
        self._theme, self._command, self._relays = theme, tuple(command), tuple(relays)
        self._child: Child | None = None
        self._left: Child | None = None
        self._report: Report | None = None
        self.rows: list[CheckRow] = []
        self.setWindowTitle(self.tr("Network check"))
        scroll = ScrollPage(theme, 620, parent=self)
        vbox(scroll, on=self)
        column = scroll.column
        column.addWidget(self._make_choice(point))
        self.banner = Banner(theme, "danger", closable=True, parent=self)
        self.banner.hide()
        column.addWidget(self.banner)
        self.verdict = VerdictCard(theme, self)
        column.addWidget(self.verdict)
        column.addWidget(self._make_found())
        column.addStretch(1)
        self.setFocusProxy(self.button)
        self._follow_choice()

    def _make_choice(self, point: str) -> QWidget:
        card = Card(self._theme, self.tr("What to look at"), icon="wifi", parent=self)
        options = (
            (HERE, self.tr("This computer, to host a class")),
            (THERE, self.tr("The way to a relay")),
        )
        self.point = Segmented(self._theme, self.tr("What to look at"), options, parent=card)
        self.point.choose(point)
        self.point.chosen.connect(self._follow_choice)
        self._about = Label("", "muted", wrap=True, parent=card)
        self.address = TextField(
            self._theme,
            placeholder=self.tr("192.168.1.20"),
            max_length=LONGEST_ADDRESS,
            clearable=True,
            parent=card,
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

    def _make_found(self) -> QWidget:
        self._found = Card(self._theme, self.tr("What was found"), parent=self)
        self._list = vbox(gap=0)
        self._found.body.addLayout(self._list)
        self._buttons = FlowRow(parent=self._found)
        self.save = Button(
            self._theme, self.tr("Save as text…"), icon="download", small=True, parent=self._buttons
        )
        self.copy = Button(self._theme, self.tr("Copy"), icon="copy", small=True, parent=self._buttons)
        self.copy.setAccessibleName(self.tr("Copy the report"))
        self._buttons.add(self.save, self.copy)
        self._found.body.addWidget(self._buttons)
        self.note = Label("", "caption", wrap=True, parent=self._found)
        self._found.body.addWidget(self.note)
        self.note.hide()
        self.saver = ReportSaver(self)
        self.save.clicked.connect(lambda: self.saver.choose(self.text()))
        self.copy.clicked.connect(self._copy)
        saved, failed = self.tr("Saved as {name}."), self.tr("It could not be saved: {why}")
        self.saver.saved.connect(lambda name: self._say(saved.format(name=name)))
        self.saver.failed.connect(lambda why: self._say(failed.format(why=why)))
        self._found.hide()
        return self._found

    # what is asked

    @property
    def busy(self) -> bool:
        """Whether it looks."""
        return self.button.busy

    def text(self) -> str:
        """The report as text; empty before there is one."""
        return as_text(self._report, said) if self._report else ""

    def start(self) -> None:
        """Looks, unless it does already."""
        if self.busy:
            return
        if self.point.value == HERE:
            self._begin(self._command)
            return
        try:
            typed = read_address(self.address.text())
        except UnreadableAddress:
            self.address_row.set_error(self.tr("Type an address such as 192.168.1.20 first."))
            self.address.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        known = (r.pin for r in self._relays if (r.host, r.port) == (typed.host, typed.port))
        pin = typed.pin or next(known, "")
        self._begin((*self._command, f"--relay={Address(typed.host, typed.port)}", f"--pin={pin}"))

    def cancel(self) -> None:
        """Gives up; what was found so far stays in sight."""
        if self._child is not None:
            self._child.cancel()
            self.button.set_busy(self.tr("Stopping…"))

    def gone(self) -> None:
        """Nothing goes on."""
        self.saver.close()
        child, self._child = self._child, None
        if child is not None:
            child.let_go()
            self._left = child

    async def settled(self) -> None:
        """After it is gone: until what was under way has been ended too, for a little while."""
        if self._left is not None:
            await self._left.settled()

    # what is found

    def _on_told(self, line: object) -> None:
        match line:
            case CheckBegun():
                row = CheckRow(self._theme, line.check, self._found)
                self.rows.append(row)
                self._list.addWidget(row)
                self._found.show()
                words = self.tr("Looking, {number} of {of}…").format(number=line.number, of=line.of)
                self.button.set_busy(words, (line.number - 1) / line.of)
            case CheckDone():
                for row in self.rows[-1:]:
                    row.show_finding(line.finding)
            case Examined():
                self._report = line.report
                self.verdict.show_verdict(line.report.verdict)
                self._buttons.show()
                self.examined.emit(line.report)

    def _on_ended(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            child.deleteLater()
        if self._report is None and not self.rows:
            self.banner.set(
                "danger", self.tr("The check could not be started on this computer."), closable=True
            )
            self.banner.show()
        self._stop()

    # the page

    def _begin(self, command: Sequence[str]) -> None:
        for row in self.rows:
            self._list.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows.clear()
        self._report = None
        self.banner.hide()
        self.verdict.hide()
        self._found.hide()
        self._buttons.hide()
        self.note.hide()
        self._enable(False)
        self.button.set_busy(self.tr("Looking…"))
        self._child = Child(command, self)
        self._child.told.connect(self._on_told)
        self._child.ended.connect(self._on_ended)
        self._child.start()

    def _stop(self) -> None:
        for row in self.rows:
            row.stop()
        self._enable(True)
        self.button.set_idle(self.tr("Check again"))

    def _enable(self, on: bool) -> None:
        self.address.setEnabled(on)
        for value in (HERE, THERE):
            self.point.chip(value).setEnabled(on)

    def _follow_choice(self) -> None:
        here = self.point.value == HERE
        self.address_row.setVisible(not here)
        self._about.setText(
            self.tr(
                "Looks at this computer, its network, firewall, clock and disk, and lets forty made-up "
                "students in. It takes up to a minute and changes nothing."
            )
            if here
            else self.tr("For a computer that can't join: tries the way to the teacher's relay.")
        )

    def _copy(self) -> None:
        copy_lines(self.text())
        self._say(self.tr("The report is copied."))

    def _say(self, text: str) -> None:
        self.note.setText(text)
        self.note.show()
