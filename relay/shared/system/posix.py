"""What Unix does in its own way: signals, groups of processes, modes and owners of files, limits, locks."""

import asyncio
import contextlib
import fcntl
import os
import pwd
import resource
import shlex
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Literal

if TYPE_CHECKING:
    import psutil

assert sys.platform != "win32"

POLITE = 10
"""Of Unix's niceness."""
OTHERS, OTHERS_WRITE = 0o077, 0o022
_START, _END = 45, 46
"""Where a process's words begin and end in memory: fields 48 and 49 of proc(5), after the name."""

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

# Processes

ENDED_FOR_TIME: int | None = -signal.SIGXCPU
"""How a process ends that has had all of its `limit_work`."""


def apart() -> dict[str, Any]:
    """For Popen: in a group of its own, so that Ctrl-C in a terminal and a crash here leave it alone."""
    return {"start_new_session": True}


def end_family(child: subprocess.Popen[bytes]) -> None:
    """Ends at once a child that was started `apart`, and all that it has started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)


def own_family() -> "list[psutil.Process]":
    """What runs of all that this process has started; whose parent is gone is found by its group."""
    import psutil  # noqa: PLC0415  # most never need it

    me, found = os.getpid(), []
    for one in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            ours = os.getpgid(one.pid) == me and one.pid != me
            if ours and one.status() != psutil.STATUS_ZOMBIE:
                found.append(one)
    return found


def end_own_group() -> None:
    """Ends this process at once, and those of its group, where it is the first of one."""
    if os.getpgrp() == os.getpid():
        os.killpg(0, signal.SIGKILL)
    os._exit(1)


def tell_to_end(pid: int) -> None:
    """Asks a process by its number to end in good order, where a system can do that."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGTERM)


def when_told_to_end(stop: Callable[[], object]) -> None:
    """From now on `stop` is called in the running loop when this process is to end in good order."""
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop)


def give_way() -> None:
    """From now on whatever a person sees comes before this process."""
    os.nice(POLITE)
    with contextlib.suppress(OSError):  # Linux weighs whole sessions: niceness alone counts within one
        Path("/proc/self/autogroup").write_text(str(POLITE), "ascii")


def hide_argument(words: str) -> None:
    """Writes blanks over these words in this process's command line, which on Linux everybody can read."""
    if sys.platform != "linux" or not words:  # macOS shows it to the same person and to administrators only
        return
    import ctypes  # noqa: PLC0415  # few starts need it

    with contextlib.suppress(OSError, ValueError, IndexError):  # no /proc: then nobody can read it there
        fields = Path("/proc/self/stat").read_text().rpartition(")")[2].split()
        start, end = int(fields[_START]), int(fields[_END])
        wanted = os.fsencode(words)
        place = ctypes.string_at(start, end - start).find(wanted) if 0 < start < end else -1
        if place >= 0:
            ctypes.memset(start + place, ord(" "), len(wanted))


def tell_person(text: str) -> None:
    """Says something to whoever started this program, before it has a window."""
    if sys.stderr:
        sys.stderr.write(text + "\n")


def name_program(name: str) -> None:
    """Nothing: windows have their program's name from Qt."""


# Limits


