"""The three ways to sign in, as forms: each makes its command, and puts a refusal beside what caused it."""

from typing import ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop.theme import Space, Theme, vbox
from desktop.theme.widgets import FormRow, Label, PasswordField, TextField
from relay.protocol.accounts import LogIn, MakeFirstTeacher, SignInFirst
from relay.protocol.base import Command
from relay.protocol.limits import NAME_LENGTH, SHORTEST_PASSWORD
from relay.protocol.text import clean_name
from relay.shared.ids import new_ref

LONGEST_PASSWORD = 128


class Form(QWidget):
    """Fields under each other; Enter goes to the next empty one, and submits from the last."""

    submitted = Signal()
    blames: ClassVar[dict[str, str]] = {}
    """Which field a refusal is about, by its code."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._rows: dict[str, FormRow] = {}
        self._fields: dict[str, TextField] = {}
        self.column = vbox(on=self, gap=Space.M)

    def field(self, name: str) -> TextField:
        """One of its fields."""
        return self._fields[name]

    def row(self, name: str) -> FormRow:
        """One of its rows, with what is wrong."""
        return self._rows[name]

    def command(self) -> Command | None:
        """What to ask the relay for; None while something is missing, which is then shown."""
        for row in self._rows.values():
            row.set_error("")
        problems = self.problems()
        for name, text in problems.items():
            self._rows[name].set_error(text)
        if problems:
            self._fields[next(iter(problems))].setFocus(Qt.FocusReason.OtherFocusReason)
            return None
        return self.make()

    def make(self) -> Command:
        """The command, when nothing is missing."""
        raise NotImplementedError

    def problems(self) -> dict[str, str]:
        """What is wrong, by the name of the field."""
        missing = self.tr("Please fill this in.")
        return {name: missing for name, field in self._fields.items() if not field.text().strip()}

    def refuse(self, code: str, sentence: str) -> bool:
        """Puts a refusal beside the field it is about; False if it is about none of them."""
        name = self.blames.get(code, "")
        if name not in self._rows:
            return False
        self._rows[name].set_error(sentence)
        field = self._fields[name]
        field.setFocus(Qt.FocusReason.OtherFocusReason)
        field.selectAll()
        return True

    def forget_secrets(self) -> None:
        """Empties what nobody else should find in the fields."""
        for field in self._fields.values():
            if isinstance(field, PasswordField):
                field.clear()
                field.set_shown(False)

    def first_empty(self) -> TextField:
        """Where the keyboard belongs: the first empty field, or the first of all."""
        empty = (field for field in self._fields.values() if not field.text())
        return next(empty, next(iter(self._fields.values())))

    def _add(self, name: str, label: str, field: TextField, hint: str = "") -> TextField:
        row = FormRow(self._theme, label, field, hint=hint, parent=self)
        self._rows[name], self._fields[name] = row, field
        field.textEdited.connect(lambda: row.set_error(""))
        field.returnPressed.connect(self._on_enter)
        self.column.addWidget(row)
        return field

    def _text(self, name: str, label: str, hint: str = "", longest: int = NAME_LENGTH) -> TextField:
        field = TextField(self._theme, max_length=longest, parent=self)
        if name in ("username", "code", "secret"):
            hints = Qt.InputMethodHint
            field.setInputMethodHints(hints.ImhNoAutoUppercase | hints.ImhNoPredictiveText)
        return self._add(name, label, field, hint)

    def _secret(self, name: str, label: str, hint: str = "") -> TextField:
        field = PasswordField(self._theme, parent=self)
        field.setMaxLength(LONGEST_PASSWORD)
        return self._add(name, label, field, hint)

    def _two_passwords(self) -> None:
        hint = self.tr("At least {count} characters. Three words that you remember are a good password.")
        self._secret("password", self.tr("New password"), hint.format(count=SHORTEST_PASSWORD))
        self._secret("again", self.tr("New password again"))

    def _password_problems(self) -> dict[str, str]:
        found: dict[str, str] = {}
        password, again = self._fields["password"].text(), self._fields["again"].text()
        if password and len(password) < SHORTEST_PASSWORD:
            text = self.tr("Too short: at least {count} characters.")
            found["password"] = text.format(count=SHORTEST_PASSWORD)
        elif password and again and password != again:
            found["again"] = self.tr("The two passwords differ.")
        return found

    def _on_enter(self) -> None:
        fields = list(self._fields.values())
        here = next((place for place, field in enumerate(fields) if field.hasFocus()), len(fields))
        empty = next((field for field in fields[here + 1 :] if not field.text()), None)
        if empty is None:
            self.submitted.emit()
        else:
            empty.setFocus(Qt.FocusReason.TabFocusReason)


class PasswordForm(Form):
    """User name and password."""

    blames: ClassVar = {"wrong_password": "password"}

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._text("username", self.tr("User name"))
        self._secret("password", self.tr("Password"))

    def make(self) -> Command:
        """The command, when nothing is missing."""
        username, password = self.field("username").text().strip(), self.field("password").text()
        return LogIn(ref=new_ref(), username=username, password=password)


class FirstTimeForm(Form):
    """User name, the one-time code, and a password from now on."""

    blames: ClassVar = {
        "wrong_code": "code", "code_used": "code", "password_too_short": "password", "not_found": "username",
    }  # fmt: skip

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        sentence = self.tr("Your teacher gave you a slip with your user name and a one-time code.")
        self.column.addWidget(Label(sentence, "muted", wrap=True, parent=self))
        self._text("username", self.tr("User name"))
        self._text("code", self.tr("One-time code"), self.tr("Capital or small letters make no difference."))
        self._two_passwords()

    def problems(self) -> dict[str, str]:
        """What is missing, and passwords that do not fit."""
        return super().problems() or self._password_problems()

    def make(self) -> Command:
        """The command, when nothing is missing."""
        return SignInFirst(
            ref=new_ref(),
            username=self.field("username").text().strip(),
            code=self.field("code").text().strip(),
            password=self.field("password").text(),
        )


class FirstTeacherForm(Form):
    """The relay's own secret, and the account of the teacher who looks after it."""

    blames: ClassVar = {
        "wrong_code": "secret", "code_used": "secret", "name_taken": "username",
        "password_too_short": "password",
    }  # fmt: skip

    def __init__(self, theme: Theme, secret: str = "", parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        sentence = self.tr(
            "For a server that has no accounts yet. When it was started it showed a setup secret, which "
            "makes the first teacher."
        )
        self.column.addWidget(Label(sentence, "muted", wrap=True, parent=self))
        self._text("secret", self.tr("Setup secret"), longest=2000).setText(secret)
        self._text("name", self.tr("Your name"), self.tr("As your students know you."))
        self._text("username", self.tr("User name"), self.tr("Short, for signing in. For example: lee."))
        self._two_passwords()

    def problems(self) -> dict[str, str]:
        """What is missing, and passwords that do not fit."""
        return super().problems() or self._password_problems()

    def make(self) -> Command:
        """The command, when nothing is missing."""
        return MakeFirstTeacher(
            ref=new_ref(),
            secret=secret_in(self.field("secret").text()),
            name=clean_name(self.field("name").text()),
            username=self.field("username").text().strip(),
            password=self.field("password").text(),
        )


def secret_in(pasted: str) -> str:
    """The secret itself, out of a pasted link or as it was typed."""
    pasted = "".join(pasted.split())
    _, found, secret = pasted.rpartition("secret=")
    return secret.partition("&")[0] if found else pasted
