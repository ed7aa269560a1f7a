"""What a page offers for paper: *Save as PDF…* always, and *Print…* where there is a printer."""

import asyncio
import importlib
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from desktop.document import Document
from desktop.parts.paper.writing import pdf_of
from desktop.parts.saving import Tell, ask_where, save_and_tell
from desktop.parts.tasks import PageTasks
from desktop.theme import Theme
from desktop.theme.pictures.look import DrawingLook
from desktop.theme.widgets import BusyButton
from relay.shared.files import write_private

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

PRINTING = "desktop.parts.paper.printing"

Make = Callable[[], Awaitable[Document | None]]
"""Makes what is to be put on paper; None where that failed and was told."""


class PaperSaver(QObject):
    """The buttons for it, which show how far it is and cancel, and Ctrl+P on the page, once it is offered."""

    def __init__(
        self,
        theme: Theme,
        page: QWidget,
        make: Make,
        tell: Tell,
        name: Callable[[], str],
        *,
        label: str = "",
        key: bool = True,
    ) -> None:
        """``name``: proposed for the file, any text; ``label``: what the button says instead.

        ``key``: whether Ctrl+P is for this.
        """
        super().__init__(page)
        self._theme, self._page, self._make, self._tell, self._name = theme, page, make, tell, name
        self.save = BusyButton(
            theme, label or self.tr("Save as PDF…"), "secondary", icon="download", parent=page
        )
        self.print = BusyButton(theme, self.tr("Print…"), "secondary", icon="printer", parent=page)
        self._offered = False
        self._has_printer: bool | None = None
        """None: nobody has looked for one yet."""
        self.save.clicked.connect(self.choose)
        self.print.clicked.connect(self._ask_printer)
        for button in (self.save, self.print):
            button.cancelled.connect(self.cancel)
        self._key = QShortcut(QKeySequence.StandardKey.Print, page, self._on_key) if key else None
        if self._key is not None:
            self._key.setWhatsThis(self.tr("Print, or save as PDF"))
        self._tasks = PageTasks(self)
        self._doing: asyncio.Task[None] | None = None
        self._show()

    @property
    def buttons(self) -> tuple[QWidget, QWidget]:
        """To save, and to print where that is possible."""
        return self.save, self.print

    @property
    def busy(self) -> bool:
        """Whether something is being put on paper."""
        return self._doing is not None and not self._doing.done()

    def offer(self, offered: bool) -> None:
        """Whether there is anything to put on paper now: else the buttons are not there, and no key is."""
        self._offered = offered
        self._show()
        if offered and self._has_printer is None:
            self._has_printer = False
            self._tasks.spawn(self._find_printer())

    def choose(self) -> None:
        """Asks where the PDF shall go."""
        ask_where(
            self._page,
            self.tr("Save as PDF"),
            kind=self.tr("PDF document (*.pdf)"),
            suffix="pdf",
            name=self._name(),
            then=self.write,
        )

    def write(self, path: Path) -> None:
        """Makes the PDF and writes it, for its owner alone; says how that went."""
        if not self.busy:
            self._begin(self.save, self.tr("Saving…"), self._write(path))

    def cancel(self) -> None:
        """Gives up what is under way; nothing is left of it."""
        if self._doing is not None:
            self._doing.cancel()

    def _begin(self, button: BusyButton, text: str, work: Coroutine[Any, Any, None]) -> None:
        button.set_busy(text)
        other = self.print if button is self.save else self.save
        other.setEnabled(False)

        def end(_: object) -> None:
            if isValid(button):
                button.set_idle()
                other.setEnabled(True)

        self._doing = self._tasks.spawn(work)
        self._doing.add_done_callback(end)

    async def _write(self, path: Path) -> None:
        document = await self._make()
        if document is None:
            return
        text = self.tr("Saving…")
        content = await pdf_of(document, self._look(), lambda done: self.save.set_busy(text, done or None))
        await save_and_tell(self._tell, path, lambda: write_private(path, content))

    def _look(self) -> DrawingLook:
        return DrawingLook.on_screen(self._theme, rtl=self._page.isRightToLeft())

    # printing

    async def _find_printer(self) -> None:
        """In a thread: a print server that is gone is waited for."""
        self._has_printer = await asyncio.to_thread(lambda: importlib.import_module(PRINTING).has_printer())
        self._show()

    def _show(self) -> None:
        self.save.setVisible(self._offered)
        self.print.setVisible(self._offered and bool(self._has_printer))
        if self._key is not None:
            self._key.setEnabled(self._offered)

    def _on_key(self) -> None:
        if self._has_printer:
            self._ask_printer()
        else:
            self.choose()

    def _ask_printer(self) -> None:
        importlib.import_module(PRINTING).ask_printer(self._page, self.print_on)

    def print_on(self, printer: "QPrinter") -> None:
        """Prints on this printer; says how that went."""
        if not self.busy:
            self._begin(self.print, self.tr("Printing…"), self._print(printer))

    async def _print(self, printer: "QPrinter") -> None:
        document = await self._make()
        if document is None:
            return
        printing, text = importlib.import_module(PRINTING), self.tr("Printing…")
        try:
            await printing.print_on(
                printer, document, self._look(), lambda done: self.print.set_busy(text, done or None)
            )
        except OSError:
            said = self.tr("The printer did not take it. Look whether it is on, or save a PDF instead.")
            self._tell("danger", said)
        else:
            self._tell("ok", self.tr("Sent to the printer."))
