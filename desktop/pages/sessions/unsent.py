"""The line above the list that says what was not sent, or not yet, in rooms that nobody is in."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.client import PendingCommand
from desktop.pages.sessions.model import SessionsModel
from desktop.parts.tasks import Say
from desktop.qt_client import QtRelayClient
from desktop.theme import Theme
from desktop.theme.widgets import Banner


class UnsentBanner(Banner):
    """Hidden while everything that was said is on the relay. Refusals come before what waits."""

    wanted = Signal(str)
    """The id of the session to look at."""

    def __init__(
        self,
        theme: Theme,
        relay: QtRelayClient,
        model: SessionsModel,
        say: Say,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, parent=parent)
        self._relay, self._model, self._say = relay, model, say
        self._session = ""
        self._all: dict[str, list[PendingCommand]] = {}
        self.acted.connect(lambda: self.wanted.emit(self._session))
        self.hide()

    def counts(self, session: str) -> tuple[int, int]:
        """How much of what was said in a session is still to be sent, and how much was refused."""
        said = self._all.get(session, [])
        refused = sum(waiting.state == "refused" for waiting in said)
        return len(said) - refused, refused

    def refresh(self) -> None:
        """Says how it is now."""
        self._all = self._relay.waiting()
        refused = {s: [w for w in said if w.state == "refused"] for s, said in self._all.items()}
        no = next((session for session, said in refused.items() if said), "")
        self._session = no or next(iter(self._all), "")
        self.setVisible(bool(self._session))
        if not self._session:
            return
        session = self._model.session(self._session)
        title = session.title if session else self.tr("a lesson")
        if no:
            text = self.tr("Not sent in “{title}” ({count}): {reason}").format(
                title=title, count=len(refused[no]), reason=self._say(refused[no][0].code)
            )
            self.set("danger", text, action=self.tr("Look"))
        else:
            text = self.tr("Waiting to be sent in “{title}” ({count}). It goes out by itself.")
            count = len(self._all[self._session])
            self.set("info", text.format(title=title, count=count), icon="hourglass", action=self.tr("Look"))
