"""Menus of what one may do with a person or a message, as the subjects offer it."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget

from desktop.features.panel.entries import MessageAction, PersonAction
from desktop.theme import Theme


def add_actions(menu: QMenu, theme: Theme, actions: Iterable[PersonAction | MessageAction]) -> None:
    """Adds these to a menu, what is grave in its colour."""
    for action in actions:
        icon = theme.icon(action.icon, "danger_ink" if action.danger else "muted")
        menu.addAction(icon, action.label).triggered.connect(action.do)


def person_menu(theme: Theme, actions: Sequence[PersonAction], parent: QWidget) -> QMenu:
    """A menu of these, what is grave last and apart; it deletes itself when it is closed."""
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    grave = [action for action in actions if action.danger]
    add_actions(menu, theme, [action for action in actions if not action.danger])
    if grave and not menu.isEmpty():
        menu.addSeparator()
    add_actions(menu, theme, grave)
    return menu
