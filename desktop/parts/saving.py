"""Asks where a file shall be saved, without holding up the window, and says why it could not be."""

import asyncio
import errno
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QStandardPaths, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.theme.tokens import Tone
from desktop.translating import translate
from relay.shared.system_names import FORBIDDEN, names_device

LONGEST_NAME = 100
"""Bytes; systems allow 255, and somebody may add a date."""


class Tell(Protocol):
    """Says what comes of saving, with perhaps a button for what one may do ``then``."""

    def __call__(
        self, tone: Tone, text: str, action: str = "", then: Callable[[], object] | None = None
    ) -> None: ...


def ask_where(
    page: QWidget, title: str, *, kind: str, suffix: str, name: str, then: Callable[[Path], object]
) -> None:
    """``kind``: as a file dialog filters by it; ``name``: any text to propose, without ``suffix``."""
    ask_where_and_how(page, title, kinds={suffix: kind}, name=name, then=lambda path, _: then(path))


def ask_where_and_how(
    page: QWidget, title: str, *, kinds: Mapping[str, str], name: str, then: Callable[[Path, str], object]
) -> None:
    """Lets one choose among several ``kinds`` of files, by their suffixes; first in the person's documents.

    ``then`` is told the place, and the suffix of the kind that its name ends with, or else was chosen.
    """
    dialog = QFileDialog(page, title)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilters(list(kinds.values()))
    suffixes = {kind: suffix for suffix, kind in kinds.items()}
    dialog.setDefaultSuffix(next(iter(kinds)))
    dialog.filterSelected.connect(lambda kind: dialog.setDefaultSuffix(suffixes[kind]))
    places = QStandardPaths.StandardLocation
    documents = QStandardPaths.writableLocation(places.DocumentsLocation)
    home = QStandardPaths.writableLocation(places.HomeLocation)
    dialog.setDirectory(documents if Path(documents).is_dir() else home)
    dialog.selectFile(f"{file_name(name)}.{next(iter(kinds))}")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def chosen(path: str) -> None:
        ending = Path(path).suffix[1:].casefold()
        then(Path(path), ending if ending in kinds else suffixes[dialog.selectedNameFilter()])

    dialog.fileSelected.connect(chosen)
    dialog.open()


async def save_and_tell(
    tell: Tell, path: Path, write: Callable[[], object], said: str = "", *, folder: bool = False
) -> None:
    """Has ``write`` write it, in a thread, and tells how it went; see `tell_saved`."""
    try:
        await asyncio.to_thread(write)
    except OSError as error:
        tell("danger", why_not_saved(error))
    else:
        tell_saved(tell, path, said, folder=folder)


def tell_saved(tell: Tell, path: Path, said: str = "", *, folder: bool = False) -> None:
    """``said``: in these words, with a place for its ``{name}``; a button opens it, or the ``folder``."""
    place = QUrl.fromLocalFile(str(path.parent if folder else path))
    words = said or translate("Saving", "Saved as {name}.")
    button = translate("Saving", "Open the folder") if folder else translate("Saving", "Open")
    tell("ok", words.format(name=path.name), button, lambda: QDesktopServices.openUrl(place))


def file_name(text: str) -> str:
    """A file's name, without ending, made of what people wrote: one that each system takes."""
    kept = "".join("-" if c in FORBIDDEN or not c.isprintable() else c for c in " ".join(text.split()))
    kept = kept.encode(errors="replace")[:LONGEST_NAME].decode(errors="ignore").strip(" .-")
    return f"{kept}_" if names_device(kept) else kept or "Schoolbell"


def why_not_saved(error: OSError) -> str:
    """Why a file could not be written, and what to do, as a sentence for people."""
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return translate(
                "Saving", "There is no room left on this disk. Make some, or save it somewhere else."
            )
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return translate("Saving", "You may not save in this folder. Save it somewhere else.")
        case errno.ENOENT | errno.ENOTDIR:
            return translate("Saving", "This folder is not there any more. Save it somewhere else.")
    why = error.strerror or str(error)
    return translate("Saving", "It could not be saved: {why}").format(why=why)