def raise_file_limit(most: int) -> None:
    """As many open files as the system allows, up to `most`."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = most if hard == resource.RLIM_INFINITY else min(hard, most)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with contextlib.suppress(OSError, ValueError):  # macOS says more than it gives
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def limit_own(
    *, memory: int, seconds: int = 0, largest_file: int, open_files: int = 0, alone: bool = False
) -> None:
    """What this process may take from now on, and what it starts. ``memory``: of addresses.

    ``alone``: it starts nothing any more, as far as the system holds it to that.
    """
    _limit(resource.RLIMIT_AS, memory)
    _limit(resource.RLIMIT_FSIZE, largest_file)
    _limit(resource.RLIMIT_CORE, 0)
    if seconds:
        _limit(resource.RLIMIT_CPU, seconds)
    if open_files:
        _limit(resource.RLIMIT_NOFILE, open_files)


def limit_work(seconds: float) -> None:
    """The system ends this process soon after it has used so much more of the processor."""
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    soon = int(time.process_time() + seconds) + 1
    _limit(resource.RLIMIT_CPU, soon if most == resource.RLIM_INFINITY else min(soon, most), most)


def _limit(what: int, soft: int, hard: int | None = None) -> None:
    with contextlib.suppress(ValueError, OSError):  # it has less already, or does not know this limit
        resource.setrlimit(what, (soft, soft if hard is None else hard))


# Files


def lock(descriptor: int) -> None:
    """Locks an open file until it is closed; raises OSError when another process has it."""
    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def replace(source: Path, target: Path) -> None:
    """Gives a file the name of another, which is gone then; raises OSError. For a thread."""
    source.replace(target)


def open_shared(path: Path) -> BinaryIO:
    """A file to be read, which may be deleted meanwhile; raises OSError."""
    return path.open("rb")


def is_held(path: Path) -> bool:
    """Whether another program keeps it from being moved: here none can."""
    return False


def other_owner(path: Path) -> str:
    """The name of the user to whom it belongs, if that is not the one who runs this program; else nothing."""
    user = path.stat().st_uid
    if user == os.geteuid():
        return ""
    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:
        return str(user)


def others_may(path: Path) -> Literal["nothing", "read", "write"]:
    """What users other than its owner may do with it; those who rule the computer may do all anyway."""
    mode = path.stat().st_mode
    return "write" if mode & OTHERS_WRITE else "read" if mode & OTHERS else "nothing"


def take_from_others(path: Path) -> None:
    """From now on it is its owner's alone; raises OSError."""
    path.chmod(stat.S_IMODE(path.stat().st_mode) & ~OTHERS & 0o777)


def how_to_take(path: Path) -> str:
    """The command with which a person takes from others what they may change there."""
    return f"chmod go-w {shlex.quote(str(path))}"


def is_own_folder(path: Path) -> bool:
    """Whether it is a folder, and no link to one, of this user alone."""
    try:
        about = path.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(about.st_mode) and about.st_uid == os.geteuid() and not about.st_mode & OTHERS


def sync_folder(folder: Path) -> None:
    """Makes what was renamed or removed in a folder last, after a power cut too; raises OSError."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


# Sockets

HAS_FILE_SOCKETS = True
"""Whether a socket may be a file, which its owner alone may open."""


def file_socket() -> socket.socket:
    """A socket that is bound, or connected, to a file."""
    return socket.socket(socket.AF_UNIX)


async def serve_in_file(talk: Talk, path: Path, limit: int) -> asyncio.Server:
    """Listens at a file of the owner alone. ``limit``: bytes of a line."""
    server = await asyncio.start_unix_server(talk, path, limit=limit)
    path.chmod(0o600)  # noqa: ASYNC240  # before anybody can come in
    return server


def is_own_socket(path: Path) -> bool:
    """Whether it is a socket that this very user made: whoever else listens there is told what is said."""
    try:
        about = path.lstat()
    except OSError:
        return False
    return stat.S_ISSOCK(about.st_mode) and about.st_uid == os.geteuid()


def own_folders() -> list[Path]:
    """Where a folder of this user alone may stand, beside those that a program has."""
    import tempfile  # noqa: PLC0415

    shared = [os.environ.get("XDG_RUNTIME_DIR", ""), tempfile.gettempdir(), "/tmp"]
    return [Path(place, f"schoolbell-{os.getuid()}") for place in dict.fromkeys(shared) if place]


# The network


def is_interface_down(name: str) -> bool:
    """Whether the interface has no cable or is switched off, where the system says so (Linux)."""
    try:
        state = Path("/sys/class/net", name.partition(":")[0], "operstate").read_text("ascii").strip()
    except (OSError, ValueError):
        return False
    return state in ("down", "lowerlayerdown", "notpresent")


DEVICES_FILE: Path | None = Path("/proc/net/arp") if sys.platform == "linux" else None
"""Says which devices this computer has met."""
DEVICES_COMMAND = ("arp", "-an")
"""The same, where there is no such file."""
