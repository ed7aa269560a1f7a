"""The card with the relay's backups: made with one button, read back with another, deleted with a third."""

from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from desktop.pages.safekeeping.asking_card import PATIENCE, AskingCard
from desktop.parts.tasks import Say
from desktop.parts.when import moment
from desktop.qt_client import QtRelayClient
from desktop.theme import Space, Theme, drop, hbox, vbox
from desktop.theme.widgets import BusyButton, Button, ElidedLabel, FlowRow, IconButton, Label, ask, plain_tip
from relay.protocol.safekeeping import (
    Backup,
    BackupChecked,
    BackupList,
    BackupMade,
    BackupRestored,
    CheckBackup,
    DeleteBackup,
    ListBackups,
    MakeBackup,
    RestoreBackup,
    SetAside,
)
from relay.shared.ids import new_ref

NARROW = 460
"""Below this width, times the text scale, a backup's buttons stand under its words."""
SIZE = QLocale.DataSizeFormat.DataSizeSIFormat


class BackupsCard(AskingCard):
    """Backups in the relay's own folder, the newest first."""

    def __init__(self, relay: QtRelayClient, theme: Theme, say: Say, parent: QWidget) -> None:
        super().__init__(relay, theme, say, "download", parent)
        self.set_title(self.tr("Backups"))
        self.backups: list[Backup] = []
        self.rows: list[BackupRow] = []
        self.aside: list[AsideRow] = []
        explained = self.tr(
            "A backup holds everything: people, lessons, what was said, and the server's key, so that a "
            "server restored from it on another computer is the same one. Lessons go on while it is made."
        )
        self.body.addWidget(Label(explained, "caption", wrap=True, parent=self))
        self.body.addWidget(self.banner)
        self.list = vbox(gap=Space.S)
        self.none = Label(self.tr("There is no backup yet."), "muted", wrap=True, parent=self)
        self.body.addWidget(self.none)
        self.body.addLayout(self.list)
        self.before = Label(
            self.tr(
                "Set aside when the server was put back to a backup. Everything is in there, also who has "
                "been erased since; delete it once you are sure."
            ),
            "caption",
            wrap=True,
            parent=self,
        )
        self.before.hide()
        self.body.addWidget(self.before)
        self.list_aside = vbox(gap=Space.S)
        self.body.addLayout(self.list_aside)
        self.make = BusyButton(theme, self.tr("Back up now"), icon="download", cancellable=False, parent=self)
        self.make.clicked.connect(lambda: self.run(self._make()))
        self.body.addWidget(self.make, 0, Qt.AlignmentFlag.AlignLeft)
        self.folder = Label("", "caption", wrap=True, selectable=True, parent=self)
        self.folder.hide()
        self.body.addWidget(self.folder)
        self.begin()

    async def load(self) -> None:
        """The backups there are."""
        self._show(await self.relay.ask(ListBackups(ref=new_ref()), BackupList))

    def _show(self, found: BackupList) -> None:
        self.backups = found.backups
        for layout, rows in ((self.list, self.rows), (self.list_aside, self.aside)):
            drop(layout, *rows)
        self.rows = [BackupRow(self, backup) for backup in found.backups]
        for row in self.rows:
            self.list.addWidget(row)
        self.aside = [AsideRow(self, set_aside) for set_aside in found.set_aside]
        for aside in self.aside:
            self.list_aside.addWidget(aside)
        self.before.setVisible(bool(self.aside))
        self.none.setVisible(not self.rows)
        where = self.tr(
            "They lie on the server in {folder}. Copy them somewhere else too, and where only you "
            "can read them: everything is in them. On another computer: schoolbell-relay restore FILE"
        )
        self.folder.setText(where.format(folder=found.folder))
        self.folder.show()

    async def _make(self) -> None:
        self.banner.hide()
        self.make.set_busy(self.tr("Backing up…"))
        try:
            await self.relay.ask(MakeBackup(ref=new_ref()), BackupMade, PATIENCE)
        finally:
            self.make.set_idle()
        self.tell(True, self.tr("Backed up and read back: the backup is good."))
        self.did.emit()
        await self.load()

    def check(self, row: "BackupRow") -> None:
        """Has a backup read from end to end."""
        self.run(self._check(row))

    async def _check(self, row: "BackupRow") -> None:
        self.banner.hide()
        row.check.setEnabled(False)
        try:
            command = CheckBackup(ref=new_ref(), name=row.backup.name)
            found = await self.relay.ask(command, BackupChecked, PATIENCE)
        finally:
            row.check.setEnabled(True)
        if found.findings:
            text = self.tr("The backup is not good: {finding}")
            self.tell(False, text.format(finding=" ".join(found.findings)))
        else:
            text = self.tr("The backup of {when} is good: every byte of it was read.")
            self.tell(True, text.format(when=moment(row.backup.made_at, self.relay.now())))

    def restore(self, backup: Backup) -> None:
        """Puts the relay back to a backup, after a question that says what would be gone."""
        self.run(self._restore(backup))

    async def _restore(self, backup: Backup) -> None:
        self.banner.hide()
        would = await self.relay.ask(
            RestoreBackup(ref=new_ref(), name=backup.name, dry_run=True), BackupRestored, PATIENCE
        )
        if await self._sure(would):
            command = RestoreBackup(ref=new_ref(), name=backup.name)
            done = await self.relay.ask(command, BackupRestored, PATIENCE)
            text = self.tr("The server is put back, and starts again. Events that are gone: {count}")
            self.tell(True, text.format(count=QLocale().toString(done.events)))

    async def _sure(self, would: BackupRestored) -> bool:
        locale, now = QLocale(), self.relay.now()
        if would.events:
            text = self.tr(
                "What was said since {when} will be gone for everyone. Events: {events}, in lessons: "
                "{sessions}. What there is now is put aside on the server. Everyone is "
                "offline for a moment."
            ).format(
                when=moment(would.since, now),
                events=locale.toString(would.events),
                sessions=locale.toString(would.sessions),
            )
        else:
            text = self.tr(
                "Nothing was said in lessons since; what was arranged since (people, classes, plans) will be "
                "gone. What there is now is put aside on the server. Everyone is offline for a "
                "moment."
            )
        return await ask(
            self.theme,
            self.window(),
            self.tr("Put the server back to {when}?").format(when=moment(would.backup.made_at, now)),
            text,
            confirm=self.tr("Put it back"),
            danger=True,
        )

    def delete(self, backup: Backup | SetAside) -> None:
        """Deletes a backup or what was set aside, after a question."""
        self.run(self._delete(backup))

    async def _delete(self, backup: Backup | SetAside) -> None:
        is_backup = isinstance(backup, Backup)
        sure = await ask(
            self.theme,
            self.window(),
            self.tr("Delete this backup?") if is_backup else self.tr("Delete what was set aside?"),
            self.tr("{name} is deleted on the server. This can't be undone.").format(name=backup.name),
            confirm=self.tr("Delete"),
            cancel=self.tr("Keep"),
            danger=True,
        )
        if sure:
            self._show(await self.relay.ask(DeleteBackup(ref=new_ref(), name=backup.name), BackupList))
            self.did.emit()


