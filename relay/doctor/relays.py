"""The relay that runs on this computer, or one of the doctor's own, gone afterwards with all it held."""

import asyncio
import json
import os
import tempfile
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from relay.config import ENVIRONMENT_PREFIX, Settings
from relay.doctor.program import NotStarted, running
from relay.shared.children import READY_FILE, program
from relay.shared.pinned import Address, NotARelay, health, trusting
from relay.tls import CERTIFICATE_FILE

LOOPBACK = "127.0.0.1"
COMMAND = program("relay")
START_SECONDS = 20.0
STOP_SECONDS = 8.0
IDLE_SECONDS = 30
"""Should the doctor be killed, the relay it started ends by itself."""
LONGEST_WHY = 200


class RunningRelay(NamedTuple):
    """A relay that answers with the key it should have. ``secret`` makes its first teacher."""

    place: Address
    certificate: bytes
    """DER."""
    disk_low: bool = False
    secret: str = ""


async def find_relay(settings: Settings) -> RunningRelay | None:
    """The relay of this data folder; None if none answers with its key."""
    certificate, ready = await asyncio.to_thread(_written, settings)
    if not certificate:
        return None
    for port in filter(None, (ready.get("port"), settings.port)):
        place = Address(settings.host or LOOPBACK, port)
        with suppress(OSError, ValueError, NotARelay):
            said = await health(place, trusting(certificate))
            secret = ready.get("first_teacher", "")
            return RunningRelay(place, certificate, said.get("status") == "disk_low", secret)
    return None


def _written(settings: Settings) -> tuple[bytes, dict[str, Any]]:
    """The relay's own certificate in DER, and what it wrote for whoever started it; empty without."""
    file = Path(settings.certificate or settings.data / CERTIFICATE_FILE)
    certificate, ready = b"", {}
    with suppress(OSError, ValueError):  # a school's file may hold those of its authority too
        certificate = x509.load_pem_x509_certificates(file.read_bytes())[0].public_bytes(Encoding.DER)
    with suppress(OSError, ValueError):
        ready = json.loads(Path(settings.ready_file or settings.data / READY_FILE).read_text("utf-8"))
    return certificate, ready


@asynccontextmanager
async def trial_relay(command: Sequence[str] = COMMAND) -> AsyncIterator[RunningRelay]:
    """Starts one that is open for this computer alone, and ends it; raises NotStarted."""
    with tempfile.TemporaryDirectory(prefix="schoolbell-doctor-", ignore_cleanup_errors=True) as folder:
        ready = str(Path(folder, READY_FILE))
        own: dict[str, Any] = {
            "data": Path(folder, "school"),
            "ready_file": ready,
            "host": LOOPBACK,
            "port": 0,
        }
        own |= {"announce": "off", "stop_when_idle": IDLE_SECONDS, "log_level": "error"}
        # None of this school's own settings: its certificate, its name, its limits.
        environment = {n: v for n, v in os.environ.items() if not n.startswith(ENVIRONMENT_PREFIX)}
        environment |= {ENVIRONMENT_PREFIX + name.upper(): str(value) for name, value in own.items()}
        async with running(*command, "run", environment=environment, patience=STOP_SECONDS) as process:
            yield await _started(process, Settings(**own))


async def _started(process: Process, settings: Settings) -> RunningRelay:
    try:
        async with asyncio.timeout(START_SECONDS):
            while (relay := await find_relay(settings)) is None:
                if process.returncode is not None:
                    _, errors = await process.communicate()
                    raise NotStarted(" ".join(errors.decode(errors="replace").split())[-LONGEST_WHY:])
                await asyncio.sleep(0.02)
            return relay
    except TimeoutError:
        raise NotStarted("it took too long") from None
