"""The dialog that asks how passwords are to be made anew, for one person or for many."""

from collections.abc import Awaitable, Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.parts.tasks import NO, PageTasks, Say, reason
from desktop.theme import Theme
from desktop.theme.widgets import Banner, CheckBox, Dialog
from relay.protocol.accounts import Account


class ResetDialog(Dialog):
    """Asks, and stays until the relay has made the codes."""

    def __init__(
        self,
        theme: Theme,
        say: Say,
        people: Sequence[Account],
        reset: Callable[[bool], Awaitable[object]],
        parent: QWidget | None = None,
    ) -> None:
        """``reset``: makes the codes; told whether what there was is void at once."""
        super().__init__(theme, parent, width=460)
        self._say, self._reset = say, reset
        self._tasks = PageTasks(self)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        one = people[0].name if len(people) == 1 else ""
        title = self.tr("New password for {name}").format(name=one) if one else self.tr("New passwords")
        self.set_title(title)
        self.banner = Banner(theme, "danger", parent=self)
        self.body.addWidget(self.banner)
        if one:
            text = self.tr(
                "You get a one-time code, on a slip to print. With it {name} chooses a new password."
            )
            self.add_text(text.format(name=one))
        else:
            text = self.tr(
                "You get {count} one-time codes, on slips to print. With them people choose new passwords."
            )
            self.add_text(text.format(count=len(people)))
        self.at_once = CheckBox(
            theme,
            self.tr("At once: the old password is void now, and every device is signed out"),
            parent=self,
        )
        self.body.addWidget(self.at_once)
        hint = self.tr("Tick this if someone else may know the password.")
        self.add_text(hint)
        cancel = self.add_button(self.tr("Cancel"), closes="reject")
        self.make = self.add_button(self.tr("Make codes") if not one else self.tr("Make code"), "primary")
        self.make.clicked.connect(self.submit)
        self.focus_first(cancel if len(people) > 1 else self.make)

    def submit(self) -> None:
        """Asks the relay."""
        self.make.setEnabled(False)
        self._tasks.spawn(self._send())

    async def _send(self) -> None:
        try:
            await self._reset(self.at_once.isChecked())
        except NO as error:
            self.make.setEnabled(True)
            self.banner.set("danger", reason(error, self._say))
            return
        self.accept()
