"""Signing in: thirty passwords at once, a class by a lesson's code at once, and what the loop feels of it."""

import asyncio
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from desktop.client.joining import CodeProof
from relay.protocol.accounts import LoggedIn, LogIn
from relay.protocol.admission import DoorSet, SetDoor
from relay.protocol.joining import BeginJoin, Join, JoinBegun, MayJoin, ProveJoin
from relay.shared.ids import new_ref
from tests.bench.figures import Figure, How, median, spread
from tests.bench.lagging import lag_p99
from tests.bench.prepared import PASSWORD, Prepared, prepare
from tests.relay.client import Client
from tests.relay.joins import pin_in
from tests.relay.process import RelayProcess

NAME = "signing_in"

LOG_INS, BY_CODE = 30, 35
TARGET_SECONDS = 2.0
LAG_TARGET_SECONDS = 0.02
PROGRAM = "tests.bench.lagging"


@dataclass(frozen=True)
class Round:
    """One time of it, in seconds."""

    took: float
    lag: float


async def measure(how: How) -> list[Figure]:
    """Passwords and codes."""
    told: list[Figure] = []
    if how.wants_part("passwords"):
        told += _figures(f"{LOG_INS} password log-ins at once", await _rounds(how, _log_ins), TARGET_SECONDS)
    if how.wants_part("codes"):
        told += _figures(f"{BY_CODE} pupils by a code at once", await _rounds(how, _by_code), None)
    return told


def _figures(name: str, rounds: list[Round], target: float | None) -> list[Figure]:
    took, lag = median([r.took for r in rounds]), median([r.lag for r in rounds])
    return [
        Figure(
            name=name,
            value=took,
            unit="s",
            target=f"within {target:g} s" if target else "",
            met=took <= target if target else None,
            note=f"a connection each, to the last token; {spread([r.took for r in rounds])}".rstrip("; "),
        ),
        Figure(
            name=f"{name}: the loop's lag, p99",
            value=lag * 1000,
            unit="ms",
            target=f"below {LAG_TARGET_SECONDS * 1000:g} ms",
            met=lag < LAG_TARGET_SECONDS,
            note=f"looked at every 2 ms; {spread([r.lag * 1000 for r in rounds])}".rstrip("; "),
        ),
    ]


Crowd = Callable[[int, Prepared], Awaitable[Awaitable[object]]]
"""Gets everything ready, given the port and the school; what comes back is measured."""


async def _rounds(how: How, crowd: Crowd) -> list[Round]:
    rounds: list[Round] = []
    for _ in range(how.rounds):
        with tempfile.TemporaryDirectory(prefix="schoolbell-bench-") as folder:
            school = await prepare(Path(folder) / "school", LOG_INS, with_passwords=LOG_INS)
            noted = Path(folder) / "lag.json"
            async with _noting(school.folder, noted) as relay:
                storm = await crowd(relay.ready["port"], school)
                began, at = time.perf_counter(), time.time()
                await storm
                took = time.perf_counter() - began
            rounds.append(Round(took, lag_p99(noted, at, at + took)))
    return rounds


@asynccontextmanager
async def _noting(folder: Path, noted: Path) -> AsyncIterator[RelayProcess]:
    """A relay that notes its loop's lag, to be read once it has ended."""
    relay = RelayProcess(folder, program=(sys.executable, "-m", PROGRAM, str(noted)))
    await relay.start()
    try:
        yield relay
    finally:
        await relay.stop()


async def _log_ins(port: int, school: Prepared) -> Awaitable[object]:
    async def visit(username: str) -> None:
        visitor = await Client(port, school.certificate).open()
        await visitor.ask(LogIn(ref=new_ref(), username=username, password=PASSWORD), LoggedIn)
        await visitor.close()

    return asyncio.gather(*(visit(username) for username in school.passwords))


async def _by_code(port: int, school: Prepared) -> Awaitable[object]:
    """As the program does it, with the same pieces; both sides' arithmetic is done on this computer."""
    teacher = await Client(port, school.certificate, school.teacher).open()
    session, pin = school.sessions[0], pin_in(school.certificate)
    await teacher.enter(session)
    told = await teacher.do(SetDoor(ref=new_ref(), session=session, codes=True, guests=True))
    assert isinstance(told, DoorSet)

    async def come(number: int) -> None:
        visitor = await Client(port, school.certificate).open()
        ours = await asyncio.to_thread(CodeProof, told.code, pin, session)
        begun = await visitor.ask(BeginJoin(ref=new_ref(), session=session, message=ours.message), JoinBegun)
        proof = await asyncio.to_thread(ours.answer, begun.message, begun.proof)
        may = await visitor.ask(ProveJoin(ref=new_ref(), exchange=begun.exchange, proof=proof), MayJoin)
        await visitor.ask(Join(ref=new_ref(), ticket=may.ticket, name=f"Guest {number}"), LoggedIn)
        await visitor.close()

    async def all_come() -> None:
        await asyncio.gather(*map(come, range(BY_CODE)))
        await teacher.close()

    return all_come()
