"""All that was handed in for a task, saved in one folder or as one ZIP; nothing is written over."""

import asyncio
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop.client.file_failures import FileFailed
from desktop.features.panel import PanelContext
from desktop.features.work.saved import NOT_SAVED
from desktop.features.work.words import named_for
from desktop.file_names import mark_as_from_elsewhere, names_in, safe_name, untaken
from relay.protocol.files import NamedFile
from relay.protocol.work import Task
from relay.shared.tasks import Tasks


class SavingAll(QObject):
    """One such saving; whoever gives up keeps what is whole in the folder, and no part of a ZIP."""

    progressed = Signal(int, int)
    """So many files of so many are saved."""
    ended = Signal(object, list)
    """Where it is, or None; and codes of what was not saved. Nothing is told of what was given up."""

    def __init__(self, context: PanelContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._tasks = Tasks()

    @property
    def running(self) -> bool:
        return len(self._tasks) > 0

    def into_folder(self, task: Task, folder: Path) -> None:
        self._tasks.spawn(self._into_folder(list(self._files(task)), folder))

    def as_zip(self, task: Task, path: Path) -> None:
        self._tasks.spawn(self._as_zip(list(self._files(task)), path))

    def give_up(self) -> None:
        self._tasks.cancel()

    def _files(self, task: Task) -> Iterator[tuple[NamedFile, str]]:
        """Each with the name under which it is saved; people who have one name are told apart."""
        names = self._context.names()
        for account, handed in sorted(task.handed_in.items(), key=lambda one: names.get(one[0], "")):
            for one in handed.files:
                yield one.file, safe_name(named_for(names.get(account, ""), one.name))

    async def _into_folder(self, files: list[tuple[NamedFile, str]], folder: Path) -> None:
        room, failed = self._context.room, []
        for done, (file, name) in enumerate(files):
            self.progressed.emit(done, len(files))
            try:
                while True:
                    path = await asyncio.to_thread(_free_in, folder, name)
                    with suppress(FileExistsError):
                        await room.relay.files.save(room.session_id, file, path)
                        break
                await asyncio.to_thread(mark_as_from_elsewhere, path)
            except FileFailed as error:
                if error.going:
                    return
                failed.append(error.code)
            except OSError:
                failed.append(NOT_SAVED)
                break
        self.ended.emit(folder, failed)

    async def _as_zip(self, files: list[tuple[NamedFile, str]], wanted: Path) -> None:
        room, failed, path, whole = self._context.room, [], None, False
        try:
            path, packed = await asyncio.to_thread(_new_zip, wanted)
            taken: set[str] = set()
            try:
                for done, (file, name) in enumerate(files):
                    self.progressed.emit(done, len(files))
                    try:
                        data = await room.relay.files.fetch(room.session_id, file)
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
        self.ended.emit(path if whole else None, failed)


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


def proposed(title: str) -> str:
    """For the ZIP of a task."""
    return safe_name(f"{title}.zip")
