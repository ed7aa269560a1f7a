"""What other systems' own programs say, as they say it."""

import json
import os
import socket

import pytest

from relay.doctor.firewall import judge_mac, judge_windows
from relay.doctor.network import connected_to, judge_neighbours, read_arp
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
    assert judge_neighbours(read_arp(LINUX_ARP), mine).code == "neighbours_router_only"
    seen = judge_neighbours(read_arp(WINDOWS_ARP), mine)
    assert (seen.code, seen.about["count"]) == ("neighbours_seen", 2)
    german = WINDOWS_ARP.replace("Interface", "Schnittstelle")
    assert read_arp(german) == read_arp(WINDOWS_ARP)
    assert "192.168.1.20" not in read_arp(german)
    assert read_arp(MAC_ARP) == {"192.168.1.1": True, "192.168.1.33": False}
    assert judge_neighbours({}, mine).code == "neighbours_none"
    assert judge_neighbours(None, mine).code == "neighbours_unreadable"


def test_who_is_connected_but_not_from_this_computer_itself() -> None:
    host = routed()
    if not host:
        pytest.skip("this computer is in no network")
    with socket.create_server(("", 0)) as server:
        port = server.getsockname()[1]
        with (
            socket.create_connection(("127.0.0.1", port)),
            socket.create_connection((host, port), source_address=(host, 0)),
            server.accept()[0],
            server.accept()[0],
        ):
            assert connected_to(os.getpid(), port, []) == {host}
            assert connected_to(os.getpid(), port, own(f"eth0 {host}/24")) == set()
            assert connected_to(os.getpid(), port + 1, []) == set()


ON = ["Domain", "Private", "Public"]


@pytest.mark.parametrize(
    ("networks", "on", "rules", "code"),
    [
        ([], [], [], "firewall_unknown"),
        (["Private"], ["Public"], [], "firewall_none"),
        (["Private"], ON, ["Allow Any"], "firewall_open"),
        (["DomainAuthenticated"], ON, ["Allow Private, Domain"], "firewall_open"),
        (["Public"], ON, ["Allow Private, Domain"], "firewall_public"),
        (["Public"], ON, ["Allow Private, Domain", "Block Public"], "firewall_public"),
        (["Private"], ON, ["Block Private, Public"], "firewall_drops"),
        (["Private"], ON, ["Allow Any", "Block Any"], "firewall_drops"),
        (["Private"], ON, [], "firewall_perhaps"),
    ],
)
def test_windows(networks: list[str], on: list[str], rules: list[str], code: str) -> None:
    answer = json.dumps({"networks": networks, "on": on, "rules": rules})
    assert judge_windows(answer, 8443).code == code


def test_windows_that_says_nothing() -> None:
    assert judge_windows(None, 8443).code == judge_windows("Access denied", 8443).code == "firewall_unknown"


def test_macos() -> None:
    on = "Firewall is enabled. (State = 1)"
    assert judge_mac(None, "", 8443).code == "firewall_unknown"
    assert judge_mac("Firewall is disabled. (State = 0)", "", 8443).code == "firewall_none"
    assert judge_mac("Firewall is blocking all. (State = 2)", "", 8443).code == "firewall_drops"
    assert judge_mac(on, "Incoming connection to the application is blocked", 8443).code == "firewall_drops"
    assert judge_mac(on, "Incoming connection to the application is permitted", 8443).code == "firewall_open"
    assert judge_mac(on, "The application is not part of the firewall", 8443).code == "firewall_perhaps"
