"""The network check as a page: what to look at, each check as it ends, the verdict, and how to save it."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.address import TypedAddress, UnreadableAddress, read_address, shown
from desktop.clipboard import copy_lines
from desktop.pages.doctor.child import Child
from desktop.pages.doctor.findings import CheckRow, VerdictCard, said
from desktop.parts.saving import ask_where
from desktop.parts.tasks import PageTasks
from desktop.parts.window_page import WindowPage
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
)  # fmt: skip
from relay.shared.doctor.findings import CheckBegun, Finding, Report

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
        self._theme, self._command, self._relays = theme, tuple(command), tuple(relays)
        self._child: Child | None = None
        self._left: Child | None = None
        self._report: Report | None = None
        self._tasks = PageTasks(self)
        self.rows: list[CheckRow] = []
        self.setWindowTitle(self.tr("Network check"))
        scroll = ScrollPage(theme, 620, fills=self)
        self.banner = Banner(theme, "danger", closable=True, parent=self)
        self.banner.hide()
        self.verdict = VerdictCard(theme, self)
        for widget in (self._make_choice(point), self.banner, self.verdict, self._make_found()):
            scroll.column.addWidget(widget)
        scroll.column.addStretch(1)
        self.setFocusProxy(self.button)
        self._follow_choice()

    def _make_choice(self, point: str) -> QWidget:
        card = Card(self._theme, self.tr("What to look at"), icon="wifi", parent=self)
        here, there = self.tr("This computer, to host a class"), self.tr("The way to a relay")
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

    def _make_found(self) -> QWidget:
        self._found = Card(self._theme, self.tr("What was found"), parent=self)
        self._list = vbox(gap=0)
        self._found.body.addLayout(self._list)
        self._buttons = row = FlowRow(parent=self._found)
        self.save = Button(self._theme, self.tr("Save as text…"), icon="download", small=True, parent=row)
        self.save.clicked.connect(self._ask_where)
        self.copy = Button(self._theme, self.tr("Copy"), icon="copy", small=True, parent=row)
        self.copy.setAccessibleName(self.tr("Copy the report"))
        self.copy.clicked.connect(self._copy)
        row.add(self.save, self.copy)
        self.note = Label("", "caption", wrap=True, parent=self._found)
        self._found.body.addWidget(row)
        self._found.body.addWidget(self.note)
        self._found.hide()
        return self._found

    @property
    def busy(self) -> bool:
        """Whether it looks."""
        return self.button.busy

    def text(self) -> str:
        """The report as text; empty before there is one."""
        return self._report.as_text(said) if self._report else ""

    def start(self) -> None:
        """Looks, unless it does already."""
        command = self._command
        if self.busy:
            return
        if self.point.value == THERE:
            try:
                typed = read_address(self.address.text())
            except UnreadableAddress:
                self.address_row.set_error(self.tr("Type an address such as 192.168.1.20 first."))
                self.address.setFocus(Qt.FocusReason.OtherFocusReason)
                return
            known = (r.pin for r in self._relays if r.pin and (r.host, r.port) == (typed.host, typed.port))
            pin = typed.pin or next(known, "")
            command = (*command, f"--relay={Address(typed.host, typed.port)}", f"--pin={pin}")
        for row in self.rows:
            self._list.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows.clear()
        self._report = None
        for widget in (self.banner, self.verdict, self._found, self._buttons, self.note):
            widget.hide()
        self._enable(False)
        self.button.set_busy(self.tr("Looking…"))
        self._child = Child(command, self)
        self._child.told.connect(self._on_told)
        self._child.ended.connect(self._on_ended)
        self._child.start()

    def cancel(self) -> None:
        """Gives up; what was found so far stays in sight."""
        if self._child is not None:
            self._child.cancel()
            self.button.set_busy(self.tr("Stopping…"))

    def gone(self) -> None:
        """Nothing goes on."""
        self._tasks.cancel()
        self._left, self._child = self._child, None
        if self._left is not None:
            self._left.let_go()

    async def settled(self) -> None:
        """After it is gone: until what was under way has been ended too, for a little while."""
        if self._left is not None:
            await self._left.settled()

    def _on_told(self, line: object) -> None:
        match line:
            case CheckBegun():
                row = CheckRow(self._theme, line.check, self._found)
                self.rows.append(row)
                self._list.addWidget(row)
                self._found.show()
                words = self.tr("Looking, {number} of {of}…").format(number=line.number, of=line.of)
                self.button.set_busy(words, (line.number - 1) / line.of)
            case Finding():
                for row in self.rows[-1:]:
                    row.show_finding(line)
            case Report():
                self._report = line
                self.verdict.show_verdict(line)
                self._buttons.show()

    def _on_ended(self) -> None:
        self._child = None
        if self._report is None and not self.rows:
            words = self.tr("The check could not be started on this computer.")
            self.banner.set("danger", words, closable=True)
            self.banner.show()
        for row in self.rows:
            row.stop()
        self._enable(True)
        self.button.set_idle(self.tr("Check again"))

    def _enable(self, on: bool) -> None:
        self.address.setEnabled(on)
        for value in (HERE, THERE):
            self.point.chip(value).setEnabled(on)

    def _follow_choice(self) -> None:
        here = self.tr(
            "Looks at this computer, its network, firewall, clock and disk, and lets forty made-up "
            "students in. It takes up to a minute and changes nothing."
        )
        there = self.tr("For a computer that can't join: tries the way to the teacher's relay.")
        self.address_row.setVisible(self.point.value == THERE)
        self._about.setText(there if self.point.value == THERE else here)

    def _copy(self) -> None:
        copy_lines(self.text())
        self._say(self.tr("The report is copied."))

    def _ask_where(self) -> None:
        text = self.text()
        ask_where(
            self,
            self.tr("Save the report"),
            kind=self.tr("Text (*.txt)"),
            suffix="txt",
            name=Path(self.tr("schoolbell-network-check.txt")).stem,
            then=lambda path: self._tasks.spawn(self.write(path, text)),
        )

    async def write(self, path: Path, text: str) -> None:
        """Writes the report, in a thread, and says how that went."""
        try:
            await asyncio.to_thread(path.write_text, text, "utf-8")
        except OSError as error:
            self._say(self.tr("It could not be saved: {why}").format(why=error))
        else:
            self._say(self.tr("Saved as {name}.").format(name=path.name))

    def _say(self, text: str) -> None:
        self.note.setText(text)
        self.note.show()
