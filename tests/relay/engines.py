"""The engines that a school can have; what the store promises is tried on each of them."""

from collections.abc import Callable
from pathlib import Path

from relay.store.engine import Engine
from relay.store.sqlite import SqliteEngine
from tests.relay.new_folder import new_folder

MakeEngine = Callable[[Path], Engine]
"""Makes one for the data folder of a test."""


def sqlite(folder: Path) -> SqliteEngine:
    """SQLite in a folder, where a new database stands if none did."""
    return SqliteEngine(new_folder(folder))


ENGINES: dict[str, MakeEngine] = {"sqlite": sqlite}
