"""The first page. The way in, which begins behind it, is read when the page is there."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.app.host import Host
from desktop.app.kept_lessons import KeptLessons
from desktop.app.nearby_relays import Neighbours
from desktop.app.network import Network
from desktop.app.reach import KnownRelaysReach
from desktop.app.shell import Shell
from desktop.pages.connect import ConnectPage
from desktop.parts.waiting_lesson import now_here
from desktop.settings import LessonUnderWay, RememberedRelay

if TYPE_CHECKING:
    from desktop.app.sign_in.flow import SignInFlow

LONGEST_MS = 12 * 3_600_000
"""After this a lesson that one came to by code is not gone back into."""


class Entrance(QObject):
    """Shows the first page, and leads on from there. What is wished before `begin` or `follow` waits."""

    check_wanted = Signal(str)
    """Somebody can't come in and wants to know why; the address that was typed, if any."""
    came_in = Signal(object, object, str, bool)
    """As RelayOpener tells it."""

    def __init__(
        self,
        shell: Shell,
        host: Host,
        neighbours: Neighbours,
        network: Network,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._shell, self._window, self._settings = shell, shell.window, shell.settings
        self._host, self._neighbours, self._network = host, neighbours, network
        network.changed.connect(self._show_found)
        self._begun = False
        self._lesson: LessonUnderWay | None = None
        """The one to go back into: the program crashed in it, or its line was broken off."""
        self._noted = False
        """Whether it was noted on this computer: a shared one shows none of those."""
        self._wish: Callable[[SignInFlow], None] | None = None
        """What the person wants, while the way in is still being read."""
        self._flow: SignInFlow | None = None
        self._reach = KnownRelaysReach(neighbours, self._settings, self)
        self._reach.changed.connect(self._show_found)
        self._kept = KeptLessons(shell, self)
        self._kept.changed.connect(self._show_found)
        neighbours.changed.connect(self._show_found)
        self._settings.changed.connect(self._show_found)
        self._window.page_changed.connect(self._look_around)

    # ways in

    def begin(self) -> None:
        """Straight to the relay used last where its token is still here; otherwise to the first page."""
        page = self._begin()
        relays = self._settings.now.relays
        lesson, known = self._lesson, self._relay_of(self._lesson)
        if self._wish is not None:
            self._go(self._wish)
        elif lesson is not None and known is not None:
            self._go(lambda flow: flow.look_back(page, known, lesson))
        elif relays and relays[0].username:
            self._go(lambda flow: flow.visit_known(page, relays[0]))

    def follow(self, link: str) -> None:
        page = self._begin()
        self._go(lambda flow: flow.follow(page, link))

    def join_by_code(self, known: RememberedRelay, lesson: str, name: str) -> None:
        """A lesson that is not for the account of this name: by its code, which the link has told perhaps."""
        self._go(lambda flow: flow.join_by_code(known, lesson, name))

    def look_elsewhere(self, known: RememberedRelay, lesson: LessonUnderWay | None) -> None:
        """Another computer may have the relay's address today: the hard stop, unless the relay has moved.

        ``lesson``: the one that the person was in; there is a way back into it.
        """
        self._lesson, self._noted = lesson, False
        self._go(lambda flow: flow.look_elsewhere(known, lesson))

    @property
    def holds_unsent(self) -> bool:
        """Whether something waits in a line that was broken off, and would be lost with the program."""
        return self._flow is not None and self._flow.holds_unsent

    def sign_in_again(self, known: RememberedRelay, sentence: str = "") -> None:
        """Back at the door, because the relay no longer knows the token or the person signed out."""
        self._go(lambda flow: flow.sign_in_again(known, sentence))

    async def close(self) -> None:
        """Gives up whatever step is under way, and waits until that is done."""
        self._begun = False
        await self._reach.close()
        await self._kept.close()
        if self._flow is not None:
            await self._flow.close()

    # the first page

    def show_connect(self, sentence: str = "") -> ConnectPage:
        """The first page, and why one is here again if there is something to say."""
        page = ConnectPage(self._shell.theme)
        page.address_chosen.connect(lambda typed: self._go(lambda flow: flow.visit_typed(page, typed)))
        page.code_chosen.connect(lambda code: self._go(lambda flow: flow.find(page, code)))
        page.entry_chosen.connect(lambda entry: self._go(lambda flow: flow.visit(page, entry)))
        page.sign_in_wanted.connect(
            lambda entry: self._go(lambda flow: flow.visit(page, entry, account=True))
        )
        page.hosting_wanted.connect(lambda *names: self._go(lambda flow: flow.begin_hosting(page, *names)))
        page.forget_wanted.connect(lambda relay: self._go(lambda flow: flow.ask_to_forget(page, relay)))
        page.cancelled.connect(lambda: self._go(lambda flow: flow.cancel()))
        page.cancelled.connect(page.idle)
        page.check_wanted.connect(self.check_wanted)
        page.waiting_wanted.connect(lambda: self._go_back_in(page))
        self._window.show_page(page, first=True)
        self._show_found()
        if not self._begun:
            self._lesson, self._noted = self._left_by_a_crash(), True
        else:  # at the start it leads on from here by itself, if anybody is signed in
            self._shell.reading.then("way in", self._kept.look)
        if self._lesson is not None and self._relay_of(self._lesson) is not None:
            page.show_waiting(self._lesson)
        if sentence:
            page.tell(sentence)
        return page

    def _show_found(self) -> None:
        lesson, noted = self._lesson, self._noted
        if lesson is not None and (noted or lesson.username) and self._settings.shared_computer:
            self._on_lesson_gone()  # it was of somebody who was here before this was a shared computer
        for page in self._window.pages[:1]:
            if isinstance(page, ConnectPage):
                with page.gathered():
                    page.show_relays(self._settings.now.relays)
                    page.show_reach(self._reach.now)
                    page.show_kept(self._kept.now)
                    page.show_found(
                        self._neighbours.state, self._neighbours.seen(), alone=self._network.alone
                    )

    def _left_by_a_crash(self) -> LessonUnderWay | None:
        """Nobody asks a server that does not answer about a lesson that must be over."""
        lesson = self._settings.now.under_way
        if lesson is not None and lesson.by_code and now_here() - lesson.since > LONGEST_MS:
            self._shell.under_way.clear()
            return None
        return lesson

    def _relay_of(self, lesson: LessonUnderWay | None) -> RememberedRelay | None:
        relays = self._settings.now.relays
        of = (r for r in relays if lesson and r.pin == lesson.pin and lesson.username in ("", r.username))
        return next(of, None)

    def _go_back_in(self, page: ConnectPage) -> None:
        lesson, known = self._lesson, self._relay_of(self._lesson)
        if lesson is not None and known is not None:
            self._go(lambda flow: flow.go_back_in(page, known, lesson))

    def _on_lesson_gone(self) -> None:
        """There is nothing to go back to any more."""
        self._lesson = None
        self._shell.under_way.clear()
        for page in self._window.pages[:1]:
            if isinstance(page, ConnectPage):
                page.waiting.clear()

    def _on_came_in(self, *came: object) -> None:
        self._lesson = None
        self.came_in.emit(*came)

    def _look_around(self) -> None:
        """Known relays are asked for while they are listed, once there is time for it."""
        if self._shell.reading.has("way in"):
            self._reach.look(self._begun and isinstance(self._window.page, ConnectPage))

    def _begin(self) -> ConnectPage:
        page, begun, self._begun = self._window.page, self._begun, True
        self._shell.reading.then("way in", self._look_around)
        return page if isinstance(page, ConnectPage) and not begun else self.show_connect()

    # what is behind it

    def _go(self, wish: "Callable[[SignInFlow], None]") -> None:
        """Takes a step, once there is somebody to take it; the last wish counts."""
        self._wish = wish
        if self._begun:
            self._shell.reading.then("way in", self._take)

    def _take(self) -> None:
        wish, self._wish = self._wish, None
        if wish is not None:
            wish(self._leader())

    def _leader(self) -> "SignInFlow":
        from desktop.app.sign_in.flow import SignInFlow  # noqa: PLC0415  # the first page is there without it

        if self._flow is None:
            shell, host, neighbours = self._shell, self._host, self._neighbours
            self._flow = SignInFlow(shell, host, neighbours, self.show_connect, self)
            self._flow.came_in.connect(self._on_came_in)
            self._flow.lesson_gone.connect(self._on_lesson_gone)
        return self._flow
