"""Prosody with rooms (MUC) and their archive, its usual modules and settings."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.load.job import Shape
from tests.bench.load.xmpp import HOST, ROOMS
from tests.bench.servers.base import Running, Server, free_port, process, program

MOST_IN_A_ROOM = 200

SETTINGS = """\
-- The usual modules, less those that go to other servers, and less "limits", which would cap the load
-- at 10 kB/s for each connection.
modules_enabled = {{
    "disco"; "roster"; "saslauth"; "blocklist"; "bookmarks"; "carbons"; "pep"; "private"; "smacks";
    "vcard4"; "vcard_legacy"; "csi_simple"; "ping"; "time"; "uptime"; "version";
}}
modules_disabled = {{ "s2s"; "tls"; "offline"; }}
data_path = "{folder}/data"
c2s_ports = {{ {port} }}
c2s_interfaces = {{ "127.0.0.1" }}
s2s_ports = {{ }}
c2s_require_encryption = false
allow_unencrypted_plain_auth = true
run_as_root = true
pidfile = "{folder}/prosody.pid"
log = {{ error = "*console" }}
archive_expires_after = "1w"

VirtualHost "{host}"
    authentication = "anonymous"

Component "{rooms}" "muc"
    modules_enabled = {{ "muc_mam" }}
    muc_log_by_default = true
"""


@dataclass(frozen=True)
class Prosody(Server):
    """Messages are archived in its usual storage (files)."""

    def missing(self) -> str:
        return program("prosody", "prosody")[1]

    def refuses(self, shape: Shape) -> str:
        return too_many(shape)

    @asynccontextmanager
    async def serving(self, folder: Path, shape: Shape) -> AsyncIterator[Running]:
        port = free_port()
        (folder / "data").mkdir()
        settings = folder / "prosody.cfg.lua"
        settings.write_text(SETTINGS.format(folder=folder, port=port, host=HOST, rooms=ROOMS), "utf-8")
        os.chmod(settings, 0o644)
        command = (program("prosody", "")[0], "--config", str(settings), "-F")
        async with process(command, folder, port) as running:
            rooms = [f"lesson-{number}" for number in range(shape.rooms)]
            yield Running("xmpp", port, running.pid, rooms=rooms)


def too_many(shape: Shape) -> str:
    """Each coming is told to everybody at once: a thousand comings are a million stanzas."""
    if shape.people > MOST_IN_A_ROOM:
        return f"not measured above {MOST_IN_A_ROOM} people in a room: every coming is told to everybody"
    return ""
