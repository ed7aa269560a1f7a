"""Programs that are asked or started, never through a shell, and ended afterwards."""

import asyncio
import os
import shutil
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress

PLACES = os.pathsep.join(("/usr/sbin", "/sbin", "/usr/local/sbin", "/usr/libexec/ApplicationFirewall"))
"""Where systems keep what ordinary people seldom call."""


class NotStarted(Exception):
    """The program could not be started; the message says why."""


def path_of(name: str) -> str:
    """The program's path; empty when it is not there."""
    return shutil.which(name) or shutil.which(name, path=PLACES) or ""


async def said(*words: str, seconds: float = 8.0) -> str | None:
    """What it wrote, also when it failed; None when it is not there or took too long."""
    program = running(path_of(words[0]), *words[1:], environment=os.environ | {"LC_ALL": "C"})
    try:
        async with program as process, asyncio.timeout(seconds):
            return (await process.communicate())[0].decode(errors="replace")
    except (NotStarted, TimeoutError):
        return None


@asynccontextmanager
async def running(*words: str, environment: Mapping[str, str], patience: float = 0) -> AsyncIterator[Process]:
    """Raises NotStarted. Afterwards it is asked to end, and ended after so many seconds (0: at once)."""
    try:
        process = await asyncio.create_subprocess_exec(
            *words, stdin=DEVNULL, stdout=PIPE, stderr=PIPE, env=environment
        )
    except OSError as error:
        raise NotStarted(str(error)) from error
    try:
        yield process
    finally:
        if process.returncode is None and patience:
            process.terminate()
            with suppress(TimeoutError):
                async with asyncio.timeout(patience):
                    await process.communicate()
        if process.returncode is None:
            process.kill()
            await process.wait()
