"""Addresses as people type and paste them."""

import pytest

from desktop.address import DEFAULT_PORT, TypedAddress, UnreadableAddress, read_address, shown


@pytest.mark.parametrize(
    ("typed", "host", "port"),
    [
        ("192.168.1.20", "192.168.1.20", DEFAULT_PORT),
        (" 192.168.1.20:9000 ", "192.168.1.20", 9000),
        ("192.168.1. 20", "192.168.1.20", DEFAULT_PORT),
        ("Teacher-Laptop.local", "teacher-laptop.local", DEFAULT_PORT),
        ("wss://relay.school.example:9443/v1", "relay.school.example", 9443),
        ("WS://relay.school.example", "relay.school.example", DEFAULT_PORT),
        ("https://relay.school.example:7443/health", "relay.school.example", 7443),
        ("schoolbell://relay.school.example:7443", "relay.school.example", 7443),
        ("<wss://relay.example>", "relay.example", DEFAULT_PORT),
        ("::1", "::1", DEFAULT_PORT),
        ("[fe80::1]:9000", "fe80::1", 9000),
        ("schüler.example", "xn--schler-5ya.example", DEFAULT_PORT),
    ],
)
def test_what_people_type_is_understood(typed: str, host: str, port: int) -> None:
    assert read_address(typed) == TypedAddress(host, port)


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("school:seven", "port"),
        ("school:0", "port"),
        ("school:70000", "port"),
        ("300.1.1.1", "host"),
        ("192.168.1", "host"),
        ("ftp://school", "host"),
        ("a..b", "host"),
        ("-school", "host"),
        ("me@school", "host"),
        ("javascript:alert(1)", "port"),
        ("[::1", "host"),
        ("\u202eloohcs", "host"),
    ],
)
def test_what_is_no_address_says_why(typed: str, reason: str) -> None:
    with pytest.raises(UnreadableAddress) as caught:
        read_address(typed)
    assert caught.value.reason == reason


def test_a_link_may_bring_the_key_and_the_secret() -> None:
    link = "schoolbell://10.0.0.1:9443/#pin=abc&secret=def"
    assert read_address(link) == TypedAddress("10.0.0.1", 9443, "abc", "def")


def test_addresses_read_back_as_they_are_shown() -> None:
    for host, port in (("10.0.0.1", DEFAULT_PORT), ("school.example", 99), ("fe80::1", 99)):
        assert read_address(shown(host, port)) == TypedAddress(host, port)
