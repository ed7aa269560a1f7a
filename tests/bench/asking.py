"""Polls in a full class: from an answer to the teacher's seeing it, beside chat messages of the same people.

One relay process as shipped (TLS, every event committed before it is told). All answer within 5 s, and each
says one message between, open loop: time counts from the moment at which each was due, to the teacher hearing
it. Apart from that, what a poll costs a pupil on the wire, by a proxy on loopback (``counting.py``): from its
opening to its results with the solution, everybody's answers among them, nothing else said.
"""

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from relay.protocol.base import RoomCommand
from relay.protocol.chat import PostMessage
from relay.protocol.entering import EnterRoom
from relay.protocol.poll_drafts import PollDraft, Solution
from relay.protocol.polls import AnswerPoll, OpenPoll, ShowResults
from relay.protocol.prompts import Nudge
from relay.shared.ids import new_ref
from tests.bench.counting import Bytes, counting
from tests.bench.figures import Figure, How, median, percentile, spread
from tests.bench.prepared import Prepared, prepare
from tests.bench.pupils import (
    Pupil,
    all_go,
    connect,
    connect_all,
    in_uvloop,
    read_event,
    read_word,
    trusting,
    until,
)
from tests.relay.process import relay_process

NAME = "asking"

CLASS, HALL = 40, 300
SECONDS = 5.0
POLLS, QUICK_POLLS = 5, 1
LEAD_SECONDS = 0.5
AT_ONCE = 20
TIMES_CHAT = 1.5
POLL_BYTES = 5_000
QUIZ = PollDraft(
    question="Which of these keeps a satellite in its orbit, once its engine is off?",
    options=["Nothing: it falls, and misses the earth", "The sun", "Its engine", "The air"],
    solution=Solution(choices=[0]),
    explanation="It is always falling, and so fast sideways that the ground curves away beneath it.",
)


@dataclass
class Lesson:
    """A teacher and pupils in a room, and when the teacher heard what."""

    session: str
    port: int
    school: Prepared
    teacher: Pupil = field(init=False)
    pupils: list[Pupil] = field(default_factory=list)
    heard: dict[str, float] = field(default_factory=dict)
    """When the teacher heard an event, by its ref."""
    numbers: dict[str, int] = field(default_factory=dict)
    told: dict[Pupil, int] = field(default_factory=dict)
    """Up to which event each pupil has been told."""
    nudged: dict[Pupil, float] = field(default_factory=dict)
    came: int = 0
    refused: list[str] = field(default_factory=list)

    def on_frame(self, pupil: Pupil, frame: bytes, now: float) -> None:
        word = read_word(frame)
        if word.t == "refused":
            self.refused.append(word.code)
        elif word.t == "page" and pupil is not self.teacher:
            self.told[pupil] = word.upto
            if b'"nudged"' in frame:
                self.nudged[pupil] = now
        elif word.t == "page":
            for raw in word.events:
                event = read_event(raw)
                self.heard.setdefault(event.ref, now)
                self.numbers.setdefault(event.ref, event.seq)
                if event.t == "people_came":
                    self.came += bytes(raw).count(b'"role":"student"')

    async def begin(self, counted: int = 0) -> None:
        """Everybody comes in. ``counted``: the port by which the first pupil does."""
        context = trusting(self.school.certificate)
        self.teacher = await connect(self.port, context, self.school.teacher, self.on_frame)
        first, *others = self.school.students
        self.pupils = [await connect(counted or self.port, context, first, self.on_frame)]
        for start in range(0, len(others), AT_ONCE):  # coming in is measured elsewhere
            some = others[start : start + AT_ONCE]
            self.pupils += await connect_all(self.port, context, some, self.on_frame)
        for one in (self.teacher, *self.pupils):
            one.say(EnterRoom(ref=new_ref(), session=self.session))
        await until(lambda: self.came == len(self.pupils))
        await self.all_told(max(self.numbers.values()))

    async def ask(self, command: RoomCommand) -> int:
        """The teacher asks for something, and hears that it is done; the number of the first event of it."""
        self.teacher.say(command)
        await until(lambda: self.refused or command.ref in self.heard)
        self.check()
        return self.numbers[command.ref]

    async def all_told(self, number: int) -> None:
        """Every pupil has been told so far."""
        await until(lambda: all(self.told.get(pupil, 0) >= number for pupil in self.pupils))

    def check(self) -> None:
        """Raises RuntimeError if anything was refused."""
        if self.refused:
            raise RuntimeError(f"refused: {self.refused[0]}")


@dataclass
class Round:
    """Seconds, of one round."""

    answers: list[float] = field(default_factory=list)
    messages: list[float] = field(default_factory=list)
    nudges: list[float] = field(default_factory=list)
    """Until the last who was nudged has heard of it."""

    @property
    def ratio(self) -> float:
        return percentile(self.answers, 0.95) / percentile(self.messages, 0.95)


async def measure(how: How) -> list[Figure]:
    """Latencies of a class and of a hall, and the bytes of a poll in each."""
    told: list[Figure] = []
    for people, part in ((CLASS, "class"), (HALL, "hall")):
        if how.wants_part(part):
            polls = QUICK_POLLS if how.quick else POLLS
            told += _latencies(people, [await _round(people, polls) for _ in range(how.rounds)])
    for people, part in ((CLASS, "bytes"), (HALL, "bytes")):
        if how.wants_part(part):
            told += _bytes(people, [await _carried(people) for _ in range(how.rounds)])
    return told


