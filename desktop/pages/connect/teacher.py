"""The door of teachers: a class on this computer, for which it asks two names, or signing in at a school."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop.pages.connect.student import HEIGHT
from desktop.theme import Space, Theme, hbox, vbox
from desktop.theme.widgets import BusyButton, Button, Card, FlowRow, FormRow, Label, TextField
from relay.protocol.limits import NAME_LENGTH
from relay.protocol.text import clean_name


class TeacherDoor(Card):
    """Offers to hold lessons from this computer, or to sign in; asks two names before the first lesson."""

    hosting_wanted = Signal(str, str)
    """The teacher's name and the name of the class."""
    hosted_wanted = Signal()
    """The class that was on this computer before."""
    sign_in_wanted = Signal()
    opened = Signal()
    """The names are asked for now."""
    cancelled = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent=parent)
        self._theme, self._known = theme, False
        self.body.setSpacing(Space.M)
        self.body.setContentsMargins(Space.S, Space.S, Space.S, Space.S)
        self.body.addWidget(Label(self.tr("I teach"), "display", wrap=True, parent=self))
        self._sentence = Label("", "muted", wrap=True, parent=self)
        self.body.addWidget(self._sentence)
        self.offers = FlowRow(parent=self)
        self.start = BusyButton(theme, self.tr("Start on this computer"), "secondary", parent=self)
        self.start.setMinimumWidth(120)  # large text must not make the page wider than the window
        self.start.clicked.connect(self._on_start)
        self.start.cancelled.connect(self.cancelled)
        self.sign_in = Button(theme, self.tr("Sign in…"), "quiet", parent=self)
        self.sign_in.clicked.connect(self.sign_in_wanted)
        self.offers.add(self.start, self.sign_in)
        self.body.addWidget(self.offers)
        self.form = QWidget(self)
        self.teacher = TextField(theme, max_length=NAME_LENGTH, parent=self.form)
        self.class_name = TextField(
            theme, placeholder=self.tr("Physics 101"), max_length=NAME_LENGTH, parent=self.form
        )
        hint = self.tr("As your students know you.")
        self.teacher_row = FormRow(theme, self.tr("Your name"), self.teacher, hint=hint, parent=self.form)
        self.class_row = FormRow(theme, self.tr("Name of the class"), self.class_name, parent=self.form)
        self.button = BusyButton(theme, self.tr("Start the class"), icon="play", parent=self.form)
        self.back = Button(theme, self.tr("Back"), "quiet", parent=self.form)
        self.back.clicked.connect(lambda: self._ask_names(False))
        line = hbox((self.button, 1), self.back, gap=Space.S)
        vbox(self.teacher_row, self.class_row, line, on=self.form, gap=Space.M)
        self.body.addWidget(self.form)
        self.body.addStretch(1)
        self.form.hide()
        self.button.clicked.connect(self._on_begin)
        self.button.cancelled.connect(self.cancelled)
        self.teacher.returnPressed.connect(self.class_name.setFocus)
        self.class_name.returnPressed.connect(self._on_begin)
        for field, row in ((self.teacher, self.teacher_row), (self.class_name, self.class_row)):
            field.textEdited.connect(lambda _, row=row: row.set_error(""))
        theme.follow(self._follow)
        self._say()

    def set_known(self, known: bool) -> None:
        """Whether this computer has held lessons before: it then need not ask for names."""
        self._known = known

    def busy(self, text: str) -> None:
        """Starting, or signing in."""
        (self.button if self._asks else self.start).set_busy(text)

    def idle(self) -> None:
        """Ready for another try."""
        self.button.set_idle()
        self.start.set_idle()

    def enable(self, on: bool) -> None:
        """Lets the person change things, or not."""
        self.sign_in.setEnabled(on)
        self.back.setEnabled(on)
        self.teacher.setEnabled(on)
        self.class_name.setEnabled(on)
        for button in (self.start, self.button):
            if on or not button.busy:
                button.button.setEnabled(on)

    @property
    def _asks(self) -> bool:
        return not self.form.isHidden()

    def _follow(self) -> None:
        for button in (self.start.button, self.sign_in):
            button.setFixedHeight(self._theme.target(HEIGHT))

    def _say(self) -> None:
        if self._asks:
            text = self.tr(
                "This computer becomes the server. Students on the same network come in, without the "
                "internet."
            )
        else:
            text = self.tr("Hold a lesson from this computer, or sign in to your school.")
        self._sentence.setText(text)

    def _on_start(self) -> None:
        if self._known:
            self.hosted_wanted.emit()
            return
        self._ask_names(True)
        self.opened.emit()

    def _ask_names(self, on: bool) -> None:
        self.offers.setVisible(not on)
        self.form.setVisible(on)
        self._say()
        (self.teacher if on else self.start).setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_begin(self) -> None:
        if self.button.busy:
            return
        teacher, class_name = clean_name(self.teacher.text()), clean_name(self.class_name.text())
        missing = self.tr("Please fill this in.")
        self.teacher_row.set_error("" if teacher else missing)
        self.class_row.set_error("" if class_name else missing)
        if teacher and class_name:
            self.hosting_wanted.emit(teacher, class_name)
        else:
            (self.class_name if teacher else self.teacher).setFocus(Qt.FocusReason.OtherFocusReason)
