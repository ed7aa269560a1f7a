"""One check after the other, each with a time limit; what goes wrong in one of them stays in that one."""

import asyncio
import logging
import platform
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from relay.shared.doctor import CheckBegun, CheckDone, Examined, Finding, Line, Point, Report

SECONDS = 20.0
"""How long a check may take unless it says otherwise."""

Tell = Callable[[Line], None]

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Check:
    """One thing to look at. ``look`` is called once; ``seconds`` is the longest it may take."""

    name: str
    look: Callable[[], Awaitable[Finding]]
    seconds: float = SECONDS


async def examine(point: Point, checks: Sequence[Check], tell: Tell, version: str, about: str = "") -> Report:
    """Carries out the checks in turn and tells of each as it goes. Cancelling it ends the one under way."""
    findings: list[Finding] = []
    for number, check in enumerate(checks, 1):
        tell(CheckBegun(check.name, number, len(checks)))
        findings.append(await _carried_out(check))
        tell(CheckDone(findings[-1]))
    machine = f"{platform.node() or '?'} ({platform.system()} {platform.release()})"
    at = time.time_ns() // 1_000_000
    report = Report(point, at, machine, version, findings, about)
    tell(Examined(report))
    return report


async def _carried_out(check: Check) -> Finding:
    try:
        async with asyncio.timeout(check.seconds):
            return await check.look()
    except TimeoutError:
        return Finding(check.name, "unknown", "took_too_long")
    except OSError as error:
        why = error.strerror or str(error)
    except Exception as error:
        _log.exception("the check %s failed", check.name)
        why = type(error).__name__
    return Finding(check.name, "unknown", "check_failed", {"why": why})
