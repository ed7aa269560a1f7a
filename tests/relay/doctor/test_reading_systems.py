"""What other systems' own programs say, as they say it."""

import socket

import pytest

from relay.doctor.firewall import judge_firewalld, judge_mac
from relay.doctor.firewall_windows import FirewallRule, FirewallState, judge_windows
from relay.doctor.neighbours import connected_to, judge_neighbours, others, read_arp
from relay.shared.doctor import About, sentence
from relay.shared.interfaces import routed
from tests.relay.interfaces import own

LINUX_ARP = """\
IP address       HW type     Flags       HW address            Mask     Device
192.168.1.1      0x1         0x2         aa:bb:cc:00:00:01     *        wlan0
192.168.1.33     0x1         0x0         00:00:00:00:00:00     *        wlan0
192.168.1.34     0x1         0x0         aa:bb:cc:00:00:34     *        wlan0
172.17.0.2       0x1         0x2         02:42:ac:11:00:02     *        docker0
"""
WINDOWS_ARP = """
Interface: 192.168.1.20 --- 0xb
  Internet Address      Physical Address      Type
  192.168.1.1           aa-bb-cc-00-00-01     dynamic
  192.168.1.33          aa-bb-cc-00-00-33     dynamic
  192.168.1.255         ff-ff-ff-ff-ff-ff     static
  224.0.0.251           01-00-5e-00-00-fb     static
"""
MAC_ARP = """\
? (192.168.1.1) at aa:bb:cc:0:0:1 on en0 ifscope [ethernet]
? (192.168.1.33) at (incomplete) on en0 ifscope [ethernet]
"""


def test_neighbours_of_each_system() -> None:
    mine = own("wlan0 192.168.1.20/24", "docker0 172.17.0.1/16")
    assert others(read_arp(LINUX_ARP), mine) == ["192.168.1.1"]
    assert others(read_arp(WINDOWS_ARP), mine) == ["192.168.1.1", "192.168.1.33"]
    assert read_arp(MAC_ARP) == {"192.168.1.1": True, "192.168.1.33": False}


@pytest.mark.parametrize(
    ("seen", "gateway", "code"),
    [
        ([], "", "neighbours_none"),
        (["192.168.1.1"], "192.168.1.1", "neighbours_router_only"),
        (["192.168.1.1", "192.168.1.33"], "192.168.1.1", "neighbours_seen"),
        (["192.168.1.33"], "", "neighbours_seen"),
        (["192.168.1.33"], None, "neighbours_router_only"),
        (["192.168.1.1", "192.168.1.33"], None, "neighbours_seen"),
    ],
)
def test_what_neighbours_mean(seen: list[str], gateway: str | None, code: str) -> None:
    assert judge_neighbours(seen, gateway).code == code


def test_who_is_connected_but_not_from_this_computer_itself() -> None:
    host = routed()
    if not host:
        pytest.skip("this computer is in no network")
    with socket.create_server(("", 0)) as server:
        port = server.getsockname()[1]
        with (
            socket.create_connection(("127.0.0.1", port)),
            socket.create_connection((host, port), source_address=(host, 0)),
        ):
            assert connected_to(port, []) == {host}
            assert connected_to(port, own(f"eth0 {host}/24")) == set()
            assert connected_to(port + 1, []) == set()


ALLOW, BLOCK = FirewallRule("Allow", "Private, Domain"), FirewallRule("Block", "Public")
ON = ["Domain", "Private", "Public"]


@pytest.mark.parametrize(
    ("seen", "code"),
    [
        (FirewallState(), "firewall_unknown"),
        (FirewallState(["Private"], ["Public"], []), "firewall_none"),
        (FirewallState(["Private"], ON, [FirewallRule("Allow", "Any")]), "firewall_open"),
        (FirewallState(["DomainAuthenticated"], ON, [ALLOW]), "firewall_open"),
        (FirewallState(["Public"], ON, [ALLOW]), "firewall_public"),
        (FirewallState(["Public"], ON, [ALLOW, BLOCK]), "firewall_public"),
        (FirewallState(["Private"], ON, [FirewallRule("Block", "Private, Public")]), "firewall_drops"),
        (
            FirewallState(["Private"], ON, [FirewallRule("Allow", "Any"), FirewallRule("Block", "Any")]),
            "firewall_drops",
        ),
        (FirewallState(["Private"], ON, []), "firewall_perhaps"),
    ],
)
def test_windows(seen: FirewallState, code: str) -> None:
    finding = judge_windows(seen, 8443)
    assert finding.code == code
    assert sentence(finding)


def test_firewalld() -> None:
    assert judge_firewalld("22/tcp 8443/tcp", 8443).code == "firewall_open"
    assert judge_firewalld("8000-9000/tcp", 8443).code == "firewall_open"
    assert judge_firewalld("8443/udp 22/tcp", 8443).code == "firewall_drops"
    assert judge_firewalld(None, 8443).code == "firewall_on"


def test_macos() -> None:
    about: dict[str, About] = {"firewall": "macOS", "port": 8443}
    on = "Firewall is enabled. (State = 1)"
    assert judge_mac("Firewall is disabled. (State = 0)", "", about).code == "firewall_none"
    assert judge_mac("Firewall is blocking all. (State = 2)", "", about).code == "firewall_drops"
    assert judge_mac(on, "Incoming connection to the application is blocked", about).code == "firewall_drops"
    assert judge_mac(on, "Incoming connection to the application is permitted", about).code == "firewall_open"
    assert judge_mac(on, "The application is not part of the firewall", about).code == "firewall_perhaps"
