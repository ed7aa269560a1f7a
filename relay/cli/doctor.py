"""``doctor``: the network check from the command line; as text for people, as lines of JSON for a program."""

import argparse
import asyncio
import contextlib
import os
import sys
import threading
from pathlib import Path
from urllib.parse import urlsplit

from relay.cli.asking import Failed
from relay.cli.commands import Commands
from relay.config import DEFAULT_PORT, Settings
from relay.doctor.examination import examine
from relay.doctor.here import Here
from relay.doctor.there import There
from relay.shared.doctor.findings import (
    CheckBegun,
    ExaminationLine,
    Finding,
    Report,
    encode_line,
    sentence,
    title,
)
from relay.shared.doctor.sentences import TITLES
from relay.shared.pinned import Address
from relay.shared.system import when_told_to_end

GOOD, NOT_GOOD, CANCELLED = 0, 1, 130
SIGNS = {"good": "+", "doubtful": "~", "bad": "!", "unknown": "?"}


def add_commands(commands: Commands) -> None:
    summary = "look at computer, network and relay before a lesson, and say in plain words what is in the way"
    add = commands.add("doctor", doctor, summary).add_argument
    add("--port", type=int, help="port of the relay, if it is not the one in the settings")
    add("--relay", metavar="HOST:PORT", help="check whether that relay can be reached, wherever it runs")
    add("--pin", default="", help="with --relay: the key that it should have")
    add("--skip", action="append", default=[], choices=list(TITLES), help="leave this out (repeatable)")
    add("--save", type=Path, metavar="FILE", help="also write the report there, as text")
    add("--json", action="store_true", help="each step as a line of JSON; the end of the input cancels")


def doctor(given: argparse.Namespace, settings: Settings) -> int:
    """Carries it out: 0 when students should be able to join, 1 when not or not surely, 130 cancelled."""
    try:
        report = asyncio.run(_examined(given, settings))
    except asyncio.CancelledError:  # whoever cancelled it: what it had begun has been ended
        return CANCELLED
    if given.save:
        given.save.write_text(report.as_text(), "utf-8")
    return GOOD if report.verdict.outcome == "good" else NOT_GOOD


async def _examined(given: argparse.Namespace, settings: Settings) -> Report:
    place = _place(given.relay) if given.relay else None
    view = There(place, given.pin) if place else Here(settings)
    checks = [check for check in view.checks() if check.name not in given.skip]
    tell = _write_json if given.json else _write_text
    examination = examine("there" if place else "here", checks, tell, str(place or ""))
    work, loop = asyncio.ensure_future(examination), asyncio.get_running_loop()
    when_told_to_end(work.cancel)
    if given.json:
        threading.Thread(target=_cancel_at_end, args=(loop, work), daemon=True).start()
    return await work


def _cancel_at_end(loop: asyncio.AbstractEventLoop, work: "asyncio.Future[Report]") -> None:
    """Whoever started this closes our input to cancel, or has ended: a pipe tells that on every system."""
    with contextlib.suppress(OSError, RuntimeError):  # no input at all, or the loop has ended
        while os.read(0, 1024):
            pass
        loop.call_soon_threadsafe(work.cancel)


def _place(text: str) -> Address:
    """``host``, ``host:port`` or an IPv6 address with or without brackets."""
    with contextlib.suppress(ValueError):
        parts = urlsplit(f"//[{text}]" if text.count(":") > 1 and "[" not in text else f"//{text}")
        if parts.hostname:
            return Address(parts.hostname, parts.port or DEFAULT_PORT)
    raise Failed(f"{text} is not an address such as 192.168.1.20:{DEFAULT_PORT}.")


def _write_json(line: ExaminationLine) -> None:
    sys.stdout.buffer.write(encode_line(line))
    sys.stdout.buffer.flush()


def _write_text(line: ExaminationLine) -> None:
    if isinstance(line, CheckBegun):
        text = f"[{line.number}/{line.of}] {title(line.check)} … "
    elif isinstance(line, Finding):
        text = f"{SIGNS[line.outcome]} {sentence(line)}\n"
    else:
        text = "\n".join(("", *line.conclusion(), ""))
    print(text, end="", flush=True)
