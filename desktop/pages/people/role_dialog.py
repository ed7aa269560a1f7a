"""The dialog that makes somebody something else in the school."""

from collections.abc import Awaitable, Callable

from PySide6.QtWidgets import QWidget

from desktop.parts.form_dialog import FormDialog
from desktop.parts.role_words import role_word
from desktop.parts.tasks import Say
from desktop.theme import Theme
from desktop.theme.widgets import Choice, FormRow
from relay.protocol.accounts import Account
from relay.protocol.base import Role

ROLES: tuple[Role, ...] = ("student", "teacher", "admin")


class RoleDialog(FormDialog):
    """Says what each role means before anything changes."""

    def __init__(
        self,
        theme: Theme,
        say: Say,
        person: Account,
        change: Callable[[Role], Awaitable[object]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, say, width=460, parent=parent)
        self._person, self._change = person, change
        self.set_title(self.tr("Role of {name}").format(name=person.name))
        self.role = Choice(theme, [(role, role_word(role)) for role in ROLES], parent=self)
        self.role.choose(person.role)
        self.body.addWidget(FormRow(theme, self.tr("Role"), self.role, parent=self))
        self.means = self.add_text("")
        self.add_text(
            self.tr("{name} is signed out everywhere, and signs in again with the same password.").format(
                name=person.name
            )
        )
        self.send = self.add_submit(self.tr("Change the role"))
        self.role.chosen.connect(self._on_chosen)
        self.focus_first(self.role)
        self._on_chosen()

    @property
    def dirty(self) -> bool:
        return False

    @property
    def _role(self) -> Role:
        return next(role for role in ROLES if role == self.role.value)

    def submit(self) -> None:
        if self.send.isEnabled() and not self.busy:
            self._tasks.spawn(self._send())

    def _on_chosen(self) -> None:
        said: dict[Role, str] = {
            "student": self.tr(
                "A student is in the classes that they taught, and sees in their lessons what students see."
            ),
            "teacher": self.tr(
                "A teacher teaches the classes that they were in, and reads what was said there to teachers "
                "in private."
            ),
            "admin": self.tr("An admin looks after the whole school: every class, every person, all codes."),
        }
        self.means.setText(said[self._role])
        self.send.setEnabled(self._role != self._person.role)

    async def _send(self) -> None:
        if await self.take(self._change(self._role)):
            self.accept()
        else:
            self._on_chosen()
