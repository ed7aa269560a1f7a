"""The offer to run the relay on this computer, and the two names it asks for."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop.theme import Space, Theme
from desktop.theme.boxes import vbox
from desktop.theme.widgets import BusyButton, Button, Card, FormRow, Label, TextField
from relay.protocol.limits import NAME_LENGTH
from relay.protocol.text import clean_name


class HostingCard(Card):
    """Offers to run the relay on this computer; asks for two names first."""

    wanted = Signal(str, str)
    cancelled = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent=parent)
        self.set_title(self.tr("Host a class on this computer"))
        sentence = self.tr(
            "For teachers: this computer becomes the server. Students on the same network can join, without "
            "the internet."
        )
        self.body.addWidget(Label(sentence, "muted", wrap=True, parent=self))
        self.offer = Button(theme, self.tr("Host a class"), icon="laptop", parent=self)
        self.offer.clicked.connect(self._open)
        self.body.addWidget(self.offer, 0, Qt.AlignmentFlag.AlignLeft)
        self.form = QWidget(self)
        self.teacher = TextField(theme, max_length=NAME_LENGTH, parent=self.form)
        self.class_name = TextField(
            theme, placeholder=self.tr("Physics 101"), max_length=NAME_LENGTH, parent=self.form
        )
        hint = self.tr("As your students know you.")
        self.teacher_row = FormRow(theme, self.tr("Your name"), self.teacher, hint=hint, parent=self.form)
        self.class_row = FormRow(theme, self.tr("Name of the class"), self.class_name, parent=self.form)
        self.button = BusyButton(theme, self.tr("Start hosting"), icon="play", parent=self.form)
        vbox(self.teacher_row, self.class_row, self.button, on=self.form, gap=Space.M)
        self.body.addWidget(self.form)
        self.form.hide()
        self.button.clicked.connect(self._on_start)
        self.button.cancelled.connect(self.cancelled)
        self.teacher.returnPressed.connect(self.class_name.setFocus)
        self.class_name.returnPressed.connect(self._on_start)
        for field, row in ((self.teacher, self.teacher_row), (self.class_name, self.class_row)):
            field.textEdited.connect(lambda _, row=row: row.set_error(""))

    def busy(self, text: str) -> None:
        """Starting."""
        self.button.set_busy(text)

    def idle(self) -> None:
        """Ready for another try."""
        self.button.set_idle()

    def enable(self, on: bool) -> None:
        """Lets the person change things, or not."""
        self.offer.setEnabled(on)
        self.teacher.setEnabled(on)
        self.class_name.setEnabled(on)
        if not self.button.busy:
            self.button.button.setEnabled(on)

    def _open(self) -> None:
        self.offer.hide()
        self.form.show()
        self.teacher.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_start(self) -> None:
        if self.button.busy:
            return
        teacher, class_name = clean_name(self.teacher.text()), clean_name(self.class_name.text())
        missing = self.tr("Please fill this in.")
        self.teacher_row.set_error("" if teacher else missing)
        self.class_row.set_error("" if class_name else missing)
        if teacher and class_name:
            self.wanted.emit(teacher, class_name)
        else:
            (self.class_name if teacher else self.teacher).setFocus(Qt.FocusReason.OtherFocusReason)
