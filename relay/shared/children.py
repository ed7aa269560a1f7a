"""Our programs in processes of their own: how one is started, who has a folder, whether a port is free."""

import socket
import sys
from pathlib import Path

LOCK_FILE = "lock"
"""In a relay's data folder: holds the number of the process that has the folder."""
READY_FILE = "ready.json"
"""What a relay writes for whoever started it."""

EXIT_PORT_TAKEN = 76
"""How a relay ends that finds another program at its port; what is said then is in the system's language."""


def program(module: str) -> tuple[str, ...]:
    """The command that runs one of our modules with this Python.

    ``-P``: nothing is imported from the folder that one happens to be in, which may be anybody's.
    """
    return (sys.executable, "-P", "-m", module)


def holder(folder: Path) -> int:
    """The process that has a data folder, as far as can be told without disturbing it; 0 when none has."""
    try:
        pid = int((folder / LOCK_FILE).read_text("ascii").split()[0])
    except (OSError, ValueError, IndexError):
        return 0
    return pid if runs(pid) else 0


def runs(pid: int) -> bool:
    """Whether there is a process of this number."""
    from psutil import pid_exists  # noqa: PLC0415  # the desktop's start need not wait 10 ms for it

    return bool(pid_exists(pid))


def why_not_listen(host: str, port: int) -> OSError | None:
    """What keeps one from listening there now; None when nothing does. ``host`` empty: every interface."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        if sys.platform != "win32":  # there it would share the port with another program
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return error
    return None
