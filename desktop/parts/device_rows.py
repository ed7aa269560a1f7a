"""A line for each device on which somebody is signed in, with a button that signs it out."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.parts.when import moment
from desktop.theme import Space, Theme, hbox, vbox
from desktop.theme.widgets import Button, Label
from relay.protocol.people_admin import KnownDevice


class DeviceRows(QWidget):
    """Empty until something is shown."""

    sign_out_wanted = Signal(str)
    """The id of a device."""

    def __init__(self, theme: Theme, now: Callable[[], int], parent: QWidget | None = None) -> None:
        """``now``: the relay's clock, ms UTC."""
        super().__init__(parent)
        self._theme, self._now = theme, now
        self._column = vbox(on=self, gap=Space.M)

    def show_widget(self, widget: QWidget) -> None:
        """Something in place of lines, such as a sign or a sentence."""
        self._clear()
        self._column.addWidget(widget)

    def show_devices(self, devices: list[KnownDevice]) -> None:
        """These and no others."""
        self._clear()
        for device in devices:
            self._column.addWidget(self._line(device))

    def _clear(self) -> None:
        while (item := self._column.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()

    def _line(self, device: KnownDevice) -> QWidget:
        line = QWidget(self)
        row = hbox(on=line, gap=Space.M)
        said = vbox(gap=0)
        name = device.device or self.tr("a device without a name")
        said.addWidget(Label(name, "strong", wrap=True, parent=line))
        now = self._now()
        when = self.tr("signed in {since}, last used {used}").format(
            since=moment(device.created_at, now), used=moment(device.last_used_at, now)
        )
        said.addWidget(Label(when, "caption", wrap=True, parent=line))
        row.addLayout(said, 1)
        out = Button(self._theme, self.tr("Sign out"), icon="log-out", small=True, parent=line)
        out.setAccessibleName(self.tr("Sign out {device}").format(device=name))
        out.clicked.connect(lambda: self.sign_out_wanted.emit(device.id))
        row.addWidget(out)
        return line
