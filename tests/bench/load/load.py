"""The open loop: connect everybody, then say what is due when it is due, however slow the answers are."""

import asyncio
import gc
import random
import ssl
import time

from tests.bench.figures import percentile
from tests.bench.load.job import STAMP, TEXT_BYTES, Job, Outcome, Step
from tests.bench.load.languages import LANGUAGES, hello
from tests.bench.load.links import Link, Tally

CONNECTING_AT_ONCE = 64
CONNECT_SECONDS = 120.0
TICK_SECONDS = 0.001
QUIET_SECONDS = 0.7
SETTLING_SECONDS = 10.0
DRAIN_SECONDS = 6.0
SAMPLES = 8
"""So many connections are timed, and at least one in each room."""

FILLER = b" and this is as long as most of what people say in a lesson is, or so"


class Speech:
    """What is said in one step, each message when it is due or as soon after it as can be."""

    def __init__(self, load: "Load", step: Step, began: float) -> None:
        self._load, self._rate, self._began = load, step.rate, began
        self._total = max(1, int(step.rate * step.seconds))
        self.sent = 0
        self.late: list[float] = []
        """Seconds, for each message."""

    def say_what_is_due(self) -> float | None:
        """Returns seconds until the next is due; None when all has been said."""
        now = time.perf_counter()
        due = min(self._total, int((now - self._began) * self._rate) + 1) if now >= self._began else 0
        if due > self.sent:
            said: dict[Link, list[bytes]] = {}
            zero = self._load.tally.began
            for number in range(self.sent, due):
                when = self._began + number / self._rate
                link = self._load.speaker()
                text = STAMP % int((when - zero) * 1e6) + self._load.filler
                said.setdefault(link, []).append(link.say(text))
                self.late.append(now - when)
            self.sent = due
            for link, words in said.items():
                link.transport.write(words[0] if len(words) == 1 else b"".join(words))
        if self.sent == self._total:
            return None
        return self._began + self.sent / self._rate - time.perf_counter()


class Load:
    """All people of a job."""

    def __init__(self, job: Job) -> None:
        self.job, self.tally = job, Tally()
        self.rooms: list[list[Link]] = []
        self._next = 0
        self.filler = FILLER[: TEXT_BYTES - len(STAMP % 0)]

    async def connect(self) -> None:
        """Bring everybody in, the first of each room first; returns when it is quiet."""
        shape, made = self.job.shape, LANGUAGES[self.job.language]
        sampled = self._sampled()
        self.rooms = [
            [
                made(self.job, self.tally, room, place, (room, place) in sampled)
                for place in range(shape.people)
            ]
            for room in range(shape.rooms)
        ]
        gate = asyncio.Semaphore(CONNECTING_AT_ONCE)
        context = self._context()
        async with asyncio.timeout(CONNECT_SECONDS):
            await asyncio.gather(*(self._bring_in(room[0], gate, context) for room in self.rooms))
            others = [link for room in self.rooms for link in room[1:]]
            await asyncio.gather(*(self._bring_in(link, gate, context) for link in others))
            await self._quiet(0.3 if self.job.bare else made.settle_seconds, SETTLING_SECONDS)
        gc.collect()
        gc.freeze()
        gc.disable()

    def _sampled(self) -> set[tuple[int, int]]:
        shape, chance = self.job.shape, random.Random(1)
        each = max(1, min(shape.people, SAMPLES // shape.rooms))
        return {
            (room, place) for room in range(shape.rooms) for place in chance.sample(range(shape.people), each)
        }

    def _context(self) -> ssl.SSLContext | None:
        if not self.job.certificate:
            return None
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.load_verify_locations(self.job.certificate)
        return context

    async def _bring_in(self, link: Link, gate: asyncio.Semaphore, context: ssl.SSLContext | None) -> None:
        loop = asyncio.get_running_loop()
        async with gate:
            await loop.create_connection(lambda: link, "127.0.0.1", self.job.port, ssl=context)
            await link.come_in((lambda: hello(link)) if self.job.bare else None)

    async def step(self, step: Step) -> Outcome:
        """Say so much for so long, and wait for what comes of it."""
        tally = self.tally
        tally.clear()
        samples = [link for room in self.rooms for link in room if link.sampled]
        for link in samples:
            link.counted = link.stamps = 0
        lost = tally.lost_lines
        began, used = time.perf_counter() + 0.02, time.process_time()
        sent, late = await self._speak(step, began)
        expected = sent * self.job.shape.people
        stuck = await self._drain(expected)
        tally.last_at = tally.last_at or time.perf_counter()
        seconds = tally.last_at - began
        busy = (time.process_time() - used) / max(time.perf_counter() - began, 0.001)
        for link in samples:
            if link.counted != link.stamps:
                raise RuntimeError(
                    f"counted {link.counted} messages of {link.stamps} in what one person received"
                )
        warm = (began - tally.began + step.warm) * 1e6
        times = [took * 1000 for due, took in tally.timed if due >= warm]
        return Outcome(
            sent=sent,
            expected=expected,
            delivered=tally.messages,
            seconds=max(seconds, step.seconds),
            p50=percentile(times, 0.5),
            p99=percentile(times, 0.99),
            worst=max(times, default=0.0),
            timed=len(times),
            late=percentile(late, 0.99) * 1000,
            busy=busy,
            bytes=tally.bytes,
            reads=tally.reads,
            lost_lines=tally.lost_lines - lost,
            stuck=stuck,
        )

    async def _speak(self, step: Step, began: float) -> tuple[int, list[float]]:
        speech = Speech(self, step, began)
        # A burst that a whole school is told takes long to read: what is due meanwhile is said in between.
        self.tally.between = speech.say_what_is_due
        try:
            while (pause := speech.say_what_is_due()) is not None:
                await asyncio.sleep(max(pause, TICK_SECONDS))
        finally:
            self.tally.between = None
        return speech.sent, speech.late

    def speaker(self) -> Link:
        """Whose turn it is."""
        shape = self.job.shape
        turn, room = divmod(self._next, shape.rooms)
        self._next += 1
        return self.rooms[room][turn % min(shape.speakers, shape.people)]

    async def _drain(self, expected: int) -> bool:
        """Wait until all is there, or nothing comes any more; whether it still came when patience ended."""
        return not await self._quiet(QUIET_SECONDS, DRAIN_SECONDS, expected)

    async def _quiet(self, seconds: float, most: float, expected: int = -1) -> bool:
        tally, deadline = self.tally, time.perf_counter() + most
        before, since = tally.bytes, time.perf_counter()
        tally.last_at = 0.0
        while time.perf_counter() < deadline:
            if tally.messages == expected:
                tally.last_at = tally.last_at or time.perf_counter()
                return True
            await asyncio.sleep(0.002)
            if tally.bytes != before:
                before, since = tally.bytes, time.perf_counter()
                tally.last_at = since
            elif time.perf_counter() - since > seconds:
                return True
        return False

    def close(self) -> None:
        """Cut every line."""
        for room in self.rooms:
            for link in room:
                if not link.closed and hasattr(link, "transport"):
                    link.transport.abort()
