"""The dialog that gives a name to a person or a class, new or instead of another."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.client import RefusedByRelay
from desktop.parts.tasks import NO, PageTasks, Say, reason
from desktop.theme import Theme
from desktop.theme.widgets import Dialog, FormRow, TextField
from desktop.translating import translate
from relay.protocol.limits import NAME_LENGTH
from relay.protocol.renaming import LOOKS_ALIKE
from relay.protocol.text import clean_name
from relay.shared.ids import new_ref


@dataclass(frozen=True, kw_only=True)
class NameWords:
    """What the dialog says. ``alike`` has a place for the ``{other}`` name that this one can be taken for."""

    title: str
    label: str
    missing: str
    save: str
    example: str = ""
    text: str = ""
    alike: str = ""
    alike_elsewhere: str = ""
    """The same where the other name is not told."""
    anyway: str = ""


def words_for_class(name: str = "") -> NameWords:
    """For a new class, or one that is called ``name`` until now."""
    new = not name
    return NameWords(
        title=translate("Names", "New class") if new else translate("Names", "Rename the class"),
        label=translate("Names", "Name of the class"),
        missing=translate("Names", "Give the class a name."),
        save=translate("Names", "Make class") if new else translate("Names", "Rename"),
        example=translate("Names", "Physics 10b"),
        text=""
        if new
        else translate(
            "Names", "Lessons that are planned have the new name at once; one that is running keeps the old."
        ),
        alike=translate("Names", "There is a class “{other}” already. Is it meant to be another one?"),
        anyway=translate("Names", "Rename all the same"),
    )


def words_for_person(name: str) -> NameWords:
    """For a person who is called ``name`` until now."""
    return NameWords(
        title=translate("Names", "Rename {name}").format(name=name),
        label=translate("Names", "Name"),
        missing=translate("Names", "Write the name as it should be shown."),
        save=translate("Names", "Rename"),
        text=translate(
            "Names", "Everyone in a lesson with them sees it at once. The user name stays the same."
        ),
        alike=translate("Names", "“{other}” is in the class already, and could be mistaken for this name."),
        alike_elsewhere=translate(
            "Names", "In another class of theirs is somebody who could be mistaken for this name."
        ),
        anyway=translate("Names", "Rename all the same"),
    )


class NameDialog(Dialog):
    """Asks for a name, and stays until the relay has taken it."""

    def __init__(
        self,
        theme: Theme,
        say: Say,
        words: NameWords,
        give: Callable[[str, str, bool], Awaitable[object]],
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """``give`` is given the name, a ref, and whether it is meant though it can be taken for another."""
        super().__init__(theme, parent, words.title, width=420)
        self._say, self._words, self._give, self._before = say, words, give, name
        self._tasks = PageTasks(self)
        self._alike = ""
        self._asked = ("", False, "")
        self.busy = False
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.name = TextField(theme, max_length=NAME_LENGTH, placeholder=words.example)
        self.name.setText(name)
        self.row = FormRow(theme, words.label, self.name)
        self.body.addWidget(self.row)
        if words.text:
            self.add_text(words.text)
        self.add_button(self.tr("Cancel"), closes="reject")
        self.save = self.add_button(words.save, "primary", default=True)
        self.save.clicked.connect(self.submit)
        self.name.textChanged.connect(self._on_typed)
        self.name.selectAll()
        self.focus_first(self.name)

    def submit(self) -> None:
        """Sends the name; the one it has already is not sent."""
        name = clean_name(self.name.text())
        if not name:
            self.row.set_error(self._words.missing)
            self.name.setFocus()
        elif name == self._before:
            self.accept()
        elif not self.busy:
            self._tasks.spawn(self._send(name))

    def _on_typed(self) -> None:
        self._alike = ""
        self.row.set_error("")
        self.save.setText(self._words.save)

    async def _send(self, name: str) -> None:
        sure = self._alike == name
        if self._asked[:2] != (name, sure):  # the same once more is the same wish
            self._asked = name, sure, new_ref()
        self.busy = True
        self.save.setEnabled(False)
        try:
            await self._give(name, self._asked[2], sure)
        except NO as error:
            if isinstance(error, RefusedByRelay) and error.code == LOOKS_ALIKE.name and self._words.alike:
                self._alike = name
                alike = self._words.alike if error.detail else self._words.alike_elsewhere
                self.row.set_error(alike.format(other=error.detail))
                self.save.setText(self._words.anyway)
            else:
                self.row.set_error(reason(error, self._say))
            return
        finally:
            self.busy = False
            self.save.setEnabled(True)
        self.accept()
