"""Choosing the files that are to be sent: those that are offered, others from anywhere, and dropped ones."""

import asyncio
import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QLocale, QStandardPaths, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.client import HeldFile
from desktop.client.file_failures import FILE_EMPTY, FILE_UNREADABLE, FileFailed
from desktop.client.files.file_lane import shortened_name
from desktop.features.panel import PanelContext
from desktop.features.work.folder import Found
from desktop.features.work.zipping import pack
from desktop.file_names import is_open_elsewhere, safe_name
from desktop.qt_files import size_words
from desktop.theme import Space, hbox, vbox
from desktop.theme.widgets import Button, CheckBox, IconButton, Label
from relay.protocol.files import FILE_MB, TOO_LARGE, WRONG_KIND
from relay.protocol.work import MOST_FILES
from relay.shared.programs import is_program
from relay.shared.tasks import Tasks

LONG_WORD = r"(\S{16})(?=\S)"
"""May be broken behind so many letters: a box to tick does not do so by itself."""
TOO_MANY_FILES = "too_many_files"
"""Our own code: so many are not sent at once."""


@dataclass(frozen=True)
class PickedFile:
    """``path``: where its bytes are; ``name``: what it is called."""

    path: Path
    name: str
    size: int


class FilePicker(QWidget):
    """What is not taken is said at once, before anything is sent. Folders are packed."""

    changed = Signal()

    def __init__(self, context: PanelContext, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self.folder: Path | None = None
        """Where one looks for files first; else among one's documents."""
        self._tasks = Tasks()
        self._packed: tempfile.TemporaryDirectory[str] | None = None
        self._added: dict[QWidget, PickedFile] = {}
        self._offered: list[tuple[CheckBox, PickedFile]] = []
        self.busy = False
        """What was dropped is being looked at."""
        self.setAcceptDrops(True)
        self.problem = Label("", "error", wrap=True, parent=self)
        self.problem.hide()
        self.add = Button(context.theme, self.tr("Add files…"), small=True, icon="plus", parent=self)
        self.add.clicked.connect(self.choose)
        self.hint = Label(self.tr("Files and folders can be dropped here too."), "caption", wrap=True)
        self._rows = vbox(gap=Space.XS)
        self._offers = vbox(gap=0)
        foot = hbox(self.add, 1)
        vbox(self._offers, self._rows, foot, self.hint, self.problem, on=self, gap=Space.S)

    # what there is

    def picked(self) -> list[PickedFile]:
        offered = [picked for box, picked in self._offered if box.isChecked()]
        return offered + list(self._added.values())

    async def open_elsewhere(self) -> list[str]:
        """The names of those that another program has open."""
        paths = [(one.path, one.name) for one in self.picked()]
        return await asyncio.to_thread(lambda: [name for path, name in paths if is_open_elsewhere(path)])

    async def hold(self) -> list[HeldFile]:
        """Copies of all of them; raises FileFailed."""
        room = self._context.room
        return [await room.hold(one.path, "", one.name) for one in self.picked()]

    def close_up(self) -> None:
        """Nothing of it is wanted any more."""
        self._tasks.cancel()
        if self._packed is not None:
            packed, self._packed = self._packed, None
            packed.cleanup()

    # choosing

    def offer(self, found: Sequence[Found]) -> None:
        """These are likely to be meant; the newest most of all."""
        for place, one in enumerate(found[:MOST_FILES]):
            picked = PickedFile(one.path, _name(one.path), one.size)
            words = self.tr("{name} · {size}").format(name=picked.name, size=size_words(one.size))
            box = CheckBox(self._context.theme, re.sub(LONG_WORD, "\\1\u200b", words))
            box.setAccessibleName(words)
            box.setChecked(place == 0)
            box.toggled.connect(lambda _: self._changed())
            self._offered.append((box, picked))
            self._offers.addWidget(box)
        self.changed.emit()  # what was said of another file stays

    def choose(self) -> None:
        dialog = QFileDialog(self, self.tr("Choose files"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        places = QStandardPaths.StandardLocation
        documents = QStandardPaths.writableLocation(places.DocumentsLocation)
        for folder in (self.folder, Path(documents)):
            if folder is not None and folder.is_dir():
                dialog.setDirectory(str(folder))
                break
        dialog.filesSelected.connect(lambda names: self.add_paths([Path(name) for name in names]))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def add_paths(self, paths: Sequence[Path]) -> None:
        """Looks at them off the loop, and adds those that may be sent."""
        if paths:
            self.busy = True
            self._tasks.spawn(self._add(paths))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.add_paths([Path(one.toLocalFile()) for one in event.mimeData().urls() if one.isLocalFile()])
        event.acceptProposedAction()

    async def _add(self, paths: Sequence[Path]) -> None:
        problem = ""
        try:
            for path in paths:
                try:
                    picked = await asyncio.to_thread(self._looked_at, path)
                except FileFailed as error:
                    problem = self.tr("{name}: {why}").format(
                        name=path.name, why=self._context.say(error.code)
                    )
                else:
                    self._add_row(picked)
        finally:
            self.busy = False
        self._changed(problem)

    def _looked_at(self, path: Path) -> PickedFile:
        """On a thread; raises FileFailed."""
        name = _name(path)
        if path.is_dir():
            if self._packed is None:
                self._packed = tempfile.TemporaryDirectory(prefix="schoolbell-")
            packed = Path(tempfile.mkdtemp(dir=self._packed.name), "packed")
            pack(path, packed)
            path, name = packed, f"{name}.zip"
        if is_program(name):
            raise FileFailed(WRONG_KIND.name)
        try:
            size = path.stat().st_size
        except OSError:
            raise FileFailed(FILE_UNREADABLE) from None
        if not size:
            raise FileFailed(FILE_EMPTY)
        if size > FILE_MB * 1_000_000:
            raise FileFailed(TOO_LARGE.name)
        return PickedFile(path, name, size)

    def _add_row(self, picked: PickedFile) -> None:
        row = QWidget(self)
        size = Label(size_words(picked.size), "caption", parent=row)
        words = self.tr("Take away: {name}").format(name=picked.name)
        away = IconButton(self._context.theme, "x", words, size=32, parent=row)
        away.clicked.connect(partial(self._take_away, row))
        hbox((Label(picked.name, wrap=True, parent=row), 1), size, away, on=row, gap=Space.S)
        self._added[row] = picked
        self._rows.addWidget(row)

    def _take_away(self, row: QWidget) -> None:
        self._added.pop(row, None)
        self.add.setFocus()
        row.hide()
        row.deleteLater()
        self._changed()

    def _changed(self, problem: str = "") -> None:
        if len(self.picked()) > MOST_FILES:
            problem = self._context.say(TOO_MANY_FILES).format(most=QLocale().toString(MOST_FILES))
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))
        self.changed.emit()

    @property
    def fits(self) -> bool:
        """Whether as many may be sent at once."""
        return len(self.picked()) <= MOST_FILES and not self.busy


def _name(path: Path) -> str:
    """As others are told it."""
    return shortened_name(safe_name(path.name))
