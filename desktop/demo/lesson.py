"""The script of the demo: a teacher hosts a class, two students come, a lesson goes from start to end."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTableView

from desktop.demo.timeline import Timeline
from desktop.demo.user import DemoUser, NothingHappened
from desktop.demo.wire import Wire
from relay.protocol.chat import Chat
from relay.protocol.hands import Hands
from relay.protocol.people import People

TEACHER, ANA, TOM = "Ms Lee", "Ana Silva", "Tom Becker"
CLASS = "Physics 10b"
TITLE = "Conservation of energy"
PASSWORD = "three quiet green hills"


@dataclass
class Cast:
    """The three people of the demo, each with a window of the real program."""

    lee: DemoUser
    ana: DemoUser
    tom: DemoUser
    wire: Wire
    """What lies between Ana's computer and the relay."""

    @property
    def students(self) -> tuple[DemoUser, DemoUser]:
        return self.ana, self.tom

    @property
    def everybody(self) -> tuple[DemoUser, DemoUser, DemoUser]:
        return self.lee, self.ana, self.tom


async def play(cast: Cast, timeline: Timeline) -> None:
    """The whole lesson; raises NothingHappened at the first step that does not happen."""
    await host(cast, timeline)
    await put_students_in(cast, timeline)
    await let_students_in(cast, timeline)
    await create_and_start(cast, timeline)
    await join(cast, timeline)
    await talk(cast, timeline)
    await hands(cast, timeline)
    await trip_over_the_wire(cast, timeline)
    await end(cast, timeline)


async def host(cast: Cast, timeline: Timeline) -> None:
    """The teacher's own laptop becomes the relay."""
    lee = cast.lee
    await lee.click("Host a class")
    await lee.fill("Your name", TEACHER)
    await lee.fill("Name of the class", CLASS)
    lee.picture("01 hosting")
    await lee.click("Start hosting")
    await lee.sees("No sessions yet")
    timeline.reached(lee.name, "hosts a class on this computer")


async def put_students_in(cast: Cast, timeline: Timeline) -> None:
    """Names are pasted; each gets a user name and a one-time code."""
    lee = cast.lee
    await lee.click("Classes")
    await lee.click("Add students")
    await lee.paste(f"Names for {CLASS}", f"{ANA}\n{TOM}\n")
    await lee.click("Add")
    await lee.until(lambda: len(slips(lee)) == 2, "no codes were made")
    lee.picture("02 class with codes")
    timeline.reached(lee.name, "puts two students in the class, who get codes to sign in")
    await lee.click("Back")


def slips(lee: DemoUser) -> dict[str, tuple[str, str]]:
    """User name and code of each student, read off the roster on the teacher's screen."""
    found: dict[str, tuple[str, str]] = {}
    for table in lee.app.window.findChildren(QTableView):
        if not table.isVisible() or table.accessibleName() != "Students":
            continue
        model = table.model()
        for row in range(model.rowCount()):
            cells = [str(model.index(row, n).data(Qt.ItemDataRole.DisplayRole)) for n in range(3)]
            found[cells[0]] = (cells[1], cells[2])
    return found


async def let_students_in(cast: Cast, timeline: Timeline) -> None:
    """Each types the address, compares six words, and signs in for the first time."""
    lee = cast.lee
    relay = lee.app.settings.now.relays[0]
    await lee.click("Classes")
    await lee.until(lambda: len(slips(lee)) == 2, "the roster is gone")
    codes = slips(lee)
    await cast.wire.lead_to(relay.port)
    ports = (cast.wire.port, relay.port)
    await asyncio.gather(
        *(
            first_sign_in(student, f"127.0.0.1:{port}", *codes[student.name])
            for student, port in zip(cast.students, ports, strict=True)
        )
    )
    for student in cast.students:
        timeline.reached(student.name, "compared the six words and signed in")
    await lee.click("Back")


async def first_sign_in(student: DemoUser, address: str, username: str, code: str) -> None:
    await student.fill("Code, link or address", address)
    await student.click("Connect")
    await student.sees("Compare the six words")
    student.picture("03 six words")
    await student.click("They match")
    await student.click("First time here")
    await student.fill("User name", username)
    await student.fill("One-time code", code)
    await student.fill("New password", PASSWORD)
    await student.fill("New password again", PASSWORD)
    student.picture("04 first sign-in")
    await student.click("Sign in")
    await student.sees("Nothing planned")


async def create_and_start(cast: Cast, timeline: Timeline) -> None:
    """A session with date and time; starting turns it live everywhere."""
    lee = cast.lee
    await lee.click("New session")
    await lee.fill("Title", TITLE)
    await lee.fill("Description", "Chapters 3 and 4. Bring your calculator.")
    lee.picture("05 new session")
    await lee.click("Create")
    for person in cast.everybody:
        await person.sees(TITLE)
    timeline.reached(lee.name, "plans a session; everybody sees it in the list")
    lee.picture("06 planned")
    await lee.click(f"Start: {TITLE}")
    timeline.reached(lee.name, "starts it")
    for student in cast.students:
        await student.sees(f"{TITLE} has started")
        student.picture("07 told")
        timeline.reached(student.name, "is told that it has started")


