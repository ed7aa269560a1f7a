"""The servers that are compared, each started on loopback in a folder of its own, and ended by its pid."""

from tests.bench.servers.base import Running, Server
from tests.bench.servers.ejabberd import Ejabberd
from tests.bench.servers.mosquitto import Mosquitto
from tests.bench.servers.ours import Broadcast, Trivial
from tests.bench.servers.prosody import Prosody
from tests.bench.servers.relay import Relay

__all__ = ["Broadcast", "Ejabberd", "Mosquitto", "Prosody", "Relay", "Running", "Server", "Trivial"]
