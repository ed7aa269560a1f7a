"""A line across the room while the relay's disk is nearly full, for those who teach."""

from PySide6.QtWidgets import QWidget

from desktop.features.panel import Panel, PanelContext
from desktop.theme.widgets import Banner


class DiskBanner(Panel):
    """Says why nothing new can be said, and what still works. The relay tells teachers when it changes."""

    subject, place, order = "disk", "banner", 30

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        context.relay.welcomed.connect(self.refresh)
        self._listens = True
        self.refresh()

    def wanted(self) -> bool:
        welcome = self.context.relay.welcome
        return self.context.teaches and welcome is not None and welcome.disk_low

    def furnish(self) -> None:
        self.banner = Banner(self.context.theme, "warn", icon="server", parent=self)
        self.add(self.banner)

    def refresh(self) -> None:
        if self.wanted():
            self.make_ready()
            text = self.tr(
                "The server's disk is nearly full: messages and hands wait, and nobody new is shown. "
                "Everything said so far is safe. Please make room on the server."
            )
            if text != self.banner.text:
                self.banner.set("warn", text, icon="server")
        self.changed.emit()

    def gone(self) -> None:
        if self._listens:
            self._listens = False
            self.context.relay.welcomed.disconnect(self.refresh)
