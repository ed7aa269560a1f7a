"""Plays the demo in a process of its own, as patient as tests are; desktop and relay may be of two trees."""

import asyncio
import contextlib
import os
import signal
import sys
from asyncio.subprocess import PIPE, STDOUT
from dataclasses import dataclass
from pathlib import Path

from tests.patience import LIMIT, PATIENCE

ROOT = Path(__file__).parent.parent
RELAY = """
import runpy, sys
sys.path.insert(0, {tree!r})
import relay
assert relay.__file__.startswith({tree!r}), relay.__file__
runpy.run_module("relay", run_name="__main__")
"""
PLAY = """
import sys
tree, relay, patience = sys.argv[1:]
sys.path.insert(0, tree)
from desktop import hosting
from desktop.demo import __main__, show
try:
    from desktop.demo import user
except ImportError:  # an old desktop calls it so
    from desktop.demo import person as user
assert hosting.__file__.startswith(tree), hosting.__file__
user.PATIENCE = show.LESSON_SECONDS = float(patience)
hosting.Hosting.__init__.__kwdefaults__["command"] = (sys.executable, "-c", relay)
sys.exit(__main__.main())
"""


@dataclass(frozen=True)
class Played:
    """How it went, and all that it said."""

    code: int | None
    said: str

    @property
    def wrong(self) -> str:
        """What went wrong; empty when every step happened and nothing failed unseen."""
        return self.said if self.code or "Traceback" in self.said else ""


async def play(pictures: Path, desktop: Path = ROOT, relay: Path = ROOT, tour: str = "") -> Played:
    """The demo with the desktop and the relay of these trees; ``tour``: acts of the tour, between commas."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-c", PLAY, str(desktop), RELAY.format(tree=str(relay)), str(PATIENCE)),
        cwd=pictures,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen", "PICTURES": str(pictures), "TOUR": tour},
        stdout=PIPE,
        stderr=STDOUT,
        start_new_session=True,
    )
    try:
        async with asyncio.timeout(LIMIT - PATIENCE):
            said, _ = await process.communicate()
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            await process.wait()
    return Played(process.returncode, said.decode(errors="replace"))
