"""The student's one button: six signs in its menu, and the own one on it as long as others see it."""

from functools import partial

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from desktop.features.panel import Panel, PanelContext
from desktop.features.reactions.own import OwnReaction
from desktop.features.reactions.signs import ICONS, names
from desktop.theme import Ink
from desktop.theme.widgets import Button, DigitMenu
from relay.protocol.lesson import Lesson
from relay.protocol.reactions import ReactionRules


class _SignButton(Button):
    """Shows one's own sign as what is on now."""

    shows = False

    def _look(self) -> tuple[str, str, Ink]:
        if not self.shows:
            return super()._look()
        return self.theme.colours.accent_soft, self.theme.colours.accent, "accent_ink"


class ReactButton(Panel):
    """There while a teacher lets people react. Sends React."""

    subject, place, order = "reactions", "bar", 20

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.own = OwnReaction(context, self)
        self.own.changed.connect(self.refresh)
        self.menu: DigitMenu | None = None
        self.button = _SignButton(context.theme, self.tr("React"), icon="smile", parent=self)
        self.button.keep_room_for(self.tr("React"), *names().values())
        self.button.clicked.connect(self._open)
        self.add(self.button)
        self.refresh()

    def wanted(self) -> bool:
        """Teachers have it in *More*."""
        on = self.context.memory(Lesson).live and self.context.memory(ReactionRules).on
        return on and not self.context.teaches and self.context.can(self.subject)

    def refresh(self) -> None:
        """Whoever sees their own sign need not click again to find out whether it is seen.

        Where it is only too soon, it keeps the keyboard, which else would come to where one writes.
        """
        why, sign = self.own.why_not(), self.own.sign
        self.button.shows = sign is not None
        self.button.setText(names()[sign] if sign else self.tr("React"))
        self.button.set_icon(ICONS[sign] if sign else "smile")
        seen = self.tr("The class sees your sign for a moment.") if sign else ""
        does = self.tr("Show the class a sign, without your name")
        self.button.set_tip(" ".join(filter(None, (seen, why))) if seen or why else does)
        self.button.setEnabled(not why or self.own.paused)
        self.button.update()
        self.changed.emit()

    def _open(self) -> None:
        """Above the button, as other menus of the bar."""
        if self.own.why_not():
            return
        if self.menu is not None:
            self.menu.deleteLater()
        self.menu = DigitMenu(self)
        self.menu.setAccessibleName(self.tr("React"))
        for number, (sign, name) in enumerate(names().items(), 1):
            icon = self.context.theme.icon(ICONS[sign], "text")
            action = QAction(icon, f"{name.replace('&', '&&')}\t{number}", self.menu)
            action.triggered.connect(partial(self._choose, number - 1))
            self.menu.keys[str(number)] = action
            self.menu.addAction(action)
        size = self.menu.sizeHint()
        left = self.button.width() - size.width() if self.isRightToLeft() else 0
        self.menu.popup(self.button.mapToGlobal(QPoint(left, -size.height())))

    def _choose(self, number: int, _checked: bool = False) -> None:
        self.own.react(list(names())[number])
