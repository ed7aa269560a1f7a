"""One file on its way: its name, how much of it is there, and a way to give it up."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.qt_files import QtFileLane, size_words
from desktop.theme import Theme, hbox, vbox
from desktop.theme.tokens import Space
from desktop.theme.widgets import BusySign, IconButton, Label
from relay.protocol.files import NamedFile


class FileProgress(QWidget):
    """Follows the lane by itself. Whoever owns it takes it away when the file is there."""

    cancelled = Signal()
    """Asked for by the person; whoever owns it stops what is under way."""
    done = Signal()
    """The file is there."""

    def __init__(
        self,
        theme: Theme,
        lane: QtFileLane,
        file: NamedFile,
        name: str,
        *,
        fetches: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """``fetches``: it comes here; else it goes to the school's server."""
        super().__init__(parent)
        self._file, self._name, self._over = file, name, False
        self.name_label = Label(name, "strong", wrap=True, parent=self)
        self.state_label = Label("", "caption", wrap=True, parent=self)
        self.sign = BusySign(theme, 20, parent=self)
        stays = self.sign.sizePolicy()
        stays.setRetainSizeWhenHidden(True)
        self.sign.setSizePolicy(stays)
        self.cancel = IconButton(theme, "x", self.tr("Stop: {name}").format(name=name), parent=self)
        self.cancel.clicked.connect(self.cancelled)
        words = vbox(self.name_label, self.state_label, gap=0)
        hbox(self.sign, (words, 1), self.cancel, on=self, gap=Space.S)
        lane.progress_changed.connect(self._on_progress)
        lane.kept.connect(self._on_kept)
        so_far = lane.progress(file.hash)
        if so_far is None:
            self._show(self.tr("Waits to come") if fetches else self.tr("Waits to be sent"), None)
        else:
            self._on_progress(file.hash, *so_far)

    def fail(self, sentence: str) -> None:
        """It is not under way any more, and why."""
        self._over = True
        self.sign.hide()
        self.cancel.set_name(self.tr("Take away: {name}").format(name=self._name))
        self._show(sentence, None)

    def _on_progress(self, file_hash: str, done: int, size: int) -> None:
        if file_hash == self._file.hash and not self._over:
            text = self.tr("{done} of {size}").format(done=size_words(done), size=size_words(size))
            self._show(text, done / size if size else None)

    def _on_kept(self, file_hash: str) -> None:
        if file_hash == self._file.hash and not self._over:
            self._over = True
            self.sign.set_fraction(1.0)
            self.state_label.setText(size_words(self._file.size))
            self.done.emit()

    def _show(self, text: str, fraction: float | None) -> None:
        self.sign.set_fraction(fraction)
        if text != self.state_label.text():
            self.state_label.setText(text)
            self.setAccessibleName(f"{self._name}: {text}")
