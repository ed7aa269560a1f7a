"""What a program of the system says, asked briefly and never through a shell."""

import asyncio
import os
import shutil
from asyncio.subprocess import DEVNULL, PIPE, Process
from contextlib import suppress

PLACES = os.pathsep.join(("/usr/sbin", "/sbin", "/usr/local/sbin", "/usr/libexec/ApplicationFirewall"))
"""Where systems keep what ordinary people seldom call."""


def path_of(name: str) -> str:
    """The program's path; empty when it is not there."""
    return shutil.which(name) or shutil.which(name, path=PLACES) or ""


async def said(*words: str, seconds: float = 8.0) -> str | None:
    """What it wrote, also when it failed; None when it is not there or took too long."""
    environment = os.environ | {"LC_ALL": "C"}
    try:
        process = await asyncio.create_subprocess_exec(
            path_of(words[0]), *words[1:], stdin=DEVNULL, stdout=PIPE, stderr=DEVNULL, env=environment
        )
    except OSError:
        return None
    try:
        async with asyncio.timeout(seconds):
            return (await process.communicate())[0].decode(errors="replace")
    except TimeoutError:
        return None
    finally:
        await end(process, 0)


async def end(process: Process, seconds: float) -> None:
    """Asks it to end, and ends it after so many seconds (0: at once)."""
    with suppress(ProcessLookupError):
        if seconds and process.returncode is None:
            process.terminate()
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await process.communicate()
        if process.returncode is None:
            process.kill()
            await process.wait()
