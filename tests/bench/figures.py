"""What a bench is asked for and what it tells: figures, the table of them, and build/bench.json."""

import os
import platform
import statistics
import subprocess
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

import msgspec
from msgspec import Struct

AS_SHIPPED = "as shipped"
LIFTED = "limits lifted"

ROOT = Path(__file__).resolve().parents[2]
JSON_FILE = ROOT / "build" / "bench.json"

GENERATOR_LIMITED = 0.8
"""Above this share of what the generator alone can do, a figure is the generator's and not the server's."""

LIBRARIES = ("websockets", "msgspec", "peewee", "uvloop", "cryptography", "PySide6-Essentials", "qasync")


class How(Struct, frozen=True, kw_only=True):
    """How to measure."""

    quick: bool = False
    """A smoke of about two minutes altogether: every part runs once, no figure is to be quoted."""
    rounds: int = 3
    """How often each measurement is made, interleaved with those it is compared to; medians are told."""
    only: str = ""
    """Only what has this in its name (a bench's name, or a part of one after a colon: ``delivery:tls``)."""

    def wants(self, name: str) -> bool:
        """Whether this bench is to run."""
        wanted = self.only.partition(":")[0]
        return not wanted or wanted in name

    def wants_part(self, part: str) -> bool:
        """Whether this part of a bench is to run."""
        wanted = self.only.partition(":")[2]
        return not wanted or wanted in part


class Figure(Struct, kw_only=True, omit_defaults=True):
    """One thing that was measured."""

    name: str
    value: float | None
    """None: it could not be measured; the note says why."""
    unit: str
    configuration: str = AS_SHIPPED
    ceiling: float | None = None
    """What the load generator alone can do in the same shape, in the same unit."""
    beside: str = ""
    """What the ratio compares with."""
    ratio: float | None = None
    target: str = ""
    met: bool | None = None
    note: str = ""
    bench: str = ""
    """The bench it comes from (filled in by whoever runs it)."""
    quick: bool = False
    """From a smoke run: not to be quoted (filled in by whoever runs it)."""
    generators_limit: bool = False
    """The generator was seen to be the limit, whatever its ceiling."""

    @property
    def limited(self) -> bool:
        """Whether the generator limited this: the server can do so much, and perhaps more."""
        if self.generators_limit:
            return True
        if self.ceiling is None or self.value is None:
            return False
        return self.value > GENERATOR_LIMITED * self.ceiling


class Bench(Struct, kw_only=True):
    """Everything of one run, as it stands in build/bench.json."""

    day: str
    commit: str
    machine: dict[str, str]
    versions: dict[str, str]
    command: str
    seconds: float
    figures: list[Figure]


def median(values: Sequence[float]) -> float:
    """The median; raises statistics.StatisticsError without values."""
    return statistics.median(values)


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which ``share`` (0 to 1) of the values lie; 0 without values."""
    if not values:
        return 0.0
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def spread(values: Sequence[float]) -> str:
    """The least and the most of several rounds, for a note."""
    if len(values) < 2:
        return ""
    return f"rounds from {number(min(values))} to {number(max(values))}"


def at_least(ratio: float | None, target: float) -> bool | None:
    """Whether a ratio reaches its target; None when there is no ratio."""
    return None if ratio is None else ratio >= target


def write(bench: Bench, file: Path = JSON_FILE) -> None:
    """Write the run to a file; makes its folder."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(msgspec.json.format(msgspec.json.encode(bench), indent=2) + b"\n")


def read(file: Path = JSON_FILE) -> Bench:
    """Read a run; raises OSError, msgspec.ValidationError."""
    return msgspec.json.decode(file.read_bytes(), type=Bench)


def gathered(figures: list[Figure], command: str, began: float) -> Bench:
    """A run with everything that has to be told with its figures; ``began`` is time.monotonic()."""
    return Bench(
        day=datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        commit=commit(),
        machine=machine(),
        versions=versions(),
        command=command,
        seconds=round(time.monotonic() - began, 1),
        figures=figures,
    )


def machine() -> dict[str, str]:
    """Processor, cores, memory and system of this machine, as far as it tells."""
    told = {
        "processor": _field("/proc/cpuinfo", "model name") or platform.processor() or platform.machine(),
        "cores": str(os.cpu_count() or 1),
        "system": platform.platform(),
    }
    memory = _field("/proc/meminfo", "MemTotal")
    if memory:
        told["memory"] = f"{int(memory.split()[0]) / 1e6:.1f} GB"
    return told


def versions() -> dict[str, str]:
    """Python and the libraries that the figures depend on."""
    found = {"Python": platform.python_version()}
    for name in LIBRARIES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = "not installed"
    return found


def commit() -> str:
    """The commit of this tree; with a plus when files differ from it; empty outside of git."""
    try:
        head = _git("rev-parse", "--short=12", "HEAD")
        changed = _git("status", "--porcelain", "--untracked-files=no")
    except (OSError, subprocess.CalledProcessError):
        return ""
    return head + ("+" if changed else "")


def number(value: float | None) -> str:
    """A figure for people: three digits or so, thousands apart."""
    if value is None:
        return "-"
    if abs(value) >= 999.5:
        return f"{value:,.0f}"
    if value == int(value):
        return str(int(value))
    return f"{value:.3g}"


def table(figures: Sequence[Figure]) -> str:
    """All figures as one table."""
    head = ("figure", "configuration", "measured", "unit", "generator", "ratio", "beside", "target", "met")
    rows = [head, *(cells(figure) for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    lines = []
    for row, figure in zip(rows, (None, *figures), strict=True):
        line = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        lines.append(line)
        if figure is None:
            lines.append("  ".join("-" * width for width in widths))
        elif figure.note:
            lines.append(f"    {figure.note}")
    return "\n".join(lines)


def cells(figure: Figure) -> tuple[str, ...]:
    """A figure's cells in the table."""
    met = {True: "yes", False: "NO", None: ""}[figure.met]
    return (
        figure.name,
        figure.configuration,
        ("≥ " if figure.limited else "")
        + number(figure.value)
        + (" (generator's limit)" if figure.limited else ""),
        figure.unit,
        "" if figure.ceiling is None else number(figure.ceiling),
        "" if figure.ratio is None else f"{figure.ratio:.3g}",
        figure.beside,
        figure.target,
        met,
    )


def _git(*words: str) -> str:
    run = subprocess.run(["git", *words], cwd=ROOT, check=True, capture_output=True, text=True)
    return run.stdout.strip()


def _field(file: str, name: str) -> str:
    try:
        lines = Path(file).read_text("utf-8").splitlines()
    except OSError:
        return ""
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(name)), "")
