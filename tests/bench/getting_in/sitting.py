"""What newcomers do at their programs: a teacher hosts a lesson, pupils come in by every way there is."""

import asyncio
import sys
import time
import traceback
from collections.abc import Awaitable, Callable

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QListWidget,
    QTableView,
)

from desktop.pages.joining.how import HowToJoinPage
from desktop.pages.room import RoomPage
from desktop.theme.widgets import WordGrid
from desktop.window import Window
from relay.protocol.people import People
from tests.bench.getting_in.errand import Errand, Took
from tests.bench.getting_in.hands import Hands, NotSeen
from tests.bench.getting_in.painted import Painted
from tests.desktop.codes import codes_in

FIRST_FIELD = "Code, link or address"


async def obey(moments: dict[str, float]) -> None:
    """Tells the moments of the start, then does what is asked, until nobody asks any more."""
    _tell(Took(what="start", moments=moments))
    while line := await asyncio.to_thread(sys.stdin.readline):
        errand = msgspec.json.decode(line, type=Errand)
        newcomer = Newcomer()
        try:
            did: Callable[..., Awaitable[None]] = getattr(newcomer, errand.what)
            await did(**errand.words)
        except NotSeen as nothing:
            newcomer.failed = str(nothing)
        except Exception:
            newcomer.failed = traceback.format_exc()
        _tell(newcomer.took(errand.what))
    QApplication.quit()


def _tell(took: Took) -> None:
    sys.stdout.write(msgspec.json.encode(took).decode() + "\n")
    sys.stdout.flush()


