"""A relay of the doctor's own: a child process on an empty folder, gone afterwards with all it held."""

import asyncio
import contextlib
import json
import os
import tempfile
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from relay.config import ENVIRONMENT_PREFIX
from relay.shared.children import program
from relay.shared.pinned import Address, certificate_shown, pin_of_certificate

COMMAND = program("relay")
START_SECONDS = 20.0
STOP_SECONDS = 8.0
IDLE_SECONDS = 30
"""Should the doctor be killed, the relay it started ends by itself."""
LONGEST_WHY = 200


class NotStarted(Exception):
    """The relay could not be started; the message is what it said."""


@dataclass(frozen=True)
class Trial:
    """A relay that is open for this computer alone. ``secret`` makes its first teacher."""

    place: Address
    certificate: bytes
    secret: str


@asynccontextmanager
async def trial_relay(command: Sequence[str] = COMMAND) -> AsyncIterator[Trial]:
    """Starts one and ends it; raises NotStarted."""
    with tempfile.TemporaryDirectory(prefix="schoolbell-doctor-", ignore_cleanup_errors=True) as folder:
        ready = Path(folder) / "ready.json"
        flags = ["run", "--data", str(Path(folder) / "school"), "--host", "127.0.0.1", "--port", "0"]
        flags += ["--ready-file", str(ready), "--stop-when-idle", str(IDLE_SECONDS), "--log-level", "error"]
        # None of this school's own settings: its certificate, its name, its limits.
        surroundings = {n: v for n, v in os.environ.items() if not n.startswith(ENVIRONMENT_PREFIX)}
        surroundings[f"{ENVIRONMENT_PREFIX}ANNOUNCE"] = "off"
        try:
            process = await asyncio.create_subprocess_exec(
                *command, *flags, stdin=DEVNULL, stdout=DEVNULL, stderr=PIPE, env=surroundings
            )
        except OSError as error:
            raise NotStarted(str(error)) from error
        try:
            yield await _ready(process, ready)
        finally:
            await _end(process)


async def _ready(process: Process, file: Path) -> Trial:
    try:
        async with asyncio.timeout(START_SECONDS):
            while not file.exists():  # noqa: ASYNC240  # a folder of our own, a moment ago
                if process.returncode is not None:
                    _, errors = await process.communicate()
                    raise NotStarted(" ".join(errors.decode(errors="replace").split())[-LONGEST_WHY:])
                await asyncio.sleep(0.02)
    except TimeoutError:
        raise NotStarted("it took too long") from None
    said = json.loads(await asyncio.to_thread(file.read_text, "utf-8"))
    place = Address("127.0.0.1", said["port"])
    certificate = await certificate_shown(place)
    if pin_of_certificate(certificate) != said["pin"]:
        raise NotStarted("another program answers on its port")
    return Trial(place, certificate, said["first_teacher"])


async def _end(process: Process) -> None:
    if process.returncode is not None:
        return
    with contextlib.suppress(ProcessLookupError):
        process.terminate()
    try:
        async with asyncio.timeout(STOP_SECONDS):
            await process.communicate()
    except TimeoutError:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
