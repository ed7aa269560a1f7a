"""The desktop's own way to a relay, tried from a second computer on a network that can be mistreated."""

import sys
from pathlib import Path

import pytest

from tests.relay.doctor.network import Computer, missing, network, relay_on

pytestmark = [
    pytest.mark.skipif(bool(WHY := missing()), reason=WHY or "all is there"),
]
PORT = 8443
LOOK = """
import asyncio, os, sys
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from desktop.pages.doctor.reaching import findings
from desktop.pinned import Address

async def look():
    async for finding in findings(Address(sys.argv[1], 8443), sys.argv[2]):
        print(finding.code, flush=True)

asyncio.run(look())
"""


async def codes(student: Computer, host: str, pin: str = "") -> list[str]:
    """What the desktop would find there."""
    return (await student.run(sys.executable, "-c", LOOK, host, pin)).split()


async def test_each_reason_is_told_apart_as_far_as_can_be(tmp_path: Path) -> None:
    rest = ["not_needed"] * 4
    async with network() as (teacher, student), relay_on(teacher, tmp_path / "school") as ready:
        found = await codes(student, teacher.host, ready["pin"])
        assert found == ["reached", "key_right", "relay_answers", "answers_quick", "clocks_agree"]
        assert (await codes(student, teacher.host, "A" * 52))[:3] == ["reached", "key_other", "not_needed"]
        await teacher.firewall(f"tcp dport {PORT} iifname != lo reject with tcp reset")
        assert await codes(student, teacher.host) == ["not_listening", *rest]
        await teacher.firewall(f"tcp dport {PORT} iifname != lo drop")
        assert await codes(student, teacher.host) == ["silent", *rest]
        await teacher.firewall()
        for computer in (teacher, student):
            await computer.isolate()
            await computer.run("ip", "neighbour", "flush", "all")
        assert await codes(student, teacher.host) == ["not_there", *rest]
        await student.run("ip", "route", "add", "blackhole", "10.215.0.0/16")
        assert await codes(student, "10.215.0.9") == ["other_network", *rest]
