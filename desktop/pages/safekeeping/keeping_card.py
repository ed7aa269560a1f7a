"""The card that says how long lessons are kept."""

from PySide6.QtCore import QDateTime, QLocale, Qt
from PySide6.QtWidgets import QWidget

from desktop.pages.safekeeping.asking_card import AskingCard
from desktop.parts.tasks import Say
from desktop.qt_client import QtRelayClient
from desktop.theme import Theme
from desktop.theme.widgets import Banner, Choice, FormRow, Label, ask
from relay.protocol.accounts import Done
from relay.protocol.safekeeping import ConfirmClock, GetKeeping, Keeping, SetKeeping
from relay.shared.ids import new_ref

OFFERED = (183, 365, 730, 1095, 1825, 3650, 0)
"""Days; 0: for ever."""
YEAR = 365


class KeepingCard(AskingCard):
    """A choice; a shorter time is asked about, with what it would cost."""

    def __init__(self, relay: QtRelayClient, theme: Theme, say: Say, parent: QWidget) -> None:
        super().__init__(relay, theme, say, "clock", parent)
        self.set_title(self.tr("How long lessons are kept"))
        explained = self.tr(
            "After this time a lesson is removed with all that was said in it, its attendance and its "
            "figures. The server does this once a day."
        )
        self.body.addWidget(Label(explained, "caption", wrap=True, parent=self))
        self.body.addWidget(self.banner)
        self.days = -1
        """As the relay has it; -1 until it is known."""
        self.choice = Choice(theme, parent=self)
        self.choice.setEnabled(False)
        self.choice.activated.connect(self._on_choice)
        row = FormRow(theme, self.tr("Keep lessons after their end for"), self.choice, parent=self)
        self.body.addWidget(row, 0, Qt.AlignmentFlag.AlignLeft)
        self.doubt = Banner(theme, "warn", icon="clock", parent=self)
        self.doubt.acted.connect(lambda: self.run(self._confirm()))
        self.body.addWidget(self.doubt)
        self.due = Label("", wrap=True, parent=self)
        self.due.hide()
        self.body.addWidget(self.due)
        self.begin()

    async def load(self) -> None:
        """How long it is now."""
        self._show(await self.relay.ask(GetKeeping(ref=new_ref()), Keeping))

    def _show(self, keeping: Keeping) -> None:
        self.days = keeping.days
        offered = sorted({*OFFERED, keeping.days} - {0})
        self.choice.set_options([(str(days), self._words(days)) for days in (*offered, 0)])
        self._choose_again()
        self.choice.setEnabled(True)
        self.doubt.setVisible(keeping.doubted_clock > 0)
        if keeping.doubted_clock:
            text = self.tr(
                "The clock of the school's server shows {shown}, but by its last sign of life it is about "
                "{reckoned}. Put it right, or say that it is right. Until then nothing is removed, and "
                "nobody is signed out by it."
            ).format(shown=_date(keeping.doubted_clock), reckoned=_date(keeping.reckoned))
            self.doubt.set("warn", text, action=self.tr("The clock is right"), icon="clock")
        count = QLocale().toString(keeping.due)
        self.due.setText(
            self.tr("Older than that, and removed with the next daily removal: {count}").format(count=count)
        )
        self.due.setVisible(keeping.due > 0)

    async def _confirm(self) -> None:
        await self.relay.ask(ConfirmClock(ref=new_ref()), Done)
        self._show(await self.relay.ask(GetKeeping(ref=new_ref()), Keeping))
        self.did.emit()

    def _words(self, days: int) -> str:
        locale = QLocale()
        if not days:
            return self.tr("For ever")
        if days == YEAR:
            return self.tr("1 year")
        if days % YEAR == 0:
            return self.tr("{years} years").format(years=locale.toString(days // YEAR))
        if days == OFFERED[0]:
            return self.tr("Half a year")
        return self.tr("{days} days").format(days=locale.toString(days))

    def _on_choice(self) -> None:
        if int(self.choice.value) != self.days:
            self.run(self._set(int(self.choice.value)))

    def _choose_again(self) -> None:
        was_blocked = self.choice.blockSignals(True)
        self.choice.choose(str(self.days))
        self.choice.blockSignals(was_blocked)

    async def _set(self, days: int) -> None:
        self.banner.hide()
        try:
            would = await self.relay.ask(SetKeeping(ref=new_ref(), days=days, dry_run=True), Keeping)
            if would.due and not await self._sure(would):
                return
            self._show(await self.relay.ask(SetKeeping(ref=new_ref(), days=days), Keeping))
            self.tell(True, self.tr("Lessons are kept: {how_long}").format(how_long=self._words(days)))
            self.did.emit()
        finally:
            self._choose_again()

    async def _sure(self, would: Keeping) -> bool:
        text = self.tr("Lessons that are older and will be removed with the next daily removal: {count}")
        return await ask(
            self.theme,
            self.window(),
            self.tr("Keep them no longer?"),
            text.format(count=QLocale().toString(would.due)),
            confirm=self.tr("Remove them"),
            cancel=self.tr("Keep them"),
            danger=True,
        )


def _date(ms: int) -> str:
    """The whole date, with its year."""
    return QLocale().toString(QDateTime.fromMSecsSinceEpoch(ms).date(), QLocale.FormatType.LongFormat)
