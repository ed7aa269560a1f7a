"""A screen of its own for each program, as if each were on a computer of its own: Xvfb and a window manager.

Where these are not installed a program paints offscreen.
"""

import asyncio
import os
import shutil
import tempfile
from asyncio.subprocess import DEVNULL, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.bench.desktop_side import offscreen

SIZE = "1366x768x24"
"""Of a usual school laptop."""
PATIENCE = 20.0
LOOK_SECONDS = 0.02


def there_are() -> bool:
    """Whether programs get real windows here."""
    return bool(shutil.which("Xvfb") and shutil.which("openbox"))


@asynccontextmanager
async def screen() -> AsyncIterator[dict[str, str]]:
    """The environment for a program on an empty screen; ended afterwards."""
    if not there_are():
        yield offscreen()
        return
    with tempfile.TemporaryDirectory(prefix="schoolbell-screen-") as folder:
        server = manager = None
        try:
            server, display = await _server()
            environment = offscreen() | {
                "DISPLAY": display,
                "QT_QPA_PLATFORM": "xcb",
                "XDG_CACHE_HOME": folder,
            }
            manager = await _manager(environment, Path(folder) / "up")
            yield environment
        finally:
            for process in (manager, server):
                await _end(process)


async def _server() -> tuple[Process, str]:
    readable, writable = os.pipe()
    try:
        words = ["-displayfd", str(writable), "-screen", "0", SIZE, "-nolisten", "tcp"]
        server = await asyncio.create_subprocess_exec(
            "Xvfb", *words, stdout=DEVNULL, stderr=DEVNULL, pass_fds=(writable,)
        )
    finally:
        os.close(writable)
    with os.fdopen(readable) as told:
        number = await asyncio.to_thread(told.readline)
    if not number.strip():
        raise RuntimeError("Xvfb did not start")
    return server, f":{number.strip()}"


async def _manager(environment: dict[str, str], up: Path) -> Process:
    words = ["--sm-disable", "--startup", f"touch {up}"]
    manager = await asyncio.create_subprocess_exec(
        "openbox", *words, stdout=DEVNULL, stderr=DEVNULL, env=os.environ | environment
    )
    async with asyncio.timeout(PATIENCE):
        while not await asyncio.to_thread(up.exists):  # nothing else tells that it manages windows
            await asyncio.sleep(LOOK_SECONDS)
    return manager


async def _end(process: Process | None) -> None:
    if process is not None and process.returncode is None:
        process.terminate()
        async with asyncio.timeout(PATIENCE):
            await process.wait()
