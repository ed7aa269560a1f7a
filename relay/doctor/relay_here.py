"""The relay that runs on this computer, if one does: where it listens, and that it is this folder's."""

import asyncio
import errno
import json
import socket
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from relay.config import Settings
from relay.shared.doctor import Finding
from relay.shared.pinned import Address, NotARelay, health, trusting
from relay.tls import CERTIFICATE_FILE

READY_FILE = "ready.json"
"""Written into the folder for whoever started the relay."""
LOCK_FILE = "lock"
LOOPBACK = "127.0.0.1"


@dataclass(frozen=True)
class RelayHere:
    """A relay that answers with the key of this folder."""

    place: Address
    certificate: bytes
    """DER."""
    disk_low: bool = False


async def find(settings: Settings) -> RelayHere | None:
    """The relay of this data folder; None if none answers."""
    certificate = await asyncio.to_thread(_certificate, settings)
    if not certificate:
        return None
    for port in await asyncio.to_thread(lambda: list(dict.fromkeys(_ports(settings)))):
        place = Address(settings.host or LOOPBACK, port)
        try:
            said = await health(place, trusting(certificate))
        except (OSError, ValueError, NotARelay):
            continue
        return RelayHere(place, certificate, said.get("status") == "disk_low")
    return None


def judge_absence(settings: Settings, port: int) -> Finding:
    """What to say when no relay answers: whether one could listen there."""
    about = {"port": port}
    if _held(settings.data):
        return Finding("relay", "bad", "relay_silent", about)
    with socket.socket(socket.AF_INET6 if ":" in settings.host else socket.AF_INET) as probe:
        if sys.platform != "win32":  # there it would share the port with another program
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, port))
        except OSError as error:
            forbidden = error.errno in (errno.EACCES, errno.EPERM)
            return Finding("relay", "bad", "port_not_allowed" if forbidden else "port_taken", about)
    return Finding("relay", "good", "no_relay", about)


def judge_presence(relay: RelayHere) -> Finding:
    """What to say of one that answers."""
    about = {"port": relay.place.port}
    if relay.disk_low:
        return Finding("relay", "bad", "relay_disk_low", about)
    return Finding("relay", "good", "relay_runs", about)


def _certificate(settings: Settings) -> bytes:
    """The relay's own, in DER: a school's file may hold those of its authority too."""
    file = Path(settings.certificate) if settings.certificate else settings.data / CERTIFICATE_FILE
    try:
        return x509.load_pem_x509_certificates(file.read_bytes())[0].public_bytes(Encoding.DER)
    except (OSError, ValueError):
        return b""


def _ports(settings: Settings) -> Iterator[int]:
    for file in (Path(settings.ready_file) if settings.ready_file else None, settings.data / READY_FILE):
        if file is not None:
            with suppress(OSError, ValueError, KeyError, TypeError):
                yield int(json.loads(file.read_text("utf-8"))["port"])
    if settings.port:
        yield settings.port


def _held(folder: Path) -> bool:
    """Whether a process that runs has the folder, as far as can be told without disturbing it."""
    try:
        return bool(psutil.pid_exists(int((folder / LOCK_FILE).read_text("ascii").split()[0])))
    except (OSError, ValueError, IndexError):
        return False
