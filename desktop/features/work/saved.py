"""Files that were handed over, as they are saved here: never over others, and opened on a click."""

import asyncio
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from PySide6.QtCore import QDateTime, QObject, QStandardPaths, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from desktop.client.file_failures import NOT_SAVED, FileFailed
from desktop.features.panel import PanelContext
from desktop.features.work.folder import (
    Found,
    folder_of_lesson,
    key_of,
    note_saved,
    place_for,
    saved_in,
    to_hand_in,
)
from desktop.file_names import mark_as_from_elsewhere
from relay.protocol.files import NamedFile
from relay.protocol.lesson import Lesson
from relay.protocol.work import Work
from relay.shared.programs import is_program
from relay.shared.tasks import Tasks

OURS = "Schoolbell"


def saved_files(context: PanelContext) -> "SavedFiles":
    """The room's: the same for all that show them, so that what one says of a file all say."""
    return context.room.findChild(SavedFiles) or SavedFiles(context)


class SavedFiles(QObject):
    """Of one lesson; `saved_files` has them."""

    changed = Signal(str)
    """Of the file with this key something else is true; empty: perhaps of any."""

    def __init__(self, context: PanelContext) -> None:
        super().__init__(context.room)
        self._context = context
        self._tasks = Tasks()
        self._saving: dict[str, asyncio.Task[None]] = {}
        self._paths: dict[str, Path] = {}
        self._failed: dict[str, str] = {}
        self._closed = False
        self.look()

    @property
    def folder(self) -> Path:
        """Among the person's documents; on a shared computer in what goes when they sign out."""
        lesson = self._context.memory(Lesson)
        apart = self._context.room.relay.cache.documents()
        place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        started = QDateTime.fromMSecsSinceEpoch(lesson.started_at).toString("yyyy-MM-dd")
        return folder_of_lesson(apart or Path(place, OURS), lesson.class_name, started, lesson.title)

    @property
    def goes(self) -> bool:
        """Whether all of it goes when the person signs out."""
        return self._context.room.relay.cache.documents() is not None

    def path(self, file: NamedFile, name: str) -> Path | None:
        """Where it was saved, if it was."""
        return self._paths.get(key_of(file.hash, name))

    def is_coming(self, file: NamedFile, name: str) -> bool:
        return key_of(file.hash, name) in self._saving

    def failure(self, file: NamedFile, name: str) -> str:
        """Why it was not saved, as a code."""
        return self._failed.get(key_of(file.hash, name), "")

    def look(self) -> None:
        """Looks on the disk what was saved."""
        self._tasks.spawn(self._look())

    def save(self, file: NamedFile, name: str) -> None:
        """Fetches it, however long that takes, and writes it beside the others."""
        key = key_of(file.hash, name)
        if key not in self._saving:
            self._failed.pop(key, None)
            task = self._saving[key] = self._tasks.spawn(self._save(key, file, name))
            task.add_done_callback(partial(self._on_done, key))
            self.changed.emit(key)

    def give_up(self, file: NamedFile, name: str) -> None:
        if (task := self._saving.get(key_of(file.hash, name))) is not None:
            task.cancel()

    def open(self, file: NamedFile, name: str) -> None:
        """With the program that the system has for it; where it is not any more that is seen.

        A program is not run, whoever let it through: its folder is opened.
        """
        path = self.path(file, name)
        if path is not None and is_program(path.name):
            self.open_folder()
        elif path is not None and path.is_file():
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
        else:
            self.look()

    def open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.folder)))

    async def to_hand_in(self) -> list[Found]:
        """What one has changed or made in the folder, and not handed in yet."""
        folder, known = self.folder, set(self._known())
        return await asyncio.to_thread(lambda: to_hand_in(folder, known))

    def close(self) -> None:
        """What is given up so ends when there may be nobody any more to tell."""
        self._closed = True
        self._tasks.cancel()
        self.setParent(None)

    def _known(self) -> Iterator[str]:
        """Hashes of what was handed out, in and back."""
        for task in self._context.memory(Work).tasks.values():
            handed = [task.files]
            handed += [one.files for one in task.handed_in.values()]
            handed += [one.files for one in task.given_back.values()]
            yield from (one.file.hash for files in handed for one in files)

    async def _look(self) -> None:
        folder = self.folder
        self._paths = await asyncio.to_thread(lambda: saved_in(folder))
        self.changed.emit("")

    async def _save(self, key: str, file: NamedFile, name: str) -> None:
        folder, room = self.folder, self._context.room
        try:
            while True:
                path = await asyncio.to_thread(place_for, folder, name)
                try:
                    await room.relay.files.save(room.session_id, file, path)
                    break
                except FileExistsError:
                    continue  # another program has just made one of that name
            await asyncio.to_thread(mark_as_from_elsewhere, path)
            await asyncio.to_thread(note_saved, folder, key, path)
            self._paths[key] = path
        except FileFailed as error:
            if not error.going:
                self._failed[key] = error.code
        except OSError:
            self._failed[key] = NOT_SAVED

    def _on_done(self, key: str, task: asyncio.Task[None]) -> None:
        self._saving.pop(key, None)
        if not self._closed:
            self.changed.emit(key)
