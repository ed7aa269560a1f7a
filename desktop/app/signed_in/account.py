"""Signed in: the pages of one account at one relay, until it signs out or the relay lets it go."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QObject, Signal

from desktop.address import UnreadableAddress, read_address
from desktop.app.shell import Shell
from desktop.app.signed_in.doors import SchoolDoors
from desktop.app.signed_in.lessons import Lessons
from desktop.app.signed_in.start_notices import StartNotices
from desktop.app.signed_in.unsent_question import UnsentQuestion
from desktop.client import LineDown, RefusedByRelay
from desktop.pages.sessions import SessionsPage
from desktop.parts.waiting_lesson import now_here
from desktop.qt_client import QtRelayClient
from desktop.settings import LessonUnderWay, RememberedRelay
from relay.protocol.accounts import LogOut
from relay.protocol.base import Reply
from relay.protocol.lesson import Lesson
from relay.protocol.sessions import ColleagueActed
from relay.shared.ids import new_ref
from relay.shared.tasks import Tasks

if TYPE_CHECKING:
    from desktop.pages.room import RoomPage

GOODBYE_SECONDS = 3.0

log = logging.getLogger(__name__)


class SignedIn(QObject):
    """One account at one relay. Made with a started line; `close` ends it, whoever asked."""

    signed_out = Signal()
    """The person signed out; the line is closed and the token forgotten."""
    turned_away = Signal(str)
    """The relay will not have this account any more: not_signed_in, token_revoked or key_changed."""
    finished = Signal()
    """Who came by a lesson's code is done with it."""

    def __init__(
        self,
        relay: QtRelayClient,
        known: RememberedRelay,
        shell: Shell,
        parent: QObject | None = None,
        *,
        visit: str = "",
    ) -> None:
        """``visit``: the lesson that this account is for, come to by code; nothing of it is kept after it."""
        super().__init__(parent)
        self.relay, self.known, self.visiting = relay, known, bool(visit)
        self._shell, self._window, self._settings = shell, shell.window, shell.settings
        self._tasks = Tasks()
        self._forgets = False
        """Whether nothing that was kept of this account stays here after it."""
        self._end: asyncio.Task[None] | None = None
        self.under_way: LessonUnderWay | None = None
        """The lesson whose room the person is in."""
        relay.state_changed.connect(self._show_line)
        relay.welcomed.connect(self._on_welcome)
        relay.closed.connect(self._on_closed)
        header = self._window.header
        header.retried.connect(relay.wake)
        header.my_account_wanted.connect(self.show_my_account)
        header.password_wanted.connect(self.change_password)
        header.sign_out_wanted.connect(self.sign_out)
        header.set_relay(known.name)
        header.set_account(relay.me)
        self._show_line()
        self._sessions = (
            None if visit else SessionsPage(relay, shell.theme, shell.say, say_in_lesson=shell.say.in_lesson)
        )
        self._starts = StartNotices(shell, self)
        self._question = UnsentQuestion(shell, self)
        self.school = SchoolDoors(relay, shell, self)
        inside = self._sessions.model.inside if self._sessions else set[str]()
        self.lessons = Lessons(relay, shell, inside, self, visiting=self.visiting)
        self._starts.join_wanted.connect(self.lessons.join)
        self.lessons.joining.connect(self._starts.withdraw)
        self.school.lesson_started.connect(self.lessons.join)
        self.school.details_wanted.connect(self.show_details)
        self.lessons.details_wanted.connect(self.show_details)
        self.lessons.went_in.connect(self._on_went_in)
        self.lessons.came_out.connect(self._on_came_out)
        self.lessons.how_to_join_wanted.connect(self.school.show_how_to_join)
        if self._sessions is not None:
            self._open_sessions(self._sessions)
        else:
            from desktop.app.signed_in.visiting import Visiting  # noqa: PLC0415

            self._visit = Visiting(relay, shell, self.lessons, visit, self)
            self._visit.finished.connect(lambda: self.if_it_may_go(self.finished.emit))
        relay.colleague_acted.connect(self._on_colleague)

    @property
    def unsent(self) -> bool:
        """Whether something said still waits to be sent, and would be lost with the program."""
        lasts = self.relay.cache.lasts and not self._settings.shared_computer
        return not lasts and self.relay.unsent

    @property
    def running(self) -> int | None:
        """How many students are in lessons that run, as far as is known here; None: none does."""
        if (taught := self.lessons.taught) is not None or self._sessions is None:
            return taught
        live = self._sessions.model.live()
        return sum(session.participant_count for session in live) if live else None

    # pages

    def _open_sessions(self, page: SessionsPage) -> None:
        page.join_requested.connect(self.lessons.join)
        page.details_requested.connect(self.show_details)
        page.unsent_requested.connect(lambda session: self.show_details(session, "unsent"))
        page.classes_requested.connect(self.school.show_classes)
        page.students_requested.connect(self.school.add_students)
        kept = self._settings.now.under_way
        if kept is not None and (kept.pin, kept.username) == (self.known.pin, self.known.username):
            page.waiting.left = kept.session
            page.waiting.refresh()
        page.waiting.left_is_over.connect(lambda: self._set_under_way(None))
        page.started.connect(self._starts.tell)
        page.over.connect(self._starts.withdraw)
        self._window.show_page(page, first=True)

    def show_details(self, session: str, part: str = "") -> None:
        """All about one session, turned to a part if that is wanted."""
        from desktop.pages.details import DetailsPage  # noqa: PLC0415

        page = DetailsPage(self.relay, self._shell.theme, self._shell.say.in_lesson, session)
        page.join_requested.connect(self.lessons.join)
        page.other_wanted.connect(self.show_details)
        page.class_attendance_wanted.connect(self.school.show_attendance)
        page.plan_wanted.connect(self.school.show_plan)
        if part:
            page.show_part(part)
        self._window.show_page(page)

    def goes_to(self, link: str) -> bool:
        """Goes into the lesson of a join link if it is one of this account's here; else False."""
        try:
            said = read_address(link)
        except UnreadableAddress:
            return False
        if said.pin != self.relay.pin or said.personal or not self._knows(said.lesson):
            return False
        self._window.come_forward()
        self.lessons.join(said.lesson)
        return True

    def show_my_account(self) -> None:
        """Where one is signed in, and one's data as a file."""
        from desktop.pages.my_account import MyAccountPage  # noqa: PLC0415

        if not self._window.has(MyAccountPage):
            self._window.show_page(MyAccountPage(self._shell.theme, self.relay, self._shell.say))

    def _knows(self, lesson: str) -> bool:
        return self._visit.lesson == lesson if self._sessions is None else self._sessions.model.knows(lesson)

    def change_password(self) -> None:
        from desktop.pages.sign_in import PasswordPage  # noqa: PLC0415

        if self._window.has(PasswordPage):
            return
        page = PasswordPage(self._shell.theme, self.relay, self._shell.say)
        page.changed.connect(lambda: self._window.toasts.say(self.tr("Your password is changed."), tone="ok"))
        self._window.show_page(page)

    def _on_went_in(self, room: "RoomPage") -> None:
        about = room.context.memory(Lesson)
        lesson = LessonUnderWay(
            pin=self.known.pin,
            username=self.known.username,
            session=room.context.room.session_id,
            class_name=about.class_name,
            title=about.title,
        )
        if self.visiting and self.relay.me is not None:
            lesson = msgspec.structs.replace(lesson, account=self.relay.me.id, since=now_here())
        self._set_under_way(lesson)

    def _on_came_out(self, room: "RoomPage") -> None:
        """A lesson waits for the teacher who leaves it, and for nobody else."""
        self._set_under_way(None)
        if self._sessions is not None and room.context.leads and not room.over:
            self._sessions.waiting.left = room.context.room.session_id

    def _set_under_way(self, lesson: LessonUnderWay | None) -> None:
        """Notes it for the start after a crash."""
        self.under_way = lesson
        if self._sessions is not None:
            self._sessions.waiting.left = ""
        if lesson is not None:
            self._shell.under_way.note(lesson, self.relay.token)
        else:
            self._shell.under_way.clear()

    # the line

    def _show_line(self) -> None:
        over = self.visiting and self.relay.state.kind == "closed"
        self._window.header.set_line(None if over else self.relay.state)

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
        if self.visiting and reason != "key_changed":
            self._visit.end()
        else:
            self.turned_away.emit(reason)

    def _on_colleague(self, word: ColleagueActed) -> None:
        said = {
            "started": self.tr("{name} has started “{title}”"),
            "changed": self.tr("{name} has changed “{title}”"),
            "cancelled": self.tr("{name} has called off “{title}”"),
            "reopened": self.tr("{name} has opened “{title}” again"),
        }
        words = said[word.what].format(name=word.by_name, title=word.title)
        text = self.tr("It is a lesson of yours.")
        self._shell.notices.tell(
            f"colleague/{word.session}", words, text, open=lambda: self._show_act(word.session)
        )

    def _show_act(self, session: str) -> None:
        self._window.come_forward()
        self.show_details(session)

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
                self._window.come_forward()
                self._window.come_back_to(page)
                return
        lost = self.relay.unsent if signing_out and self._settings.clear_at_sign_out else self.unsent
        files = self.relay.unsent_files()
        if lost:
            self._tasks.spawn(self._go_if(self._question.may_be_lost(files), then))
        elif signing_out and files:
            self._tasks.spawn(self._go_if(self._question.may_wait(files), then))
        else:
            then()

    async def _go_if(self, answer: Awaitable[bool], then: Callable[[], None]) -> None:
        if await answer:
            then()

    def sign_out(self) -> None:
        """Tells the relay, forgets the token, and says when it is done."""
        if self._end is None:
            self.if_it_may_go(self._begin_to_sign_out, signing_out=True)

    def _begin_to_sign_out(self) -> None:
        for page in self._window.pages[1:2]:
            self._window.leave(page)
        self._tasks.spawn(self._sign_out())

    async def _sign_out(self) -> None:
        await self.close(log_out=True)
        self.signed_out.emit()

    def forget(self) -> None:
        """Forgets the token, and on a shared computer who it was of and what was kept."""
        if not self.visiting:
            self._shell.tokens.forget(self.known)
        self._forgets = self._settings.clear_at_sign_out
        self.known = self._kept()
        self._remember()

    async def _log_out(self) -> None:
        self.relay.closed.disconnect(self._on_closed)
        try:
            await self.relay.ask(LogOut(ref=new_ref()), Reply, GOODBYE_SECONDS)
        except (RefusedByRelay, LineDown) as error:
            # a relay that revokes the token may close the line before it answers
            log.info("signing out: %s", error)
        self.forget()

    async def close(self, *, log_out: bool = False) -> None:
        """Ends the line and takes back what it told; `log_out` revokes the token too.

        Once: whoever asks while it is under way waits for the same end.
        """
        if self._end is None:
            self.lessons.close()
            self._end = asyncio.get_running_loop().create_task(self._close(log_out), name="end of a stay")
        await self._end

    async def _close(self, log_out: bool) -> None:
        self._set_under_way(None)
        await self.relay.leave_rooms()
        if log_out:
            await self._log_out()
        if self._sessions is None:
            self._visit.close()
        self._starts.withdraw_all()
        self.school.close()
        header = self._window.header
        header.retried.disconnect(self.relay.wake)
        header.my_account_wanted.disconnect(self.show_my_account)
        header.password_wanted.disconnect(self.change_password)
        header.sign_out_wanted.disconnect(self.sign_out)
        self.relay.state_changed.disconnect(self._show_line)
        header.set_line(None)
        header.set_account(None)
        header.set_relay("")
        await self.relay.close()
        if self._forgets:
            await self.relay.cache.forget()
        elif self.visiting:
            await self.relay.cache.forget_fetched()
