"""Asking a relay that runs here how it is: for what looks after services and containers."""

import argparse
import http.client
import json
import ssl
import sys
from pathlib import Path

from relay.cli.asking import Failed
from relay.cli.commands import DONE, Commands
from relay.config import DEFAULT_PORT, Settings
from relay.tls import CERTIFICATE_FILE

SECONDS = 5.0
LONGEST = 64 * 1024


def add_commands(commands: Commands) -> None:
    health = commands.add("health", _health, "say how the relay is that serves here; ends with 0 if one does")
    health.add_argument("--port", type=int, help=f"its port ({DEFAULT_PORT})")


def _health(given: argparse.Namespace, settings: Settings) -> int:
    try:
        said = _said(settings)
    except (OSError, http.client.HTTPException, ValueError):
        raise Failed(f"No relay of {settings.data} answers at port {settings.port}.") from None
    sys.stdout.write(f"{json.dumps(said)}\n")
    return DONE


def _said(settings: Settings) -> object:
    """Only who has the certificate is believed. Of what name it speaks may not be known here."""
    known = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    known.check_hostname = False
    known.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    known.load_verify_locations(Path(settings.certificate or settings.data / CERTIFICATE_FILE))
    host = settings.host or "127.0.0.1"
    line = http.client.HTTPSConnection(host, settings.port, timeout=SECONDS, context=known)
    try:
        line.request("GET", "/health")
        return json.loads(line.getresponse().read(LONGEST))
    finally:
        line.close()
