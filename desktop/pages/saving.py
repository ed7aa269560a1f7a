"""Asks where a file shall be saved, without holding up the window; first in the person's documents."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog, QWidget


def ask_where(
    page: QWidget, title: str, *, kind: str, suffix: str, name: str, then: Callable[[Path], object]
) -> None:
    """``kind``: as a file dialog filters by it; ``name``: what is proposed, with its ``suffix``."""
    dialog = QFileDialog(page, title)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilter(kind)
    dialog.setDefaultSuffix(suffix)
    places = QStandardPaths.StandardLocation
    documents = QStandardPaths.writableLocation(places.DocumentsLocation)
    home = QStandardPaths.writableLocation(places.HomeLocation)
    dialog.setDirectory(documents if Path(documents).is_dir() else home)
    dialog.selectFile(name)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.fileSelected.connect(lambda path: then(Path(path)))
    dialog.open()
