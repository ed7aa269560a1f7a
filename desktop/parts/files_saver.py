"""Saving many files of a lesson: asks where to, and tells how far it is and how it went."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from desktop.features.panel.report import FilesToSave
from desktop.features.panel.saving_all import SavingAll, offer_to_save
from desktop.parts.saving import Tell
from desktop.parts.tasks import Say
from desktop.qt_client import QtRelayClient


class FilesSaver(QObject):
    """One saving at a time."""

    def __init__(self, relay: QtRelayClient, session: str, say: Say, tell: Tell, page: QWidget) -> None:
        super().__init__(page)
        self._say, self._tell, self._page = say, tell, page
        self.saving = SavingAll(relay, session, self)
        self.saving.progressed.connect(self._on_progress)
        self.saving.ended.connect(self._on_ended)

    def choose(self, button: QWidget, offered: Sequence[FilesToSave]) -> None:
        """Asks in a menu below a button."""
        offer_to_save(self._page, button, offered, self.save)

    def save(self, what: FilesToSave, path: Path, packed: bool) -> None:
        """Into a folder, or as one ZIP."""
        if not self.saving.running:
            self.saving.save(what, path, packed=packed)

    def close(self) -> None:
        """Stops, and tells nothing more."""
        self.saving.give_up()

    def _cancel(self) -> None:
        self.saving.give_up()
        self._tell("info", self.tr("Saving was given up. Files that are whole in a folder stay there."))

    def _on_progress(self, done: int, of: int) -> None:
        words = self.tr("Saving {done} of {all}…").format(done=done + 1, all=of)
        self._tell("info", words, self.tr("Cancel"), self._cancel)

    def _on_ended(self, where: Path | None, failed: list[str]) -> None:
        words = [self._say(code) for code in dict.fromkeys(failed)]
        if where is None:
            self._tell("danger", " ".join(words))
            return
        words.insert(0, self.tr("Saved in {name}.").format(name=where.name))
        folder = QUrl.fromLocalFile(str(where if where.is_dir() else where.parent))
        self._tell(
            "danger" if failed else "ok",
            " ".join(words),
            self.tr("Open the folder"),
            lambda: QDesktopServices.openUrl(folder),
        )
