"""Whether a firewall of this computer keeps others from the relay's port, as far as it lets one see."""

import asyncio
import sys
from contextlib import suppress
from pathlib import Path

import msgspec

from relay.doctor.program import path_of, said
from relay.shared.doctor.findings import Finding, found

UFW_FILE = Path("/etc/ufw/ufw.conf")
POWERSHELL_SECONDS = 15.0

# Names, not numbers, and each list a list even when it holds one thing or none.
_SCRIPT = """
$ErrorActionPreference = 'Stop'
$networks = @(Get-NetConnectionProfile | ForEach-Object { "$($_.NetworkCategory)" })
$on = @(Get-NetFirewallProfile | Where-Object { "$($_.Enabled)" -eq 'True' } | ForEach-Object { $_.Name })
$rules = @(Get-NetFirewallApplicationFilter -Program 'PROGRAM' -ErrorAction SilentlyContinue |
  Get-NetFirewallRule | Where-Object { "$($_.Enabled)" -eq 'True' -and "$($_.Direction)" -eq 'Inbound' } |
  ForEach-Object { "$($_.Action) $($_.Profile)" })
ConvertTo-Json -Compress -Depth 3 @{ networks = $networks; on = $on; rules = $rules }
"""


async def look_at_firewall(port: int) -> Finding:
    """Asks whichever firewall this system has."""
    if sys.platform == "win32":
        # In an environment the program that listens is not the one that was started, which only starts it.
        program = getattr(sys, "_base_executable", sys.executable)
        script = _SCRIPT.replace("PROGRAM", program.replace("'", "''"))
        words = ("powershell", "-NoProfile", "-NonInteractive", "-Command", script)
        return judge_windows(await said(*words, seconds=POWERSHELL_SECONDS), port)
    if sys.platform == "darwin":
        state = await said("socketfilterfw", "--getglobalstate")
        return judge_mac(state, await said("socketfilterfw", "--getappblocked", sys.executable) or "", port)
    answer = (await said("firewall-cmd", f"--query-port={port}/tcp") or "").strip()
    if code := {"yes": "firewall_open", "no": "firewall_drops"}.get(answer):
        return found(code, firewall="firewalld", port=port)
    rules = await said("nft", "--json", "list", "ruleset")  # told to root alone, and then never empty
    ufw = False
    with suppress(OSError):
        ufw = "ENABLED=yes" in await asyncio.to_thread(UFW_FILE.read_text, "ascii", "replace")
    if ufw or '"hook": "input"' in (rules or ""):
        return found("firewall_on", firewall="ufw" if ufw else "nftables", port=port)
    hidden = not rules and (path_of("nft") or path_of("iptables"))
    return found("firewall_unknown" if hidden else "firewall_none")


def judge_mac(state: str | None, program: str, port: int) -> Finding:
    """What macOS' application firewall says of itself (None: nothing), and of this program."""
    if not state:
        return found("firewall_unknown")
    if "State = 0" in state:
        return found("firewall_none")
    if "State = 2" in state or "is blocked" in program.lower():
        return found("firewall_drops", firewall="macOS", port=port)
    code = "firewall_open" if "permitted" in program.lower() else "firewall_perhaps"
    return found(code, firewall="macOS", port=port)


def judge_windows(answer: str | None, port: int) -> Finding:
    """What Windows' answer means for others who come to this program.

    ``networks``: Public, Private or DomainAuthenticated; ``on``: where it filters; ``rules`` about this
    program: what they do, and for which kinds ("Allow Private, Domain", "Block Any").
    """
    try:
        seen = msgspec.json.decode(answer or "", type=dict[str, list[str]])
    except msgspec.MsgspecError:
        return found("firewall_unknown")
    networks = {"Domain" if name.startswith("Domain") else name for name in seen["networks"]}
    filtered = networks & set(seen["on"])
    if not filtered:
        return found("firewall_none" if networks else "firewall_unknown")
    rules = [(rule, name) for rule in seen["rules"] for name in filtered if name in rule or "Any" in rule]
    blocked = {name for rule, name in rules if rule.startswith("Block")}
    allowed = {name for rule, name in rules if rule.startswith("Allow")} - blocked
    if allowed == filtered:
        code = "firewall_open"
    elif "Public" in filtered - allowed and any(rule.startswith("Allow") for rule in seen["rules"]):
        code = "firewall_public"
    else:
        code = "firewall_drops" if blocked else "firewall_perhaps"
    return found(code, firewall="Windows Defender", port=port)
