"""A desktop without windows, as a process that may be killed: says something that names a file.

Usage: python -m tests.desktop.client.hander PROFILE HOST:PORT PIN TOKEN SESSION FILE
"""

import asyncio
import os
import sys
from pathlib import Path

from desktop.client import Address, DiskAccountCache, RelayClient, Store
from relay.protocol.chat import PostMessage
from relay.shared.ids import new_ref


async def hand_in(profile: Path, port: int, pin: str, token: str, session: str, file: str) -> None:
    """Tells how much of it is at the relay; without a file it waits until all is sent."""
    store = Store(profile, 10_000_000, print)
    await store.open()
    cache = await DiskAccountCache.open(store, pin, os.environ["TALKER"])
    relay = RelayClient(Address("127.0.0.1", port), pin, token, cache=cache)
    relay.start()
    if file:
        room = relay.room(session)
        held = await room.hold(Path(file), "", Path(file).name)
        relay.files.on_progress.connect(
            lambda file_hash, done, size: print(done, flush=True)  # noqa: T201
        )
        room.send(PostMessage(ref=new_ref(), session=session, text=held.file.hash), [held])
    while file or relay.welcome is None or relay.unsent:
        await asyncio.sleep(0.005)
    await relay.close()
    await store.close()


if __name__ == "__main__":
    where, port, pin, token, session, file = sys.argv[1:]
    asyncio.run(hand_in(Path(where), int(port), pin, token, session, file))
