"""One lesson of thirty people while things break, and what it came to."""

import asyncio
import contextlib
import random
import shutil
import signal
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from pathlib import Path

from relay.protocol.hands import CallOn, LowerHand
from relay.shared.ids import new_ref
from tests.chaos import ChaosProxy
from tests.faults.checker import Finding, check
from tests.faults.evidence import Evidence
from tests.faults.journal import Entered, Journal, append
from tests.faults.person import Person, Place
from tests.faults.plan import RATE, Act, Plan
from tests.faults.process import RelayUnderTest, Sample, missing, traced
from tests.faults.program import Program
from tests.faults.school import School, begin_lesson, end_lesson

SETTLE_SECONDS = 90.0
"""How long everybody may take to say what waits and be told everything, once nothing breaks any more."""
SAMPLE_SECONDS = 0.5
MOST_FDS = 64 + 4 * 40
MOST_WAL = 70 << 20
MOST_RSS = 300 << 20


@dataclass
class Outcome:
    """What a lesson came to."""

    findings: list[Finding] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    samples: list[Sample] = field(default_factory=list)
    evidence: Evidence | None = None
    seconds: float = 0
    settled: float = 0
    """Seconds from the last fault until everybody had said and been told everything."""


@dataclass(eq=False)
class LessonUnderFaults:
    """Carries out a plan."""

    plan: Plan
    relay: RelayUnderTest
    school: School
    folder: Path
    """Outboxes and, if something is found, everybody's journal."""
    desktops: int = 0
    """How many students keep what the desktop keeps, in processes that are killed with kill -9."""
    beside: Callable[["LessonUnderFaults"], Awaitable[None]] | None = None
    """A special fault that takes place while people talk."""
    outcome: Outcome = field(default_factory=Outcome)
    people: list[Person | Program] = field(default_factory=list)
    points: list[ChaosProxy] = field(default_factory=list)
    session: str = ""
    amend: Callable[[Journal], Journal] = lambda journal: journal
    """What a special fault takes out of a journal before it is checked."""
    _failed: list[BaseException] = field(default_factory=list)
    _work: set[asyncio.Task[None]] = field(default_factory=set)
    _relay_turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _watch: asyncio.Task[None] | None = None
    _aimed: bool = False
    """The relay is to die at one of its next writes."""
    may_end: bool = False
    """Ending by itself is what the relay is to do now; it is started again."""
    disk_low: list[tuple[int, int]] = field(default_factory=list)
    """From when to when (ms)."""

    async def run(self) -> Outcome:
        """From the first word to the verdict."""
        began = time.monotonic()
        if self.folder.exists():
            shutil.rmtree(self.folder)
        self.folder.mkdir(parents=True)
        await self._open()
        sampling = asyncio.create_task(self._sample())
        try:
            await self._carry_out()
            await self._settle()
            await self._end()
        finally:
            sampling.cancel()
            await self._close()
            await asyncio.gather(sampling, return_exceptions=True)
        await self._look_at_files()
        self._judge()
        self.outcome.seconds = time.monotonic() - began
        return self.outcome

    async def _open(self) -> None:
        if not self.relay.running:
            await self._start_relay()
        self._watch_relay()
        for _ in range(self.plan.points):
            self.points.append(ChaosProxy(self.relay.port, self.relay.host))
            await self.points[-1].start()
        title = f"Lesson {self.plan.seed}.{self.plan.number}"
        door = self.points[0].listens_on
        self.session = await begin_lesson(door, self.relay.certificate, self.school, title)
        pin = self.relay.ready["pin"]
        for number, who in enumerate(self.school.people[: self.plan.people]):
            point = self.points[number % len(self.points)]
            place = Place("127.0.0.1", lambda point=point: point.listens_on, pin)  # type: ignore[misc]
            journal = Journal(who.account, who.name, who.teaches)
            if 0 < number <= self.desktops:
                profile = self.folder / f"desktop-{number}"
                self.people.append(Program(who, place, self.session, profile, journal))
                continue
            dice = random.Random(f"{self.plan.seed} {self.plan.number} {number}")
            outbox = self.folder / f"outbox-{number:02}"
            self.people.append(Person(who, place, self.session, outbox, journal, dice))
        for person in self.people:
            person.start()

    async def _carry_out(self) -> None:
        loop = asyncio.get_running_loop()
        start = loop.time()
        if self.beside is not None:
            self._do(self._go_beside(self.beside))
        for act in self.plan.acts:
            await asyncio.sleep(max(0.0, start + act.at - loop.time()))
            self._act(act)
        while self._work:
            await asyncio.gather(*self._work, return_exceptions=True)
        if self._failed:
            raise self._failed[0]

    async def _go_beside(self, beside: Callable[["LessonUnderFaults"], Awaitable[None]]) -> None:
        await beside(self)

    async def restart(self, *before: str, environment: dict[str, str] | None = None) -> None:
        """Kill the relay and start it, with words before its command or another environment."""
        async with self.relay_stopped():
            if not await self.relay.start(*before, environment=environment):
                self.find("does not start", self.relay.last_words())
                await self._start_relay()

    @contextlib.asynccontextmanager
    async def relay_stopped(self) -> AsyncIterator[None]:
        """Kill the relay; in here it is to be started again."""
        async with self._relay_turn:
            self._unwatch()
            await self.relay.kill()
            yield
            self._watch_relay()

    def _act(self, act: Act) -> None:
        match act.what:
            case "cut" | "reset" | "blackhole" | "chop" | "slow":
                self._do(self._mistreat(self.points[act.who], act))
            case "kill" | "kill_at_write" | "terminate" | "sleep":
                self._do(self._mistreat_relay(act))
            case _:
                self._person_acts(self.people[act.who], act)

    def _person_acts(self, person: Person | Program, act: Act) -> None:
        match act.what:
            case "say" | "ask" | "whisper":
                kind = "question" if act.what == "ask" else "chat"
                person.say(act.text.strip(), kind, private=act.what == "whisper")
            case "hand":
                person.hand()
            case "attend" if isinstance(person, Person) and person.raised:
                first = person.raised[0]
                kind_of_word = LowerHand if first.called_at else CallOn
                person.do(kind_of_word(ref=new_ref(), session=self.session, account=first.account))
            case "leave":
                self._do(person.leave())
            case "come":
                person.come_back()
            case "hang":
                person.hang()
            case "read":
                person.awake()
            case "desktop_dies":
                for turn in range(8):
                    person.say(f"{act.at:.3f} the last words of {person.who.name}, {turn}")
                self._do(person.die())
            case "desktop_starts":
                person.start()
            case _:
                return
        self.outcome.counts[act.what] += 1

    async def _mistreat(self, point: ChaosProxy, act: Act) -> None:
        self.outcome.counts[act.what] += 1
        match act.what:
            case "cut":
                point.cut()
            case "reset":
                point.reset()
            case "blackhole":
                point.stall()
                await asyncio.sleep(act.seconds)
                point.flow()
            case "chop":
                point.chop = 1
                await asyncio.sleep(act.seconds)
                point.chop = 0
            case "slow":
                point.rate = RATE
                await asyncio.sleep(act.seconds)
                point.rate = 0

    async def _mistreat_relay(self, act: Act) -> None:
        async with self._relay_turn:
            if act.what == "sleep":
                await self.relay.sleep(act.seconds)
                self.outcome.counts["sleep"] += 1
                return
            self._unwatch()
            if self._aimed and not self.relay.running:
                self.outcome.counts["kill_at_write"] += 1
            elif act.what == "terminate":
                code = await self.relay.terminate()
                died_at_write = self._aimed and code == -signal.SIGKILL
                if code and not died_at_write:
                    self.find("bad exit", f"SIGTERM ended the relay with {code}")
                self.outcome.counts["kill_at_write" if died_at_write else "terminate"] += 1
            else:
                await self.relay.kill()
                self.outcome.counts["kill"] += 1
            self._aimed = act.what == "kill_at_write" and not missing("strace")
            await self._start_relay(act.number if self._aimed else 0)
            self._watch_relay()

    async def _start_relay(self, at_write: int = 0) -> None:
        words = traced("pwrite64", f"signal=KILL:when={at_write}") if at_write else ()
        if await self.relay.start(*words):
            return
        if at_write:
            self.outcome.counts["kill_at_write"] += 1
            self._aimed = False
        else:
            self.find("does not start", self.relay.last_words())
        if not await self.relay.start():
            raise RuntimeError(f"the relay does not start:\n{self.relay.last_words()}")

    def _watch_relay(self) -> None:
        self._watch = asyncio.create_task(self._see_it_end())

    def _unwatch(self) -> None:
        if self._watch is not None:
            self._watch.cancel()
            self._watch = None

    async def _see_it_end(self) -> None:
        """The relay ends unasked: at the write it was to die at, or it is a finding."""
        code = await self.relay.ended()
        async with self._relay_turn:
            if self._aimed:
                self.outcome.counts["kill_at_write"] += 1
                self._aimed = False
            elif self.may_end:
                self.outcome.counts["ended by itself, rightly"] += 1
            else:
                self.find("ended by itself", f"exit code {code}\n{self.relay.last_words()}")
            await self._start_relay()
            self._watch_relay()

    async def _settle(self) -> None:
        """Nothing breaks any more; everybody comes back, says what waits and is told everything."""
        began = time.monotonic()
        for point in self.points:
            point.chop, point.rate = 0, 0
            point.flow()
        if self._aimed:
            await self._mistreat_relay(Act(0, "kill"))
        for person in self.people:
            person.awake()
        if not await self.until(self._is_settled):
            for person in self.people:
                if not person.quiet:
                    self.find("did not settle", person.describe())
        self.outcome.settled = time.monotonic() - began

    def _is_settled(self) -> bool:
        places = {person.upto for person in self.people}
        return all(person.quiet for person in self.people) and len(places) == 1

    async def _end(self) -> None:
        await end_lesson(self.points[0].listens_on, self.relay.certificate, self.school, self.session)
        if not await self.until(lambda: all(person.ended for person in self.people)):
            late = [person.who.name for person in self.people if not person.ended]
            self.find("not told", f"the end of the lesson, to {', '.join(late)}")

    async def until(self, so: Callable[[], bool]) -> bool:
        """Whether something comes to be so within the time to settle."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(SETTLE_SECONDS):
                while not so():
                    await asyncio.sleep(0.05)
                return True
        return False

    async def _close(self) -> None:
        self._unwatch()
        for task in self._work:
            task.cancel()
        await asyncio.gather(*self._work, return_exceptions=True)
        await asyncio.gather(*(person.stop() for person in self.people))
        for point in self.points:
            await point.stop()

    async def _sample(self) -> None:
        while True:
            if sample := self.relay.sample():
                self.outcome.samples.append(sample)
            await asyncio.sleep(SAMPLE_SECONDS)

    async def _look_at_files(self) -> None:
        """Nobody is connected any more: the relay holds no more files than one that has just started."""
        samples = self.outcome.samples
        for kind, most, held in (
            ("files", MOST_FDS, [sample.fds for sample in samples]),
            ("write-ahead log", MOST_WAL, [sample.wal for sample in samples]),
            ("memory", MOST_RSS, [sample.rss for sample in samples]),
        ):
            worst = max(held, default=0)
            self.outcome.counts[f"most {kind}"] = worst
            if worst > most:
                self.find("grows", f"{kind} reached {worst}, more than {most}")

        def few() -> bool:
            sample = self.relay.sample()
            return sample is None or sample.fds < 40

        if self.relay.running and not await self.until(few):
            self.find("grows", f"{self.relay.sample()} with nobody connected")

    def _judge(self) -> None:
        evidence = self.outcome.evidence = Evidence.of(self.relay.database, self.session)
        evidence.disk_low = self.disk_low
        journals = [person.journal for person in self.people]
        self.outcome.findings += check(evidence, [self.amend(journal) for journal in journals])
        self.outcome.counts["events"] += len(evidence.rows)
        self.outcome.counts["lines"] += sum(person.lines for person in self.people)
        for journal in journals:
            self.outcome.counts["began afresh"] += sum(one.afresh for one in journal.of(Entered))
            for note in journal.notes:
                self.outcome.counts[f"note {type(note).__name__.lower()}"] += 1
        if self.outcome.findings:
            for journal in journals:
                append(self.folder / f"{journal.name}.jsonl", journal.notes)

    def find(self, kind: str, about: str) -> None:
        """Something is wrong that the checker can't see in the logs."""
        self.outcome.findings.append(Finding(kind, about))

    def _do(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._work.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._work.discard(task)
        if not task.cancelled() and (error := task.exception()):
            self._failed.append(error)
