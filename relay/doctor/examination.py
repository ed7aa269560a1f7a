"""One check after the other, each with a time limit; what goes wrong in one of them stays in that one."""

import asyncio
import logging
import platform
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from relay.shared.doctor.findings import CheckBegun, ExaminationLine, Finding, Point, Report, found
from relay.shared.version import version

_log = logging.getLogger(__name__)


class Check(NamedTuple):
    """One thing to look at, and how long that may take at the most."""

    name: str
    look: Callable[[], Awaitable[Finding]]
    seconds: float = 20.0


async def examine(
    point: Point, checks: Sequence[Check], tell: Callable[[ExaminationLine], None], about: str = ""
) -> Report:
    """Carries out the checks in turn and tells of each as it goes. Cancelling it ends the one under way."""
    findings: list[Finding] = []
    for number, check in enumerate(checks, 1):
        tell(CheckBegun(check.name, number, len(checks)))
        findings.append(replace(await _carried_out(check), check=check.name))
        tell(findings[-1])
    machine = f"{platform.node() or '?'} ({platform.system()} {platform.release()})"
    report = Report(point, time.time_ns() // 1_000_000, machine, version(), findings, about)
    tell(report)
    return report


async def _carried_out(check: Check) -> Finding:
    try:
        async with asyncio.timeout(check.seconds):
            return await check.look()
    except TimeoutError:
        return found("took_too_long")
    except OSError as error:
        return found("check_failed", why=error.strerror or str(error))
    except Exception as error:
        _log.exception("the check %s failed", check.name)
        return found("check_failed", why=type(error).__name__)
