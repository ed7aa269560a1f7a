"""Writing a table to a CSV file: asks where to, and tells how it went."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.parts.saving import Tell, ask_where, save_and_tell
from desktop.parts.tasks import PageTasks
from relay.shared.cells import table_csv
from relay.shared.files import write_private

MakeTable = Callable[[], Sequence[Sequence[str]]]


class CsvSaver(QObject):
    """The table is made and written in a thread."""

    def __init__(self, page: QWidget, make: MakeTable, tell: Tell, name: Callable[[], str]) -> None:
        """``name``: proposed for the file, any text."""
        super().__init__(page)
        self._page, self._make, self._tell, self._name = page, make, tell, name
        self._tasks = PageTasks(self)

    def choose(self) -> None:
        """Asks where the file shall go."""
        ask_where(
            self._page,
            self.tr("Save as CSV"),
            kind=self.tr("Table (*.csv)"),
            suffix="csv",
            name=self._name(),
            then=lambda path: self._tasks.spawn(self.write(path)),
        )

    async def write(self, path: Path) -> None:
        """The whole file or nothing, readable by its owner alone."""
        said = self.tr("Saved as {name}. Spreadsheets open it.")
        await save_and_tell(
            self._tell, path, lambda: write_private(path, table_csv(self._make())), said, folder=True
        )
