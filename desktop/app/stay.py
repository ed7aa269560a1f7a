"""Signed in: the pages of one account at one relay, until it signs out or the relay lets it go."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

import msgspec
from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from desktop.address import UnreadableAddress, read_address
from desktop.app.addresses import places, to_join
from desktop.app.keeping import Keeping
from desktop.line import LineDown, RefusedByRelay, Relay, RoomLine, new_ref
from desktop.notifications import Action, Notices
from desktop.pages.classes import ClassesPage
from desktop.pages.details import DetailsPage
from desktop.pages.joining import JoinDialog, SheetSaver
from desktop.pages.page import Page
from desktop.pages.password import PasswordPage
from desktop.pages.people import PeoplePage, RosterPage
from desktop.pages.room import RoomPage
from desktop.pages.safekeeping import SafekeepingPage
from desktop.pages.sessions import SessionsPage
from desktop.sentences import Sentences
from desktop.settings import RememberedRelay, Settings
from desktop.theme import Theme
from desktop.theme.widgets import ask
from desktop.window import Window
from relay.protocol.accounts import LogOut
from relay.protocol.lesson import Lesson
from relay.protocol.sessions import Session

GOODBYE_SECONDS = 3.0

log = logging.getLogger(__name__)


class Stay(QObject):
    """One account at one relay. Made with a started line; `close` ends it, whoever asked."""

    signed_out = Signal()
    """The person signed out; the line is closed and the token forgotten."""
    turned_away = Signal(str)
    """The relay will not have this account any more: not_signed_in, token_revoked or key_changed."""

    def __init__(
        self,
        relay: Relay,
        known: RememberedRelay,
        window: Window,
        theme: Theme,
        settings: Settings,
        keeping: Keeping,
        notices: Notices,
        say: Sentences,
        parent: QObject | None = None,
        *,
        visiting: bool = False,
    ) -> None:
        """``visiting``: by one lesson's code, and until its end; nothing of this account is kept here."""
        super().__init__(parent)
        self.relay, self.known, self.visiting = relay, known, visiting
        self.last_word = ""
        """The code with which the last room closed, if it closed."""
        self._window, self._theme, self._settings = window, theme, settings
        self._keeping, self._notices, self._say = keeping, notices, say
        self._tasks: set[asyncio.Task[None]] = set()
        self._told: set[str] = set()
        self._entering = False
        """Whether a room's page is being made."""
        self._forgets = False
        """Whether nothing that was kept of this account stays here after it."""
        self._codes: dict[str, str] = {}
        """One-time codes made since signing in; the relay tells each only once."""
        self._end: asyncio.Task[None] | None = None
        relay.setParent(self)
        relay.state_changed.connect(self._show_line)
        relay.welcomed.connect(self._on_welcome)
        relay.closed.connect(self._on_closed)
        window.header.retried.connect(relay.wake)
        window.header.classes_wanted.connect(self.show_classes)
        window.header.people_wanted.connect(self.show_people)
        window.header.safekeeping_wanted.connect(self.show_safekeeping)
        window.header.join_wanted.connect(self._show_how_to_join)
        window.header.password_wanted.connect(self.change_password)
        window.header.sign_out_wanted.connect(self.sign_out)
        window.header.set_relay(known.name)
        window.header.set_account(relay.me)
        self._show_line()
        self._sessions = self._show_sessions()
        self._inside = self._sessions.model.inside

    @property
    def presenting(self) -> bool:
        """Whether the person teaches a lesson right now."""
        return any(
            isinstance(page, RoomPage) and page.desk.teaches and page.desk.memory(Lesson).live
            for page in self._window.pages
        )

    @property
    def unsent(self) -> bool:
        """Whether something said still waits to be sent, and would be lost with the program."""
        lasts = self.relay.keep.lasts and not self._settings.shared_computer
        return not lasts and self.relay.unsent

    # pages

    def _show_sessions(self) -> SessionsPage:
        page = SessionsPage(self.relay, self._theme, self._say)
        page.join_requested.connect(self.join)
        page.details_requested.connect(self.show_details)
        page.unsent_requested.connect(lambda session: self.show_details(session, "unsent"))
        page.classes_requested.connect(self.show_classes)
        page.started.connect(self._tell_started)
        page.over.connect(self._withdraw)
        self._window.show_page(page, first=True)
        return page

    def join(self, session: str) -> None:
        """Goes into the room of a session; out of another one first, if that lets go."""
        self._withdraw(session)
        for page in self._window.pages:
            if not isinstance(page, RoomPage):
                continue
            if page.desk.room.session_id == session and not page.desk.room.over:
                self._come_back_to(page)
                return
            if not page.may_leave():
                self._come_back_to(page)
                return
            self._window.leave(page)
        if not self._entering:
            self._entering = True
            self._run(self._enter(session))

    async def _enter(self, session: str) -> None:
        """Makes the page of a room a piece at a time, so that nothing else stands still, and shows it."""
        line, frame = self.relay.room(session), self._window.frame
        room = RoomPage(line, self._theme, self._notices, self._say, frame, furnished=False)
        room.asked_to_show.connect(lambda: self._come_back_to(room))
        room.how_to_join_wanted.connect(lambda: self.show_how_to_join(line))
        line.closed.connect(self._on_room_closed)
        self._inside.add(session)
        room.destroyed.connect(lambda: self._inside.discard(session))
        try:
            for _ in room.furnish():
                await asyncio.sleep(0)
                if self._end is not None:  # signed out meanwhile
                    room.deleteLater()
                    return
        finally:
            self._entering = False
        # Laid out in this turn of the loop, painted in the next.
        room.setUpdatesEnabled(False)
        self._window.show_page(room)
        await asyncio.sleep(0)
        if isValid(room):
            room.setUpdatesEnabled(True)

    def goes_to(self, link: str) -> bool:
        """Goes into the lesson of a join link if it is one of this account's here; else False."""
        try:
            said = read_address(link)
        except UnreadableAddress:
            return False
        if said.pin != self.relay.pin or said.personal or not self._sessions.model.knows(said.lesson):
            return False
        self._join_from_notice(said.lesson)
        return True

    def _come_back_to(self, page: Page) -> None:
        self._window.come_forward()
        self._window.come_back_to(page)

    def show_details(self, session: str, part: str = "") -> None:
        """All about one session, turned to a part if that is wanted."""
        page = DetailsPage(self.relay, self._theme, self._say, session)
        page.join_requested.connect(self.join)
        if part:
            page.show_part(part)
        self._window.show_page(page)

    def show_classes(self) -> None:
        """The classes and their students."""
        if not self._window.has(ClassesPage):
            self._window.show_page(
                ClassesPage(self.relay, self._theme, self._say, self._codes, self.addresses)
            )

    def show_people(self) -> None:
        """Everybody whom one looks after."""
        if self._window.has(PeoplePage):
            return
        page = PeoplePage(self.relay, self._theme, self._say, self._codes, self.addresses)
        page.roster_wanted.connect(lambda: self._show_roster(page))
        self._window.show_page(page)

    def show_safekeeping(self) -> None:
        """Backups, how long things are kept, erasing a person, who did what."""
        if not self._window.has(SafekeepingPage):
            self._window.show_page(SafekeepingPage(self.relay, self._theme, self._say))

    def _show_roster(self, people: PeoplePage) -> None:
        classes = people.model.classes
        page = RosterPage(self.relay, self._theme, self._say, self._codes, classes, self.addresses)
        page.brought.connect(people.model.reload)
        self._window.show_page(page)

    def addresses(self) -> list[str]:
        """What students type to come to this relay."""
        return to_join(self.relay.address.host, self.relay.address.port)

    def show_how_to_join(self, room: RoomLine | None = None) -> None:
        """What to show students, for the board; in a lesson with its code."""
        reached = places(self.relay.address.host, self.relay.address.port)
        dialog = JoinDialog(self._theme, self._window, reached, self.relay.pin, room)
        if room is not None:
            sheets = SheetSaver(self.relay, self._theme, self._say, room.session_id, reached, dialog)
            dialog.sheet_wanted.connect(sheets.choose)
            sheets.told.connect(lambda text, tone: self._window.toasts.say(text, key="sheet", tone=tone))
        dialog.open()

    def _show_how_to_join(self) -> None:
        """From the window's header: with the lesson that is open, if one is."""
        rooms = [page.desk.room for page in self._window.pages if isinstance(page, RoomPage)]
        live = [room for room in rooms if room.role == "teacher" and not room.over]
        self.show_how_to_join(live[-1] if live else None)

    def _on_room_closed(self, code: str) -> None:
        self.last_word = code

    def change_password(self) -> None:
        """The page that asks for a new password."""
        if self._window.has(PasswordPage):
            return
        page = PasswordPage(self._theme, self.relay, self._say)
        page.changed.connect(lambda: self._window.toasts.say(self.tr("Your password is changed."), tone="ok"))
        self._window.show_page(page)

    # news

    def _tell_started(self, session: Session) -> None:
        key = f"session/{session.id}"
        self._told.add(key)
        title = self.tr("{title} has started").format(title=session.title)
        text = self.tr("{teacher} is waiting for you.").format(teacher=session.teacher_name)
        join = Action("join", self.tr("Join"), lambda: self._join_from_notice(session.id))
        self._notices.tell(key, title, text, (join,), open=lambda: self._join_from_notice(session.id))

    def _join_from_notice(self, session: str) -> None:
        self._window.come_forward()
        self.join(session)

    def _withdraw(self, session_id: str) -> None:
        self._told.discard(f"session/{session_id}")
        self._notices.withdraw(f"session/{session_id}")

    # the line

    def _show_line(self) -> None:
        self._window.header.set_line(self.relay.state)

    def _on_welcome(self) -> None:
        welcome = self.relay.welcome
        if welcome is None:
            return
        self._window.header.set_relay(welcome.relay_name)
        self._window.header.set_account(welcome.you)
        learnt = msgspec.structs.replace(
            self.known,
            name=welcome.relay_name,
            relay_id=welcome.relay_id,
            certificate=self.relay.certificate or self.known.certificate,
        )
        if learnt != self.known:
            self.known = learnt
            self._remember()

    def move(self, moved: RememberedRelay) -> None:
        """The relay is at another address, where it has shown its key."""
        self.known = msgspec.structs.replace(self.known, host=moved.host, port=moved.port)
        self._remember()

    def _on_closed(self, reason: str) -> None:
        self.turned_away.emit(reason)

    def _remember(self) -> None:
        if not self.visiting:
            self._settings.remember(self._kept())

    def _kept(self) -> RememberedRelay:
        """What may stay on this computer about this relay."""
        if self._settings.shared_computer:
            return msgspec.structs.replace(self.known, username="")
        return self.known

    # going

    def if_it_may_go(self, then: Callable[[], None], *, signing_out: bool = False) -> None:
        """Goes on once every page lets go, and the person gives up what would be lost unsent.

        A page that does not let go comes to the person, and asks.
        """
        for page in self._window.pages[::-1]:
            if not page.may_leave():
                self._come_back_to(page)
                return
        lost = self.relay.unsent if signing_out and self._settings.clear_at_sign_out else self.unsent
        if lost:
            self._run(self._ask_about_unsent(then))
        else:
            then()

    async def _ask_about_unsent(self, then: Callable[[], None]) -> None:
        sure = await ask(
            self._theme,
            self._window,
            self.tr("Give up what was not sent?"),
            self.tr(
                "Not everything you said has been sent, and nothing of it stays on this computer when you go."
            ),
            confirm=self.tr("Give it up"),
            danger=True,
        )
        if sure:
            then()

    def sign_out(self) -> None:
        """Tells the relay, forgets the token, and says when it is done."""
        if self._end is None:
            self.if_it_may_go(self._begin_to_sign_out, signing_out=True)

    def _begin_to_sign_out(self) -> None:
        for page in self._window.pages[1:2]:
            self._window.leave(page)
        self._run(self._sign_out())

    def _run(self, errand: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(errand)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _sign_out(self) -> None:
        await self.close(log_out=True)
        self.signed_out.emit()

    def forget(self) -> None:
        """Forgets the token, and on a shared computer who it was of and what was kept."""
        if not self.visiting:
            self._keeping.forget(self.known)
        self._forgets = self._settings.clear_at_sign_out
        self.known = self._kept()
        self._remember()

    async def _log_out(self) -> None:
        self.relay.closed.disconnect(self._on_closed)
        try:
            await self.relay.ask(LogOut(ref=new_ref()), GOODBYE_SECONDS)
        except (RefusedByRelay, LineDown) as error:
            # a relay that revokes the token may close the line before it answers
            log.info("signing out: %s", error)
        self.forget()

    async def close(self, *, log_out: bool = False) -> None:
        """Ends the line and takes back what it told; `log_out` revokes the token too.

        Once: whoever asks while it is under way waits for the same end.
        """
        if self._end is None:
            self._end = asyncio.get_running_loop().create_task(self._close(log_out), name="end of a stay")
        await self._end

    async def _close(self, log_out: bool) -> None:
        await self.relay.leave_rooms()
        if log_out:
            await self._log_out()
        for key in self._told:
            self._notices.withdraw(key)
        self._told.clear()
        header = self._window.header
        header.retried.disconnect(self.relay.wake)
        header.classes_wanted.disconnect(self.show_classes)
        header.people_wanted.disconnect(self.show_people)
        header.safekeeping_wanted.disconnect(self.show_safekeeping)
        header.join_wanted.disconnect(self._show_how_to_join)
        header.password_wanted.disconnect(self.change_password)
        header.sign_out_wanted.disconnect(self.sign_out)
        self.relay.state_changed.disconnect(self._show_line)
        header.set_line(None)
        header.set_account(None)
        header.set_relay("")
        await self.relay.close()
        if self._forgets:
            await self.relay.keep.forget()