class Newcomer:
    """Somebody who has never seen the program. Each errand is a method, its words are keywords."""

    def __init__(self) -> None:
        self.hands = Hands()
        self.moments: dict[str, float] = {}
        self.read: dict[str, str] = {}
        self.failed = ""

    def took(self, what: str) -> Took:
        """What it came to."""
        hands = self.hands
        return Took(
            what=what,
            moments=self.moments,
            clicks=hands.clicks,
            keys=hands.keys,
            controls=hands.controls,
            words=self.read,
            failed=self.failed,
        )

    # the teacher

    async def host(self, teacher: str, class_name: str, title: str) -> None:
        """From the first page to a lesson whose code is shown."""
        hands = self.hands
        await hands.click("Start on this computer")
        await hands.type("Your name", teacher)
        hands.enter()
        await hands.type("Name of the class", class_name)
        hands.enter()
        await hands.click("Plan a lesson")
        await hands.type("Title", title)
        await hands.click("Create and start")
        await self._in_the_lesson()
        await hands.pick("More", "Who may come in…")
        await self._read_the_card()
        self.moments["code"] = time.monotonic()

    async def close_the_card(self) -> None:
        """Back to the lesson."""
        await self.hands.click("Back")
        await self.hands.until(
            lambda: isinstance(self._window().pages[-1], RoomPage), "the page before is not there"
        )

    async def let_in(self, name: str) -> None:
        """Somebody who waits, where the code is shown."""
        await self.hands.until(lambda: any(name in words for words in self.hands.words()), f"no {name}")
        await self.hands.click("Let in")
        await self.hands.until(lambda: name in self._present(), f"{name} did not come in")

    async def add_class(self, class_name: str, names: str, title: str) -> None:
        """Out of the lesson, names into the class, and in again; tells user names and codes."""
        hands = self.hands
        await hands.pick("More", "Leave for a while…")
        await hands.until(QApplication.activeModalWidget, "no question")
        await hands.click("Leave")
        await hands.click("Classes")
        await hands.click("Add students")
        await hands.paste(f"Names for {class_name}", names)
        await hands.click("Add")
        count = len(names.split("\n"))
        await hands.until(lambda: len(self._slips()) == count, "no codes were made")
        self.read = {name: f"{user} {code}" for name, (user, code) in self._slips().items()}
        await hands.click("Back")
        await hands.click(f"Join: {title}")
        await self._in_the_lesson()

    async def see_all(self, names: str) -> None:
        """Everybody of these, a name a line, is in the lesson."""
        wanted = set(names.split("\n"))
        await self.hands.until(lambda: wanted <= self._present(), "not everybody is here")

    async def stop_hosting(self) -> None:
        """Closes the window, and says that the relay shall stop."""
        self._window().close()
        await self.hands.click("Stop and quit")

    # the pupils, each from the first page

    async def link(self, name: str) -> None:
        """The link was clicked, and has started the program."""
        await self._say_who(name)

    async def code(self, code: str, name: str) -> None:
        """The code goes where the keyboard is: the program looks itself for the lesson."""
        await self.hands.type(FIRST_FIELD, code)
        self.hands.enter()
        await self._say_who(name)

    async def found(self, relay: str, code: str, name: str) -> None:
        """The relay is chosen where it was found, then the code."""
        hands = self.hands
        beginning = f"Join {relay} · "
        await hands.until(lambda: hands.told(beginning), f"{relay} was not found on the network")
        await hands.click(beginning + hands.told(beginning))
        await hands.type("Lesson code", code)
        hands.enter()
        await self._say_who(name)

    async def qr(self, text: str, name: str) -> None:
        """What a phone has read off the teacher's screen is pasted."""
        await self.hands.paste(FIRST_FIELD, text)
        self.hands.enter()
        await self._say_who(name)

    async def address(
        self, address: str, words: str, username: str, code: str, password: str, title: str
    ) -> None:
        """The address is typed, the words are compared, and an account is used for the first time."""
        hands = self.hands
        await hands.type(FIRST_FIELD, address)
        hands.enter()
        await hands.click("I have an account")
        await hands.until(self._six_words, "no six words")
        if self._six_words() != words:
            raise NotSeen(f"other words than the teacher's: {self._six_words()}")
        await hands.click("They match")
        await hands.click("First time here")
        for field, text in (
            ("User name", username),
            ("One-time code", code),
            ("New password", password),
            ("New password again", password),
        ):
            await hands.type(field, text)
            hands.enter()
        await hands.click(f"Join: {title}")
        await self._in_the_lesson()

    # everybody

    async def picture(self, file: str) -> None:
        """The screen as it is; the window where there is no screen."""
        screen = QGuiApplication.primaryScreen()
        real = QGuiApplication.platformName() == "xcb"
        image = screen.grabWindow(0) if real else self._window().grab()
        await asyncio.to_thread(image.toImage().save, file)

    async def _say_who(self, name: str) -> None:
        """From the list of the class where it is shown, else typed."""
        hands, names, field = self.hands, "Names of the class", "Your name"
        await hands.until(
            lambda: hands.see(QListWidget, names) or hands.see(QLineEdit, field), "nobody asks for a name"
        )
        if hands.see(QListWidget, names):
            await hands.choose(names, name)
            await hands.click("Join")
        else:
            await hands.type(field, name)
            hands.enter()
        await self._in_the_lesson()

    async def _in_the_lesson(self) -> None:
        """Until the room is there, with all that was said in it, and painted."""
        page: list[RoomPage] = []

        def there() -> bool:
            page[:] = [
                p for p in self.hands.shown(RoomPage) if p.context.room.is_in and p.context.room.caught_up
            ]
            return bool(page) and not page[0].context.room.outside

        await self.hands.until(there, "is not in the lesson")
        qt = QApplication.instance()
        assert isinstance(qt, QApplication)
        self.moments["lesson"] = await Painted(qt).again(page[0])

    async def _read_the_card(self) -> None:
        """What is on the teacher's screen: code, address, words, and what the QR code says to a decoder."""
        hands = self.hands
        await hands.until(lambda: hands.told("Code: "), "no code is shown")
        shown = next(page for page in self._window().pages if isinstance(page, HowToJoinPage))
        texts: list[str] = []

        def decoded() -> bool:
            texts[:] = codes_in(shown.card.grab().toImage()) if shown.card else []
            return bool(texts) and "code=" in texts[0]

        await hands.until(decoded, "no decoder reads the QR code")
        labels = {label.text() for label in shown.findChildren(QLabel) if label.isVisible()}
        assert shown.card is not None
        assert shown.card.addresses in labels
        self.read = {
            "code": hands.told("Code: ").replace(" ", ""),
            "address": shown.card.addresses.split("\n")[0],
            "words": self._six_words(),
            "qr": texts[0],
        }

    def _six_words(self) -> str:
        return next((grid.accessibleName() for grid in self.hands.shown(WordGrid)), "")

    def _present(self) -> set[str]:
        room = next(page.context.room for page in self._window().findChildren(RoomPage))
        return {person.name for person in room.memories[People].present()}

    def _slips(self) -> dict[str, tuple[str, str]]:
        """User name and code by name, read off the table."""
        found: dict[str, tuple[str, str]] = {}
        for table in self.hands.shown(QTableView):
            if table.accessibleName() == "Students":
                model = table.model()
                for row in range(model.rowCount()):
                    cells = [str(model.index(row, n).data(Qt.ItemDataRole.DisplayRole)) for n in range(3)]
                    found[cells[0]] = (cells[1], cells[2])
        return found

    def _window(self) -> Window:
        return next(w for w in QApplication.topLevelWidgets() if isinstance(w, Window))
