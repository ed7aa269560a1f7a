"""The card that finds a person and erases them, after the user name has been typed."""

from PySide6.QtCore import QLocale, Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from desktop.pages.safekeeping.asking_card import PATIENCE, AskingCard
from desktop.pages.safekeeping.erase_dialog import EraseDialog
from desktop.parts.tasks import Say
from desktop.qt_client import QtRelayClient
from desktop.theme import Space, Theme, drop, vbox
from desktop.theme.widgets import Button, Label, TextField
from relay.protocol.accounts import Account
from relay.protocol.people_admin import ListPeople, PeopleList
from relay.protocol.safekeeping import ErasePerson, PersonErased
from relay.shared.ids import new_ref

PAUSE_MS = 250
"""After the last letter, before the relay is asked."""
MOST = 8


class EraseCard(AskingCard):
    """Looks for people by name. The dialog says what would go, and does it."""

    backups_matter = Signal()
    """Somebody was erased; backups from before still have them."""

    def __init__(self, relay: QtRelayClient, theme: Theme, say: Say, parent: QWidget) -> None:
        super().__init__(relay, theme, say, "user-x", parent)
        self.set_title(self.tr("Erase a person"))
        explained = self.tr(
            "A person's name and everything they wrote are replaced, in every lesson, and they are signed "
            "out. What was counted stays: attendance, figures, how many messages there were. What others "
            "wrote about them stays too."
        )
        self.body.addWidget(Label(explained, "caption", wrap=True, parent=self))
        self.body.addWidget(self.banner)
        self.search = TextField(
            theme,
            name=self.tr("Find the person to erase"),
            placeholder=self.tr("Name or user name"),
            icon="search",
            clearable=True,
            parent=self,
        )
        self.body.addWidget(self.search)
        self.found = vbox(gap=Space.XS)
        self.body.addLayout(self.found)
        self.hint = Label("", "muted", wrap=True, parent=self)
        self.hint.hide()
        self.body.addWidget(self.hint)
        self.buttons: list[Button] = []
        self._rest = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._rest.timeout.connect(self.reload)
        self.search.textChanged.connect(self._on_text)

    def _on_text(self) -> None:
        self._rest.start()

    async def load(self) -> None:
        """Those whose name has in it what was typed."""
        text = self.search.text().strip()
        people: list[Account] = []
        if text:
            found = await self.relay.ask(ListPeople(ref=new_ref(), find=text), PeopleList)
            people = [person.account for person in found.people if not self._is_me(person.account)]
        self._show(text, people)

    def _is_me(self, account: Account) -> bool:
        return self.relay.me is not None and account.id == self.relay.me.id

    def _show(self, text: str, people: list[Account]) -> None:
        drop(self.found, *self.buttons)
        self.buttons = []
        for account in people[:MOST]:
            words = self.tr("{name} ({username})").format(name=account.name, username=account.username)
            button = Button(self.theme, words, "quiet", icon="user", parent=self)
            button.setAccessibleName(self.tr("Erase {name}").format(name=words))
            button.clicked.connect(lambda _=False, account=account: self.run(self.begin_to_erase(account)))
            self.found.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
            self.buttons.append(button)
        if text and not people:
            self.hint.setText(self.tr("Nobody has this in their name."))
        elif len(people) > MOST:
            self.hint.setText(self.tr("There are more: type more of the name."))
        self.hint.setVisible(bool(text) and not 0 < len(people) <= MOST)

    async def begin_to_erase(self, account: Account) -> None:
        """Asks what would be replaced, and opens the dialog."""
        command = ErasePerson(ref=new_ref(), account=account.id, dry_run=True)
        would = await self.relay.ask(command, PersonErased, PATIENCE)
        dialog = EraseDialog(self.theme, self.say, would, self._erase, self.window())
        dialog.erased.connect(self._on_erased)
        dialog.open()

    async def _erase(self, account: Account, ref: str) -> PersonErased:
        return await self.relay.ask(ErasePerson(ref=ref, account=account.id), PersonErased, PATIENCE)

    def _on_erased(self, name: str, done: PersonErased) -> None:
        text = self.tr("{name} has been erased.").format(name=name)
        if done.backups:
            more = self.tr("Backups from before still hold what was replaced: {count}. Delete them above.")
            text += " " + more.format(count=QLocale().toString(done.backups))
        if done.set_aside:
            more = self.tr("Restoring set it aside too: {count}. Delete that above.")
            text += " " + more.format(count=QLocale().toString(done.set_aside))
        self.tell(True, text)
        self.search.clear()
        self.did.emit()
        self.backups_matter.emit()
