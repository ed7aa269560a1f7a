"""A run of many lessons under faults: it can be stopped and goes on, and says what it came to."""

import datetime
import os
import platform
import shutil
import sqlite3
import statistics
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import msgspec
from msgspec import Struct, field

from tests.faults.lesson import LessonUnderFaults, Outcome
from tests.faults.plan import KILLS, LINES, Plan, draw
from tests.faults.process import RelayUnderTest
from tests.faults.school import School, furnish
from tests.faults.special import SPECIALS, AnySpecial

BUILD = Path("build/faults")
PEOPLE = 30
DESKTOPS = 2
"""Of them with the real desktop's line, in processes of their own."""
FAULTS_A_LESSON = 20
SETTINGS: dict[str, object] = {"ping_seconds": 2, "grace_seconds": 4}
"""So that dead lines are noticed, and people missed, while a short lesson lasts."""
MOST_GROWTH = 30 << 20
"""How much more memory, in bytes, the relay may hold at the end of the last lessons than of the first."""


class State(Struct):
    """How far a run has come."""

    seed: int
    kills: int
    cuts: int
    people: int = PEOPLE
    lessons: int = 0
    """Lessons done."""
    specials: dict[str, int] = field(default_factory=dict)
    """How often each special fault was gone through."""
    skipped: dict[str, str] = field(default_factory=dict)
    """Special faults that can't be made here, and why."""
    counts: dict[str, int] = field(default_factory=dict)
    findings: list[str] = field(default_factory=list)
    seconds: float = 0
    settled: list[float] = field(default_factory=list)
    starts: list[float] = field(default_factory=list)
    memory: list[int] = field(default_factory=list)
    """Bytes the relay held at the end of each lesson."""
    began: str = ""
    machine: str = ""

    def add(self, outcome: Outcome, where: str) -> None:
        """Take in what a lesson came to."""
        for name, count in outcome.counts.items():
            most = name.startswith("most ")
            self.counts[name] = max(self.counts.get(name, 0), count) if most else self.count(name) + count
        self.findings += [f"{where}: {finding}" for finding in outcome.findings]
        self.seconds += outcome.seconds
        self.settled.append(round(outcome.settled, 2))

    def count(self, *names: str) -> int:
        """How often these happened."""
        return sum(self.counts.get(name, 0) for name in names)


