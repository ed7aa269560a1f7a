"""The relay or a desktop is killed in the middle of an act: strokes, a deck on its way, files that wait."""

import asyncio
import contextlib
import random
import shutil
import sys
from asyncio.subprocess import PIPE, Process
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from desktop.client import Address, RelayClient
from desktop.client.file_failures import FileFailed
from relay.protocol.base import Event
from relay.protocol.files import NamedFile
from relay.protocol.work import HandOut
from relay.shared.ids import new_ref
from tests.chaos import ChaosProxy, chaos_before
from tests.faults.actor import ACTS, FILE_BYTES, HAND_IN, Order
from tests.faults.checker import Finding
from tests.faults.keeping import Done, Note, Safe, Step, Stored, breaches
from tests.faults.lesson import Outcome
from tests.patience import PATIENCE, until
from tests.relay.process import RelayProcess, school

COUNT = 12
"""Things that an act says."""
RATE = 1_000_000
"""Bytes a second, so that there is a middle."""
VICTIMS = ("the relay", "the desktop")

_read = msgspec.json.Decoder(Note).decode


@dataclass
class _Run:
    """One act with one kill, in a lesson of its own."""

    relay: RelayProcess
    proxy: ChaosProxy
    order: Order
    victim: str
    notes: list[Note] = field(default_factory=list)
    killed: bool = False

    async def play(self, after: int) -> None:
        """``after``: so many steps of the act the victim is killed. Raises TimeoutError, EOFError."""
        await self._live(after)
        if self.victim == "the desktop":
            await self._live(0)  # with what is on its disk, and the same once more

    async def _live(self, after: int) -> None:
        """One life of the program."""
        words = msgspec.json.encode(self.order).decode()
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.faults.actor", words, stdout=PIPE
        )
        try:
            async with asyncio.timeout(PATIENCE):
                await self._hear(process, after)
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.communicate()

    async def _hear(self, process: Process, after: int) -> None:
        assert process.stdout is not None
        steps = 0
        while line := await process.stdout.readline():
            if not line.endswith(b"\n"):
                break
            self.notes.append(_read(line))
            match self.notes[-1]:
                case Done():
                    return
                case Step():
                    steps += 1
                    if steps == after:
                        self.killed = True
                        await self._kill(process)
        if self.victim != "the desktop" or not self.killed or not after:
            raise EOFError("the program has ended")

    async def _kill(self, process: Process) -> None:
        if self.victim == "the desktop":
            process.kill()
            return
        await self.relay.kill()
        await self.relay.start()

    async def look(self) -> tuple[list[Stored], dict[str, bytes | None]]:
        """The log as somebody is told it who comes in now, and the files that are named."""
        order = self.order
        witness = RelayClient(Address("127.0.0.1", self.relay.ready["port"]), order.pin, order.token)
        witness.start()
        room, told = witness.room(order.session), list[Event]()
        room.on_folded.connect(told.extend)
        try:
            await until(lambda: room.caught_up)
            log = [Stored(event.seq, event.ref, tuple(event.files())) for event in told if event.ref]
            named = {name for event in log for name in event.files}
            named |= {name for note in self.notes if isinstance(note, Safe) for name in note.files}
            return log, {name: await self._fetch(witness, name) for name in named}
        finally:
            await witness.close()

    async def _fetch(self, witness: RelayClient, name: str) -> bytes | None:
        file = NamedFile(hash=name, size=FILE_BYTES, kind="webp")
        try:
            return await witness.files.fetch(self.order.session, file)
        except FileFailed:
            return None


@dataclass(frozen=True)
class KilledInTheMiddle:
    """Every act, with either killed somewhere in it, once each."""

    name: str = "killed-in-the-middle"

    def missing(self) -> str:
        """Nothing of the system is needed."""
        return ""

    async def run(self, folder: Path, seed: int) -> Outcome:
        """The seed draws where in the act."""
        outcome = Outcome(counts=Counter({f"special {self.name}": 1}))
        shutil.rmtree(folder, ignore_errors=True)
        chance, profiles = random.Random(seed), folder / "profiles"
        async with school(folder / "school", "Ana", pace_factor=1_000) as (relay, made):
            for act in ACTS:
                for victim in VICTIMS:
                    lee = await made.teacher()  # whose connection a killed relay has cut
                    session = await made.live(lee)
                    if act == HAND_IN:
                        await lee.enter(session)
                        await lee.do(HandOut(ref=new_ref(), session=session, note="An essay", collect=True))
                    async with chaos_before(relay.ready["port"]) as proxy:
                        proxy.rate = RATE
                        order = Order(
                            profile=str(profiles / f"{act}, {victim}"),
                            port=proxy.listens_on,
                            pin=relay.ready["pin"],
                            token=made.student_tokens["Ana"] if act == HAND_IN else made.teacher_token,
                            session=session,
                            username="ana" if act == HAND_IN else "lee",
                            act=act,
                            count=COUNT,
                            seed=chance.randrange(1 << 30),
                        )
                        one = _Run(relay, proxy, order, victim)
                        await self._one(one, chance.randint(1, COUNT), outcome)
        return outcome

    async def _one(self, one: _Run, after: int, outcome: Outcome) -> None:
        what = f"{one.order.act}, {one.victim} killed after {after} steps"
        try:
            await one.play(after)
            log, files = await one.look()
        except (TimeoutError, EOFError) as error:
            outcome.findings.append(Finding(self.name, f"{what}: {error!r}"))
            return
        outcome.findings += [
            Finding(found.kind, f"{what}: {found.about}") for found in breaches(one.notes, log, files)
        ]
        if not one.killed:
            outcome.findings.append(Finding(self.name, f"{what}: nobody was"))
        outcome.counts[f"{one.victim} killed in the middle of {one.order.act}"] += 1
        outcome.counts["files whole"] += len(files)
