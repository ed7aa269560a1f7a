"""The event loop the relay runs on, and what it asks of the interpreter (docs/adr/0015-uvloop.md)."""

import asyncio
import asyncio.sslproto
import gc
import importlib
import importlib.util
import sys
from collections.abc import Callable

SWITCH_SECONDS = 0.0005
"""The writer thread and the loop share one interpreter: shorter turns halve the median wait."""
TLS_BUFFER = 65_536
"""Bytes that asyncio keeps for reading from each TLS connection; its own measure is four times that."""
LARGE = 131_072
"""Bytes that come from the system, as do the 256 kB that uvloop keeps for each TLS connection, of which it
touches a few. Over memory of the heap that others have used all of it would count."""
YOUNG = 50_000
"""New objects after which the collector looks for cycles among them. Nothing in the path of a message makes
any; with the usual 700 it looks at everything that rooms remember several times a second."""


def loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """uvloop where it exists: less memory for a TLS connection, and less time for each."""
    if importlib.util.find_spec("uvloop") is None:
        asyncio.sslproto.SSLProtocol.max_size = TLS_BUFFER
        return None
    uvloop = importlib.import_module("uvloop")
    factory: Callable[[], asyncio.AbstractEventLoop] = uvloop.new_event_loop
    return factory


def shorten_gil_switch() -> None:
    """Let the writer's thread have its turn soon while the loop is busy."""
    sys.setswitchinterval(SWITCH_SECONDS)


def collect_seldom() -> None:
    """Have the collector look seldom, also while the logs of live lessons are read."""
    gc.set_threshold(YOUNG, 20, 20)


def freeze_what_stays() -> None:
    """What is there once the relay serves stays: the collector need not look at it again."""
    gc.collect()
    gc.freeze()
