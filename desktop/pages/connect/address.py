"""Where somebody types the address of a server that is not in the list."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop.address import UnreadableAddress, read_address
from desktop.pages.connect.student import LONGEST_ADDRESS, address_problem
from desktop.theme import Theme
from desktop.theme.widgets import Dialog, FormRow, TextField


class AddressDialog(Dialog):
    """Asks for a link or an address. Open it with ``open()``; closed, it deletes itself."""

    chosen = Signal(object)
    """TypedAddress"""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent, parent.tr("Another address"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        text = self.tr(
            "For a school's server that is not in the list. Whoever looks after it knows where it is."
        )
        self.add_text(text)
        self.field = TextField(theme, placeholder="192.168.1.20", max_length=LONGEST_ADDRESS, parent=self)
        hint = self.tr("An address such as 192.168.1.20 or school.example, or a link.")
        self.row = FormRow(theme, self.tr("Address or link"), self.field, hint=hint, parent=self)
        self.body.addWidget(self.row)
        self.field.textEdited.connect(lambda: self.row.set_error(""))
        self.add_button(self.tr("Cancel"), closes="reject")
        self.connect_button = self.add_button(self.tr("Connect"), "primary", default=True)
        self.connect_button.clicked.connect(self._connect)
        self.focus_first(self.field)

    def _connect(self) -> None:
        try:
            typed = read_address(self.field.text())
        except UnreadableAddress as error:
            self.row.set_error(address_problem(error.reason))
            self.field.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.accept()
        self.chosen.emit(typed)
