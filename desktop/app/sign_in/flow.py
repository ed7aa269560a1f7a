"""The way in: which relay, whether it is the right one, and who one is. Ends with a signed-in line."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from PySide6.QtCore import QObject, Signal

from desktop.address import TypedAddress, UnreadableAddress, read_address
from desktop.app.host import Host
from desktop.app.nearby_relays import Neighbours, reach, typed
from desktop.app.shell import Shell
from desktop.app.sign_in.account_sign_in import AccountSignIn
from desktop.app.sign_in.code_sign_in import CodeSignIn
from desktop.app.sign_in.code_visits import come_in, look_in
from desktop.app.sign_in.going_back import GoingBack
from desktop.app.sign_in.key_trust import KeyTrust
from desktop.app.sign_in.offers import Offer, offers_of
from desktop.app.sign_in.opener import RelayOpener
from desktop.app.sign_in.steps import Steps
from desktop.client import KeyChanged, LineDown
from desktop.pages.connect import ClassEntry, ConnectPage
from desktop.pages.joining import JoinPage
from desktop.pages.sign_in import SignInPage
from desktop.parts.window_page import WindowPage
from desktop.settings import LessonUnderWay, RememberedRelay
from relay.protocol.accounts import Welcome
from relay.protocol.announcement import AnnouncedLesson
from relay.protocol.joining import SignInWithPass
from relay.shared.ids import new_ref


@dataclass(frozen=True)
class Intent:
    """What the person has said besides where to go."""

    account: bool = False
    """They have one there, and come by no code."""
    lesson: AnnouncedLesson | None = None
    """The one that they chose."""


SLOW_SECONDS = 10.0
"""After that it is said why a class takes so long to start."""
ANYTHING = Intent()


class SignInFlow(QObject):
    """Leads from the first page to a signed-in line; one step at a time, each of which can be given up."""

    came_in = Signal(object, object, str, bool)
    """As RelayOpener tells it."""
    lesson_gone = Signal()
    """The lesson that one was in is over, or not for this person any more."""

    def __init__(
        self,
        shell: Shell,
        host: Host,
        neighbours: Neighbours,
        show_connect: Callable[..., ConnectPage],
        parent: QObject | None = None,
    ) -> None:
        """``show_connect`` shows the first page, with a sentence if there is something to say."""
        super().__init__(parent)
        self._shell, self._window, self._settings = shell, shell.window, shell.settings
        self._host, self._neighbours, self.show_connect = host, neighbours, show_connect
        self._trust = KeyTrust(shell, show_connect, self)
        self._trust.forgotten.connect(self._on_forgotten)
        self._steps = Steps(shell.window, self._fail, self._trust.show_changed, self)
        self._opener = RelayOpener(shell, self)
        self._opener.came_in.connect(self.came_in)
        self._by_account = AccountSignIn(shell, self._steps, self._opener, self)
        self._by_code = CodeSignIn(shell, self._steps, self._opener, neighbours, self)
        self._by_code.link_given.connect(lambda link: self.follow(self.show_connect(), link))
        self._going_back = GoingBack(
            shell, host, neighbours, self._opener, self._by_account, self._ask_code_again, self
        )
        self._going_back.gone.connect(self.lesson_gone)
        self._link: TypedAddress | None = None
        """What led an account in last."""

    # the steps

    def follow(self, page: ConnectPage, link: str) -> None:
        try:
            typed = read_address(link)
        except UnreadableAddress:
            page.fail(self.tr("This link can't be read. Ask for it once more, or type the code."))
        else:
            self.visit_typed(page, typed)

    def find(self, page: ConnectPage, code: str) -> None:
        """The lesson of a code, wherever it is."""
        self._by_code.find(page, code, self._rather_sign_in)

    def join_by_code(self, known: RememberedRelay, lesson: str, name: str) -> None:
        page = self.show_connect()
        link, self._link = self._link, None
        code = link.code if link is not None and link.lesson == lesson else ""
        self._by_code.offer(page, known, lesson, self._back_to_account, code=code, name=name)

    def _back_to_account(self, offer: Offer) -> None:
        self.visit_known(self.show_connect(), offer.known)

    def cancel(self) -> None:
        self._steps.cancel()

    def look_back(self, page: ConnectPage, known: RememberedRelay, lesson: LessonUnderWay) -> None:
        """How the lesson stands that one was in; straight to its relay if it does not."""
        step = self._going_back.look(page, known, lesson, lambda: self._begin_without(page, known, lesson))
        self._steps.do(page, step, known)  # anything else may be done meanwhile

    async def _begin_without(self, page: ConnectPage, known: RememberedRelay, lesson: LessonUnderWay) -> None:
        """As if there had been no lesson; who came by its code may be signed in elsewhere."""
        if not lesson.by_code:
            await self._reconnect(page, known)
        elif (relays := self._settings.now.relays) and relays[0].username:
            await self._reconnect(page, relays[0])

    def _ask_code_again(self, offers: Sequence[Offer], lesson: str) -> None:
        self._by_code.show(offers, self._rather_sign_in, lesson=lesson)

    def go_back_in(self, page: ConnectPage, known: RememberedRelay, lesson: LessonUnderWay) -> None:
        self._connect(page, self._going_back.go(page, known, lesson), known)

    @property
    def holds_unsent(self) -> bool:
        """Whether something waits in a line that was broken off, and would be lost with the program."""
        return self._opener.holds_unsent

    def look_elsewhere(self, known: RememberedRelay, lesson: LessonUnderWay | None) -> None:
        """Its line was broken off by another key; ``lesson``: the one that the person was in."""
        self._opener.hold()
        page = self.show_connect()
        self._connect(page, self._reconnect_elsewhere(page, known, lesson), known)

    def sign_in_again(self, known: RememberedRelay, sentence: str) -> None:
        if known.hosted:
            self.show_connect(sentence)
            return
        self.show_connect()
        self._by_account.show(known, sentence=sentence)

    async def close(self) -> None:
        await self._steps.close()

    # connect: where to

    def _connect(
        self, page: ConnectPage, step: Coroutine[Any, Any, None], known: RememberedRelay | None = None
    ) -> None:
        page.busy(self.tr("Connecting…"))
        self._steps.do(page, step, known)

    def visit_typed(self, page: ConnectPage, typed: TypedAddress) -> None:
        known = self._remembered(typed.host, typed.port)
        if known is not None and not (typed.secret or typed.pin):
            self.visit_known(page, known)
            return
        self._connect(page, self._resolve(page, typed))

    def visit_known(self, page: ConnectPage, known: RememberedRelay, wanted: Intent = ANYTHING) -> None:
        self._connect(page, self._reconnect(page, known, wanted), known)

    def visit(self, page: ConnectPage, entry: ClassEntry, *, account: bool = False) -> None:
        """What stands in the list: a known relay wherever it shows its key, another as if it had been typed.

        ``account``: the person has said that they have one there.
        """
        wanted = Intent(account, entry.lesson)
        if entry.known is not None:
            self.visit_known(page, entry.known, wanted)
        elif entry.found is not None:  # whatever else had this address before
            self._connect(page, self._resolve(page, typed(entry.found), wanted))

    def begin_hosting(self, page: ConnectPage, teacher: str, class_name: str) -> None:
        page.busy(self.tr("Starting…"))
        self._steps.do(page, self._open_a_class(page, teacher, class_name))

    async def _open_a_class(self, page: ConnectPage, teacher: str, class_name: str) -> None:
        still = self.tr("Still starting. The first time can take a minute…")
        later = asyncio.get_running_loop().call_later(SLOW_SECONDS, page.busy, still)
        try:
            known, token = await self._host.begin(teacher, class_name)
        finally:
            later.cancel()
        self._shell.tokens.keep(known, token)
        await self._opener.enter(known, token)

    # resolve: which relay is there

    async def _resolve(self, page: ConnectPage, typed: TypedAddress, wanted: Intent = ANYTHING) -> None:
        """The first time: the words are compared, unless a link brought the key or a code proves it."""
        new = await reach(typed)
        known = next((r for r in self._settings.now.relays if r.pin == new.pin), None)
        if known is not None and known.hosted:
            await self._reconnect(page, known)
            return
        if known is not None:
            new = msgspec.structs.replace(known, host=new.host, port=new.port, certificate=new.certificate)
        if known is not None or typed.pin:
            await self._accept(new, typed, wanted)
            return
        if not (typed.secret or wanted.account) and (offers := await offers_of(new)):
            page.idle()
            self._by_code.show(
                offers,
                self._rather_sign_in,
                code=typed.code,
                lesson=typed.lesson,
                chosen=wanted.lesson,
            )
            return
        page.idle()
        self._trust.verify(self._steps, page, new, lambda: self._accept(new, typed, wanted))

    async def _accept(self, new: RememberedRelay, typed: TypedAddress, wanted: Intent = ANYTHING) -> None:
        """The key is accepted: remembers it, and asks who one is, unless a link says it."""
        if typed.personal:
            how = SignInWithPass(ref=new_ref(), secret=typed.personal)
            known, reply = await come_in(new, how, self._settings.device_key(new.pin))
            await self._opener.signed_in(known, reply, typed.lesson)
            return
        known, welcome, lessons = await look_in(new)
        self._settings.remember(known)
        if not typed.secret and (token := await self._shell.tokens.token(known)) is not None:
            self._link = typed
            await self._opener.enter(known, token, typed.lesson)
            return
        self.show_connect()
        offers = [Offer(known, welcome, lesson) for lesson in lessons]
        self._identify(known, welcome, offers, typed, wanted)

    # reconnect: a relay that is known here, where it was or has gone, and with the kept token straight in

    async def _reconnect(self, page: ConnectPage, known: RememberedRelay, wanted: Intent = ANYTHING) -> None:
        known = await self._neighbours.where_it_is_now(known)
        try:
            await self._come_back(page, known, wanted)
        except (KeyChanged, LineDown):
            moved = await self._neighbours.find(known)
            if moved is None:
                raise
            await self._come_back(page, moved, wanted)

    async def _reconnect_elsewhere(
        self, page: ConnectPage, known: RememberedRelay, lesson: LessonUnderWay | None
    ) -> None:
        """Not where it was: somebody else has shown another key there."""
        moved = await self._neighbours.find(known)
        if moved is None:
            raise KeyChanged
        if lesson is not None:
            await self._going_back.go(page, moved, lesson)
        else:
            await self._come_back(page, moved)

    async def _come_back(self, page: ConnectPage, known: RememberedRelay, wanted: Intent = ANYTHING) -> None:
        token = await self._shell.tokens.token(known)
        if known.hosted:
            known, token = await self._host.come_back(known, token)
            self._shell.tokens.keep(known, token)
        if token is not None:
            await self._opener.enter(known, token)
            return
        known, welcome, lessons = await look_in(known)
        self._settings.remember(known)
        page.idle()
        offers = [Offer(known, welcome, lesson) for lesson in lessons]
        self._identify(known, welcome, offers, wanted=wanted)

    # identify: who one is there

    def _identify(
        self,
        known: RememberedRelay,
        welcome: Welcome,
        offers: Sequence[Offer],
        typed: TypedAddress | None = None,
        wanted: Intent = ANYTHING,
    ) -> None:
        """Who is not known here yet most likely has a code, if there is a lesson to join by one."""
        secret = typed.secret if typed else ""
        by_code = typed is not None and bool(typed.code)
        if offers and not (secret or wanted.account) and (by_code or not known.username):
            said = (typed.code, typed.lesson) if typed else ("", "")
            self._by_code.show(
                offers, self._rather_sign_in, code=said[0], lesson=said[1], chosen=wanted.lesson
            )
            return
        page = self._by_account.show(known, secret=secret)
        if welcome.no_accounts:
            page.offer_first_teacher()
        elif offers:
            page.offer_code()
            page.code_wanted.connect(
                lambda: self._by_code.show(offers, self._rather_sign_in, chosen=wanted.lesson)
            )
        if by_code and not offers:
            page.refuse("", self._shell.say("codes_not_taken"))

    def _rather_sign_in(self, offer: Offer) -> None:
        """From the page that asks for a code: the relay is proved by its words first, if it has to be."""
        for page in self._window.pages:
            if isinstance(page, SignInPage):
                self._window.come_back_to(page)
                return
        known = next((relay for relay in self._settings.now.relays if relay.pin == offer.known.pin), None)
        if known is not None:
            page = self.show_connect()
            self._connect(page, self._with_account(page, offer), known)
            return
        typed = TypedAddress(offer.known.host, offer.known.port)
        self._trust.verify(
            self._steps,
            self.show_connect(),
            offer.known,
            lambda: self._accept(offer.known, typed, Intent(account=True)),
        )

    async def _with_account(self, page: ConnectPage, offer: Offer) -> None:
        """Into that lesson with the token that is kept; where there is none, it is asked who one is."""
        token = await self._shell.tokens.token(offer.known)
        if token is None:
            page.idle()
            self._by_account.show(offer.known)
        else:
            await self._opener.enter(offer.known, token, offer.lesson.session)

    # what is known

    def _remembered(self, host: str, port: int) -> RememberedRelay | None:
        return next((r for r in self._settings.now.relays if (r.host, r.port) == (host, port)), None)

    def ask_to_forget(self, page: ConnectPage, known: RememberedRelay) -> None:
        self._steps.do(page, self._trust.ask_to_forget(known))

    def _on_forgotten(self) -> None:
        """What waits in a line to a relay that is forgotten is given up."""
        self._opener.let_go()
        self.lesson_gone.emit()

    def _fail(self, page: WindowPage, code: str, network: bool) -> None:
        sentence = self._shell.say(code)
        if isinstance(page, SignInPage | JoinPage):
            page.refuse(code, sentence)
        else:
            if not isinstance(page, ConnectPage):
                page = self.show_connect()
            page.fail(sentence, network=network)
