"""The line on which a relay's owner speaks to it, from the owner's end; the word that stops the relay.

A socket in the data folder; where a system has none in files, or the path is too long for one, a port of the
loopback address and a secret, which stand in a file of the owner.
"""

import contextlib
import json
import os
import socket
from pathlib import Path

from relay.shared.system import HAS_FILE_SOCKETS, file_socket

CONTROL_SOCKET = "control.sock"
STOP, STOPS = b'{"t":"stop_relay"}\n', b'{"t":"relay_stops"}\n'
"""No words of the protocol: nobody says them but the owner, here. How it ends is seen by its process."""
STOP_SECONDS = 15.0
"""So long a relay may take to say that it stops."""
LONGEST_SOCKET_PATH = 100
"""Bytes in the path of a socket in a file; systems differ, none allows less."""


def door_file(path: Path) -> Path:
    """Where the loopback port and the secret stand when ``path`` can't be a socket."""
    return path.with_suffix(".json")


def is_file_socket(path: Path) -> bool:
    """Whether ``path`` can be a socket here."""
    return HAS_FILE_SOCKETS and len(os.fsencode(path.absolute())) <= LONGEST_SOCKET_PATH


def control_line(folder: Path, seconds: float) -> socket.socket | None:
    """A line to the relay that runs in this folder; None when there is none. Raises OSError."""
    path = folder / CONTROL_SOCKET
    try:
        if is_file_socket(path):
            line = file_socket()
            try:
                line.settimeout(seconds)
                line.connect(str(path.absolute()))
            except OSError:
                line.close()
                raise
            return line
        door = json.loads(door_file(path).read_text("utf-8"))
        line = socket.create_connection(("127.0.0.1", door["port"]), timeout=seconds)
        line.sendall(f"{door['secret']}\n".encode())
        return line
    except (FileNotFoundError, ConnectionRefusedError, NotADirectoryError):
        return None


def ask_to_stop(folder: Path) -> bool:
    """Tells the relay in this folder to end in good order; False if none says that it does. Blocks."""
    with contextlib.suppress(OSError, ValueError, LookupError):
        line = control_line(folder, STOP_SECONDS)
        if line is not None:
            with line, line.makefile("rb") as answers:
                line.sendall(STOP)
                return answers.readline() == STOPS
    return False
