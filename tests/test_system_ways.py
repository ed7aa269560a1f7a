"""A wall: what one system alone has is asked for in `relay.shared.system`, and nowhere else."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HOME = ROOT / "relay" / "shared" / "system"
MODULES = {
    *("fcntl", "grp", "msvcrt", "posix", "pty", "pwd", "resource", "syslog", "termios", "tty", "winreg"),
    *("_winapi", "ctypes.wintypes"),
}
NAMES = {
    *("os.getuid", "os.geteuid", "os.getgid", "os.getegid", "os.getpgid", "os.getpgrp", "os.setsid"),
    *("os.fork", "os.forkpty", "os.kill", "os.killpg", "os.nice", "os.chown", "os.fchmod", "os.mkfifo"),
    *("os.O_DIRECTORY", "os.name", "os.uname", "os.startfile", "signal.signal", "socket.AF_UNIX"),
    *("asyncio.start_unix_server", "asyncio.open_unix_connection", "ctypes.windll", "ctypes.WinDLL"),
    *("subprocess.CREATE_NO_WINDOW", "subprocess.CREATE_NEW_PROCESS_GROUP"),
}
WORDS = {
    "add_signal_handler",
    "create_unix_server",
    "create_unix_connection",
    "preexec_fn",
    "start_new_session",
}
PLACES = ("/proc", "/sys/")


def of_one_system(source: str) -> Iterator[str]:
    """What a module asks for that only some systems have."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in MODULES)
        elif isinstance(node, ast.ImportFrom):
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            yield from ({node.module or ""} & MODULES) | (names & (MODULES | NAMES))
            yield from (name for name in names if name.startswith("signal.SIG"))
        elif isinstance(node, ast.Attribute):
            name = ast.unparse(node)
            if name in NAMES or node.attr in WORDS or name.startswith("signal.SIG"):
                yield name
        elif isinstance(node, ast.keyword) and node.arg in WORDS:
            yield node.arg
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            if node.value.startswith(PLACES):
                yield node.value
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module"):
            yield from (
                word.value for word in node.args if isinstance(word, ast.Constant) and word.value in MODULES
            )


@pytest.mark.parametrize(
    "source",
    [
        "import fcntl",
        "import os\nos.kill(1, 2)",
        "from os import getuid",
        "import signal\nsignal.SIGKILL",
        "from signal import SIGTERM",
        "import socket\nsocket.socket(socket.AF_UNIX)",
        "loop.add_signal_handler(2, stop)",
        "Path('/proc/self/stat')",
        "Popen(words, start_new_session=True)",
        "importlib.import_module('resource')",
    ],
)
def test_it_is_found(source: str) -> None:
    assert len(set(of_one_system(source))) == 1


def test_nothing_else_has_it() -> None:
    files = [file for part in ("relay", "desktop", "resources") for file in (ROOT / part).rglob("*.py")]
    found = {
        str(file.relative_to(ROOT)): sorted(set(names))
        for file in files
        if HOME not in file.parents and (names := list(of_one_system(file.read_text("utf-8"))))
    }
    assert found == {}


def test_both_systems_have_the_same_face() -> None:
    """What is taken from each stands in one list; that each has it all, mypy says for each system."""
    tree = ast.parse((HOME / "__init__.py").read_text("utf-8"))
    (choice,) = (node for node in tree.body if isinstance(node, ast.If))
    windows, posix = (
        sorted(alias.name for taken in branch if isinstance(taken, ast.ImportFrom) for alias in taken.names)
        for branch in (choice.body, choice.orelse)
    )
    assert windows == posix
