"""``doctor``: the network check from the command line; as text for people, as lines of JSON for a program."""

import argparse
import asyncio
import contextlib
import os
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from relay.cli.asking import Failed
from relay.cli.commands import Commands
from relay.config import DEFAULT_PORT, Settings
from relay.doctor import checks_here, checks_there, examine
from relay.shared.doctor import (
    TITLES,
    CheckBegun,
    CheckDone,
    Line,
    Outcome,
    Point,
    Report,
    as_text,
    encode_line,
    sentence,
    title,
)
from relay.shared.pinned import Address
from relay.shared.version import version

GOOD, NOT_GOOD = 0, 1
CANCELLED = 130
SIGNS: dict[Outcome, str] = {"good": "+", "doubtful": "~", "bad": "!", "unknown": "?"}


def add_commands(commands: Commands) -> None:
    summary = "look at computer, network and relay before a lesson, and say in plain words what is in the way"
    parser = commands.add("doctor", doctor, summary)
    parser.add_argument("--port", type=int, help="port of the relay, if it is not the one in the settings")
    parser.add_argument(
        "--relay",
        metavar="HOST:PORT",
        help="check from here whether that relay can be reached, wherever it runs",
    )
    parser.add_argument("--pin", default="", help="with --relay: the key that it should have")
    parser.add_argument(
        "--skip", action="append", default=[], choices=list(TITLES), help="leave this check out (repeatable)"
    )
    parser.add_argument("--save", type=Path, metavar="FILE", help="also write the report there, as text")
    parser.add_argument(
        "--json", action="store_true", help="tell each step as a line of JSON; the end of the input cancels"
    )


def doctor(given: argparse.Namespace, settings: Settings) -> int:
    """Carries it out: 0 when students should be able to join, 1 when not or not surely, 130 cancelled."""
    tell = _tell_program if given.json else _tell_people
    point: Point = "there" if given.relay else "here"
    place = _place(given.relay) if given.relay else None
    report = asyncio.run(_examined(point, place, given, settings, tell))
    if report is None:
        return CANCELLED
    if not given.json:
        sys.stdout.write("\n" + _conclusion(report))
    if given.save:
        given.save.write_text(as_text(report), "utf-8")
    return GOOD if report.verdict.outcome == "good" else NOT_GOOD


async def _examined(
    point: Point,
    place: Address | None,
    given: argparse.Namespace,
    settings: Settings,
    tell: Callable[[Line], None],
) -> Report | None:
    checks = checks_there(place, given.pin) if place else checks_here(settings)
    checks = [check for check in checks if check.name not in given.skip]
    about = str(place) if place else ""
    work = asyncio.ensure_future(examine(point, checks, tell, version(), about))
    loop = asyncio.get_running_loop()
    with contextlib.suppress(NotImplementedError):  # Windows
        loop.add_signal_handler(signal.SIGTERM, work.cancel)
    if given.json:
        _when_input_ends(lambda: loop.call_soon_threadsafe(work.cancel))
    try:
        return await work
    except asyncio.CancelledError:  # whoever cancelled it: what it had begun has been ended
        return None


def _when_input_ends(then: Callable[[], object]) -> None:
    """Whoever started this closes our input to cancel, or has ended: a pipe tells that on every system."""

    def wait() -> None:
        try:
            while os.read(0, 1024):
                pass
            then()
        except (OSError, RuntimeError):  # no input at all, or the loop has ended
            return

    threading.Thread(target=wait, name="waits for the end of the input", daemon=True).start()


def _place(text: str) -> Address:
    host, colon, port = text.rpartition(":")
    if not colon or (":" in host and not host.startswith("[")):
        host, port = text, str(DEFAULT_PORT)
    if not host or not port.isdecimal() or not 0 < int(port) < 65_536:
        raise Failed(f"{text} is not an address such as 192.168.1.20:{DEFAULT_PORT}.")
    return Address(host.strip("[]"), int(port))


def _tell_program(line: Line) -> None:
    sys.stdout.buffer.write(encode_line(line))
    sys.stdout.buffer.flush()


def _tell_people(line: Line) -> None:
    if isinstance(line, CheckBegun):
        sys.stdout.write(f"[{line.number}/{line.of}] {title(line.check)} … ")
    elif isinstance(line, CheckDone):
        sys.stdout.write(f"{SIGNS[line.finding.outcome]} {sentence(line.finding)}\n")
    sys.stdout.flush()


def _conclusion(report: Report) -> str:
    """The report's verdict and advice: what comes before the list that was just told."""
    return as_text(report).partition("\n\n")[2].partition("\n\nWhat was found:")[0] + "\n"
