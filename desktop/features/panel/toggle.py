"""A panel that is one button of the bar, which switches something on and off."""

from typing import ClassVar

from PySide6.QtWidgets import QWidget

from desktop.features.panel.context import PanelContext
from desktop.features.panel.panel import Panel
from desktop.theme.widgets import Checked, IconButton
from resources import IconName


class ToggleButtonPanel(Panel):
    """One round button of the bar, which switches something on and off."""

    place = "bar"
    icons: ClassVar[tuple[IconName, IconName]]
    """While it is off, and while it is on."""
    shortcut: ClassVar[str]
    tone: ClassVar[Checked] = "danger"
    button_type: ClassVar[type[IconButton]] = IconButton

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.button = self.button_type(
            context.theme,
            self.icons[0],
            "",
            "secondary",
            round=True,
            checkable=True,
            checked_tone=self.tone,
            shortcut=self.shortcut,
            parent=self,
        )
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

    def button_name(self, on: bool) -> str:
        """What a click does."""
        raise NotImplementedError

    def switch(self, on: bool) -> None:
        """Asks the relay for it."""
        raise NotImplementedError

    def refresh(self) -> None:
        """Shows whether it is on."""
        on = self.is_on()
        self.button.setChecked(on)
        self.button.set_icon(self.icons[on])
        self.button.set_name(self.button_name(on))
        self.changed.emit()

    def _on_click(self) -> None:
        self.switch(not self.is_on())
        self.refresh()
