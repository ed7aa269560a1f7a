"""The story lesson after lesson, at one relay and in the same two windows: nothing they hold may grow."""

import asyncio
import contextlib
import gc
import os
import random
import statistics
import time
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import msgspec
from msgspec import Struct, field
from PySide6.QtWidgets import QApplication

from desktop.app.start import spare_memory
from desktop.client.store.file_folder import FOLDER as FILES, KEPT, KEPT_BYTES
from desktop.demo.user import NothingHappened, below
from relay.protocol.safekeeping import Keeping, SetKeeping
from relay.shared.ids import new_ref
from relay.store.sqlite import DATABASE_FILE
from tests.classroom.windows import join
from tests.faults.full.acts import ACTS, kill_the_relay
from tests.faults.full.holding import Place, place, play

KEPT_DAYS = 7
"""Lessons older than that go, and so the database comes to rest."""
NIGHT_SECONDS = 19 * 3600
"""Between two lessons, by everybody's clock: less than after which a line counts as stuck (`holding.py`)."""
JUDGED_FROM = 64
"""With fewer lessons the first that are compared are held before the first go that are old."""
LIVING = tuple(act for act in ACTS if act[1] is not kill_the_relay)
"""A leak shows only in a relay that lives on."""
MEGA = 1 << 20

Figures = dict[str, float]
ALLOWED: dict[str, Callable[[float], float]] = {
    "disk MiB": lambda before: max(before / 20, 1),
    "MiB": lambda before: max(before / 20, 10),
    "widgets": lambda before: before / 50,
    "objects": lambda before: before / 50,
    "files": lambda _: 0,
    "threads": lambda _: 0,
    "children": lambda _: 0,
    "tasks": lambda _: 0,
}
"""How much more there may be in the last quarter than in the second, by what it is; else it is only told."""


class Soak(Struct):
    """What it came to."""

    seconds: float = 0
    processor: float = 0
    """How many cores relay and windows kept busy."""
    findings: list[str] = field(default_factory=list)
    samples: list[Figures] = field(default_factory=list)
    """After each lesson, with the two windows at the list of lessons and nobody else connected."""


async def soak(folder: Path, people: int, rounds: int, seed: int, seconds: float, tell: Path) -> int:
    """Returns the exit code; writes ``tell`` after each lesson."""
    spare_memory()  # as the program does
    result, began = Soak(), time.monotonic()
    async with place(folder, people) as where, _drained(where.told.relay.process, folder / "relay.txt"):
        while time.monotonic() - began < seconds and not result.findings:
            try:
                result.findings += await _lesson(where, rounds, seed, len(result.samples) + 1)
                result.samples.append(await _sample(where, folder))
            except (NothingHappened, TimeoutError, AssertionError) as error:
                result.findings.append(f"lesson {len(result.samples) + 1} came to no end: {error!r}")
            result.seconds = time.monotonic() - began
            result.processor = (where.told.relay.cpu() + time.process_time()) / result.seconds
            _write(tell, result)
            _say(_progress(result))
    table, grown = judge(result.samples)
    result.findings += grown
    _write(tell, result)
    _say("\n".join(table))
    for finding in result.findings:
        _say(f"FOUND {finding}")
    return 1 if result.findings else 0


def _write(file: Path, result: Soak) -> None:
    file.write_bytes(msgspec.json.format(msgspec.json.encode(result)))


async def _lesson(where: Place, rounds: int, seed: int, number: int) -> list[str]:
    classroom = where.told.classroom
    title = "Energy" if number == 1 else f"Energy {number}"
    if number > 1:
        where.clock.move(NIGHT_SECONDS)
        teacher = await classroom.teacher()
        classroom.session = await classroom.live_lesson(teacher, title)
        await teacher.close()
        classroom.lines.remove(teacher)
        for user in where.users:
            await user.fill("Search lessons", title)
            await join(user, title)
    async with where.lesson(random.Random(f"{seed} {number}"), rounds, title) as lesson:
        if number == 1:
            keep = SetKeeping(ref=new_ref(), days=KEPT_DAYS)
            await lesson.windows[0].relay.ask(keep, Keeping)
        found = await play(lesson, LIVING)
    for user in where.users:
        await user.click("Back")
    return [f"lesson {number}: {one}" for one in found]


@contextlib.asynccontextmanager
async def _drained(process: object, file: Path) -> AsyncIterator[None]:
    """What the relay writes goes to a file: a pipe that nobody reads would stop it some day."""
    assert isinstance(process, Process)
    with file.open("ab") as log:

        async def read(stream: asyncio.StreamReader | None) -> None:
            while stream is not None and (data := await stream.read(65_536)):
                log.write(data)

        reading = asyncio.gather(read(process.stdout), read(process.stderr))
        try:
            yield
        finally:
            reading.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await reading