class FaultRun:
    """A run in its folder; made anew or gone on with."""

    def __init__(self, seed: int, kills: int, cuts: int, say: Callable[[str], None] = print) -> None:
        self.folder = BUILD / f"seed-{seed}-{kills}-{cuts}"
        self._state_file = self.folder / "state.json"
        self._say = say
        if self._state_file.exists():
            self.state = msgspec.json.decode(self._state_file.read_bytes(), type=State)
        else:
            shutil.rmtree(self.folder, ignore_errors=True)
            self.state = State(seed, kills, cuts, began=_today(), machine=machine())
        self.lessons = max(1, -(-max(kills, cuts) // FAULTS_A_LESSON))

    def plan(self, number: int) -> Plan:
        """The plan of one lesson of this run."""
        state = self.state
        kills = _share(state.kills, number, self.lessons)
        return draw(state.seed, number, kills, _share(state.cuts, number, self.lessons), state.people)

    async def go_on(self) -> State:
        """Everything that has not been done yet."""
        if self.state.lessons:
            self._say(f"Going on after lesson {self.state.lessons} of {self.lessons}.")
        while self.state.lessons < self.lessons:
            await self.lesson(self.state.lessons)
            self.state.lessons += 1
            self._save()
            self._say(self._progress())
        for special in SPECIALS:
            await self._special(special)
        self._growth()
        self._save()
        return self.state

    async def lesson(self, number: int) -> Outcome:
        """One lesson, on the school of the whole run."""
        self._save()
        relay = RelayUnderTest(self.folder / "relay", SETTINGS)
        if not await relay.start():
            raise RuntimeError(f"the relay does not start:\n{relay.last_words()}")
        try:
            school = await self._school(relay)
            folder = self.folder / f"lesson-{number:03}"
            lesson = LessonUnderFaults(self.plan(number), relay, school, folder, desktops=DESKTOPS)
            outcome = await lesson.run()
            if sample := relay.sample():
                self.state.memory.append(sample.rss)
        finally:
            await relay.kill()
        self.state.starts += [round(one, 3) for one in relay.start_seconds]
        self.state.add(outcome, f"lesson {number}")
        self._keep(
            outcome,
            lesson.folder,
            f"SEED={self.state.seed} KILLS={self.state.kills} CUTS={self.state.cuts} LESSON={number}",
            lesson.plan,
        )
        return outcome

    async def _special(self, special: AnySpecial) -> None:
        rounds = max(1, self.state.kills // 250)
        if why := special.missing():
            self.state.skipped[special.name] = why
            self._say(f"{special.name}: left out, {why}")
            return
        while self.state.specials.get(special.name, 0) < rounds:
            number = self.state.specials.get(special.name, 0)
            folder = self.folder / f"{special.name}-{number}"
            outcome = await special.run(folder, self.state.seed + number)
            self.state.specials[special.name] = number + 1
            self.state.add(outcome, special.name)
            self._keep(outcome, folder, f"SEED={self.state.seed + number} SPECIAL={special.name}", None)
            self._save()
            self._say(f"{special.name} {number + 1} of {rounds}: {len(outcome.findings)} findings")

    async def _school(self, relay: RelayUnderTest) -> School:
        file = self.folder / "school.json"
        if not file.exists():
            secret = relay.ready["first_teacher"]
            school = await furnish(relay.port, relay.certificate, secret, self.state.people - 1)
            school.save(file)
        return School.load(file)

    def _keep(self, outcome: Outcome, folder: Path, again: str, plan: Plan | None) -> None:
        """A clean lesson leaves nothing; of another, the journals stay, the plan and how to play it again."""
        if not outcome.findings:
            shutil.rmtree(folder, ignore_errors=True)
            return
        folder.mkdir(parents=True, exist_ok=True)
        if plan is not None:
            (folder / "plan.json").write_bytes(msgspec.json.format(msgspec.json.encode(plan)))
        for finding in outcome.findings[:20]:
            self._say(f"  FOUND {finding}")
        self._say(f"  journals and plan: {folder}; again: make faults {again}")

    def _growth(self) -> None:
        memory = self.state.memory
        if len(memory) >= 10:
            first, last = statistics.median(memory[:5]), statistics.median(memory[-5:])
            if last - first > MOST_GROWTH:
                self.state.findings.append(f"grows: from {first:.0f} to {last:.0f} bytes over the lessons")

    def _save(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        new = self._state_file.with_suffix(".new")
        new.write_bytes(msgspec.json.format(msgspec.json.encode(self.state)))
        new.replace(self._state_file)

    def _progress(self) -> str:
        state = self.state
        left = state.seconds / state.lessons * (self.lessons - state.lessons)
        return (
            f"lesson {state.lessons} of {self.lessons}: {state.count(*KILLS)} kills, "
            f"{state.count(*LINES)} cuts, {state.count('events')} events, "
            f"{len(state.findings)} findings, {left / 60:.0f} min left"
        )


def summary(state: State) -> str:
    """What a run came to, for docs/reliability.md."""
    killed = Counter({name: state.count(name) for name in (*KILLS, "terminate", "sleep", "desktop_dies")})
    lines = ", ".join(f"{state.count(name)} {name}" for name in LINES)
    slowest = max(state.settled, default=0)
    starts = f"{statistics.median(state.starts):.2f}" if state.starts else "-"
    rows = [
        ("Lessons, people in each", f"{state.lessons}, {state.people}"),
        ("kill -9 of the relay", f"{killed['kill'] + killed['kill_at_write']}"),
        ("of them at a counted write", f"{killed['kill_at_write']}"),
        ("SIGTERM, sleeps of the laptop", f"{killed['terminate']}, {killed['sleep']}"),
        ("programs killed with a full outbox", f"{killed['desktop_dies']}"),
        ("lines cut or mistreated", f"{state.count(*LINES)} ({lines})"),
        ("lines made", f"{state.count('lines')}"),
        ("things said; acknowledged; refused with a reason",
         f"{state.count('note said')}; {state.count('note acknowledged')}; {state.count('note no')}"),
        ("events stored; told to people", f"{state.count('events')}; {state.count('note told')}"),
        ("start of the relay, median", f"{starts} s"),
        ("from the last fault until all was said and told, at most", f"{slowest:.1f} s"),
        ("most memory, files, write-ahead log of the relay",
         f"{state.count('most memory') >> 20} MiB, {state.count('most files')}, "
         f"{state.count('most write-ahead log') >> 10} KiB"),
        *((f"{name} (rounds)", str(rounds)) for name, rounds in state.specials.items()),
        *((f"{name}: left out", why) for name, why in state.skipped.items()),
        ("findings", str(len(state.findings))),
    ]  # fmt: skip
    table = "\n".join(f"| {name} | {value} |" for name, value in rows)
    head = (
        f"`make faults KILLS={state.kills} CUTS={state.cuts} SEED={state.seed}`, {state.began}, "
        f"{state.machine}, {state.seconds / 60:.0f} minutes:\n\n| what | count |\n|---|---|\n"
    )
    found = "".join(f"\n- {finding}" for finding in state.findings)
    return head + table + "\n" + found


def write_result(state: State) -> Path:
    """Result and summary into build/faults; returns the result's file."""
    BUILD.mkdir(parents=True, exist_ok=True)
    result = BUILD / "result.json"
    result.write_bytes(msgspec.json.format(msgspec.json.encode(state)))
    (BUILD / "summary.md").write_text(summary(state), "utf-8")
    return result


def machine() -> str:
    """What this runs on, in a few words; no name of the machine."""
    return (
        f"{os.cpu_count()} cores, {platform.system()} {platform.release()}, "
        f"Python {sys.version.split()[0]}, SQLite {sqlite3.sqlite_version}"
    )


def _today() -> str:
    return datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d %H:%M UTC")


def _share(whole: int, number: int, parts: int) -> int:
    """The part of ``whole`` that falls to one of ``parts``."""
    return whole * (number + 1) // parts - whole * number // parts
