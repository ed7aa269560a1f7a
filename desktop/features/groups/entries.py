"""What a teacher does with groups: entries of *More*, and of the menu of a person."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QWidget

from desktop.features.groups.doing import GroupActions
from desktop.features.groups.words import group_name
from desktop.features.panel import MenuEntry, Panel, PanelContext, PersonAction, PersonBadge
from desktop.theme.widgets import Dialog
from relay.protocol.groups import NO_GROUPS, Groups
from relay.protocol.people import People

if TYPE_CHECKING:
    from desktop.features.groups.dialogs import MoveDialog, SizeDialog


class GroupEntries(Panel):
    """Sends MakeGroups, MoveToGroup, DissolveGroups and CallOnGroup."""

    subject, place, order = "groups", "menu", 14
    harmless = (NO_GROUPS.name,)

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._actions = GroupActions(context)
        self._dialog: Dialog | None = None

    def refresh(self) -> None:
        self.changed.emit()

    def menu_entries(self) -> list[MenuEntry]:
        """Making them; and while there are some, calling on one."""
        if not (self.context.leads and self.context.can(self.subject)):
            return []
        if not self.context.memory(Groups).groups:
            return [MenuEntry("more", self.tr("Groups…"), "users", self._make)]
        under = self.tr("Groups")
        return [
            MenuEntry("more", self.tr("Make others…"), "users", self._make, under=under),
            MenuEntry("more", self.tr("No more groups"), "x", self._actions.dissolve, under=under),
            *self._calls(),
        ]

    def _calls(self) -> list[MenuEntry]:
        groups, under = self.context.memory(Groups), self.tr("Call on a group")
        return [
            MenuEntry(
                "more",
                group_name(number),
                "mic",
                partial(self._call_on, number),
                checked=groups.called == number,
                under=under,
            )
            for number, _ in groups.numbered()
        ]

    def person_actions(self, account: str) -> list[PersonAction]:
        context = self.context
        if not (
            context.leads and context.memory(Groups).groups and context.memory(People).has_student(account)
        ):
            return []
        return [PersonAction(self.tr("Another group…"), "users", partial(self._move, account))]

    def person_badges(self, account: str) -> list[PersonBadge]:
        number = self.context.memory(Groups).group_of(account)
        return (
            [PersonBadge("users", "muted", group_name(number), QLocale().toString(number))] if number else []
        )

    def gone(self) -> None:
        if self._dialog is not None:
            self._dialog.done(0)

    def make_dialog(self) -> "SizeDialog":
        """In which one says how large the groups are; opened."""
        from desktop.features.groups.dialogs import SizeDialog  # noqa: PLC0415

        here = len(self.context.memory(People).students_here())
        dialog = SizeDialog(self.context.theme, here, self._actions.make, self.window())
        self._open(dialog)
        return dialog

    def move_dialog(self, account: str) -> "MoveDialog":
        """In which one chooses another group for somebody; opened."""
        from desktop.features.groups.dialogs import MoveDialog  # noqa: PLC0415

        groups, name = self.context.memory(Groups), self.context.name(account)
        sizes = {number: len(members) for number, members in groups.numbered()}
        own, move = self._actions.group_of(account), partial(self._actions.move, account)
        dialog = MoveDialog(self.context.theme, name, sizes, own, move, self.window())
        self._open(dialog)
        return dialog

    def _make(self) -> None:
        self.make_dialog()

    def _move(self, account: str) -> None:
        self.move_dialog(account)

    def _call_on(self, number: int) -> None:
        """Once more: it has the word no longer."""
        self._actions.call_on(0 if self.context.memory(Groups).called == number else number)

    def _open(self, dialog: Dialog) -> None:
        if self._dialog is not None:
            self._dialog.done(0)
        self._dialog = dialog
        dialog.finished.connect(lambda: self._on_finished(dialog))
        dialog.open()

    def _on_finished(self, dialog: Dialog) -> None:
        dialog.deleteLater()
        if self._dialog is dialog:
            self._dialog = None
