"""Whether a firewall of this computer keeps others from the relay's port, as far as it lets one see."""

import sys
from pathlib import Path

from relay.doctor.firewall_windows import look_at_windows
from relay.doctor.program import find, said
from relay.shared.doctor import About, Finding

UFW_FILE = Path("/etc/ufw/ufw.conf")
NFTABLES, UFW, FIREWALLD, APPLE = "nftables", "ufw", "firewalld", "macOS"


async def look_at_firewall(port: int) -> Finding:
    """Asks whichever firewall this system has."""
    if sys.platform == "win32":
        return await look_at_windows(port)
    if sys.platform == "darwin":
        return await _look_at_mac(port)
    return await _look_at_linux(port)


async def _look_at_linux(port: int) -> Finding:
    if find("firewall-cmd") and ((await said("firewall-cmd", "--state")) or "").strip() == "running":
        open_ports = await said("firewall-cmd", "--list-ports")
        return judge_firewalld(open_ports, port)
    rules = await said("nft", "list", "ruleset")  # told to root alone
    if _ufw_is_on() or " hook input " in (rules or ""):
        about: dict[str, About] = {"firewall": UFW if _ufw_is_on() else NFTABLES, "port": port}
        return Finding("firewall", "unknown", "firewall_on", about)
    if rules is None and (find("nft") or find("iptables")):
        return Finding("firewall", "unknown", "firewall_unknown")
    return Finding("firewall", "good", "firewall_none")


def judge_firewalld(open_ports: str | None, port: int) -> Finding:
    """What firewalld's list of open ports (``8443/tcp 9000-9010/tcp``) means; None: it was not told."""
    about: dict[str, About] = {"firewall": FIREWALLD, "port": port}
    if open_ports is None:
        return Finding("firewall", "unknown", "firewall_on", about)
    for word in open_ports.split():
        numbers, _, kind = word.partition("/")
        low, _, high = numbers.partition("-")
        if kind == "tcp" and low.isdecimal() and int(low) <= port <= int(high or low):
            return Finding("firewall", "good", "firewall_open", about)
    return Finding("firewall", "bad", "firewall_drops", about)


def _ufw_is_on() -> bool:
    try:
        return "enabled=yes" in UFW_FILE.read_text("ascii", "replace").lower().replace(" ", "")
    except OSError:
        return False


async def _look_at_mac(port: int) -> Finding:
    state = await said("socketfilterfw", "--getglobalstate")
    about: dict[str, About] = {"firewall": APPLE, "port": port}
    if state is None:
        return Finding("firewall", "unknown", "firewall_unknown")
    return judge_mac(state, await said("socketfilterfw", "--getappblocked", sys.executable) or "", about)


def judge_mac(state: str, program: str, about: dict[str, About]) -> Finding:
    """What macOS' application firewall says of itself, and of this program."""
    if "State = 0" in state:
        return Finding("firewall", "good", "firewall_none")
    if "State = 2" in state or "is blocked" in program.lower():
        return Finding("firewall", "bad", "firewall_drops", about)
    if "permitted" in program.lower():
        return Finding("firewall", "good", "firewall_open", about)
    return Finding("firewall", "doubtful", "firewall_perhaps", about)