async def join(cast: Cast, timeline: Timeline) -> None:
    """The students come in from the notice, the teacher from the list."""
    for student in cast.students:
        await student.click("Join")
    await all_of(cast, lambda person: here(person) == 3, "does not see three people")
    for person in cast.everybody:
        timeline.reached(person.name, "is in the room and sees three people")
    cast.lee.picture("08 joined")


async def all_of(cast: Cast, true: Callable[[DemoUser], bool], what: str) -> None:
    for person in cast.everybody:
        await person.until(partial(true, person), what)


def here(person: DemoUser) -> int:
    room = person.room
    return len(room.memories[People].present()) if room else 0


def hands_up(person: DemoUser) -> int:
    room = person.room
    return len(room.memories[Hands].queue) if room else 0


async def talk(cast: Cast, timeline: Timeline) -> None:
    """Chat both ways, a question and its answer."""
    lee, ana, tom = cast.everybody
    await say(lee, "Message to everybody", "Good morning! Today: where does energy go?")
    await say(tom, "Message to everybody", "Good morning, Ms Lee")
    for person in cast.everybody:
        await person.sees("Good morning, Ms Lee")
        await person.sees("where does energy go?")
    timeline.reached(tom.name, "and the teacher have said good morning, and all have read it")
    await ana.choose("Kind of message", "Question")
    await say(ana, "Question to everybody", "Is potential energy always measured from the ground?")
    await lee.sees("Is potential energy always")
    timeline.reached(ana.name, "asks a question")
    await lee.choose("Kind of message", "Answer")
    await say(lee, "Answer to everybody", "No: you choose where zero is.")
    for person in cast.everybody:
        await person.sees("No: you choose where zero is.")
    timeline.reached(lee.name, "answers it")
    for person in cast.everybody:
        person.picture("09 talked")


async def say(person: DemoUser, field: str, text: str) -> None:
    await person.fill(field, text)
    await person.press("Return")


async def hands(cast: Cast, timeline: Timeline) -> None:
    """Up, told, called on, lowered."""
    lee, ana, _ = cast.everybody
    await ana.click("Raise hand")
    await lee.sees(f"Call on {ANA}")
    lee.picture("10 a hand is up")
    timeline.reached(lee.name, "sees Ana's hand")
    await lee.click(f"Call on {ANA}")
    await ana.sees(f"{TEACHER} calls on you")
    ana.picture("11 called on")
    timeline.reached(ana.name, "is called on")
    await lee.click(f"Lower the hand of {ANA}")
    await all_of(cast, lambda person: not hands_up(person), "still sees the hand")
    timeline.reached(lee.name, "lowers the hand")


async def trip_over_the_wire(cast: Cast, timeline: Timeline) -> None:
    """The line is cut in the middle of a sentence. What was said waits, and arrives once."""
    lee, ana, tom = cast.everybody
    whole = "A falling ball loses height, so where does that energy go?"
    await ana.choose("Kind of message", "Question")
    await ana.fill("Question to everybody", whole[:28])
    cast.wire.cut()
    await ana.write("Question to everybody", whole[28:])
    await ana.press("Return")
    await ana.sees("Will be sent when you are back online")
    await ana.sees("Reconnecting")
    ana.picture("12 the line is cut")
    timeline.reached(ana.name, "loses the line while she writes; her question waits for it")
    await say(tom, "Message to everybody", "Has Ana gone?")
    await lee.sees("Has Ana gone?")
    if any(person.reads(whole) for person in (lee, tom)):
        raise NothingHappened("The question arrived over a line that was cut.")
    cast.wire.mend()
    for person in cast.everybody:
        await person.sees(whole)
        await person.sees("Has Ana gone?")
    await ana.sees(f"{whole} (On the relay)")
    await ana.sees("Connected")
    await ana.until(lambda: ana.room is not None and not ana.room.waiting, "her question still waits")
    for person in cast.everybody:
        if (times := said(person, whole)) != 1:
            raise NothingHappened(f"{person.name}: the question arrived {times} times")
        person.picture("13 it arrived once")
    timeline.reached(ana.name, "has the line again; her question has arrived, once")


def said(person: DemoUser, text: str) -> int:
    room = person.room
    return sum(message.text == text for message in room.memories[Chat].messages) if room else 0


async def end(cast: Cast, timeline: Timeline) -> None:
    """The end closes the room for all, with its figures."""
    lee = cast.lee
    await lee.click("End lesson")
    await lee.sees("End the lesson?")
    lee.picture("14 sure")
    await lee.click("End lesson")
    for person in cast.everybody:
        await person.sees("The lesson has ended")
        person.picture("15 ended")
    timeline.reached(lee.name, "ends the lesson; everybody sees that it is over")
    for person in cast.everybody:
        await person.click("Back to the sessions")
        await person.click(f"Details: {TITLE}")
        await person.sees("Hands raised")
    lee.picture("16 afterwards")
    timeline.reached("everybody", "finds it among the past sessions, with its figures")
