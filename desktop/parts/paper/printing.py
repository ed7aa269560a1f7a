"""Printers, where there are any. Read only when somebody may want to print."""

from collections.abc import Callable

from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QDialog, QWidget

from desktop.document import Document
from desktop.parts.paper.writing import DPI, Progress, page_layout, put_on
from desktop.theme.pictures.look import DrawingLook


def has_printer() -> bool:
    """Whether the system knows a printer. May wait for a print server: not in the window's thread."""
    return bool(QPrinterInfo.availablePrinterNames())


def ask_printer(page: QWidget, then: Callable[[QPrinter], object]) -> None:
    """Opens the system's dialog for printing."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPageLayout(page_layout())
    dialog = QPrintDialog(printer, page)
    dialog.accepted.connect(lambda: then(printer))
    dialog.finished.connect(dialog.deleteLater)
    QDialog.open(dialog)  # its own wants a slot by name


async def print_on(printer: QPrinter, document: Document, look: DrawingLook, tell: Progress) -> None:
    """Prints a document. If it is cancelled, nothing comes out. Raises OSError."""
    printer.setDocName(document.title)
    printer.setCreator("Schoolbell")
    printer.setResolution(DPI)
    if document.landscape:
        printer.setPageLayout(page_layout(landscape=True))
    try:
        await put_on(printer, document, look, tell)
    except BaseException:
        printer.abort()
        raise
