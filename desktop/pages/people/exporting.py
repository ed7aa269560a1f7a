"""Writing everybody to a file, a OneRoster zip or a table: asks where to, and tells how it went."""

import asyncio
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.pages.people.model import PeopleModel
from desktop.pages.people.writing import write_school
from desktop.pages.saving import file_name
from desktop.pages.tasks import NO, Errands, Say, reason


class Exporting(QObject):
    """What the page's export button does."""

    written = Signal(str)
    """A sentence: how many people are in which file."""
    failed = Signal(str)
    """Why there is no file, as a sentence."""

    def __init__(self, model: PeopleModel, say: Say, page: QWidget) -> None:
        super().__init__(page)
        self._model, self._say, self._page = model, say, page
        self._errands = Errands(self)

    def choose_file(self) -> None:
        """Asks where to write everybody to."""
        dialog = QFileDialog(self._page, self.tr("Export people and classes"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([self.tr("OneRoster (*.zip)"), self.tr("Table (*.csv)")])
        dialog.setDefaultSuffix("zip")
        dialog.filterSelected.connect(lambda kind: dialog.setDefaultSuffix("csv" if "csv" in kind else "zip"))
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        if Path(documents).is_dir():
            dialog.setDirectory(documents)
        dialog.selectFile(file_name(self.tr("School")))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda path: self._errands.spawn(self.export(Path(path))))
        dialog.open()

    async def export(self, file: Path) -> None:
        """Writes everybody to a file."""
        welcome = self._model.relay.welcome
        school = welcome.relay_name if welcome else ""
        try:
            people, classes = await self._model.everybody()
            await asyncio.to_thread(write_school, file, people, classes, school)
        except NO as error:
            self.failed.emit(reason(error, self._say))
        except OSError as error:
            text = self.tr("The file could not be written: {why}")
            self.failed.emit(text.format(why=error.strerror or error))
        else:
            text = self.tr("{count} people are in {name}.")
            self.written.emit(text.format(count=len(people), name=file.name))

    def close(self) -> None:
        """Stops."""
        self._errands.cancel()
