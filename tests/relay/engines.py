"""The engines that a school can have; what the store promises is tried on each of them."""

from collections.abc import Callable
from pathlib import Path

from relay.store.engine import Engine
from relay.store.sqlite import SqliteEngine

MakeEngine = Callable[[Path], Engine]
"""Makes one for the data folder of a test."""
ENGINES: dict[str, MakeEngine] = {"sqlite": SqliteEngine}
