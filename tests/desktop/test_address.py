"""Addresses as people type and paste them."""

import contextlib
import time
from urllib.parse import quote

import pytest
from hypothesis import example, given, strategies as st

from desktop.address import (
    DEFAULT_PORT,
    TypedAddress,
    UnreadableAddress,
    join_link,
    read_address,
    shown,
)


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


# links

LETTERS = st.characters(codec="utf-8")
PORTS = st.integers(1, 65535)
NAMES = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?\.[a-z]{2,10}", fullmatch=True).filter(
    lambda name: "--" not in name  # what begins with xn-- has to be a name in another alphabet
)
HOSTS = st.one_of(st.ip_addresses(v=4).map(str), st.ip_addresses(v=6).map(str), NAMES)
PLACES = st.lists(st.tuples(HOSTS, PORTS), min_size=1, max_size=9, unique=True)
PINS = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", min_size=52, max_size=52)
CODES = st.text("23456789ABCDEFGHJKMNPQRSTUVWXYZ", min_size=6, max_size=6)
SECRETS = st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=60).filter(
    lambda text: not text.endswith(".")  # that would be the end of a sentence
)


@given(PLACES, PINS, st.sampled_from(("", "01JT0000000000000000000000")), CODES | st.just(""), SECRETS)
def test_what_a_link_says_is_what_is_read(
    places: list[tuple[str, int]], pin: str, lesson: str, code: str, personal: str
) -> None:
    link = join_link(places, pin, lesson=lesson, code=code, personal=personal)
    (host, port), *others = places
    read = read_address(link)
    assert (read.host, read.port, read.others) == (host, port, tuple(others))
    assert (read.pin, read.lesson, read.code, read.personal) == (pin, lesson, code, personal)


def test_a_pin_and_a_pass_may_begin_as_an_escape_does() -> None:
    """In a mail's source `=3D` stands for `=`; one key in a thousand has a pin that begins with 3D."""
    pin, personal = "3D" + "A" * 50, "3D" + "b" * 25
    for said in ({}, {"personal": personal}, {"code": "3DABCD"}):
        read = read_address(join_link([("10.0.0.1", 8443)], pin, **said))
        assert (read.pin, read.personal, read.code) == (pin, said.get("personal", ""), said.get("code", ""))
    pasted = join_link([("10.0.0.1", 8443)], pin, personal=personal).replace("=", "=3D")
    read = read_address(f"Here: {pasted} for you")
    assert (read.pin, read.personal) == (pin, personal)


@given(PLACES, PINS, CODES, st.integers(0, 200), st.sampled_from((" ", "\n", "\r\n   ")))
def test_a_link_broken_over_two_lines_by_a_mail_is_still_read(
    places: list[tuple[str, int]], pin: str, code: str, where: int, by: str
) -> None:
    link = join_link(places, pin, code=code)
    assert read_address(f"<{link[:where]}{by}{link[where:]}>") == read_address(link)


LINK = join_link(
    [("192.168.1.20", 8443), ("fe80::1", 8443)], "A2" * 26, lesson="01JT0000000000000000000000", code="ABC234"
)


@pytest.mark.parametrize(
    "pasted",
    [
        f"The lesson is at {LINK} and begins at 8.",
        f"Open {LINK}, then wait.",
        f"Open {LINK}. See you!",
        f"({LINK})",
        f"[{LINK}]",
        f"[Join the lesson]({LINK})",
        f"[{LINK}]({LINK})",
        f"**{LINK}**",
        f"_{LINK}_",
        f"`{LINK}`",
        f"“{LINK}”, she said",
        f"«{LINK}»",
        f"<{LINK}>",
        f"{LINK}；请点击",
        f"\u2066{LINK}\u2069",
        f"\u200f{LINK}\u200f.",
        f"\u202b{LINK}\u202c",
        f"{LINK[:30]}\u200b{LINK[30:]}\ufeff",
        f"{LINK[:30]}\u00ad{LINK[30:]}",
        LINK.replace("&", "&amp;"),
        LINK.replace("&", "&#38;"),
        LINK.replace("&", "&amp;amp;"),
        LINK.replace("#", "%23"),
        LINK.replace("#", "%23").replace("&", "%26").replace("=", "%3D"),
        f"https://safe.example/?url={quote(LINK, safe='')}&data=1",
        f'<p>Come: <a href="{LINK.replace("&", "&amp;")}">{LINK.replace("&", "&amp;")}</a></p>',
        f"<a href='{LINK}'>Join</a>",
        f"SCHOOLBELL://{LINK.partition('://')[2]}",
        f"See https://school.example/plan first, then {LINK}",
        f"Hello,\n\n{LINK[:60]}\n{LINK[60:]}\n\nMs Lee",
        f"> Hello,\n> {LINK[:60]}\n> {LINK[60:76]}\n> {LINK[76:]}\n> See you\n",
        f"{LINK}\nSee you",
        f"{LINK}\n\n{LINK}",
        LINK.replace("://", ":/"),
        LINK.replace("://", ":"),
        '{"url": "' + LINK.replace("/", "\\/") + '"}',
        "\\url{" + LINK.replace("#", "\\#").replace("&", "\\&") + "}",
        LINK.replace("=", "=3D"),
        f"{LINK[:70].replace('=', '=3D')}=\r\n{LINK[70:].replace('=', '=3D')}",
        f"~~{LINK}~~",
        f"[url={LINK}]Join[/url]",
        f"https://urldefense.example/v3/__{LINK}__;!!abc$",
        f"{LINK}/",
        LINK.translate({ord(":"): "：", ord("/"): "／", ord("#"): "＃", ord("&"): "＆", ord("="): "＝"}),
    ],
)
def test_the_link_is_found_in_whatever_was_pasted(pasted: str) -> None:
    assert read_address(pasted) == read_address(LINK)
    read = read_address(LINK)
    assert (read.host, read.pin, read.code, read.others) == (
        "192.168.1.20",
        "A2" * 26,
        "ABC234",
        (("fe80::1", 8443),),
    )


