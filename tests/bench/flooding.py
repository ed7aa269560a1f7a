"""Floods a relay again and again: ``python -m tests.bench.flooding PORT CERTIFICATE TOKEN``.

One connection sends as much as is allowed and stays; another sends as much as it can, is cut, and comes
again. In a process of its own, behind all others on its core: in life it is another computer that pays for
sending. It ends when its standard input does, and then says how often it was cut.
"""

import asyncio
import contextlib
import itertools
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from relay.protocol.catalog import encode
from relay.protocol.chat import PostMessage
from relay.protocol.limits import FRAMES_PER_SECOND
from relay.shared.ids import new_ref
from tests.relay.by_hand import FINAL, MORE, PING, TEXT, dial, frame, request

FLOOD = 2_000_000
"""Bytes at a time; the relay cuts nearly all of it off."""
LONGEST, PIECE = 65_000, 65_536
PATIENCE_SECONDS = 0.05
"""A goodbye is not waited for."""
KINDS = {
    "pings": frame(b"", FINAL | PING),
    "texts": frame(b"{}"),
    "fragments": frame(b"", MORE),
    "brackets": frame(b"[" * LONGEST),
}


def floods() -> list[bytes]:
    """One of each kind; fragments need a beginning."""
    begins = {"fragments": frame(b"", TEXT)}
    return [begins.get(name, b"") + one * (FLOOD // len(one)) for name, one in KINDS.items()]


async def stay(port: int, certificate: Path, token: str) -> None:
    """Send the longest commands that are read at all, as many as are allowed."""
    reader, writer = await dial(port, certificate)
    writer.write(request(token))
    await reader.readuntil(b"\r\n\r\n")
    reading = asyncio.create_task(reader.read(-1))
    command = PostMessage(ref=new_ref(), session=new_ref(), text="x" * (LONGEST - 200))
    frames = frame(encode(command)) * int(FRAMES_PER_SECOND / 10)
    while not reading.done():
        writer.write(frames)
        await asyncio.sleep(0.101)


async def flood(port: int, certificate: Path, token: str) -> int:
    """Until somebody stops it; returns how many connections it made."""
    loop = asyncio.get_running_loop()
    over = loop.run_in_executor(None, sys.stdin.read)
    staying = asyncio.create_task(stay(port, certificate, token))
    made = 0
    for some in itertools.cycle(floods()):
        if over.done():
            staying.cancel()
            return made
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, TimeoutError):
            reader, writer = await dial(port, certificate)
            try:
                writer.write(request(token))
                await reader.readuntil(b"\r\n\r\n")
                made += 1
                gone = asyncio.create_task(reader.read(-1))
                for start in range(0, len(some), PIECE):
                    writer.write(some[start : start + PIECE])
                    await writer.drain()
                    await asyncio.sleep(0)  # the end is noticed only between turns
                    if gone.done() or writer.transport.is_closing():
                        break
                async with asyncio.timeout(PATIENCE_SECONDS):
                    await gone
            finally:
                writer.transport.abort()
    raise AssertionError


def main(words: Sequence[str]) -> None:
    """From the command line."""
    if hasattr(os, "nice"):
        os.nice(19)
    port, certificate, token = words
    sys.stdout.write(f"{asyncio.run(flood(int(port), Path(certificate), token))}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
