"""Which of a computer's addresses lead to a class: the one judgement behind link, announcement and doctor."""

import subprocess
import sys

import pytest

from desktop.join_addresses import places, to_join
from relay.shared.interfaces import likeliest, on_same_network, own_addresses, reachable
from tests.posix import linux
from tests.relay.interfaces import own

WIFI = "wlan0 192.168.1.20/24"


@pytest.mark.parametrize(
    "other",
    [
        *(
            "docker0 172.17.0.1/16",
            "br-0a1b2c3d4e5f 172.18.0.1/16",
            "veth12ab 169.254.3.4/16",
            "virbr0 192.168.122.1/24",
        ),
        *(
            "vmnet8 192.168.56.1/24",
            "VMware Network Adapter VMnet8 192.168.56.1/24",
            "vboxnet0 192.168.56.1/24",
        ),
        *("VirtualBox Host-Only Ethernet Adapter 192.168.56.1/24", "vEthernet (WSL) 172.20.0.1/20"),
        *(
            "vEthernet (Default Switch) 172.21.0.1/20",
            "cni0 10.88.0.1/16",
            "lxdbr0 10.9.0.1/24",
            "lo 127.0.0.1/8",
        ),
        *("eth0 fe80::1/64", "Npcap Loopback Adapter 169.254.9.9/16"),
    ],
)
def test_what_is_inside_this_computer_leads_nobody_here(other: str) -> None:
    assert [one.host for one in reachable(own(other, WIFI))] == ["192.168.1.20"]
    assert places("127.0.0.1", 8443, own(other)) == []


@pytest.mark.parametrize(
    "tunnel",
    [
        *(
            "wg0 10.8.0.2/24",
            "tailscale0 100.64.0.7/32",
            "Tailscale Tunnel 100.64.0.7/32",
            "tun0 10.8.0.2/24",
        ),
        *(
            "utun3 10.8.0.2/24",
            "TAP-Windows Adapter V9 10.8.0.2/24",
            "zt7nnig26r 10.147.17.5/24",
            "ppp0 10.0.0.5/32",
        ),
        *("CloudflareWARP 172.16.0.2/32", "Cisco AnyConnect Virtual Miniport Adapter 10.8.0.2/24"),
        *("nordlynx 10.5.0.2/16", "eth1 169.254.7.7/16"),
    ],
)
def test_a_tunnel_or_a_cable_comes_last_and_is_shown_only_alone(tunnel: str) -> None:
    there = own(tunnel)[0].host
    assert places("127.0.0.1", 8443, own(tunnel, WIFI)) == [("192.168.1.20", 8443), (there, 8443)]
    assert to_join("127.0.0.1", 8443, own(tunnel, WIFI)) == ["192.168.1.20"]
    assert to_join("127.0.0.1", 9000, own(tunnel)) == [f"{there}:9000"]


@pytest.mark.parametrize(
    "card",
    [
        *(
            "br0 192.168.1.20/24",
            "br-lan 192.168.1.20/24",
            "eno1 192.168.1.20/24",
            "enx00e04c680001 192.168.1.20/24",
        ),
        *("vmxnet3 Ethernet Adapter 192.168.1.20/24", "Microsoft Hyper-V Network Adapter 192.168.1.20/24"),
        *(
            "Microsoft Wi-Fi Direct Virtual Adapter 192.168.137.1/24",
            "Intel(R) Wi-Fi 6E AX211 160MHz 10.1.2.3/16",
        ),
    ],
)
def test_a_card_in_a_machine_of_any_kind_leads_here(card: str) -> None:
    mine = own(card, "wg0 10.8.0.2/24")
    assert to_join("localhost", 8443, mine) == [mine[0].host]


def test_the_way_to_the_world_is_the_first_of_two_networks() -> None:
    mine = own(WIFI, "eth0 10.3.0.9/16", "wg0 10.8.0.2/24")
    assert [one.host for one in reachable(mine, "10.3.0.9")] == ["10.3.0.9", "192.168.1.20", "10.8.0.2"]
    assert [one.host for one in reachable(mine, "10.8.0.2")] == ["192.168.1.20", "10.3.0.9", "10.8.0.2"]
    assert [one.host for one in likeliest(mine, "10.3.0.9")] == ["10.3.0.9", "192.168.1.20"]


def test_a_network_of_ipv6_alone_has_addresses_to_join() -> None:
    mine = own("eth0 2001:db8::7/64", "eth0 fe80::7/64", "docker0 172.17.0.1/16", "wg0 10.8.0.2/24")
    assert places("::1", 8443, mine) == [("2001:db8::7", 8443), ("10.8.0.2", 8443)]
    assert to_join("::1", 8443, mine) == ["[2001:db8::7]"]
    assert [one.host for one in reachable(own(WIFI, "wlan0 2001:db8::7/64"))] == ["192.168.1.20"]


def test_a_relay_elsewhere_is_joined_where_it_is() -> None:
    assert places("relay.school.example", 8443, own(WIFI)) == [("relay.school.example", 8443)]
    assert to_join("10.1.1.1", 9000, own(WIFI)) == ["10.1.1.1:9000"]


def test_this_computer_has_a_loopback_that_is_told_only_when_asked_for() -> None:
    assert "127.0.0.1" in [one.host for one in own_addresses(loopback=True)]
    assert not any(one.address.ip.is_loopback for one in own_addresses())


def test_who_is_on_the_same_network() -> None:
    mine = own("eth0 192.168.1.20/24", "eth0 2001:db8::7/64")
    assert on_same_network("192.168.1.77", mine)
    assert on_same_network("2001:db8::9", mine)
    assert not on_same_network("192.168.2.77", mine)
    assert not on_same_network("school.example", mine)


LOOK = """
from desktop.join_addresses import places, to_join
print(places("127.0.0.1", 8443), to_join("127.0.0.1", 8443))
"""


@linux("network namespaces")
@pytest.mark.parametrize(
    ("cards", "told"),
    [
        ("docker0=172.17.0.1/16 wg0=10.8.0.2/24 enp77s7=192.168.1.20/24", "192.168.1.20"),
        ("docker0=172.17.0.1/16 wg0=10.8.0.2/24 enp77s7=2001:db8::7/64", "2001:db8::7"),
    ],
)
def test_real_interfaces_of_a_computer_of_its_own(cards: str, told: str) -> None:
    lines = ["set -e; ip link set lo up"]
    for name, address in (card.split("=") for card in cards.split()):
        lines += [f"ip link add {name} type veth peer name p{name}", f"ip link set p{name} up"]
        lines += [f"ip addr add {address} dev {name}", f"ip link set {name} up"]
    command = ["unshare", "-rn", "sh", "-c", "\n".join(lines)]
    if subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip("no network namespaces here")
    command[-1] += '\nexec "$@"'
    done = subprocess.run(
        [*command, "sh", sys.executable, "-c", LOOK], check=True, capture_output=True, text=True
    )
    shown = f"[{told}]" if ":" in told else told
    assert done.stdout.strip() == f"[({told!r}, 8443), ('10.8.0.2', 8443)] [{shown!r}]"
