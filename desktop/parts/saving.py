"""Asks where a file shall be saved, without holding up the window; first in the person's documents."""

import re
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

LONGEST_NAME = 100
"""Bytes; systems allow 255, and somebody may add a date."""
_FORBIDDEN = frozenset('/\\:*?"<>|')
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)
"""Names of devices on Windows."""


def ask_where(
    page: QWidget, title: str, *, kind: str, suffix: str, name: str, then: Callable[[Path], object]
) -> None:
    """``kind``: as a file dialog filters by it; ``name``: any text to propose, without ``suffix``."""
    dialog = QFileDialog(page, title)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilter(kind)
    dialog.setDefaultSuffix(suffix)
    places = QStandardPaths.StandardLocation
    documents = QStandardPaths.writableLocation(places.DocumentsLocation)
    home = QStandardPaths.writableLocation(places.HomeLocation)
    dialog.setDirectory(documents if Path(documents).is_dir() else home)
    dialog.selectFile(f"{file_name(name)}.{suffix}")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.fileSelected.connect(lambda path: then(Path(path)))
    dialog.open()


def file_name(text: str) -> str:
    """A file's name, without ending, made of what people wrote: one that each system takes."""
    kept = "".join("-" if c in _FORBIDDEN or not c.isprintable() else c for c in " ".join(text.split()))
    kept = kept.encode(errors="replace")[:LONGEST_NAME].decode(errors="ignore").strip(" .-")
    return f"{kept}_" if _RESERVED.fullmatch(kept) else kept or "Schoolbell"
