"""The doctor between real computers: one that gets through, firewalls, kept-apart clients, blocked calls."""

from pathlib import Path

import pytest

from relay.shared.doctor.findings import Report
from tests.relay.doctor.network import Computer, found, missing, network, program_on, relay_on

pytestmark = pytest.mark.skipif(bool(WHY := missing()), reason=WHY or "all is there")
PORT = 8443

PRINTER = """
import asyncio, socket
from zeroconf import ServiceInfo
from zeroconf.asyncio import AsyncZeroconf

async def main():
    zeroconf = AsyncZeroconf(interfaces=["HOST"])
    kind = "_ipp._tcp.local."
    where = {"addresses": [socket.inet_aton("HOST")], "server": "printer.local."}
    info = ServiceInfo(kind, "Printer." + kind, 631, **where)
    await zeroconf.async_register_service(info)
    print("ready", flush=True)
    await asyncio.sleep(120)

asyncio.run(main())
"""
"""As every school has one: it answers calls to all devices."""
CONNECTED = """
import socket, threading
connection = socket.create_connection(("HOST", 8443))
print("in", flush=True)
threading.Event().wait()
"""


async def reach(pupil: Computer, teacher: Computer, pin: str = "") -> Report:
    """From another computer, which wants to reach the teacher's relay."""
    return await pupil.doctor("--relay", f"{teacher.host}:{PORT}", f"--pin={pin}")


async def look(teacher: Computer, folder: Path) -> Report:
    """On the relay's own computer, the crowd left out: it is the same on any network."""
    return await teacher.doctor("--data", str(folder / "school"), "--skip", "join")


@pytest.mark.rare  # meanwhile test_examination, on this computer alone
async def test_a_pupil_gets_through_and_each_sees_the_other(tmp_path: Path) -> None:
    async with network() as (teacher, pupil), relay_on(teacher, tmp_path / "school") as ready:
        report = await reach(pupil, teacher, ready["pin"])
        if found(report, "multicast").outcome != "good":  # it serves, and is about to announce itself
            report = await reach(pupil, teacher, ready["pin"])
        checks = ("reach", "key", "answer", "delay", "clock", "multicast")
        outcomes = {f.check: f.outcome for f in report.findings}
        assert outcomes == dict.fromkeys(checks, "good"), report.as_text()
        assert found(report, "multicast").code == "multicast_relay_heard"
        assert report.verdict.code == "verdict_there_good"

        # the same on the teacher's side, first with nobody else connected, then with somebody
        alone = await teacher.doctor("--data", str(tmp_path / "school"))
        assert found(alone, "relay").code == "relay_runs"
        assert found(alone, "outside").code == "answers_on_address"
        assert found(alone, "neighbours").code == "neighbours_router_only"
        assert found(alone, "join").code == "welcomed"
        assert alone.verdict.outcome == "good"
        async with program_on(pupil, CONNECTED.replace("HOST", teacher.host)):
            seen = found(await look(teacher, tmp_path), "outside")
            assert (seen.code, seen.about["count"]) == ("seen_from_outside", 1)


@pytest.mark.rare
async def test_a_firewall_that_drops_is_told_from_both_sides(tmp_path: Path) -> None:
    async with network() as (teacher, pupil), relay_on(teacher, tmp_path / "school"):
        await teacher.firewall(f"tcp dport {PORT} iifname != lo drop")
        there = await reach(pupil, teacher)
        assert found(there, "reach").code == "silent_but_there"
        assert there.verdict.outcome == "bad"
        assert f"allow TCP port {PORT}" in there.as_text()
        here = await look(teacher, tmp_path)
        # from the computer itself all looks well: that there are rules is all it can tell
        assert found(here, "outside").code == "answers_on_address"
        assert found(here, "firewall").code == "firewall_on"
        assert here.verdict.code == "verdict_here_fair"
        assert f"Allow TCP port {PORT}" in here.as_text()
        # one that is seen from the computer itself
        await teacher.firewall(f"ip daddr {teacher.host} tcp dport {PORT} drop")
        assert found(await look(teacher, tmp_path), "outside").code == "address_closed"
        await teacher.firewall(f"tcp dport {PORT} iifname != lo reject")
        assert found(await reach(pupil, teacher), "reach").code == "not_listening"


@pytest.mark.rare
async def test_a_network_that_keeps_its_clients_apart(tmp_path: Path) -> None:
    async with network(3) as (teacher, pupil, other), relay_on(teacher, tmp_path / "school"):
        for computer in (teacher, pupil, other):
            await computer.isolate()
        there = await reach(pupil, teacher)
        assert found(there, "reach").code == "not_there"
        assert "isolation" in there.as_text()
        here = await look(teacher, tmp_path)
        assert found(here, "neighbours").code == "neighbours_none"
        assert found(here, "multicast").code == "multicast_silent"
        assert here.verdict.code == "verdict_here_fair"


@pytest.mark.rare
async def test_another_network_is_named_as_such() -> None:
    async with network() as (_, pupil):
        await pupil.run("ip", "route", "add", "blackhole", "10.215.0.0/16")
        report = await pupil.doctor("--relay", f"10.215.0.9:{PORT}")
        assert found(report, "reach").code == "other_network"


@pytest.mark.rare
async def test_blocked_multicast_is_doubtful_and_no_more(tmp_path: Path) -> None:
    async with network() as (teacher, pupil), relay_on(teacher, tmp_path / "school") as ready:
        await pupil.firewall("udp dport 5353 drop", "udp sport 5353 drop")
        there = await reach(pupil, teacher, ready["pin"])
        assert found(there, "multicast").code == "multicast_relay_unheard"
        assert found(there, "answer").outcome == "good"
        assert there.verdict.code == "verdict_there_doubtful"
        await pupil.firewall()
        await pupil.firewall("ip daddr 224.0.0.0/4 drop", hook="output")
        there = await reach(pupil, teacher, ready["pin"])
        assert found(there, "multicast").code == "multicast_relay_unheard"


@pytest.mark.rare
async def test_the_teacher_hears_a_printer_unless_calls_are_blocked(tmp_path: Path) -> None:
    async with network() as (teacher, other), program_on(other, PRINTER.replace("HOST", other.host)):
        heard = found(await look(teacher, tmp_path), "multicast")
        assert (heard.code, heard.about["count"]) == ("multicast_heard", 1)
        await other.firewall("udp dport 5353 drop")
        assert found(await look(teacher, tmp_path), "multicast").code == "multicast_silent"
