"""What a program of the system says, asked briefly and never through a shell."""

import asyncio
import contextlib
import os
import shutil
from asyncio.subprocess import DEVNULL, PIPE

SECONDS = 8.0
PLACES = os.pathsep.join(("/usr/sbin", "/sbin", "/usr/local/sbin", "/usr/libexec/ApplicationFirewall"))
"""Where systems keep what ordinary people seldom call."""


def find(name: str) -> str:
    """The program's path; empty when it is not there."""
    return shutil.which(name) or shutil.which(name, path=PLACES) or ""


async def said(*words: str, seconds: float = SECONDS) -> str | None:
    """What it wrote; None when it is not there, failed, or took too long."""
    program = find(words[0])
    if not program:
        return None
    try:
        process = await asyncio.create_subprocess_exec(
            program, *words[1:], stdin=DEVNULL, stdout=PIPE, stderr=DEVNULL, env=os.environ | {"LC_ALL": "C"}
        )
    except OSError:
        return None
    try:
        async with asyncio.timeout(seconds):
            out, _ = await process.communicate()
    except TimeoutError:
        return None
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    return out.decode(errors="replace") if process.returncode == 0 else None
