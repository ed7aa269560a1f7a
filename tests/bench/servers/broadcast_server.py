"""Nothing but ``websockets.broadcast()``, in a process: what is said on a path goes to all on that path."""

import asyncio
import sys

from websockets.asyncio.server import ServerConnection, broadcast, serve

_rooms: dict[str, set[ServerConnection]] = {}


async def _serve(connection: ServerConnection) -> None:
    assert connection.request is not None
    room = _rooms.setdefault(connection.request.path, set())
    room.add(connection)
    await connection.send("welcome")
    try:
        async for message in connection:
            broadcast(room, message)
    finally:
        room.discard(connection)


async def _main(port: int) -> None:
    async with serve(_serve, "127.0.0.1", port, backlog=2048) as server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_main(int(sys.argv[1])))
