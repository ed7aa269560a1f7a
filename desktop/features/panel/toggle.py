"""A panel that is one button of the bar, which switches something on and off."""

from typing import ClassVar

from PySide6.QtWidgets import QWidget

from desktop.features.panel.context import PanelContext
from desktop.features.panel.panel import Panel
from desktop.theme.widgets import Button, Checked
from resources import IconName


class ToggleButtonPanel(Panel):
    """One button of the bar with words on it, which switches something on and off."""

    place = "bar"
    icons: ClassVar[tuple[IconName, IconName]]
    """While it is off, and while it is on."""
    shortcut: ClassVar[str]
    tone: ClassVar[Checked] = "danger"
    button_type: ClassVar[type[Button]] = Button

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.button = self.button_type(
            context.theme, "", icon=self.icons[0], shortcut=self.shortcut, checked_tone=self.tone, parent=self
        )
        self.button.setCheckable(True)
        self.button.keep_room_for(self.label(False), self.label(True))
        self.button.clicked.connect(self._on_click)
        self.add(self.button)
        context.room.waiting_changed.connect(self.refresh)
        self.refresh()

    def wanted(self) -> bool:
        """Only those who teach switch it."""
        return self.context.leads

    def is_on(self) -> bool:
        """Whether it is on once everything that waits has been sent."""
        raise NotImplementedError

    def label(self, on: bool) -> str:
        """What a click does, in a word or two."""
        raise NotImplementedError

    def explanation(self, on: bool) -> str:
        """The same in a sentence."""
        raise NotImplementedError

    def switch(self, on: bool) -> None:
        """Asks the relay for it."""
        raise NotImplementedError

    def refresh(self) -> None:
        """Shows whether it is on."""
        on = self.is_on()
        self.button.setChecked(on)
        self.button.set_icon(self.icons[on])
        self.button.setText(self.label(on))
        self.button.set_tip(self.explanation(on))
        self.changed.emit()

    def _on_click(self) -> None:
        self.switch(not self.is_on())
        self.refresh()
