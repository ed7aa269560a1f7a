"""Whether this computer's own clock can be right, with no server on the internet to ask."""

import asyncio
import contextlib
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509

from relay.doctor.program import said
from relay.shared.doctor import Finding
from relay.tls import CERTIFICATE_FILE

SLACK_SECONDS = 120


async def look_at_clock(folder: Path) -> Finding:
    """Compares the clock with the times that the data folder knows, and asks whether the system keeps it."""
    key_made, newest = await asyncio.to_thread(_times_in, folder)
    kept = await said("timedatectl", "show", "--property=NTPSynchronized", "--value")
    return judge_own_clock(datetime.now(UTC).timestamp(), key_made, newest, (kept or "").strip() == "yes")


def judge_own_clock(now: float, key_made: float, newest: float, kept: bool) -> Finding:
    """Times are seconds since 1970. ``key_made`` and ``newest`` (of all files) are 0 where there is none."""
    shown = datetime.fromtimestamp(now, UTC).strftime("%Y-%m-%d %H:%M UTC")
    if now < key_made:
        return Finding("clock", "bad", "clock_before_key", {"now": shown})
    if now < newest - SLACK_SECONDS:
        minutes = round((newest - now) / 60)
        return Finding("clock", "bad", "clock_went_back", {"now": shown, "minutes": minutes})
    if kept:
        return Finding("clock", "good", "clock_kept")
    return Finding("clock", "good", "clock_plausible", {"now": shown})


def _times_in(folder: Path) -> tuple[float, float]:
    key_made, newest = 0.0, 0.0
    with contextlib.suppress(OSError, ValueError):
        pem = (folder / CERTIFICATE_FILE).read_bytes()
        key_made = x509.load_pem_x509_certificate(pem).not_valid_before_utc.timestamp()
    with contextlib.suppress(OSError):
        newest = max((file.stat().st_mtime for file in folder.iterdir()), default=0.0)
    return key_made, newest
