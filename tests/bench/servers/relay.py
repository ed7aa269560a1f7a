"""The real relay, as ``python -m relay run`` starts it, on a data folder of its own."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from relay.config import Settings
from relay.tls import CERTIFICATE_FILE
from tests.bench.figures import ROOT
from tests.bench.load.job import Shape
from tests.bench.servers.base import Running, Server, free_port, process
from tests.bench.servers.schoolroom import furnish

LIFTED = {
    "pace_factor": "0",
    "frames_per_second": "0",
    "bytes_per_second": "0",
    "connections_per_account": "100",
}
"""And as many connections as the shape has people."""


@dataclass(frozen=True)
class Relay(Server):
    """With limits as shipped or lifted; without TLS only to measure what TLS costs."""

    lifted: bool = True
    tls: bool = True

    def refuses(self, shape: Shape) -> str:
        shipped, people = Settings(data=Path()).connections, shape.rooms * shape.people
        if not self.lifted and people > shipped:
            return f"{people:,} connections; as shipped the relay takes {shipped}"
        return ""

    @asynccontextmanager
    async def serving(self, folder: Path, shape: Shape) -> AsyncIterator[Running]:
        data, port = folder / "data", free_port()
        sessions, tokens = await furnish(data, shape.rooms, shape.people)
        settings = {"log_level": "warning"}
        if self.lifted:
            settings |= LIFTED | {"connections": str(shape.rooms * shape.people + 100)}
        command = [sys.executable, "-m", *(("relay", "run") if self.tls else ("tests.relay.plain",))]
        command += ["--data", str(data), "--port", str(port), "--ready-file", str(folder / "ready.json")]
        command += ["--host", "127.0.0.1"] if self.tls else []
        environment = {f"SCHOOLBELL_{name.upper()}": value for name, value in settings.items()}
        async with process(command, folder, port, environment | {"PYTHONPATH": str(ROOT)}) as running:
            certificate = str(data / CERTIFICATE_FILE) if self.tls else ""
            yield Running("relay", port, running.pid, certificate, sessions, tokens)
