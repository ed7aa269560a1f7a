"""The generator's process: a job on standard input's first line, then steps, each answered by an outcome."""

import asyncio
import os
import resource
import sys
import traceback

import msgspec

from tests.bench.load.job import Job, Step, Told
from tests.bench.load.load import Load


async def _serve(job: Job) -> None:
    loop = asyncio.get_running_loop()
    load = Load(job)
    try:
        await load.connect()
        _tell(Told(ready=True))
        while line := await loop.run_in_executor(None, sys.stdin.buffer.readline):
            _tell(Told(outcome=await load.step(msgspec.json.decode(line, type=Step))))
    finally:
        load.close()


def _tell(word: Told) -> None:
    sys.stdout.buffer.write(msgspec.json.encode(word) + b"\n")
    sys.stdout.buffer.flush()


def main() -> int:
    """Serve the job; errors are told as such."""
    job = msgspec.json.decode(sys.stdin.buffer.readline(), type=Job)
    if job.core is not None:
        os.sched_setaffinity(0, {job.core})
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    try:
        if sys.platform == "win32":
            asyncio.run(_serve(job))
        else:
            import uvloop  # noqa: PLC0415 - does not exist on Windows

            uvloop.run(_serve(job))
    except Exception as error:
        traceback.print_exc()
        _tell(Told(error=f"{type(error).__name__}: {error}"[:500]))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
