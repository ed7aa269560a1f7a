"""The way in: which relay, whether it is the right one, and who one is. Ends with a signed-in line."""

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QObject, Signal

from desktop.address import TypedAddress, UnreadableAddress, read_address
from desktop.app.arriving import Arriving
from desktop.app.by_code import come_in, look_in
from desktop.app.host import Host
from desktop.app.joining import Joining, Offer, offers_of
from desktop.app.nearby_relays import Neighbours, reach, typed
from desktop.app.sign_in.comparing import Comparing
from desktop.app.sign_in.forgetting import Forgetting
from desktop.app.sign_in.returning import Door, Returning
from desktop.app.sign_in.signing_in import SigningIn
from desktop.app.steps import Steps
from desktop.app.token_store import TokenStore
from desktop.client import Store, new_ref
from desktop.pages.compare_words import KeyChangedPage
from desktop.pages.connect import ConnectPage, Neighbour
from desktop.pages.joining import JoinPage
from desktop.pages.sign_in import SignInPage
from desktop.parts.page import Page
from desktop.sentences import Sentences
from desktop.settings import RememberedRelay, Settings
from desktop.theme import Theme
from desktop.window import Window
from relay.protocol.accounts import Welcome
from relay.protocol.joining import SignInWithPass


class SignInFlow(QObject):
    """Leads from the first page to a signed-in line; one step at a time, each of which can be given up."""

    check_wanted = Signal(str)
    """Somebody can't come in and wants to know why; the address that was typed, if any."""
    came_in = Signal(object, object, str, bool)
    """As Arriving tells it."""

    def __init__(
        self,
        window: Window,
        theme: Theme,
        settings: Settings,
        keeping: TokenStore,
        host: Host,
        store: Store,
        neighbours: Neighbours,
        say: Sentences,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._window, self._theme, self._settings, self._say = window, theme, settings, say
        self._host = host
        self._keeping, self._neighbours = keeping, neighbours
        self._steps = Steps(window, self._fail, self.show_key_changed, self)
        self._arriving = Arriving(settings, keeping, store, self)
        self._arriving.came_in.connect(self.came_in)
        self._returning = Returning(neighbours, keeping, host, self._arriving)
        self._forgetting = Forgetting(window, theme, settings, keeping, self)
        self._comparing = Comparing(window, theme, self._steps, self)
        self._signing_in = SigningIn(window, theme, settings, keeping, self._steps, self._arriving, self)
        self._joining = Joining(window, theme, settings, say, self._steps, self._arriving, neighbours, self)
        self._joining.link_given.connect(self.follow)
        self._link: TypedAddress | None = None
        """What led an account in last."""
        neighbours.changed.connect(self._show_found)

    # the steps

    def begin(self) -> None:
        """Straight to the relay used last where its token is still here; otherwise to the first page."""
        page = self.show_connect()
        relays = self._settings.now.relays
        if relays and relays[0].username:
            self._visit_known(page, relays[0])

    def follow(self, link: str) -> None:
        page = self.show_connect()
        try:
            typed = read_address(link)
        except UnreadableAddress:
            page.fail(self.tr("This link can't be read. Ask for it once more, or type the code."))
        else:
            self._visit_typed(page, typed)

    def join_by_code(self, known: RememberedRelay, lesson: str, name: str) -> None:
        """A lesson that is not for the account of this name: by its code, which the link has told perhaps."""
        page = self.show_connect()
        link, self._link = self._link, None
        code = link.code if link is not None and link.lesson == lesson else ""
        self._joining.offer(page, known, lesson, self._back_to_account, code=code, name=name)

    def _back_to_account(self, offer: Offer) -> None:
        self._visit_known(self.show_connect(), offer.known)

    def show_connect(self, sentence: str = "") -> ConnectPage:
        """The first page, and why one is here again if there is something to say."""
        page = ConnectPage(self._theme)
        page.show_relays(self._settings.now.relays)
        page.address_chosen.connect(lambda typed: self._visit_typed(page, typed))
        page.code_chosen.connect(lambda code: self._joining.find(page, code, self._rather_sign_in))
        page.relay_chosen.connect(lambda relay: self._visit_known(page, relay))
        page.found_chosen.connect(lambda neighbour: self._visit_found(page, neighbour))
        page.hosting_wanted.connect(lambda teacher, name: self._begin_hosting(page, teacher, name))
        page.forget_wanted.connect(lambda relay: self._steps.do(page, self._forget(page, relay)))
        page.cancelled.connect(self._steps.cancel)
        page.cancelled.connect(page.idle)
        page.check_wanted.connect(self.check_wanted)
        self._window.show_page(page, first=True)
        self._show_found()
        if sentence:
            page.tell(sentence)
        return page

    def look_elsewhere(self, known: RememberedRelay) -> None:
        """Another computer may have the relay's address today: the hard stop, unless the relay has moved."""
        page = self.show_connect()
        page.busy(self.tr("Connecting…"))
        self._steps.do(page, self._find_elsewhere(page, known), known)

    def show_key_changed(self, known: RememberedRelay) -> None:
        self.show_connect()
        page = KeyChangedPage(self._theme, known)
        page.forget_wanted.connect(self._forget_changed)
        self._window.show_page(page)

    def sign_in_again(self, known: RememberedRelay, sentence: str = "") -> None:
        """Back at the door, because the relay no longer knows the token or the person signed out."""
        if known.hosted:
            self.show_connect(sentence)
            return
        self.show_connect()
        self._signing_in.show(known, sentence=sentence)

    async def close(self) -> None:
        """Gives up whatever step is under way, and waits until that is done."""
        await self._steps.close()

    # to a relay

    def _visit_typed(self, page: ConnectPage, typed: TypedAddress) -> None:
        known = self._remembered(typed.host, typed.port)
        if known is not None and not (typed.secret or typed.pin):
            self._visit_known(page, known)
            return
        page.busy(self.tr("Connecting…"))
        self._steps.do(page, self._meet(page, typed))

    def _visit_known(self, page: ConnectPage, known: RememberedRelay) -> None:
        page.busy(self.tr("Connecting…"))
        self._steps.do(page, self._return_to(page, known), known)

    def _visit_found(self, page: ConnectPage, neighbour: Neighbour) -> None:
        """An announced relay: a known one has to show its key, another is met as if it had been typed."""
        known = neighbour.known
        if known is not None and known.hosted:
            self._visit_known(page, known)
            return
        page.busy(self.tr("Connecting…"))
        if known is not None:
            self._steps.do(page, self._return_to_found(page, known, neighbour), known)
        else:  # whatever else had this address before
            self._steps.do(page, self._meet(page, typed(neighbour)))

    def _begin_hosting(self, page: ConnectPage, teacher: str, class_name: str) -> None:
        page.busy_hosting(self.tr("Starting…"))
        self._steps.do(page, self._open_a_class(teacher, class_name))

    async def _open_a_class(self, teacher: str, class_name: str) -> None:
        known, token = await self._host.begin(teacher, class_name)
        self._keeping.keep(known, token)
        await self._arriving.enter(known, token)

    async def _meet(self, page: ConnectPage, typed: TypedAddress) -> None:
        """The first time: the words are compared, unless a link brought the key or a code proves it."""
        new = await reach(typed)
        known = next((r for r in self._settings.now.relays if r.pin == new.pin), None)
        if known is not None and known.hosted:
            await self._return_to(page, known)
            return
        if known is not None:
            new = msgspec.structs.replace(known, host=new.host, port=new.port, certificate=new.certificate)
        if known is not None or typed.pin:
            await self._accept(new, typed)
            return
        if not typed.secret and (offers := await offers_of(new)):
            page.idle()
            self._joining.show(offers, self._rather_sign_in, code=typed.code, lesson=typed.lesson)
            return
        page.idle()
        self._comparing.show(page, new, lambda: self._accept(new, typed))

    async def _accept(self, new: RememberedRelay, typed: TypedAddress, *, account: bool = False) -> None:
        """The key is accepted: remembers it, and asks who one is, unless a link says it.

        ``account``: the person has said that they have one here.
        """
        if typed.personal:
            how = SignInWithPass(ref=new_ref(), secret=typed.personal)
            known, reply = await come_in(new, how, self._settings.device_key(new.pin))
            await self._arriving.signed_in(known, reply, typed.lesson)
            return
        known, welcome, lessons = await look_in(new)
        self._settings.remember(known)
        if not typed.secret and (token := await self._keeping.token(known)) is not None:
            self._link = typed
            await self._arriving.enter(known, token, typed.lesson)
            return
        self.show_connect()
        offers = [Offer(known, welcome, lesson) for lesson in lessons]
        self._ask_who(known, welcome, offers, typed, account=account)

    async def _return_to(self, page: ConnectPage, known: RememberedRelay) -> None:
        self._at_the_door(page, await self._returning.to(known))

    async def _find_elsewhere(self, page: ConnectPage, known: RememberedRelay) -> None:
        self._at_the_door(page, await self._returning.elsewhere(known))

    async def _return_to_found(self, page: ConnectPage, known: RememberedRelay, neighbour: Neighbour) -> None:
        self._at_the_door(page, await self._returning.to_found(known, neighbour))

    def _at_the_door(self, page: ConnectPage, door: Door | None) -> None:
        if door is not None:
            known, welcome, lessons = door
            self._settings.remember(known)
            page.idle()
            self._ask_who(known, welcome, [Offer(known, welcome, lesson) for lesson in lessons])

    def _ask_who(
        self,
        known: RememberedRelay,
        welcome: Welcome,
        offers: Sequence[Offer],
        typed: TypedAddress | None = None,
        *,
        account: bool = False,
    ) -> None:
        """Who is not known here yet most likely has a code, if there is a lesson to join by one."""
        secret = typed.secret if typed else ""
        by_code = typed is not None and bool(typed.code)
        if offers and not (secret or account) and (by_code or not known.username):
            said = (typed.code, typed.lesson) if typed else ("", "")
            self._joining.show(offers, self._rather_sign_in, code=said[0], lesson=said[1])
            return
        page = self._signing_in.show(known, secret=secret)
        if welcome.no_accounts:
            page.offer_first_teacher()
        elif offers:
            page.offer_code()
            page.code_wanted.connect(lambda: self._joining.show(offers, self._rather_sign_in))
        if by_code and not offers:
            page.refuse("", self._say("codes_not_taken"))

    def _rather_sign_in(self, offer: Offer) -> None:
        """From the page that asks for a code: the relay is proved by its words first, if it has to be."""
        for page in self._window.pages:
            if isinstance(page, SignInPage):
                self._window.come_back_to(page)
                return
        known = next((relay for relay in self._settings.now.relays if relay.pin == offer.known.pin), None)
        if known is not None:
            page = self.show_connect()
            page.busy(self.tr("Connecting…"))
            self._steps.do(page, self._with_account(page, offer), known)
            return
        typed = TypedAddress(offer.known.host, offer.known.port)
        self._comparing.show(
            self.show_connect(), offer.known, lambda: self._accept(offer.known, typed, account=True)
        )

    async def _with_account(self, page: ConnectPage, offer: Offer) -> None:
        """Into that lesson with the token that is kept; where there is none, it is asked who one is."""
        token = await self._keeping.token(offer.known)
        if token is None:
            page.idle()
            self._signing_in.show(offer.known)
        else:
            await self._arriving.enter(offer.known, token, offer.lesson.session)

    # what is known

    def _show_found(self) -> None:
        for page in self._window.pages[:1]:
            if isinstance(page, ConnectPage):
                page.show_found(self._neighbours.state, self._neighbours.seen())

    def _remembered(self, host: str, port: int) -> RememberedRelay | None:
        return next((r for r in self._settings.now.relays if (r.host, r.port) == (host, port)), None)

    async def _forget(self, page: ConnectPage, known: RememberedRelay) -> None:
        if await self._forgetting.ask(known):
            page.show_relays(self._settings.now.relays)

    def _forget_changed(self, known: RememberedRelay) -> None:
        self._forgetting.forget(known)
        self.show_connect()

    def _fail(self, page: Page, code: str, network: bool) -> None:
        sentence = self._say(code)
        if isinstance(page, SignInPage | JoinPage):
            page.refuse(code, sentence)
        else:
            if not isinstance(page, ConnectPage):
                page = self.show_connect()
            page.fail(sentence, network=network)
