"""The dialog that asks before somebody is removed, and whether others may use the same computer."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.theme import Theme
from desktop.theme.widgets import Choice, Dialog, FormRow

PERSON, COMPUTER = "person", "computer"


class RemoveDialog(Dialog):
    """What harms least is chosen: a computer of the school is another child's in the next minute."""

    def __init__(
        self,
        theme: Theme,
        name: str,
        remove: Callable[[bool], None],
        parent: QWidget | None = None,
        *,
        chosen: bool = True,
    ) -> None:
        """``remove`` is told whether others may come by the code from the same computer. ``chosen``: whether
        that can be chosen; on an older relay they may not.
        """
        super().__init__(theme, parent, width=460)
        self._remove = remove
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.set_title(self.tr("Remove {name}?").format(name=name))
        self.add_text(
            self.tr(
                "They leave the lesson at once, and can't come in again until you choose “Let come back” in "
                "the list of people."
            )
        )
        whom = [(PERSON, self.tr("Only this person")), (COMPUTER, self.tr("This computer too"))]
        self.what = Choice(theme, whom, parent=self)
        if not chosen:
            self.what.choose(COMPUTER)
            self.what.setEnabled(False)
        self.row = FormRow(theme, self.tr("Keep out"), self.what, parent=self)
        self.body.addWidget(self.row)
        self.what.chosen.connect(self._show_hint)
        cancel = self.add_button(self.tr("Cancel"), closes="reject")
        self.go = self.add_button(self.tr("Remove"), "danger")
        self.go.clicked.connect(self._on_remove)
        self.focus_first(cancel)
        self._show_hint()

    def _show_hint(self) -> None:
        if self.what.value == PERSON:
            hint = self.tr("Somebody else may join by the code from the same computer.")
        else:
            hint = self.tr("Nobody can join by the code from the same computer, under any name.")
        self.row.set_hint(hint)

    def _on_remove(self) -> None:
        self._remove(self.what.value == PERSON)
        self.accept()
