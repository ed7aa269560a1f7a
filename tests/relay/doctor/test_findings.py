"""What measured things mean, how it is said, and what a report comes to."""

import string

import msgspec
import pytest

from relay.doctor.crowd import judge_crowd
from relay.doctor.here import judge_disk, judge_own_clock
from relay.doctor.network import judge_addresses
from relay.doctor.there import judge_clock, judge_delay, judge_key
from relay.shared.doctor.findings import (
    CheckBegun,
    Finding,
    Report,
    advice,
    encode_line,
    found,
    read_line,
    sentence,
)
from relay.shared.doctor.sentences import FINDINGS, OUTCOME_WORDS, TITLES
from tests.relay.interfaces import own


@pytest.mark.parametrize(
    ("addresses", "outcome", "code"),
    [
        (["eth0 192.168.1.20/24"], "good", "has_address"),
        (["wlan0 10.3.0.9/16", "docker0 172.17.0.1/16", "wlan0 fe80::1/64"], "good", "has_address"),
        (["eth0 192.168.1.20/24", "wlan0 10.3.0.9/16"], "doubtful", "has_addresses"),
        (["eth0 2001:db8::7/64"], "doubtful", "only_ipv6"),
        (["Wi-Fi 169.254.10.1/16"], "bad", "only_own_address"),
        (["docker0 172.17.0.1/16", "tun0 10.8.0.2/24"], "bad", "only_virtual"),
        (["vEthernet (WSL) 172.20.0.1/20"], "bad", "only_virtual"),
        (["eth0 fe80::1/64"], "bad", "no_address"),
        ([], "bad", "no_address"),
    ],
)
def test_addresses(addresses: list[str], outcome: str, code: str) -> None:
    finding = judge_addresses(own(*addresses))
    assert (finding.outcome, finding.code) == (outcome, code)
    assert sentence(finding)


@pytest.mark.parametrize(
    ("ahead", "outcome", "code"),
    [
        (0.4, "good", "clocks_agree"),
        (-1.9, "good", "clocks_agree"),
        (2.1, "doubtful", "clock_ahead"),
        (-60, "doubtful", "clock_behind"),
        (3_600, "bad", "clock_ahead_far"),
        (-3_600, "bad", "clock_behind_far"),
    ],
)
def test_clocks(ahead: float, outcome: str, code: str) -> None:
    finding = judge_clock(ahead)
    assert (finding.outcome, finding.code) == (outcome, code)


def test_the_own_clock() -> None:
    now = 1_800_000_000.0
    assert judge_own_clock(now, 0).code == "clock_plausible"
    assert judge_own_clock(now, now + 5).code == "clock_plausible"
    back = judge_own_clock(now, now + 3_600)
    assert (back.outcome, back.code, back.about["minutes"]) == ("bad", "clock_went_back", 60)


def test_disk() -> None:
    assert [judge_disk(free, 200).outcome for free in (199_000_000, 201_000_000)] == ["bad", "doubtful"]
    roomy = judge_disk(79_500_000_000, 200)
    assert (roomy.outcome, sentence(roomy)) == ("good", "79\u00a0GB are free where the school is kept.")


def test_delays() -> None:
    assert judge_delay([3, 4, 5]).outcome == "good"
    assert judge_delay([200, 210, 220]).outcome == "doubtful"
    assert judge_delay([20, 20, 1_200]).outcome == "doubtful"
    assert judge_delay([1_100, 1_200, 1_300]).outcome == "bad"
    assert judge_delay([20, 20], lost=1).outcome == "doubtful"
    assert judge_delay([20], lost=3).outcome == "bad"
    assert judge_delay([], lost=5).code == "no_answers"


def test_crowds() -> None:
    assert judge_crowd("welcomed", 40, 40, 0.5).code == "welcomed"
    assert judge_crowd("welcomed", 40, 40, 9).outcome == "doubtful"
    assert judge_crowd("welcomed", 40, 40, 30).outcome == "bad"
    assert judge_crowd("welcomed", 40, 39, 0.5).code == "not_all_welcomed"
    assert judge_crowd("joined", 40, 40, 9).code == "joined"
    assert judge_crowd("joined", 40, 12, 60).code == "not_all_joined"


def test_keys() -> None:
    pin = "A" * 52
    assert judge_key(pin, pin).outcome == "good"
    assert judge_key(pin, "B" * 52).outcome == "bad"
    unknown = judge_key("", pin)
    assert unknown.outcome == "unknown"
    assert len(str(unknown.about["words"]).split()) == 6


def test_every_sentence_can_be_filled_in() -> None:
    """Nothing is asked for that no finding ever brings, and every sentence ends."""
    places = {"address", "addresses", "host", "port", "count", "firewall", "now", "minutes", "seconds"}
    places |= {"free", "limit", "folder", "students", "came", "why", "delay", "words", "middle", "longest"}
    places |= {"of", "lost"}
    texts = [(code, text) for code, (_, *both) in FINDINGS.items() for text in both if text]
    for code, text in texts:
        asked = {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
        assert asked <= places, code
        assert text[-1] in ".:}", code


@pytest.mark.parametrize(
    ("outcomes", "verdict"),
    [
        (["good", "good"], ("good", "verdict_here_good")),
        (["good", "good", "unknown"], ("good", "verdict_here_fair")),
        (["good", "doubtful", "unknown"], ("doubtful", "verdict_here_doubtful")),
        (["unknown", "doubtful"], ("unknown", "verdict_unknown")),
        (["unknown", "bad", "doubtful"], ("bad", "verdict_here_bad")),
    ],
)
def test_verdicts(outcomes: list[str], verdict: tuple[str, str]) -> None:
    pairs = zip(("relay", "join", "multicast"), outcomes, strict=False)
    findings = [{"check": check, "outcome": outcome, "code": "took_too_long"} for check, outcome in pairs]
    report = Report("here", 0, "lab", "1", msgspec.convert(findings, list[Finding]))
    assert (report.verdict.outcome, report.verdict.code) == verdict
    assert [f.outcome for f in report.to_do] == sorted(
        (o for o in outcomes if o != "good"), key=["bad", "doubtful", "unknown"].index
    )


def test_the_text_says_what_to_do_once_and_nothing_hidden() -> None:
    findings = [
        Finding("firewall", "bad", "firewall_drops", {"firewall": "nftables", "port": 8443}),
        Finding("outside", "bad", "address_closed", {"address": "10.0.0.1:8443", "port": 8443}),
        Finding("disk", "good", "disk_roomy", {"free": "9 GB", "limit": 200}),
    ]
    text = Report("here", 0, "lab\u202e\x1b[1m", "1.2.3", findings).as_text()
    assert text.count("Allow TCP port 8443") == 1
    assert "Students can't join" in text
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert all(TITLES[f.check] in text for f in findings)
    assert Report("here", 0, "lab", "1", findings).as_text(str.upper).startswith("SCHOOLBELL NETWORK CHECK")


def test_lines_come_back_as_they_were() -> None:
    finding = found("clock_ahead", seconds=3.5, minutes=0)
    report = Report("there", 1, "lab", "1", [finding], "10.0.0.1:8443")
    for line in (CheckBegun("clock", 1, 2), finding, report):
        assert read_line(encode_line(line)) == line
    with pytest.raises(msgspec.MsgspecError):
        read_line(b'{"type":"boasted"}')


def test_a_code_of_a_newer_program_is_shown_as_it_is() -> None:
    newer = Finding("gravity", "bad", "falls_up")
    assert (sentence(newer), advice(newer)) == ("falls_up", "")
    assert set(OUTCOME_WORDS) == {"good", "doubtful", "bad", "unknown"}
