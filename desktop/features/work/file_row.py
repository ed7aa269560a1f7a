"""One file that was handed over: what it is, and *Save*, then *Open*. It opens on a click alone."""

from PySide6.QtWidgets import QWidget

from desktop.features.panel import PanelContext
from desktop.features.panel.file_progress import FileProgress
from desktop.features.work.saved import SavedFiles
from desktop.file_names import parted
from desktop.qt_files import size_words
from desktop.theme import Space, hbox, vbox
from desktop.theme.widgets import Button, IconButton, Label
from relay.protocol.work import HandedFile


class FileRow(QWidget):
    """Follows what is saved by itself."""

    def __init__(
        self, context: PanelContext, saved: SavedFiles, handed: HandedFile, parent: QWidget, *, name: str = ""
    ) -> None:
        """``name``: under which it is saved, if not under its own."""
        super().__init__(parent)
        self._context, self._saved, self._file = context, saved, handed.file
        self._name = name or handed.name
        theme = context.theme
        self.name_label = Label(handed.name, "strong", wrap=True, parent=self)
        self.about = Label(self._about(handed), "caption", wrap=True, parent=self)
        self.problem = Label("", "error", wrap=True, parent=self)
        self.save = Button(theme, self.tr("Save"), small=True, icon="download", parent=self)
        self.save.setAccessibleName(self.tr("Save {name}").format(name=handed.name))
        self.open = Button(theme, self.tr("Open"), small=True, parent=self)
        self.open.setAccessibleName(self.tr("Open {name}").format(name=handed.name))
        self.where = IconButton(theme, "folder", self.tr("Open the folder"), size=32, parent=self)
        self.save.clicked.connect(lambda: saved.save(self._file, self._name))
        self.open.clicked.connect(lambda: saved.open(self._file, self._name))
        self.where.clicked.connect(saved.open_folder)
        self._progress: FileProgress | None = None
        words = vbox(self.name_label, self.about, self.problem, gap=0)
        self._line = QWidget(self)
        hbox((words, 1), self.save, self.open, self.where, on=self._line, gap=Space.S)
        self._box = vbox(self._line, on=self, gap=Space.XS)
        saved.changed.connect(self._show)
        self._show()

    def _about(self, handed: HandedFile) -> str:
        """What it is, before anybody opens it."""
        _, ending = parted(handed.name)
        size = size_words(handed.file.size)
        if not ending:
            return size
        return self.tr("{kind} · {size}").format(kind=ending[1:].upper(), size=size)

    def _show(self, key: str = "") -> None:
        saved, file = self._saved, self._file
        path, coming = saved.path(file, self._name), saved.is_coming(file, self._name)
        code = saved.failure(file, self._name)
        had = self.save.hasFocus()
        if path is not None:
            self.open.show()
        if had and path is not None:
            self.open.setFocus()
        self.save.setVisible(path is None and not coming)
        self.open.setVisible(path is not None)
        self.where.setVisible(path is not None)
        self.problem.setText(self._context.say(code) if code else "")
        self.problem.setVisible(bool(code))
        self._show_progress(coming)

    def _show_progress(self, coming: bool) -> None:
        if coming and self._progress is None:
            files = self._context.room.relay.files
            self._progress = FileProgress(
                self._context.theme, files, self._file, self._name, fetches=True, parent=self
            )
            self._progress.cancelled.connect(lambda: self._saved.give_up(self._file, self._name))
            self._box.addWidget(self._progress)
        elif not coming and self._progress is not None:
            self._progress.hide()
            self._progress.deleteLater()
            self._progress = None
        self._line.setVisible(not coming)
