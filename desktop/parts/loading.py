"""What is asked of the relay and shown on a page: waited for, there, or not there and why."""

from collections.abc import Awaitable, Callable
from typing import Literal

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedLayout, QWidget

from desktop.parts.tasks import NO, PageTasks, Say, reason
from desktop.parts.window_page import WindowPage
from desktop.qt_client import QtRelayClient
from desktop.theme import Theme, hbox
from desktop.theme.tokens import Tone
from desktop.theme.widgets import Banner, BusySign, EmptyState
from resources import IconName

State = Literal["loading", "ready", "failed"]


class RelayModel(QObject):
    """What is asked for at every welcome. Commands raise what ``QtRelayClient.ask`` raises."""

    changed = Signal()

    def __init__(self, relay: QtRelayClient, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.relay = relay
        self.state: State = "loading"
        self.failure = ""
        """The code why the last question failed; empty when it did not."""
        self._tasks = PageTasks(self)

    def begin(self) -> None:
        """Asks from now on; the model is complete."""
        self.relay.welcomed.connect(self.on_welcome)
        self.relay.state_changed.connect(self.changed)
        if self.relay.welcome is not None:
            self.on_welcome()

    def on_welcome(self) -> None:
        """A connection is there."""
        self.reload()

    def reload(self) -> None:
        """Asks for everything from the start."""
        raise NotImplementedError

    @property
    def online(self) -> bool:
        """Whether asking the relay makes sense; across a short cut the line itself asks again."""
        return self.relay.state.kind in ("connected", "reconnecting")

    @property
    def loading(self) -> bool:
        """Whether the first answer is still to come."""
        return self.state == "loading" and (self.online or self.relay.state.kind == "connecting")

    def fail(self, code: str) -> None:
        """A question was not answered; what is known stays."""
        self.failure = code
        if self.state != "ready":
            self.state = "failed"

    def close(self) -> None:
        """Stops asking and listening."""
        self._tasks.cancel()
        self.relay.welcomed.disconnect(self.on_welcome)
        self.relay.state_changed.disconnect(self.changed)


class LoadingBody(QStackedLayout):
    """Shows one thing at a time: what there is, `empty`, which says why there is nothing, or a sign."""

    def __init__(self, theme: Theme, icon: IconName, *parts: QWidget, on: QWidget) -> None:
        super().__init__()
        self.empty = EmptyState(theme, icon, "", parent=on)
        self.waiting = QWidget(on)
        hbox(1, BusySign(theme, 32, parent=self.waiting), 1, on=self.waiting)
        for part in (*parts, self.empty, self.waiting):
            self.addWidget(part)


class LoadingPage(WindowPage):
    """A page of what is asked of the relay, with a banner for what came of things."""

    def __init__(
        self, relay: QtRelayClient, theme: Theme, say: Say, title: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.relay, self.theme, self._say = relay, theme, say
        self.setWindowTitle(title)
        self._tasks = PageTasks(self)
        self.banner = Banner(theme, parent=self)
        self.banner.acted.connect(self._on_banner)
        self._then: Callable[[], object] = self.banner.hide

    def tell(
        self,
        tone: Tone,
        text: str,
        action: str = "",
        then: Callable[[], object] | None = None,
        icon: IconName | None = None,
    ) -> None:
        """Says what came of something, with perhaps a button for what one may do ``then``."""
        self._then = then or self.banner.hide
        self.banner.set(tone, text, action=action, closable=True, icon=icon)

    def _on_banner(self) -> None:
        self._then()

    async def attempt(self, doing: Awaitable[object]) -> None:
        """Does something; what the relay says against it stands in the banner."""
        try:
            await doing
        except NO as error:
            self.tell("danger", reason(error, self._say))

    def gone(self) -> None:
        """Stops asking."""
        super().gone()
        for model in self.findChildren(RelayModel):
            model.close()
