"""Writing everybody to a file, a OneRoster zip or a table: asks where to, and tells how it went."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog

from desktop.pages.people.model import PeopleModel
from desktop.parts.loading import LoadingPage
from desktop.parts.saving import file_name, why_not_saved
from desktop.parts.tasks import NO, PageTasks, Say, reason
from relay.protocol.accounts import ClassBadge
from relay.protocol.people_admin import Person
from relay.shared.files import write_private
from relay.shared.rosters import oneroster_zip, roster_csv


class Exporting(QObject):
    """What the page's export button does."""

    def __init__(self, model: PeopleModel, say: Say, page: LoadingPage) -> None:
        super().__init__(page)
        self._model, self._say, self._page = model, say, page
        self._tasks = PageTasks(self)

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
        dialog.fileSelected.connect(lambda path: self._tasks.spawn(self.export(Path(path))))
        dialog.open()

    async def export(self, file: Path) -> None:
        """Writes everybody to a file."""
        welcome = self._model.relay.welcome
        school = welcome.relay_name if welcome else ""
        try:
            people, classes = await self._model.everybody()
            await asyncio.to_thread(write_school, file, people, classes, school)
        except NO as error:
            self._page.tell("danger", reason(error, self._say))
        except OSError as error:
            self._page.tell("danger", why_not_saved(error))
        else:
            text = self.tr("{count} people are in {name}.")
            self._page.tell("ok", text.format(count=len(people), name=file.name))


def write_school(file: Path, people: Sequence[Person], classes: Sequence[ClassBadge], school: str) -> None:
    """The whole file or nothing, readable by its owner alone; for a thread of its own. Raises OSError."""
    if file.suffix.casefold() == ".csv":
        content = roster_csv(people, classes)
    else:
        content = oneroster_zip(people, classes, school, datetime.now(UTC).date())
    write_private(file, content)
