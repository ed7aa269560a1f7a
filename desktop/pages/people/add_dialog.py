"""The dialog that adds one person to the school, and asks where somebody of such a name is there already."""

from collections.abc import Awaitable, Callable, Sequence

from PySide6.QtWidgets import QWidget

from desktop.parts.form_dialog import FormDialog
from desktop.parts.role_words import role_word
from desktop.parts.roster_words import in_the_way, known_as
from desktop.parts.tasks import NO, Say
from desktop.theme import Theme
from desktop.theme.widgets import Choice, FormRow, TextField
from relay.protocol.accounts import ClassBadge
from relay.protocol.base import Role
from relay.protocol.limits import NAME_LENGTH
from relay.protocol.people_admin import RosterOutcome
from relay.protocol.text import clean_name
from relay.shared.ids import new_ref

NEW = "new"
Add = Callable[[str, Role, str, str, str], Awaitable[RosterOutcome | None]]
"""With name, role, class (its name), who is meant (an account, ``NEW``, or nothing), and a ref."""


class AddPersonDialog(FormDialog):
    """Asks for name, role and class, and stays until the relay has taken them."""

    def __init__(
        self,
        theme: Theme,
        say: Say,
        roles: Sequence[Role],
        classes: Sequence[ClassBadge],
        chosen: str,
        add: Add,
        parent: QWidget | None = None,
    ) -> None:
        """``roles``: those that may be given here. ``chosen``: the id of the class that is shown."""
        super().__init__(theme, say, width=460, parent=parent)
        self._classes, self._add = classes, add
        self._asked: tuple[tuple[str, Role, str, str], str] | None = None
        self.set_title(self.tr("Add a person"))
        self.name = TextField(theme, max_length=NAME_LENGTH, placeholder=self.tr("Ana Silva"), parent=self)
        self.name_row = FormRow(theme, self.tr("Name"), self.name, parent=self)
        self.role = Choice(theme, [(role, role_word(role)) for role in roles], parent=self)
        self.role_row = FormRow(theme, self.tr("Role"), self.role, parent=self)
        self.role_row.setVisible(len(roles) > 1)
        options = [(badge.id, badge.name) for badge in classes]
        self.school_class = Choice(theme, [("", self.tr("None yet")), *options], parent=self)
        self.school_class.choose(chosen if any(badge.id == chosen for badge in classes) else "")
        self.class_row = FormRow(theme, self.tr("Class"), self.school_class, parent=self)
        self.means = Choice(theme, [("", self.tr("Choose…"))], parent=self)
        self.means_row = FormRow(theme, self.tr("Is it one of these?"), self.means, parent=self)
        self.means_row.hide()
        for row in (self.name_row, self.role_row, self.class_row, self.means_row):
            self.body.addWidget(row)
        self.note = self.add_text("")
        self.send = self.add_submit(self.tr("Add"))
        self.name.textChanged.connect(self._on_changed)
        self.role.chosen.connect(self._on_changed)
        self.school_class.chosen.connect(self._on_changed)
        self.means.chosen.connect(lambda: self.means_row.set_error(""))
        self.focus_first(self.name)
        self._on_changed()

    @property
    def dirty(self) -> bool:
        return bool(self.name.text().strip())

    def submit(self) -> None:
        name, role = clean_name(self.name.text()), self._role
        if not name:
            self.name_row.set_error(self.tr("Write the name as it should be shown."))
            self.name.setFocus()
        elif role == "student" and not self.school_class.value:
            self.class_row.set_error(self.tr("Choose the class that the student is in."))
            self.school_class.setFocus()
        elif not self.means_row.isHidden() and not self.means.value:
            self.means_row.set_error(self.tr("Say who this is, so that nobody is there twice."))
            self.means.setFocus()
        elif not self.busy:
            self._tasks.spawn(self._send(name, role))

    @property
    def _role(self) -> Role:
        found: dict[str, Role] = {"admin": "admin", "teacher": "teacher"}
        return found.get(self.role.value, "student")

    def _on_changed(self) -> None:
        """What was asked about somebody else is asked no more."""
        admin = self._role == "admin"
        self.class_row.setVisible(not admin)
        for row in (self.name_row, self.class_row):
            row.set_error("")
        self.means_row.hide()
        self.means.set_options([("", self.tr("Choose…"))])
        if admin:
            self.note.setText(self.tr("An admin looks after the whole school, and reaches every class."))
        elif self._role == "teacher":
            self.note.setText(self.tr("A teacher makes classes, and teaches those that are theirs."))
        else:
            self.note.setText(self.tr("You get a user name and a one-time code, on a slip to print."))

    async def _send(self, name: str, role: Role) -> None:
        class_name = next((c.name for c in self._classes if c.id == self.school_class.value), "")
        wanted = name, role, "" if role == "admin" else class_name, self.means.value
        if self._asked is None or self._asked[0] != wanted:  # the same once more makes nobody twice
            self._asked = wanted, new_ref()
        self.busy = True
        self.send.setEnabled(False)
        self.banner.hide()
        try:
            outcome = await self._add(*wanted, self._asked[1])
        except NO as error:
            self.complain_of(error)
            return
        finally:
            self.busy = False
            self.send.setEnabled(True)
        if outcome is None:
            where = class_name or self.tr("the school")
            said = self.tr("{name} is in {where} already.")
            self.name_row.set_error(said.format(name=name, where=where))
        elif outcome.what != "refused":
            self.name.clear()
            self.accept()
        elif outcome.alike:
            self._ask_who(outcome)
        else:
            self.name_row.set_error(in_the_way(outcome.problem).format(about=outcome.about))

    def _ask_who(self, outcome: RosterOutcome) -> None:
        known = [(account.id, known_as(account)) for account in outcome.alike]
        options = [("", self.tr("Choose…")), *known, (NEW, self.tr("No, somebody new"))]
        self.means.set_options(options)
        self.means_row.show()
        self.means_row.set_error(self.tr("Somebody of such a name is there already."))
        self.means.setFocus()