@asynccontextmanager
async def _served(people: int) -> AsyncIterator[Lesson]:
    with tempfile.TemporaryDirectory(prefix="schoolbell-bench-") as folder:
        school = await prepare(Path(folder) / "school", people)
        async with relay_process(school.folder) as relay:
            yield Lesson(school.sessions[0], relay.ready["port"], school)


async def _round(people: int, polls: int) -> Round:
    async with _served(people) as lesson:
        return await asyncio.create_task(in_uvloop(_load(lesson, polls)))


async def _load(lesson: Lesson, polls: int) -> Round:
    """One poll after the other; the first warms up, and is left out."""
    await lesson.begin()
    made = Round()
    for place in range(polls + 1):
        one = await _poll(lesson, place)
        if place:
            made.answers += one.answers
            made.messages += one.messages
            made.nudges += one.nudges
    await all_go([lesson.teacher, *lesson.pupils])
    return made


async def _poll(lesson: Lesson, place: int) -> Round:
    session, pupils = lesson.session, lesson.pupils
    number = await lesson.ask(OpenPoll(ref=new_ref(), session=session, draft=QUIZ))
    await lesson.all_told(number)
    made = Round()
    if place % 5 == 1:  # twenty seconds lie between two
        lesson.nudged.clear()
        nudge = Nudge(ref=new_ref(), session=session, prompt=number)
        began = time.perf_counter()
        await lesson.ask(nudge)
        await until(lambda: len(lesson.nudged) == len(pupils))
        made.nudges.append(max(lesson.nudged.values()) - began)
    say: list[tuple[float, Pupil, RoomCommand]] = []
    for n, pupil in enumerate(pupils):
        answer = AnswerPoll(ref=new_ref(), session=session, prompt=number, choices=[n % 4])
        say.append((n * SECONDS / len(pupils), pupil, answer))
    step = SECONDS / len(pupils)
    for n in range(len(pupils)):
        text = f"message {n}, about as long as most of them are in a lesson like this one"
        posted = PostMessage(ref=new_ref(), session=session, text=text)
        say.append(((n + 0.5) * step, pupils[(n * 7) % len(pupils)], posted))
    say.sort(key=lambda one: one[0])
    start = time.perf_counter() + LEAD_SECONDS
    for after, pupil, command in say:
        await asyncio.sleep(max(0.0, start + after - time.perf_counter()))
        pupil.say(command)
    await until(lambda: lesson.refused or all(command.ref in lesson.heard for _, _, command in say))
    lesson.check()
    for after, _, command in say:
        took = lesson.heard[command.ref] - (start + after)
        (made.answers if isinstance(command, AnswerPoll) else made.messages).append(took)
    await lesson.ask(ShowResults(ref=new_ref(), session=session, prompt=number, solution=True))
    return made


async def _carried(people: int) -> Bytes:
    async with _served(people) as lesson:
        return await asyncio.create_task(in_uvloop(_carry(lesson)))


async def _carry(lesson: Lesson) -> Bytes:
    """What one pupil's line carries of a poll."""
    session = lesson.session
    async with counting(lesson.port) as proxy:
        await lesson.begin(counted=proxy.listens_on)
        before = proxy.carried()
        number = await lesson.ask(OpenPoll(ref=new_ref(), session=session, draft=QUIZ))
        await lesson.all_told(number)
        start = time.perf_counter()
        for n, pupil in enumerate(lesson.pupils):
            await asyncio.sleep(max(0.0, start + n * SECONDS / len(lesson.pupils) - time.perf_counter()))
            pupil.say(AnswerPoll(ref=new_ref(), session=session, prompt=number, choices=[n % 4]))
        shown = ShowResults(ref=new_ref(), session=session, prompt=number, solution=True)
        await lesson.all_told(await lesson.ask(shown))
        carried = proxy.carried() - before
        await all_go([lesson.teacher, *lesson.pupils])
        return carried


def _latencies(people: int, rounds: list[Round]) -> list[Figure]:
    def over(which: str, share: float) -> tuple[float, str]:
        each = [percentile(getattr(one, which), share) * 1000 for one in rounds]
        return median(each), spread(each)

    shape = f"{people} answers and {people} messages in {SECONDS:g} s"
    told = []
    for which, words in (("messages", "a message"), ("answers", "an answer")):
        for share, name in ((0.5, "p50"), (0.95, "p95")):
            value, note = over(which, share)
            told.append(
                Figure(name=f"{shape}: {words} to the teacher, {name}", value=value, unit="ms", note=note)
            )
    ratio = median([one.ratio for one in rounds])
    told[-1].beside, told[-1].ratio = "a message, p95", ratio
    told[-1].target, told[-1].met = f"at most {TIMES_CHAT:g}× a message", ratio <= TIMES_CHAT
    nudges = [took * 1000 for one in rounds for took in one.nudges]
    told.append(
        Figure(name=f"a nudge to the last of {people}", value=median(nudges), unit="ms", note=spread(nudges))
    )
    return told


def _bytes(people: int, rounds: list[Bytes]) -> list[Figure]:
    down = median([one.down for one in rounds])
    return [
        Figure(
            name=f"a poll of {people} to one pupil",
            value=down,
            unit="bytes",
            target=f"below {POLL_BYTES:,} bytes",
            met=down < POLL_BYTES,
            note=f"{median([one.up for one in rounds]):,.0f} bytes from them; "
            + spread([one.down for one in rounds]),
        )
    ]
