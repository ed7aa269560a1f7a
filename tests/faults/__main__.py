"""``make faults``: break things on purpose for as long as is asked, and say whether the promise held."""

import argparse
import asyncio
import re
import signal
import sys
from collections.abc import Coroutine, Sequence
from typing import TypeVar

from tests.faults.full.special import FullLesson
from tests.faults.lesson import Outcome
from tests.faults.run import BUILD, FaultRun, summary, write_result
from tests.faults.soak import soak
from tests.faults.special import SPECIALS

KEPT, BROKEN, STOPPED = 0, 1, 2

T = TypeVar("T")


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns the exit code: 0 nothing found, 1 something was."""
    parser = argparse.ArgumentParser("make faults", description=__doc__)
    parser.add_argument("--kills", type=int, default=8, help="kill -9 of the relay (8)")
    parser.add_argument("--cuts", type=int, default=8, help="lines cut or mistreated (8)")
    parser.add_argument("--seed", type=int, default=1, help="plays the same plan again (1)")
    parser.add_argument("--lesson", type=int, help="only this lesson of the run, for a finding")
    parser.add_argument(
        "--special", choices=[special.name for special in SPECIALS], help="only this special fault"
    )
    parser.add_argument("--soak", type=_seconds, metavar="4h", help="watch memory and files for so long")
    given = parser.parse_args(arguments)
    if given.soak and given.special:
        if given.special != FullLesson.name:
            parser.error(f"of the special faults only {FullLesson.name} is repeated for hours")
        FullLesson().soak(BUILD / f"soak-{given.special}", given.seed, given.soak)
    if given.soak:
        return _run(soak(given.soak, given.seed, _say))
    run = FaultRun(given.seed, given.kills, given.cuts, _say)
    if given.lesson is not None:
        return _tell(_run(run.lesson(given.lesson)))
    if given.special:
        special = next(one for one in SPECIALS if one.name == given.special)
        if why := special.missing():
            _say(f"{special.name} can't be made here: {why}")
            return KEPT
        outcome = _run(special.run(BUILD / f"special-{given.seed}" / special.name, given.seed))
        return _tell(outcome)
    state = _run(run.go_on())
    result = write_result(state)
    _say(summary(state))
    _say(f"Written: {result} and summary.md beside it.")
    return BROKEN if state.findings else KEPT


def _run(work: Coroutine[None, None, T]) -> T:
    """To its end; SIGTERM stops it as Ctrl+C does, so that what it started is ended."""

    async def stoppable() -> T:
        task = asyncio.current_task()
        assert task is not None
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
        return await work

    return asyncio.run(stoppable())


def _tell(outcome: Outcome) -> int:
    for name, count in sorted(outcome.counts.items()):
        _say(f"{name}: {count}")
    for finding in outcome.findings:
        _say(f"FOUND {finding}")
    return BROKEN if outcome.findings else KEPT


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _seconds(text: str) -> float:
    """``4h``, ``2m`` or ``90s``."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)([hms]?)", text)
    if match is None:
        raise argparse.ArgumentTypeError(f"{text!r} is no time such as 4h, 2m or 90s")
    return float(match[1]) * {"h": 3600, "m": 60, "s": 1, "": 1}[match[2]]


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (KeyboardInterrupt, asyncio.CancelledError):
        _say("Stopped; the same command goes on from the last whole lesson.")
        sys.exit(STOPPED)