@pytest.mark.parametrize(
    ("pasted", "host", "port"),
    [
        ("The address is 192.168.1.20:9000.", "192.168.1.20", 9000),
        ("192.168.1.20:9000 or school.example", "192.168.1.20", 9000),
        ("Type school.example, at 8:30!", "school.example", DEFAULT_PORT),
        ("(school.example)", "school.example", DEFAULT_PORT),
        ("“192.168.1.20”", "192.168.1.20", DEFAULT_PORT),
        ("\u200e192.168.1.20\u200b", "192.168.1.20", DEFAULT_PORT),
        ("schoolbell://school.example is where we meet", "school.example", DEFAULT_PORT),
        ("https://school.example:9443/health.", "school.example", 9443),
    ],
)
def test_an_address_is_found_in_a_sentence(pasted: str, host: str, port: int) -> None:
    assert read_address(pasted) == TypedAddress(host, port)


def test_a_sentence_without_an_address_is_none() -> None:
    for pasted in ("we meet at noon", "schoolbell:// is the scheme", "a b.c d"):
        with pytest.raises(UnreadableAddress):
            read_address(pasted)


@given(st.text(LETTERS, max_size=80))
@example("schoolbell://[::1%]/")
@example("schoolbell://a/#also=b#also=schoolbell://c")
@example("//[")
@example("\u2488")
@example("x" * 5000)
def test_whatever_is_pasted_is_an_address_or_is_told_why_not(text: str) -> None:
    for pasted in (text, f"schoolbell://{text}", f"schoolbell://10.0.0.1/#{text}", f"wss://10.0.0.1/?{text}"):
        with contextlib.suppress(UnreadableAddress):
            read = read_address(pasted)
            assert read.host
            assert 1 <= read.port <= 65535


def test_an_address_that_cannot_be_read_says_nothing_against_the_others() -> None:
    also = "&".join(f"also={quote(other)}" for other in ("300.1.1.1", "10.0.0.1:9443", "10.0.0.2", "me@x"))
    read = read_address(f"schoolbell://10.0.0.1:9443/#{also}")
    assert read.others == (("10.0.0.2", DEFAULT_PORT),)


def test_what_opens_a_door_is_not_shown_where_an_address_is_logged() -> None:
    read = read_address("schoolbell://10.0.0.1/#pin=A&code=ABC234&pass=SECRET1&secret=SECRET2")
    assert not [word for word in ("ABC234", "SECRET1", "SECRET2") if word in repr(read)]


def test_a_link_in_small_letters_says_the_same() -> None:
    read, small = read_address(LINK), read_address(LINK.lower())
    assert (small.pin, small.lesson, small.code.upper()) == (read.pin, read.lesson, read.code)


def test_a_relay_of_that_name_is_typed_as_any_other() -> None:
    assert read_address("schoolbell:8443").host == "schoolbell"


def test_much_that_begins_like_a_link_is_little_work() -> None:
    before = time.process_time()
    for text in ("schoolbell:" * 2_000, "schoolbell:/" * 2_000, "=3D&pin=3D" * 2_000):
        with contextlib.suppress(UnreadableAddress):
            read_address(text)
    assert time.process_time() - before < 1
