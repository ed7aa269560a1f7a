"""People as a page: found by class and name; new passwords, devices, rosters in and out."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.pages.people.add_dialog import AddPersonDialog
from desktop.pages.people.devices_dialog import DevicesDialog
from desktop.pages.people.exporting import Exporting
from desktop.pages.people.model import PeopleModel
from desktop.pages.people.reset_dialog import ResetDialog
from desktop.pages.people.role_dialog import RoleDialog
from desktop.pages.people.table import PeopleRows, PeopleTable
from desktop.parts.loading import LoadingBody, LoadingPage
from desktop.parts.name_dialog import NameDialog, words_for_person
from desktop.parts.passes import ForWhom
from desktop.parts.slips import Coded, SlipSaver
from desktop.parts.tasks import Say
from desktop.qt_client import QtRelayClient
from desktop.theme import Space, Theme, hbox, vbox
from desktop.theme.widgets import (
    Button,
    Card,
    Choice,
    ElidedLabel,
    Filling,
    FlowRow,
    Label,
    TextField,
)
from relay.protocol.base import Role
from relay.protocol.people_admin import Person, RosterOutcome


class PeoplePage(LoadingPage):
    """Everybody whom one looks after: an admin the school, a teacher the students of their classes."""

    roster_wanted = Signal()
    """Somebody wants to import a roster."""
    passes_wanted = Signal(str, list, bool)
    """QR slips: of whom in words, the ForWhom, and whether that is one person."""

    def __init__(
        self,
        relay: QtRelayClient,
        theme: Theme,
        say: Say,
        codes: dict[str, str] | None = None,
        addresses: Callable[[], Sequence[str]] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """``codes``: where new one-time codes are kept by account, so that they outlive this page."""
        super().__init__(relay, theme, say, self.tr("People"), parent)
        self._codes = {} if codes is None else codes
        self._fresh: list[Coded] = []
        self.model = PeopleModel(relay, self)
        self.rows = PeopleRows(self.model.class_names, relay.now, self)
        self.exporting = Exporting(self.model, say, self)
        self.saver = SlipSaver(relay, theme, self, self, addresses)
        self._shown: list[Person] = []
        self._build()
        self.model.changed.connect(self._show)
        self._show()

    def _build(self) -> None:
        theme = self.theme
        self.search = TextField(theme, placeholder=self.tr("Name or user name"), icon="search", parent=self)
        self.search.setAccessibleName(self.tr("Search people"))
        self.search.textChanged.connect(self.model.look_for)
        self.school_class = Choice(theme, name=self.tr("Class"), parent=self)
        self.school_class.chosen.connect(self.model.choose_class)
        self.bring = Button(theme, self.tr("Import roster"), icon="download", parent=self)
        self.bring.clicked.connect(self.roster_wanted)
        self.write = Button(theme, self.tr("Export"), icon="folder", parent=self)
        self.write.clicked.connect(self.exporting.choose_file)
        self.class_passes = Button(theme, self.tr("QR slips"), icon="qr-code", parent=self)
        self.class_passes.clicked.connect(self.show_class_passes)
        bar = FlowRow(parent=self)
        self.search.setMinimumWidth(theme.px(180))
        self.add = Button(theme, self.tr("Add a person"), icon="user-plus", shortcut="Ctrl+N", parent=self)
        self.add.clicked.connect(self.add_person)
        bar.add(self.search, self.school_class, self.add, self.class_passes, self.bring, self.write)
        self.table = PeopleTable(theme, self.rows, self)
        self.table.chosen.connect(self._show_chosen)
        self.table.reset_wanted.connect(self.reset)
        self.table.devices_wanted.connect(self.show_devices)
        self.table.passes_wanted.connect(self.show_passes)
        self.table.rename_wanted.connect(self.rename)
        self.table.role_wanted.connect(self.change_role)
        self.count = Label("", "caption", wrap=True, parent=self)
        self.more = Button(theme, self.tr("Show more"), small=True, parent=self)
        self.more.clicked.connect(self.model.more)
        foot = hbox((self.count, 1), self.more)
        self.chosen_name = ElidedLabel("", "strong", parent=self)
        self.new_password = Button(theme, self.tr("New password"), icon="key", small=True, parent=self)
        self.new_password.clicked.connect(self.reset)
        self.name = Button(theme, self.tr("Rename"), icon="pencil", small=True, parent=self)
        self.name.clicked.connect(self.rename)
        self.role = Button(theme, self.tr("Role"), icon="user", small=True, parent=self)
        self.role.clicked.connect(self.change_role)
        self.devices = Button(theme, self.tr("Devices"), icon="laptop", small=True, parent=self)
        self.devices.clicked.connect(self.show_devices)
        self.passes = Button(theme, self.tr("QR slip"), icon="qr-code", small=True, parent=self)
        self.passes.clicked.connect(self.show_passes)
        self.chosen = QWidget(self)
        row = vbox(self.chosen_name, on=self.chosen, gap=Space.S)
        buttons = FlowRow(parent=self.chosen)
        buttons.add(self.name, self.role, self.new_password, self.devices, self.passes)
        row.addWidget(buttons)
        card = Card(theme, parent=self)
        card.body.addWidget(self.table, 1)
        card.body.addLayout(foot)
        card.body.addWidget(self.chosen)
        self.body = LoadingBody(theme, "users", card, on=self)
        self.empty = self.body.empty
        self.empty.acted.connect(self._on_empty)
        self._card = card
        whole = Filling(self).column
        whole.addWidget(self.banner)
        whole.addWidget(bar)
        whole.addLayout(self.body, 1)
        self.setFocusProxy(self.search)

    # what is shown

    def _show(self) -> None:
        model = self.model
        for button in (self.add, self.bring, self.write):
            button.setEnabled(model.online and model.state == "ready")
        everybody = self.tr("The whole school") if model.is_admin else self.tr("All my classes")
        options = [("", everybody), *((badge.id, badge.name) for badge in model.classes)]
        if [self.school_class.itemText(n) for n in range(self.school_class.count())] != [
            o[1] for o in options
        ]:
            self.school_class.set_options(options)
        if self.school_class.value != model.class_id:
            self.school_class.choose(model.class_id)
        self.class_passes.setVisible(bool(model.class_id))
        self.class_passes.setEnabled(model.online)
        if model.people is not self._shown:
            self._shown = model.people
            self.rows.show_rows(model.people)
        shown, more = len(model.people), len(model.people) < model.total
        text = self.tr("{count} of {total} people") if more else self.tr("People: {count}")
        self.count.setText(text.format(count=shown, total=model.total))
        self.more.setVisible(more)
        if model.people:
            self.body.setCurrentWidget(self._card)
        elif model.loading:
            self.body.setCurrentWidget(self.body.waiting)
        else:
            self._show_empty()
            self.body.setCurrentWidget(self.empty)
        self._show_chosen()

    def _show_empty(self) -> None:
        model = self.model
        if model.state != "ready":
            title, code = self.tr("The people could not be loaded"), model.failure or "line_down"
            self.empty.set("triangle-alert", title, self._say(code), self.tr("Try again"))
        elif model.find or model.class_id:
            title = self.tr("Nobody is found here")
            self.empty.set("search", title, "", self.tr("Show everyone"))
        else:
            title = self.tr("Nobody is here yet")
            text = self.tr("Import a class list or a OneRoster export, or add students in Classes.")
            self.empty.set("users", title, text, self.tr("Import roster"))

    def _show_chosen(self) -> None:
        model, people = self.model, self.table.people()
        self.chosen.setVisible(bool(people))
        if len(people) == 1:
            self.chosen_name.setText(people[0].account.name)
        else:
            self.chosen_name.setText(self.tr("Chosen: {count}").format(count=len(people)))
        self.table.may_rename, self.table.may_change_roles = model.may_rename, model.may_change_roles
        self.role.setVisible(model.may_change_roles)
        self.role.setEnabled(model.online and len(people) == 1)
        self.name.setVisible(self.model.may_rename)
        self.name.setEnabled(self.model.online and len(people) == 1)
        self.new_password.setEnabled(self.model.online)
        self.devices.setEnabled(self.model.online and len(people) == 1)
        self.passes.setEnabled(self.model.online and bool(self.model.in_classes(people)))

    # what one can do

    def rename(self) -> None:
        """Asks for another name of the one who is chosen."""
        people = self.table.people()
        if len(people) == 1:
            who = people[0].account

            async def give(name: str, ref: str, sure: bool) -> None:
                await self.model.rename(who.id, name, ref, sure)

            NameDialog(self.theme, self._say, words_for_person(who.name), give, who.name, self).open()

    def change_role(self) -> None:
        """Asks what the one who is chosen is to be."""
        people = self.table.people()
        if len(people) == 1:
            who = people[0].account

            async def change(role: Role) -> None:
                await self.model.change_role(who.id, role)

            RoleDialog(self.theme, self._say, who, change, self).open()

    def add_person(self) -> None:
        """Asks for name, role and class of somebody new."""
        model = self.model
        roles: tuple[Role, ...] = ("student", "teacher", "admin") if model.is_admin else ("student",)
        AddPersonDialog(
            self.theme, self._say, roles, model.classes, model.class_id, self._add_person, self
        ).open()

    async def _add_person(
        self, name: str, role: Role, school_class: str, means: str, ref: str
    ) -> RosterOutcome | None:
        outcome = await self.model.add(name, role, school_class, means, ref)
        if outcome and outcome.code:
            self._codes[outcome.account] = outcome.code
            self._fresh = [Coded(name, school_class, outcome.username, outcome.code)]
            self._tell_codes()
        elif outcome and outcome.what != "refused":
            said = self.tr("{name} is in {class_name} now, with the user name {username}.")
            self.tell(
                "ok", said.format(name=name, class_name=school_class, username=outcome.username), icon="users"
            )
        return outcome

    def reset(self) -> None:
        """Asks how the passwords of those who are chosen are made anew."""
        people = self.table.people()
        if people:
            ResetDialog(
                self.theme,
                self._say,
                [person.account for person in people],
                lambda at_once: self._reset(people, at_once),
                self,
            ).open()

    async def _reset(self, people: Sequence[Person], at_once: bool) -> None:
        classes = {p.account.id: self.tr(", ").join(self.model.class_names(p)) for p in people}
        made = await self.model.reset([person.account for person in people], at_once=at_once)
        who = [fresh.account for fresh in made]
        self._fresh = [
            Coded(a.name, classes.get(a.id, ""), a.username, f.code) for a, f in zip(who, made, strict=True)
        ]
        self._codes.update({fresh.account.id: fresh.code for fresh in made})
        self._tell_codes()

    def _tell_codes(self) -> None:
        """Says the code that was just made, or how many there are, and offers slips."""
        if len(self._fresh) == 1:
            one = self._fresh[0]
            text = self.tr("{name} signs in as {username} with the one-time code {code}.")
            said = text.format(name=one.name, username=one.username, code=one.code)
        else:
            said = self.tr("New codes: {count}. Print the slips before you leave this page.").format(
                count=len(self._fresh)
            )
        self.tell("ok", said, self.tr("Slips to print"), self.saver.choose, "key")

    def title(self) -> str:
        """What the slips are called."""
        return self._fresh[0].name if len(self._fresh) == 1 else self.tr("New passwords")

    def coded(self) -> list[Coded]:
        """Those whose codes were made last."""
        return self._fresh

    def show_devices(self) -> None:
        """Where the chosen one is signed in."""
        people = self.table.people()
        if len(people) == 1:
            account, now = people[0].account, self.relay.now
            DevicesDialog(self.theme, self._say, self.model, account, now, self).open()

    def show_passes(self) -> None:
        """QR slips of those who are chosen."""
        people = self.table.people()
        found = self.model.in_classes(people)
        count = sum(len(whom.accounts) for whom in found)
        if not count:
            return
        one = count == 1
        names = {person.account.id: person.account.name for person in people}
        who = names[found[0].accounts[0]] if one else self.tr("%n student(s)", "", count)
        self.passes_wanted.emit(who, found, one)

    def show_class_passes(self) -> None:
        """QR slips of the class that is shown."""
        for badge in self.model.classes:
            if badge.id == self.model.class_id:
                self.passes_wanted.emit(badge.name, [ForWhom(badge.id, badge.name)], False)

    def _on_empty(self) -> None:
        if self.model.state != "ready":
            self.model.reload()
        elif self.model.find or self.model.class_id:
            self.search.clear()
            self.model.choose_class("")
        else:
            self.roster_wanted.emit()
