"""QR slips: makes them at the relay, for as long as is wanted, saves them to print, takes them back."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QDateTime, QLocale, QObject, QTime, Signal
from PySide6.QtWidgets import QWidget

from desktop.address import join_link
from desktop.parts.passes.sheet import PassSlip, write_sheet
from desktop.parts.saving import ask_where, why_not_saved
from desktop.parts.tasks import NO, PageTasks, Say, reason
from desktop.qt_client import QtRelayClient
from desktop.theme import Theme
from relay.protocol.accounts import Done
from relay.protocol.joining import PASS_MINUTES, MakePasses, PassesMade, RevokePasses
from relay.shared.ids import new_ref

Lasting = Literal["minutes", "today", "open"]
"""How long codes are good: ten minutes, until midnight here, or until they are taken back."""
UNTIL_TAKEN_BACK = 0
"""The minutes that say so to the relay, which knows a longest time all the same."""
MINUTE_MS = 60_000


@dataclass(frozen=True)
class ForWhom:
    """A class, or some of its students by account; ``session``: the lesson that their codes lead to."""

    class_id: str
    class_name: str
    accounts: tuple[str, ...] = ()
    session: str = ""


Whom = Callable[[], Awaitable[Sequence[ForWhom]]]


def of_lesson(relay: QtRelayClient, session: str) -> Whom:
    """All students of a lesson's class; raises RefusedByRelay and LineDown when it is asked."""

    async def ask() -> Sequence[ForWhom]:
        details = await relay.details(session)
        return [ForWhom(details.session.class_id, details.session.class_name, session=session)]

    return ask


def these(found: Sequence[ForWhom]) -> Whom:
    """Those who are known already."""

    async def known() -> Sequence[ForWhom]:
        return found

    return known


def minutes_of(lasting: Lasting, now: int) -> int:
    """So many minutes from ``now`` (ms UTC) on; shortly before midnight at least those of a short code."""
    if lasting == "open":
        return UNTIL_TAKEN_BACK
    if lasting == "minutes":
        return PASS_MINUTES
    here = QDateTime.fromMSecsSinceEpoch(now)
    midnight = QDateTime(here.date().addDays(1), QTime(0, 0))
    return max(PASS_MINUTES, (midnight.toMSecsSinceEpoch() - now) // MINUTE_MS)


class SheetSaver(QObject):
    """Saves a PDF with one QR code for each student, each good once."""

    told = Signal(str, str)
    """How it went, as a sentence and a tone."""

    def __init__(
        self,
        relay: QtRelayClient,
        theme: Theme,
        say: Say,
        whom: Whom,
        places: Sequence[tuple[str, int]],
        page: QWidget,
    ) -> None:
        """``places``: where students reach the relay, the likeliest first; at least one for a sheet."""
        super().__init__(page)
        self._relay, self._theme, self._say, self._whom = relay, theme, say, whom
        self._places, self._page = tuple(places), page
        self._tasks = PageTasks(self)

    def choose(self, lasting: Lasting) -> None:
        """Asks where to; the codes are made only then, since they begin to run out at once."""
        ask_where(
            self._page,
            self.tr("Save QR slips"),
            kind=self.tr("PDF document (*.pdf)"),
            suffix="pdf",
            name=self.tr("QR slips"),
            then=lambda path: self._tasks.spawn(self.save(path, lasting)),
        )

    async def save(self, path: Path, lasting: Lasting) -> None:
        """Makes the codes and writes them; tells how it went."""
        try:
            slips = await self.make(lasting)
            if not slips:
                self.told.emit(self.tr("There are no students yet."), "warn")
                return
            families, rtl = self._theme.font().families(), self._page.isRightToLeft()
            title = slips[0].class_name
            await asyncio.to_thread(write_sheet, path, slips, title, families, rtl=rtl)
        except NO as error:
            self.told.emit(reason(error, self._say), "danger")
        except OSError as error:
            self.told.emit(why_not_saved(error), "danger")
        else:
            said = self.tr("Saved as {name}. Each slip signs in one student, once: print it, then delete it.")
            self.told.emit(said.format(name=path.name), "ok")

    async def make(self, lasting: Lasting) -> list[PassSlip]:
        """New codes for everybody meant, as slips; raises RefusedByRelay and LineDown."""
        slips: list[PassSlip] = []
        how = self.tr("Read it with a scanner into “Code” on the first page, or open the link that it holds.")
        for whom in await self._whom():
            wanted = MakePasses(
                ref=new_ref(),
                class_id=whom.class_id,
                accounts=list(whom.accounts),
                minutes=minutes_of(lasting, self._relay.now()),
            )
            made = await self._relay.ask(wanted, PassesMade)
            slips += [
                PassSlip(
                    one.name,
                    whom.class_name,
                    join_link(self._places, self._relay.pin, lesson=whom.session, personal=one.secret),
                    (how, self.until(made.expires_at, lasting)),
                )
                for one in made.passes
                if one.secret
            ]
        return slips

    def take_back(self, said: str) -> None:
        """Takes the codes back, and tells ``said`` when that is done."""
        self._tasks.spawn(self.revoke(said))

    async def revoke(self, said: str) -> None:
        """No code of those meant is good any more; tells how it went."""
        try:
            for whom in await self._whom():
                command = RevokePasses(ref=new_ref(), class_id=whom.class_id, accounts=list(whom.accounts))
                await self._relay.ask(command, Done)
        except NO as error:
            self.told.emit(reason(error, self._say), "danger")
        else:
            self.told.emit(said, "ok")

    def until(self, expires_at: int, lasting: Lasting) -> str:
        """How long a slip says that it is good; ``expires_at``: ms UTC."""
        when = QDateTime.fromMSecsSinceEpoch(expires_at)
        locale = QLocale()
        day = locale.toString(when.date(), QLocale.FormatType.LongFormat)
        if lasting == "open":
            words = self.tr("Good once, until your teacher takes it back, at the latest on {day}.")
            return words.format(day=day)
        time = locale.toString(when.time(), QLocale.FormatType.ShortFormat)
        return self.tr("Good once, until {time} on {day}.").format(day=day, time=time)
