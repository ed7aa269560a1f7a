"""A relay that notes how late its loop runs: ``python -m tests.bench.lagging FILE [words for the relay...]``.

The relay itself looks once a second; for a measurement that lasts a second or two that is too seldom.
"""

import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

EVERY_SECONDS = 0.002


def lag_p99(file: Path, began: float, ended: float) -> float:
    """How late the loop would have run a call between these moments (``time.time``), 99 % of the time.

    A loop that was away for 50 ms was noticed once, but would have been late for every call due meanwhile:
    those count too, or long absences would be as light as short ones.
    """
    late: list[float] = []
    for at, seconds in json.loads(file.read_text("utf-8")):
        if began <= at <= ended:
            late.append(seconds)
            late += [seconds - n * EVERY_SECONDS for n in range(1, int(seconds / EVERY_SECONDS) + 1)]
    late.sort()
    return late[len(late) * 99 // 100]


def main(words: Sequence[str]) -> int:
    """The relay's exit code; FILE gets pairs of the time and the seconds that the loop was late."""
    from relay.cli import main as relay  # noqa: PLC0415  # only the process that is the relay needs it
    from relay.server import figures, relay as server  # noqa: PLC0415

    noted: list[tuple[float, float]] = []

    class Noting(figures.LoopLag):
        """Looks more often, and keeps what it sees."""

        def __init__(self, tell: Callable[[float], None]) -> None:
            def note(seconds: float) -> None:
                noted.append((time.time(), seconds))
                tell(seconds)

            super().__init__(note)

    figures.LAG_SECONDS = EVERY_SECONDS
    server.LoopLag = Noting  # type: ignore[attr-defined]
    try:
        return relay(list(words[1:]))
    finally:
        Path(words[0]).write_text(json.dumps(noted), "utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
