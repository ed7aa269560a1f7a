"""ejabberd with rooms (MUC) and their archive, its usual modules and settings."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.load.job import Shape
from tests.bench.load.xmpp import HOST, ROOMS
from tests.bench.servers.base import Running, Server, free_port, process, program
from tests.bench.servers.prosody import too_many

SETTINGS = """\
# The usual settings, less the shaper, which would cap the load at 3 kB/s for each connection,
# and with sign-in for anybody over a plain connection.
loglevel: error
hosts: ["{host}"]
listen:
  - port: {port}
    ip: "127.0.0.1"
    module: ejabberd_c2s
    max_stanza_size: 262144
    shaper: none
    access: all
auth_method: anonymous
anonymous_protocol: sasl_anon
allow_multiple_connections: true
modules:
  mod_adhoc: {{}}
  mod_blocking: {{}}
  mod_caps: {{}}
  mod_carboncopy: {{}}
  mod_client_state: {{}}
  mod_disco: {{}}
  mod_last: {{}}
  mod_mam:
    default: always
  mod_muc:
    host: "{rooms}"
    access: all
    access_create: all
    default_room_options:
      mam: true
  mod_ping: {{}}
  mod_privacy: {{}}
  mod_private: {{}}
  mod_roster: {{}}
  mod_stream_mgmt: {{}}
  mod_version: {{}}
"""


@dataclass(frozen=True)
class Ejabberd(Server):
    """Messages are archived in its usual storage (Mnesia)."""

    def missing(self) -> str:
        return program("ejabberdctl", "ejabberd")[1] or program("erl", "ejabberd")[1]

    def refuses(self, shape: Shape) -> str:
        return too_many(shape)

    @asynccontextmanager
    async def serving(self, folder: Path, shape: Shape) -> AsyncIterator[Running]:
        port = free_port()
        settings = folder / "ejabberd.yml"
        settings.write_text(SETTINGS.format(port=port, host=HOST, rooms=ROOMS), "utf-8")
        command = (
            program("erl", "")[0],
            *("-noinput", "+K", "true", "+P", "250000"),
            *("-mnesia", "dir", f'"{folder}/mnesia"'),
            *("-s", "ejabberd"),
        )
        environment = {
            "EJABBERD_CONFIG_PATH": str(settings),
            "EJABBERD_LOG_PATH": str(folder / "ejabberd.log"),
            "ERL_CRASH_DUMP": str(folder / "crash.dump"),
            "ERL_MAX_PORTS": "32000",
            "ERL_LIBS": _libraries(),
            "HOME": str(folder),
        }
        async with process(command, folder, port, environment) as running:
            rooms = [f"lesson-{number}" for number in range(shape.rooms)]
            yield Running("xmpp", port, running.pid, rooms=rooms)


def _libraries() -> str:
    """Where Debian puts it, whatever the machine's architecture."""
    return ":".join(str(place) for place in sorted(Path("/usr/lib").glob("*-linux-gnu*")))
