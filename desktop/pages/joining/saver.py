"""Makes a sheet of personal codes: asks the relay for a pass for each student, and where to save it."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QDateTime, QLocale, QObject, QStandardPaths, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.address import join_link
from desktop.line import Relay, new_ref
from desktop.pages.errands import NO, Errands, Say, reason
from desktop.pages.joining.sheet import PassSlip, write_sheet
from desktop.theme import Theme
from relay.protocol.joining import MakePasses, PassesMade
from relay.protocol.sessions import GetSession, SessionDetails


class SheetSaver(QObject):
    """Saves a PDF with one QR code for each student of a lesson's class, each good once."""

    told = Signal(str, str)
    """How it went, as a sentence and a tone."""

    def __init__(
        self,
        relay: Relay,
        theme: Theme,
        say: Say,
        session: str,
        places: Sequence[tuple[str, int]],
        page: QWidget,
    ) -> None:
        """``places``: where students reach the relay, the likeliest first; at least one."""
        super().__init__(page)
        self._relay, self._theme, self._say, self._session = relay, theme, say, session
        self._places, self._page = tuple(places), page
        self._errands = Errands(self)

    def choose(self) -> None:
        """Asks where to; the passes are made only then, since they begin to run out at once."""
        dialog = QFileDialog(self._page, self.tr("Save personal codes"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(self.tr("PDF document (*.pdf)"))
        dialog.setDefaultSuffix("pdf")
        where = QStandardPaths.StandardLocation
        documents = QStandardPaths.writableLocation(where.DocumentsLocation)
        home = QStandardPaths.writableLocation(where.HomeLocation)
        dialog.setDirectory(documents if Path(documents).is_dir() else home)
        dialog.selectFile(self.tr("personal-codes") + ".pdf")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda path: self._errands.run(self.save(Path(path))))
        dialog.open()

    async def save(self, path: Path, minutes: int = 0) -> None:
        """Makes the passes and writes them; tells how it went. ``minutes``: 0 for until they are revoked."""
        try:
            slips = await self.make(minutes)
            if not slips:
                self.told.emit(self.tr("This class has no students yet."), "warn")
                return
            families, rtl = self._theme.font().families(), self._page.isRightToLeft()
            title = slips[0].class_name
            await asyncio.to_thread(write_sheet, path, slips, title, families, rtl=rtl)
        except NO as error:
            self.told.emit(reason(error, self._say), "danger")
        except OSError as error:
            self.told.emit(self.tr("The sheet could not be saved: {reason}").format(reason=error), "danger")
        else:
            told = self.tr("Saved as {name}. Each code signs in one student, once: print it, then delete it.")
            self.told.emit(told.format(name=path.name), "ok")

    async def make(self, minutes: int = 0) -> list[PassSlip]:
        """New passes for all students of the class, as slips; raises RefusedByRelay and LineDown."""
        details = await self._relay.ask(GetSession(ref=new_ref(), session=self._session))
        assert isinstance(details, SessionDetails)
        lesson = details.session
        made = await self._relay.ask(MakePasses(ref=new_ref(), class_id=lesson.class_id, minutes=minutes))
        assert isinstance(made, PassesMade)
        lines = (
            self.tr("Read it with a scanner into “Code, link or address”, or open the link that it holds."),
            self._until(made),
        )
        return [
            PassSlip(
                one.name,
                lesson.class_name,
                join_link(self._places, self._relay.pin, lesson=self._session, personal=one.secret),
                lines,
            )
            for one in made.passes
            if one.secret
        ]

    def _until(self, made: PassesMade) -> str:
        when = QDateTime.fromMSecsSinceEpoch(made.expires_at)
        locale = QLocale()
        day = locale.toString(when.date(), QLocale.FormatType.ShortFormat)
        time = locale.toString(when.time(), QLocale.FormatType.ShortFormat)
        return self.tr("Good once, until {day}, {time}.").format(day=day, time=time)

    def close(self) -> None:
        """Stops."""
        self._errands.cancel()
