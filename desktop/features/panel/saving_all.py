"""Many files of a lesson, saved in one folder or as one ZIP; nothing is written over."""

import asyncio
import zipfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget
from shiboken6 import isValid

from desktop.client.file_failures import NOT_SAVED, FileFailed
from desktop.features.panel.report import FilesToSave
from desktop.file_names import mark_as_from_elsewhere, names_in, safe_name, untaken
from desktop.qt_client import QtRelayClient
from desktop.translating import translate
from relay.protocol.files import NamedFile
from relay.shared.tasks import Tasks


class SavingAll(QObject):
    """One such saving; whoever gives up keeps what is whole in the folder, and no part of a ZIP."""

    progressed = Signal(int, int)
    """So many files of so many are saved."""
    ended = Signal(object, list)
    """Where it is, or None; and codes of what was not saved. Nothing is told of what was given up."""

    def __init__(self, relay: QtRelayClient, session: str, parent: QObject) -> None:
        super().__init__(parent)
        self._relay, self._session = relay, session
        self._tasks = Tasks()

    @property
    def running(self) -> bool:
        return len(self._tasks) > 0

    def save(self, what: FilesToSave, path: Path, *, packed: bool) -> None:
        """Into a folder, or ``packed`` as a ZIP of this name, or one like it."""
        files = [(file, safe_name(name)) for file, name in what.files]
        self._tasks.spawn(self._as_zip(files, path) if packed else self._into_folder(files, path))

    def give_up(self) -> None:
        """Also when whoever looks at it goes: nothing is told from then on."""
        self._tasks.cancel()

    def _tell_end(self, where: Path | None, failed: list[str]) -> None:
        task = asyncio.current_task()
        if isValid(self) and not (task is not None and task.cancelling()):
            self.ended.emit(where, failed)

    async def _into_folder(self, files: list[tuple[NamedFile, str]], folder: Path) -> None:
        failed = []
        for done, (file, name) in enumerate(files):
            self.progressed.emit(done, len(files))
            try:
                while True:
                    path = await asyncio.to_thread(_free_in, folder, name)
                    with suppress(FileExistsError):
                        await self._relay.files.save(self._session, file, path)
                        break
                await asyncio.to_thread(mark_as_from_elsewhere, path)
            except FileFailed as error:
                if error.going:
                    return
                failed.append(error.code)
            except OSError:
                failed.append(NOT_SAVED)
                break
        self._tell_end(folder, failed)

    async def _as_zip(self, files: list[tuple[NamedFile, str]], wanted: Path) -> None:
        failed: list[str] = []
        path, whole = None, False
        try:
            path, packed = await asyncio.to_thread(_new_zip, wanted)
            taken: set[str] = set()
            try:
                for done, (file, name) in enumerate(files):
                    self.progressed.emit(done, len(files))
                    try:
                        data = await self._relay.files.fetch(self._session, file)
                    except FileFailed as error:
                        if error.going:
                            return
                        failed.append(error.code)
                        continue
                    entry = untaken(name, taken)
                    taken.add(entry.casefold())
                    await asyncio.shield(asyncio.to_thread(packed.writestr, entry, data))
            finally:
                await asyncio.shield(asyncio.to_thread(packed.close))
            await asyncio.to_thread(mark_as_from_elsewhere, path)
            whole = True
        except OSError:
            failed.append(NOT_SAVED)
        finally:
            if path is not None and not whole:
                path.unlink(missing_ok=True)
        self._tell_end(path if whole else None, failed)


def _free_in(folder: Path, name: str) -> Path:
    return folder / untaken(name, names_in(folder))


def _new_zip(wanted: Path) -> tuple[Path, zipfile.ZipFile]:
    """A new one, of the wanted name or one like it; raises OSError."""
    while True:
        path = wanted.parent / untaken(wanted.name, names_in(wanted.parent))
        try:
            return path, zipfile.ZipFile(path, "x", zipfile.ZIP_DEFLATED)
        except FileExistsError:
            continue


Chosen = Callable[[FilesToSave, Path, bool], object]
"""What, where, and whether as a ZIP."""


def offer_to_save(page: QWidget, below: QWidget, offered: Sequence[FilesToSave], then: Chosen) -> None:
    """A menu below a button: what, if there is a choice, and how; then where is asked for, on the page."""
    menu = QMenu(below)
    for one in offered:
        inside = menu if len(offered) == 1 else menu.addMenu(one.label.replace("&", "&&"))
        folder = inside.addAction(translate("SavingAll", "Into a folder…"))
        folder.triggered.connect(partial(_ask_folder, page, one, then))
        packed = inside.addAction(translate("SavingAll", "As one ZIP file…"))
        packed.triggered.connect(partial(_ask_zip, page, one, then))
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(below.mapToGlobal(below.rect().bottomLeft()))


def _ask_folder(page: QWidget, what: FilesToSave, then: Chosen) -> None:
    dialog = _dialog(page, translate("SavingAll", "Save all work into a folder"))
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.fileSelected.connect(lambda path: then(what, Path(path), False))
    dialog.open()


def _ask_zip(page: QWidget, what: FilesToSave, then: Chosen) -> None:
    dialog = _dialog(page, translate("SavingAll", "Save all work as one ZIP file"))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)  # nothing is ever written over
    dialog.setDefaultSuffix("zip")
    dialog.selectFile(safe_name(f"{what.label}.zip"))
    dialog.fileSelected.connect(lambda path: then(what, Path(path), True))
    dialog.open()


def _dialog(page: QWidget, title: str) -> QFileDialog:
    dialog = QFileDialog(page, title)
    place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    if Path(place).is_dir():
        dialog.setDirectory(place)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return dialog
