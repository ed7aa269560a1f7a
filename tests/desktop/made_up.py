"""The log of a lesson that never was, as large as one likes."""

from collections.abc import Iterator

from relay.protocol.base import Event
from relay.protocol.catalog import new_memories
from relay.protocol.chat import Kind, MessagePosted
from relay.protocol.hands import AllHandsLowered, CalledOn, HandLowered, HandRaised
from relay.protocol.lesson import SessionEnded, SessionReopened, SessionStarted
from relay.protocol.memory import Memories
from relay.protocol.people import Comer, Goer, PeopleCame, PeopleWent
from relay.protocol.session_stats import SessionStats
from relay.protocol.sessions import Session, SessionDetails

BEGAN = 1_800_000_000_000
MINUTE = 60_000
MINUTES = 45
TEACHER = f"{0:026d}"
NAMES = (
    "Ana Silva", "Yusuf Demir", "Mia Schneider", "Olena Kovalenko", "Noah Okafor", "Tom <b>Becker</b>",
    "陈 琳", "سارة حداد", "Maximiliane-Theodora von und zu Hohenlohe-Langenburg", "Ivy Clarke",
)  # fmt: skip


def student(number: int) -> str:
    """The account of a student."""
    return f"{number + 1:026d}"


def name(number: int) -> str:
    """Their name."""
    return f"{NAMES[number % len(NAMES)]}{f' {number // len(NAMES) + 1}' if number >= len(NAMES) else ''}"


def events(students: int = 30, messages: int = 200) -> list[Event]:
    """Of 45 minutes in which students come late, lose the line, ask, and one in ten never comes."""
    made = sorted(_events(students, messages), key=lambda event: event.at)
    for seq, event in enumerate(made, 1):
        event.seq = seq
    return made


def memories(students: int = 30, messages: int = 200) -> Memories:
    """What the log adds up to."""
    made = new_memories()
    for event in events(students, messages):
        made.apply(event)
    return made


def details() -> SessionDetails:
    """The lesson as a list of lessons has it, once it has ended; of its people it tells nothing."""
    session = Session(
        id=f"{1:026d}", class_id=f"{2:026d}", class_name="Physics 10b", teacher_id=TEACHER,
        teacher_name="Ms Lee", title="Pulleys", scheduled_at=BEGAN, started_at=BEGAN,
        ended_at=BEGAN + 66 * MINUTE, status="ended",
    )  # fmt: skip
    return SessionDetails(ref="", session=session)


def _events(students: int, messages: int) -> Iterator[Event]:
    yield SessionStarted(
        at=BEGAN, title="Pulleys", class_name="Physics 10b", teacher=TEACHER, teacher_name="Ms Lee",
        max_participants=300, duration=MINUTES,
    )  # fmt: skip
    yield PeopleCame(at=BEGAN + 1, people=[Comer(TEACHER, "Ms Lee", "teacher")])
    for number in range(students):
        if number % 10 == 7:
            continue
        account, came = student(number), BEGAN + (number * 7 % 11) * 20_000 + 2_000
        comer = Comer(account, name(number), "student")
        yield PeopleCame(at=came, people=[comer])
        if number % 4 == 1:
            cut = BEGAN + (10 + number % 17) * MINUTE
            yield PeopleWent(at=cut + 10_000, people=[Goer(account, "lost", cut)])
            yield PeopleCame(at=cut + MINUTE + number * 3_000, people=[comer])
        if number % 9 == 3:
            yield PeopleWent(at=BEGAN + 38 * MINUTE, people=[Goer(account, "left")])
        if number % 3 == 0:
            raised = BEGAN + (5 + number % 25) * MINUTE
            yield HandRaised(at=raised, by=account)
            if number % 2 == 0:
                yield CalledOn(at=raised + 20_000 + number * 2_000, by=TEACHER, account=account)
                yield HandLowered(at=raised + 90_000 + number * 2_000, by=TEACHER, account=account)
    for number in range(messages):
        at, author = BEGAN + 3 * MINUTE + number * 40 * MINUTE // max(messages, 1), number * 13 % students
        kind: Kind = "question" if number % 20 == 5 else "chat"
        if number % 6 == 0 or author % 10 == 7:
            text = f"Look at figure {number}."
            yield MessagePosted(at=at, by=TEACHER, name="Ms Lee", role="teacher", text=text)
        else:
            text = f"Why does the rope not slip, and what of number {number}?"
            yield MessagePosted(at=at, by=student(author), name=name(author), text=text, kind=kind)
    yield AllHandsLowered(at=BEGAN + 40 * MINUTE, by=TEACHER)
    yield SessionEnded(at=BEGAN + 44 * MINUTE, reason="teacher", figures=SessionStats())
    yield SessionReopened(at=BEGAN + 64 * MINUTE, ended_at=BEGAN + 44 * MINUTE)
    everybody = [Comer(student(n), name(n), "student") for n in range(students) if n % 10 not in (3, 7)]
    yield PeopleCame(at=BEGAN + 64 * MINUTE + 5, people=[Comer(TEACHER, "Ms Lee", "teacher"), *everybody])
    yield SessionEnded(at=BEGAN + 66 * MINUTE, reason="teacher", figures=SessionStats())
