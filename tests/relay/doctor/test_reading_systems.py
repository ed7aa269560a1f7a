"""What other systems' own programs say, as they say it."""

import json

import pytest

from relay.doctor.firewall import judge_firewalld, judge_mac, judge_nftables
from relay.doctor.firewall_windows import Rule, Seen, judge_windows
from relay.doctor.neighbours import (
    Neighbour,
    judge_neighbours,
    others,
    read_arp,
    read_linux_arp,
    read_linux_tcp,
    read_netstat,
)
from relay.shared.doctor import About, sentence
from tests.relay.interfaces import own

LINUX_ARP = """\
IP address       HW type     Flags       HW address            Mask     Device
192.168.1.1      0x1         0x2         aa:bb:cc:00:00:01     *        wlan0
192.168.1.33     0x1         0x0         00:00:00:00:00:00     *        wlan0
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
TCP = """\
  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 00000000:20FB 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0
   1: 1401A8C0:20FB 2101A8C0:C350 01 00000000:00000000 00:00000000 00000000     0        0 2 1 0 20 4 30 10 -1
   2: 1401A8C0:0016 2201A8C0:C351 01 00000000:00000000 00:00000000 00000000     0        0 3 1 0 20 4 30 10 -1
"""
TCP6 = """\
  sl  local_address                         remote_address                        st
   0: 0000000000000000FFFF00001401A8C0:20FB 0000000000000000FFFF00002201A8C0:C351 01 0 0
"""
WINDOWS_NETSTAT = """
Active Connections

  Proto  Local Address          Foreign Address        State
  TCP    0.0.0.0:8443           0.0.0.0:0              LISTENING
  TCP    192.168.1.20:8443      192.168.1.33:50123     HERGESTELLT
  TCP    [2001:db8::1]:8443     [2001:db8::2]:50124    ESTABLISHED
  UDP    0.0.0.0:5353           *:*
"""
MAC_NETSTAT = """\
Active Internet connections (including servers)
Proto Recv-Q Send-Q  Local Address          Foreign Address        (state)
tcp4       0      0  192.168.1.20.8443      192.168.1.33.50123     ESTABLISHED
tcp46      0      0  *.8443                 *.*                    LISTEN
"""


def test_neighbours_of_each_system() -> None:
    mine = own("wlan0 192.168.1.20/24", "docker0 172.17.0.1/16")
    assert others(read_linux_arp(LINUX_ARP), mine) == ["192.168.1.1"]
    assert others(read_arp(WINDOWS_ARP), mine) == ["192.168.1.1", "192.168.1.33"]
    assert read_arp(MAC_ARP) == [Neighbour("192.168.1.1", True), Neighbour("192.168.1.33", False)]


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


def test_connections_of_each_system() -> None:
    assert read_linux_tcp(TCP, 8443) == ["192.168.1.33"]
    assert read_linux_tcp(TCP6, 8443) == ["192.168.1.34"]
    assert read_netstat(WINDOWS_NETSTAT, 8443) == ["192.168.1.33", "2001:db8::2"]
    assert read_netstat(MAC_NETSTAT, 8443) == ["192.168.1.33"]


ALLOW, BLOCK = Rule("Allow", "Private, Domain"), Rule("Block", "Public")
ON = ["Domain", "Private", "Public"]


@pytest.mark.parametrize(
    ("seen", "code"),
    [
        (Seen(), "firewall_unknown"),
        (Seen(["Private"], ["Public"], []), "firewall_none"),
        (Seen(["Private"], ON, [Rule("Allow", "Any")]), "firewall_open"),
        (Seen(["DomainAuthenticated"], ON, [ALLOW]), "firewall_open"),
        (Seen(["Public"], ON, [ALLOW]), "firewall_public"),
        (Seen(["Public"], ON, [ALLOW, BLOCK]), "firewall_public"),
        (Seen(["Private"], ON, [Rule("Block", "Private, Public")]), "firewall_drops"),
        (Seen(["Private"], ON, [Rule("Allow", "Any"), Rule("Block", "Any")]), "firewall_drops"),
        (Seen(["Private"], ON, []), "firewall_perhaps"),
    ],
)
def test_windows(seen: Seen, code: str) -> None:
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


@pytest.mark.parametrize(
    "rules",
    ["", "rubbish", "[]", '{"nftables": 7}', '{"nftables": [{"chain": 3}, 4, null, {"rule": {"expr": 5}}]}'],
)
def test_rules_that_can_not_be_read_decide_nothing(rules: str) -> None:
    assert judge_nftables(rules, 8443).outcome in ("unknown", "good")


def test_what_is_not_understood_of_a_rule_counts_as_both() -> None:
    chain = {"family": "ip", "table": "filter", "name": "INPUT", "hook": "input", "type": "filter"}
    rule = {"family": "ip", "table": "filter", "chain": "INPUT"}
    xt = {"xt": {"type": "match", "name": "conntrack"}}
    listed = [{"chain": chain | {"policy": "drop"}}, {"rule": rule | {"expr": [xt, {"accept": None}]}}]
    assert judge_nftables(json.dumps({"nftables": listed}), 8443).code == "firewall_perhaps"
    named = {"match": {"op": "==", "left": {"payload": {"protocol": "tcp", "field": "dport"}}, "right": "@x"}}
    listed[1] = {"rule": rule | {"expr": [named, {"accept": None}]}}
    assert judge_nftables(json.dumps({"nftables": listed}), 8443).code == "firewall_perhaps"
    jump = [{"jump": {"target": "deeper"}}]
    inner = {"rule": {"family": "ip", "table": "filter", "chain": "deeper", "expr": [{"drop": None}]}}
    listed = [{"chain": chain | {"policy": "accept"}}, {"rule": rule | {"expr": jump}}, inner]
    assert judge_nftables(json.dumps({"nftables": listed}), 8443).code == "firewall_drops"
    loop = {"rule": {"family": "ip", "table": "filter", "chain": "deeper", "expr": jump}}
    listed = [{"chain": chain | {"policy": "accept"}}, {"rule": rule | {"expr": jump}}, loop]
    assert judge_nftables(json.dumps({"nftables": listed}), 8443).code == "firewall_open"
