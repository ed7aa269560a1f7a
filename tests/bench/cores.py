"""Which processor core runs what, and how much time a process used."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ONE_CORE = "one core for server and generator: only ratios mean anything"


def cores() -> tuple[int | None, int | None]:
    """The core for servers and the core for the generator; None where they can't be told apart."""
    if not hasattr(os, "sched_getaffinity"):
        return None, None
    allowed = sorted(os.sched_getaffinity(0))
    return (allowed[0], allowed[1]) if len(allowed) > 1 else (None, None)


def note() -> str:
    """What has to be said with every figure of this machine; empty when nothing has to."""
    return ONE_CORE if cores()[0] is None else ""


@contextmanager
def pinned(core: int | None) -> Iterator[None]:
    """Whatever is started within stays on this core, with all its threads and children."""
    if core is None:
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def allow_many_files() -> None:
    """Let what is started from here have as many connections as the system allows."""
    import resource  # noqa: PLC0415  # only where there is one

    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def cpu_seconds(pid: int) -> float | None:
    """Processor time that a process with its threads and children has used; None where it isn't told."""
    used = [time for one in (pid, *_children(pid)) if (time := _used(one)) is not None]
    return sum(used) if used else None


def _used(pid: int) -> float | None:
    """Of its threads that still run, to the nanosecond where the system keeps that."""
    try:
        times = [file.read_text("utf-8").split()[0] for file in Path(f"/proc/{pid}/task").glob("*/schedstat")]
        if times and any(int(time) for time in times):
            return sum(int(time) for time in times) / 1e9
        fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    except (OSError, ValueError, IndexError):
        return None
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _children(pid: int) -> list[int]:
    try:
        direct = [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text("utf-8").split()]
    except (OSError, ValueError):
        return []
    return [one for child in direct for one in (child, *_children(child))]
