"""Signing in at a relay: with a password, for the first time with a code, or as the relay's first teacher."""

from collections.abc import Callable, Coroutine
from typing import Any, Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop.pages.sign_in.forms import FirstTeacherForm, FirstTimeForm, Form, PasswordForm
from desktop.parts.tasks import PageTasks
from desktop.parts.window_page import WindowPage
from desktop.theme import Theme
from desktop.theme.widgets import (
    Banner,
    BusyButton,
    Button,
    Card,
    CheckBox,
    Label,
    ScrollPage,
    Segmented,
    announce,
)

Way = Literal["password", "first_time", "first_teacher"]


class SignInPage(WindowPage):
    """Asks who one is. `app` asks the relay, and tells how it went with `busy`, `idle` and `refuse`."""

    signing_in = Signal(object)
    """LogIn, SignInFirst or MakeFirstTeacher, as the relay takes them, without the device."""
    code_wanted = Signal()
    """The person has no account here, but the code of a lesson."""
    shared_changed = Signal(bool)
    cancelled = Signal()

    def __init__(
        self,
        theme: Theme,
        relay_name: str,
        *,
        username: str = "",
        secret: str = "",
        shared: bool = False,
        shared_preset: bool = False,
        keeps: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        """`keeps`: this computer has a keyring that can hold the sign-in."""
        super().__init__(parent)
        self._keeps = keeps
        self._tasks = PageTasks(self)
        self.setWindowTitle(self.tr("Sign in"))
        scroll = ScrollPage(theme, 460, fills=self)
        column = scroll.column
        column.addWidget(Label(relay_name, "display", wrap=True, parent=self))
        self.banner = Banner(theme, "danger", closable=True, parent=self)
        column.addWidget(self.banner)
        card = Card(theme, parent=self)
        column.addWidget(card)
        self.forms: dict[Way, Form] = {
            "password": PasswordForm(theme, card),
            "first_time": FirstTimeForm(theme, card),
            "first_teacher": FirstTeacherForm(theme, secret, card),
        }
        self.ways = Segmented(
            theme,
            self.tr("How to sign in"),
            (("password", self.tr("Sign in")), ("first_time", self.tr("First time here"))),
            parent=card,
        )
        card.body.addWidget(self.ways)
        for form in self.forms.values():
            card.body.addWidget(form)
            form.submitted.connect(self._submit)
        self.shared = CheckBox(theme, self.tr("This is a shared computer"), parent=card)
        self.shared.setChecked(shared)
        self.shared.setEnabled(not shared_preset)
        self._promise = Label("", "caption", wrap=True, parent=card)
        card.body.addWidget(self.shared)
        card.body.addWidget(self._promise)
        self.button = BusyButton(theme, self.tr("Sign in"), icon="log-in", parent=card)
        card.body.addWidget(self.button)
        self.new_relay = Button(theme, self.tr("Set up a new server"), "quiet", icon="key", parent=self)
        self.code = Button(theme, self.tr("Join with a code instead"), "quiet", icon="qr-code", parent=self)
        self.code.clicked.connect(self.code_wanted)
        self.code.hide()
        forgotten = self.tr("Forgotten your password?")
        self.forgotten = Button(theme, forgotten, "quiet", icon="circle-help", parent=self)
        self.forgotten.setCheckable(True)
        self.help = Label("", "muted", wrap=True, parent=self)
        self.help.setText(
            self.tr(
                "Ask your teacher. In “Classes” they choose your name, where your user name stands too, and "
                "make a new code. With it you choose another password here, under “First time here”. "
                "Teachers ask whoever looks after the server."
            )
        )
        self.help.hide()
        self.forgotten.toggled.connect(self._show_help)
        for button in (self.button.button, self.new_relay, self.code, self.forgotten):
            button.setMinimumWidth(120)  # large text must not make the page wider than the window
        column.addWidget(self.forgotten)
        column.addWidget(self.help)
        column.addWidget(self.code)
        column.addWidget(self.new_relay)
        column.addStretch(1)
        self.ways.chosen.connect(self.choose)
        self.new_relay.clicked.connect(self._on_new_relay)
        self.button.clicked.connect(self._submit)
        self.button.cancelled.connect(self.cancelled)
        self.shared.toggled.connect(self._on_shared)
        one, other = (self.forms[way].field("username") for way in ("password", "first_time"))
        one.textChanged.connect(other.setText)
        other.textChanged.connect(one.setText)
        one.setText(username)
        self._way: Way = "password"
        self._new = bool(secret)
        self._tell_promise()
        self.choose("first_teacher" if secret else "password")

    @property
    def way(self) -> Way:
        """Which of the forms is shown."""
        return self._way

    @property
    def form(self) -> Form:
        """The form that is shown."""
        return self.forms[self._way]

    def choose(self, way: str) -> None:
        """Shows another form."""
        for name, form in self.forms.items():
            form.setVisible(name == way)
            if name == way:
                self._way = name
        first_teacher = self._way == "first_teacher"
        self.ways.setVisible(not first_teacher)
        self.forgotten.setVisible(not first_teacher)
        self.help.setVisible(self.forgotten.isChecked() and not first_teacher)
        back = self.tr("Sign in instead")
        self.new_relay.setText(back if first_teacher else self.tr("Set up a new server"))
        self.new_relay.set_icon("arrow-left" if first_teacher else "key")
        self.new_relay.setVisible(first_teacher or self._new)
        self.button.button.setText(self._words())
        self.banner.hide()
        self.setFocusProxy(self.form.first_empty())
        self.form.first_empty().setFocus(Qt.FocusReason.OtherFocusReason)

    # what app tells

    def offer_first_teacher(self) -> None:
        """The relay has no accounts yet: nobody could sign in any other way."""
        self._new = True
        self.choose("first_teacher")

    def offer_code(self) -> None:
        """A lesson here takes people by its code."""
        self.code.show()

    def find_out(self, keeps: Callable[[], Coroutine[Any, Any, bool]]) -> None:
        """Asks whether there is a keyring, unless nothing is to be kept, and says so then."""
        if not self.shared.isChecked():
            self._tasks.spawn(self._ask_keyring(keeps))

    async def _ask_keyring(self, keeps: Callable[[], Coroutine[Any, Any, bool]]) -> None:
        self._keeps = await keeps()
        self._tell_promise()

    def busy(self) -> None:
        """The relay is being asked."""
        self.banner.hide()
        self.button.set_busy(self.tr("Signing in…"))
        self._enable(False)

    def idle(self) -> None:
        """Ready for another try."""
        self.button.set_idle(self._words())
        self._enable(True)

    def refuse(self, code: str, sentence: str) -> None:
        """It did not work, and why: beside the field where there is one to blame."""
        self.idle()
        if self.form.refuse(code, sentence):
            return
        self.banner.set("danger", sentence, closable=True)

    def gone(self) -> None:
        """Leaves no password behind in a field."""
        self._tasks.cancel()
        for form in self.forms.values():
            form.forget_secrets()

    def _show_help(self, on: bool) -> None:
        self.help.setVisible(on)
        if on:
            announce(self, self.help.text())

    def _words(self) -> str:
        words = {
            "password": self.tr("Sign in"),
            "first_time": self.tr("Sign in"),
            "first_teacher": self.tr("Make account"),
        }
        return words[self._way]

    def _enable(self, on: bool) -> None:
        for part in (self.form, self.ways, self.shared, self.code, self.new_relay):
            part.setEnabled(on)

    def _submit(self) -> None:
        if not self.button.busy and (command := self.form.command()) is not None:
            self.signing_in.emit(command)

    def _on_new_relay(self) -> None:
        self.choose("password" if self._way == "first_teacher" else "first_teacher")

    def _on_shared(self, on: bool) -> None:
        self._tell_promise()
        self.shared_changed.emit(on)

    def _tell_promise(self) -> None:
        if self.shared.isChecked():
            text = self.tr("Nothing about you stays here once you sign out or close the program.")
        elif self._keeps:
            text = self.tr("You stay signed in here. Only this computer's keyring knows it, not a file.")
        else:
            text = self.tr(
                "This computer has no keyring to keep your sign-in safely, so you will sign in again after "
                "each start."
            )
        self._promise.setText(text)
