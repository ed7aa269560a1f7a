"""A relay that takes any free port listens at the same one on every interface."""

from pathlib import Path

from websockets.asyncio.server import ServerConnection
from websockets.http11 import Request, Response

from relay.config import Settings
from relay.server.listening import listen


async def talk(_: ServerConnection) -> None:
    """Nobody comes."""


async def answer(_: ServerConnection, __: Request) -> Response | None:
    """Nobody asks."""
    return None


async def test_any_free_port_is_one_port_whatever_the_loop(tmp_path: Path) -> None:
    server = await listen(Settings(data=tmp_path, port=0), None, talk, answer)
    ports = {one.getsockname()[1] for one in server.sockets}
    server.close()
    await server.wait_closed()
    assert len(ports) == 1
    assert ports != {0}
