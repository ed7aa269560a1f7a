"""Mosquitto, the C broker, at QoS 0 or 1, with its usual settings and nobody asked for a name."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.load.job import Shape
from tests.bench.servers.base import Running, Server, free_port, process, program

SETTINGS = """\
listener {port} 127.0.0.1
allow_anonymous true
user root
log_type error
"""


@dataclass(frozen=True)
class Mosquitto(Server):
    """``quality``: 0 is sent once and forgotten, 1 is acknowledged by each reader."""

    quality: int = 0

    def missing(self) -> str:
        return program("mosquitto", "mosquitto")[1]

    @asynccontextmanager
    async def serving(self, folder: Path, shape: Shape) -> AsyncIterator[Running]:
        port = free_port()
        settings = folder / "mosquitto.conf"
        settings.write_text(SETTINGS.format(port=port), "utf-8")
        command = (program("mosquitto", "")[0], "-c", str(settings))
        async with process(command, folder, port) as running:
            rooms = [f"lesson/{number}" for number in range(shape.rooms)]
            yield Running(f"mqtt {self.quality}", port, running.pid, rooms=rooms)
