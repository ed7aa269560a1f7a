"""What is read before the first page is there: what it needs, and none of what waits behind its doors."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

from tests.patience import PATIENCE

NOT_BEFORE = (
    # libraries
    "PySide6.QtNetwork", "cryptography", "dbus_fast", "desktop_notifier", "ifaddr", "keyring", "peewee",
    "psutil", "segno", "spake2", "sqlite3", "websockets", "xml", "zeroconf",
    # pages behind doors, and what they stand on
    "desktop.app.profile", "desktop.app.sign_in.flow", "desktop.app.signed_in", "desktop.client",
    "desktop.features", "desktop.parts.quit_dialogs", "desktop.qt_client", "desktop.theme.widgets.choices",
    "desktop.theme.widgets.dialog", "desktop.theme.widgets.table", "desktop.window.shortcuts",
    "relay.protocol.accounts", "relay.protocol.catalog", "relay.protocol.sessions", "relay.shared.rosters",
)  # fmt: skip
"""Modules and packages, each with all that is in it."""
PAGES, FIRST_PAGE = "desktop.pages", "desktop.pages.connect"
QUIET = {"QT_QPA_PLATFORM": "offscreen", "DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent"}
STARTS = """
import sys
from tests.bench.first_paint import main
for name in sys.argv[2:]:
    __import__(name)
sys.exit(main(["schoolbell", sys.argv[1]]))
"""


def within(module: str, package: str) -> bool:
    return f"{module}.".startswith(f"{package}.")


def too_early(modules: Iterable[str]) -> list[str]:
    """Those that the first page does without."""
    return [
        module
        for module in modules
        if any(within(module, other) for other in NOT_BEFORE)
        or (within(module, PAGES) and module != PAGES and not within(module, FIRST_PAGE))
    ]


def read_by_the_first_page(profile: Path, *besides: str) -> list[str]:
    """The modules of the program when its first page has been painted, in a process of its own."""
    words = [sys.executable, "-c", STARTS, str(profile), *besides]
    run = subprocess.run(
        words, env=os.environ | QUIET, capture_output=True, text=True, check=True, timeout=PATIENCE
    )
    told: list[str] = json.loads(run.stdout.splitlines()[-1])["modules"]
    return told


def test_the_first_page_is_painted_before_anything_else_is_read(tmp_path: Path) -> None:
    modules = read_by_the_first_page(tmp_path)
    assert FIRST_PAGE in modules
    assert too_early(modules) == []


def test_what_is_read_too_early_is_named(tmp_path: Path) -> None:
    early = {"zeroconf", "desktop.pages.room", "desktop.theme.widgets.table"}
    assert early <= set(too_early(read_by_the_first_page(tmp_path, *early)))


def test_every_name_is_one_of_a_module() -> None:
    """A name that is misspelt, or no longer so, would keep nothing out."""
    assert [name for name in NOT_BEFORE if find_spec(name) is None] == []
