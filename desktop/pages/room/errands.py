"""What is asked in a dialog over the room, or written to a file of it: each is read when it is wanted."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.features.panel import PanelContext
from desktop.theme.widgets import ask
from relay.protocol.accounts import Done
from relay.protocol.renaming import RenamePerson
from relay.shared.tasks import Tasks

if TYPE_CHECKING:
    from desktop.features.panel.report import PdfToSave, TableFile
    from desktop.pages.room.reporting import ReportAtEnd
    from desktop.pages.room.saving import SavingChat, SavingPdf, SavingTable

W = TypeVar("W", bound="SavingChat | SavingTable | SavingPdf | ReportAtEnd")


class Errands(QObject):
    """Runs them for the panels of one room."""

    def __init__(self, context: Callable[[], PanelContext], page: QWidget) -> None:
        """``context``: in which the panels are; these errands are in it."""
        super().__init__(page)
        self._context, self._page = context, page
        self._tasks = Tasks()
        self._writers: list[SavingChat | SavingTable | SavingPdf | ReportAtEnd] = []
        """What writes files of this lesson, once that was wanted."""

    def confirm(
        self, question: str, text: str, yes: str, then: Callable[[], None], *, danger: bool = True
    ) -> None:
        """Asks; on a yes `then` runs."""

        async def answered() -> None:
            if await ask(self._context().theme, self._page, question, text, confirm=yes, danger=danger):
                then()

        self._tasks.spawn(answered())

    def rename(self, account: str, name: str) -> None:
        """Asks for another name; the school gives it, and all who are here are told."""
        from desktop.parts.name_dialog import NameDialog, words_for_person  # noqa: PLC0415  # seldom wanted

        context = self._context()
        relay = context.room.relay

        async def give(given: str, ref: str, sure: bool) -> None:
            await relay.ask(RenamePerson(ref=ref, account=account, name=given, sure=sure), Done)

        NameDialog(context.theme, context.say, words_for_person(name), give, name, self._page).open()

    def save_chat(self) -> None:
        """Asks where the chat shall be saved."""
        from desktop.pages.room.saving import SavingChat  # noqa: PLC0415  # with all that writes files

        self._writer(SavingChat).choose()

    def save_pdf(self, file: "PdfToSave") -> None:
        """Asks where a PDF of a subject's shall be saved."""
        from desktop.pages.room.saving import SavingPdf  # noqa: PLC0415  # with all that writes files

        self._writer(SavingPdf).choose(file)

    def save_table(self, file: "TableFile") -> None:
        """Asks where a table of a subject's shall be saved."""
        from desktop.pages.room.saving import SavingTable  # noqa: PLC0415  # with all that writes files

        self._writer(SavingTable).choose(file)

    def report_buttons(self) -> Sequence[QWidget]:
        """Made once the lesson has ended: few look at it, and never before."""
        from desktop.pages.room.reporting import ReportAtEnd  # noqa: PLC0415

        return self._writer(ReportAtEnd).buttons()

    def _writer(self, kind: type[W]) -> W:
        for made in self._writers:
            if isinstance(made, kind):
                return made
        new = kind(self._context(), self._page)
        self._writers.append(new)
        return new

    def tick(self, now: int) -> None:
        for writer in self._writers:
            writer.tick(now)

    def gone(self) -> None:
        for writer in self._writers:
            writer.gone()