class AsideRow(QWidget):
    """What the relay was before it was put back to a backup, and a button that deletes it."""

    def __init__(self, card: BackupsCard, aside: SetAside) -> None:
        super().__init__(card)
        row = hbox(on=self, gap=Space.S)
        size = QLocale().formattedDataSize(aside.size, 1, SIZE)
        words = card.tr("Set aside {when} · {size}")
        when = moment(aside.at, card.relay.now())
        self.title = Label(words.format(when=when, size=size), wrap=True, parent=self)
        self.title.setToolTip(plain_tip(aside.name))
        self.delete = IconButton(
            card.theme, "trash-2", card.tr("Delete {name}").format(name=aside.name), parent=self
        )
        self.delete.clicked.connect(lambda: card.delete(aside))
        row.addWidget(self.title, 1)
        row.addWidget(self.delete)


class BackupRow(QWidget):
    """One backup: when, how much, and what can be done with it."""

    def __init__(self, card: BackupsCard, backup: Backup) -> None:
        super().__init__(card)
        self.backup = backup
        self._theme = card.theme
        row = self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.S)
        words = vbox(gap=0)
        self.title = Label(self._title(card), "strong", wrap=True, parent=self)
        self.about = Label(self._about(), "caption", wrap=True, parent=self)
        self.name = ElidedLabel(backup.name, "caption", parent=self)
        for label in (self.title, self.about, self.name):
            words.addWidget(label)
        row.addLayout(words, 1)
        buttons = FlowRow(parent=self)
        self.check = Button(card.theme, self.tr("Check"), small=True, parent=buttons)
        self.check.setAccessibleName(self.tr("Check the backup {name}").format(name=backup.name))
        self.check.clicked.connect(lambda: card.check(self))
        self.restore = Button(card.theme, self.tr("Restore…"), small=True, parent=buttons)
        self.restore.setAccessibleName(self.tr("Restore the backup {name}").format(name=backup.name))
        self.restore.clicked.connect(lambda: card.restore(self.backup))
        self.restore.setEnabled(backup.readable)
        self.delete = IconButton(
            card.theme,
            "trash-2",
            self.tr("Delete the backup {name}").format(name=backup.name),
            parent=buttons,
        )
        self.delete.clicked.connect(lambda: card.delete(self.backup))
        buttons.add(self.check, self.restore, self.delete)
        row.addWidget(buttons)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room the buttons stand below."""
        super().resizeEvent(event)
        narrow = self.width() < self._theme.px(NARROW)
        way = QBoxLayout.Direction
        self._row.setDirection(way.TopToBottom if narrow else way.LeftToRight)

    def _title(self, card: BackupsCard) -> str:
        if not self.backup.readable:
            return self.tr("This can't be read")
        return moment(self.backup.made_at, card.relay.now())

    def _about(self) -> str:
        locale, backup = QLocale(), self.backup
        size = locale.formattedDataSize(backup.size, 1, SIZE)
        if not backup.readable:
            return size
        said = self.tr("{size} · accounts: {accounts} · lessons: {sessions} · events: {events}")
        return said.format(
            size=size,
            accounts=locale.toString(backup.accounts),
            sessions=locale.toString(backup.sessions),
            events=locale.toString(backup.events),
        )
