"""Windows' own firewall: whether this network counts as public, and what it does with this program."""

import sys
from typing import Literal

import msgspec
from msgspec import Struct

from relay.doctor.program import said
from relay.shared.doctor import About, Finding

WINDOWS = "Windows Defender"
SECONDS = 15.0

# Names, not numbers, and each list a list even when it holds one thing or none.
_SCRIPT = """
$ErrorActionPreference = 'Stop'
$networks = @(Get-NetConnectionProfile | ForEach-Object { "$($_.NetworkCategory)" })
$on = @(Get-NetFirewallProfile | Where-Object { "$($_.Enabled)" -eq 'True' } | ForEach-Object { $_.Name })
$rules = @(Get-NetFirewallApplicationFilter -Program $env:SCHOOLBELL_PROGRAM -ErrorAction SilentlyContinue |
  Get-NetFirewallRule | Where-Object { "$($_.Enabled)" -eq 'True' -and "$($_.Direction)" -eq 'Inbound' } |
  ForEach-Object { @{ action = "$($_.Action)"; profiles = "$($_.Profile)" } })
ConvertTo-Json -Compress -Depth 3 @{ networks = $networks; on = $on; rules = $rules }
"""


class FirewallRule(Struct):
    """A rule about this program: what it does, and for which kinds of network ("Private, Public", "Any")."""

    action: Literal["Allow", "Block", "NotConfigured"]
    profiles: str


class FirewallState(Struct):
    """What Windows said. ``networks``: Public, Private or DomainAuthenticated; ``on``: where it filters."""

    networks: list[str] = []
    on: list[str] = []
    rules: list[FirewallRule] = []


async def look_at_windows(port: int) -> Finding:
    """Asks PowerShell once."""
    words = ("powershell", "-NoProfile", "-NonInteractive", "-Command")
    script = _SCRIPT.replace("$env:SCHOOLBELL_PROGRAM", "'" + sys.executable.replace("'", "''") + "'")
    answer = await said(*words, script, seconds=SECONDS)
    try:
        return judge_windows(msgspec.json.decode(answer or "", type=FirewallState), port)
    except msgspec.MsgspecError:
        return Finding("firewall", "unknown", "firewall_unknown")


def judge_windows(seen: FirewallState, port: int) -> Finding:
    """What it means for others who come to this program."""
    about: dict[str, About] = {"firewall": WINDOWS, "port": port}
    networks = {"Domain" if name.startswith("Domain") else name for name in seen.networks}
    filtered = networks & set(seen.on)
    if not networks:
        return Finding("firewall", "unknown", "firewall_unknown")
    if not filtered:
        return Finding("firewall", "good", "firewall_none")
    blocked = {name for name in filtered if _applies(seen.rules, "Block", name)}
    allowed = {name for name in filtered if _applies(seen.rules, "Allow", name)} - blocked
    if allowed == filtered:
        return Finding("firewall", "good", "firewall_open", about)
    if "Public" in filtered - allowed and any(rule.action == "Allow" for rule in seen.rules):
        return Finding("firewall", "bad", "firewall_public", about)
    if blocked:
        return Finding("firewall", "bad", "firewall_drops", about)
    return Finding("firewall", "doubtful", "firewall_perhaps", about)


def _applies(rules: list[FirewallRule], action: str, network: str) -> bool:
    return any(
        rule.action == action and (rule.profiles == "Any" or network in rule.profiles) for rule in rules
    )
