"""Who one is at a relay: shows the page that asks for an account, and signs in."""

from PySide6.QtCore import QObject

from desktop.address import shown
from desktop.app.shell import Shell
from desktop.app.sign_in.opener import RelayOpener
from desktop.app.sign_in.steps import Steps
from desktop.app.visit import SignIn, sign_in
from desktop.pages.sign_in import SignInPage
from desktop.settings import RememberedRelay


class AccountSignIn(QObject):
    """The way in with an account, at a relay whose key is known."""

    def __init__(
        self,
        shell: Shell,
        steps: Steps,
        opener: RelayOpener,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._shell, self._steps, self._opener = shell, steps, opener

    def show(
        self, known: RememberedRelay, *, secret: str = "", sentence: str = "", lesson: str = ""
    ) -> SignInPage:
        """Asks who one is. ``secret``: a one-time code that a link brought; ``sentence``: why it is asked;
        ``lesson``: where to go then."""
        page = SignInPage(
            self._shell.theme,
            known.name or shown(known.host, known.port),
            username=known.username,
            secret=secret,
            shared=self._shell.settings.shared_computer,
            shared_preset=self._shell.settings.preset.shared_computer,
            keeps=self._shell.tokens.keeps,
        )
        page.signing_in.connect(lambda how: self._try(page, known, how, lesson))
        page.shared_changed.connect(lambda on: self._shell.settings.change(shared_computer=on))
        page.cancelled.connect(self._steps.cancel)
        page.cancelled.connect(page.idle)
        self._shell.window.show_page(page)
        if sentence:
            page.refuse("", sentence)
        page.find_out(self._shell.tokens.find_out)
        return page

    def _try(self, page: SignInPage, known: RememberedRelay, how: SignIn, lesson: str) -> None:
        page.busy()
        self._steps.do(page, self._sign_in(known, how, lesson), known)

    async def _sign_in(self, known: RememberedRelay, how: SignIn, lesson: str) -> None:
        known, reply = await sign_in(known, how, self._shell.settings.device_key(known.pin))
        await self._opener.signed_in(known, reply, lesson, username=how.username)