async def _sample(where: Place, folder: Path) -> Figures:
    relay = where.told.relay
    assert relay.process is not None
    await _rest(relay.process.pid)
    gc.collect()
    database, held = relay.folder / DATABASE_FILE, _size(relay.folder)
    wal, files = _size(database.with_name(DATABASE_FILE + "-wal")), _size(relay.folder / "files")
    apps = [user.app for user in where.users]
    fetched = sum(_size(kept) for app in apps for kept in (app.profile / FILES).glob(f"*/{KEPT}"))
    return (
        _process("relay", relay.process.pid)
        | _process("windows", os.getpid())
        | {
            "windows: tasks": len(asyncio.all_tasks()),
            "windows: widgets": len(QApplication.allWidgets()),
            "windows: objects": sum(1 for app in apps for one in (app, app.window) for _ in below(one)),
            "windows: Python's objects": len(gc.get_objects()),
            "database: disk MiB": _size(database) / MEGA,
            "write-ahead log: disk MiB": wal / MEGA,
            "handed files: disk MiB": files / MEGA,
            "rest of the data: disk MiB": (held - _size(database) - wal - files) / MEGA,
            "profiles: disk MiB": (sum(_size(app.profile) for app in apps) - fetched) / MEGA,
            f"profiles: fetched, MB of {KEPT_BYTES // 1_000_000} each": fetched / 1_000_000,
        }
    )


async def _rest(relay: int) -> None:
    """Until nothing of what is counted has changed for a while: what was closed may take a moment to end."""
    same, last = 0, (0.0, 0.0)
    async with asyncio.timeout(60):
        while same < 4:
            now = (_process("", relay)[": files"], _process("", os.getpid())[": files"])
            same, last = (same + 1 if now == last else 0), now
            await asyncio.sleep(0.5)


def _process(name: str, pid: int) -> Figures:
    at = Path(f"/proc/{pid}")
    memory = dict(line.split(":") for line in (at / "smaps_rollup").read_text("ascii").splitlines()[1:])
    status = dict(line.split(":", 1) for line in (at / "status").read_text("utf-8").splitlines())
    own = sum(_kib(memory[f"Private_{kind}"]) for kind in ("Clean", "Dirty"))
    children = (at / "task" / str(pid) / "children").read_text("ascii").split()
    return {
        f"{name}: resident MiB": _kib(status["VmRSS"]) / 1024,
        f"{name}: of that its own MiB": own / 1024,
        f"{name}: files": len(os.listdir(at / "fd")),
        f"{name}: threads": int(status["Threads"]),
        f"{name}: children": len(children),
    }


def _kib(words: str) -> int:
    return int(words.split(maxsplit=1)[0])


def _size(place: Path) -> int:
    """Of a file, or of all in a folder; what goes meanwhile counts nothing."""
    size = 0
    for one in (place, *place.rglob("*")):
        with contextlib.suppress(FileNotFoundError):
            size += one.stat().st_size if one.is_file() else 0
    return size


def judge(samples: list[Figures]) -> tuple[list[str], list[str]]:
    """A table, the last quarter beside the second, and what has grown."""
    quarter, grown = len(samples) // 4, list[str]()
    if not quarter:
        return ["Too few lessons to compare any."], grown
    table = [f"{'':34}{'first':>9}{'2nd quarter':>13}{'last quarter':>14}{'allowed':>10}"]
    for name, first in samples[0].items():
        before = statistics.median(one[name] for one in samples[quarter : 2 * quarter])
        after = statistics.median(one[name] for one in samples[-quarter:])
        most = next((before + more(before) for what, more in ALLOWED.items() if name.endswith(what)), None)
        flat = most is None or after <= most
        told = "" if most is None else f"{most:.2f}"
        table.append(f"{name:34}{first:9.2f}{before:13.2f}{after:14.2f}{told:>10}{'' if flat else '  GROWS'}")
        if not flat and len(samples) >= JUDGED_FROM:
            grown.append(f"{name}: {before:.1f} in the second quarter, {after:.1f} in the last")
    if len(samples) < JUDGED_FROM:
        table.append(f"Not judged: {len(samples)} lessons, fewer than {JUDGED_FROM}.")
    return table, grown


def _progress(result: Soak) -> str:
    last = result.samples[-1] if result.samples else {}
    figures = ", ".join(f"{name} {last[name]:.0f}" for name in _TOLD if name in last)
    so_far = f"{result.seconds / 60:.1f} min, lesson {len(result.samples)}, {result.processor:.2f} cores"
    return f"{so_far}: {figures}"


_TOLD = (
    *(f"{whose}: {what}" for whose in ("relay", "windows") for what in ("resident MiB", "files", "threads")),
    "windows: widgets",
    "database: disk MiB",
    "handed files: disk MiB",
)


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201
