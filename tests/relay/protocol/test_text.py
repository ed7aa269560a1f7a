"""People's text: what is kept, what goes, and that no text is much work."""

import re
import sys
import time
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from relay.protocol.limits import MESSAGE_LENGTH, NAME_LENGTH
from relay.protocol.text import MARKS_IN_A_ROW, clean_name, clean_text, is_longer, normal, shortened
from relay.school.lookalikes import skeleton
from relay.school.names import device_name
from relay.shared.cells import cleaned
from relay.shared.rosters.headers import plain, resemblance
from relay.store.folding import fold, fold_username

SOURCES = Path(__file__).parents[3]
NEWER = "\U0001fae8\U0003158e\u0c5c\U0001fae9"
"""Assigned after the Unicode of Python 3.11, or in none yet."""
EXPENSIVE = (
    "\u0344\u0323",
    "\u0323\u0301",
    "\uff9e\u0323",  # a letter that comes apart into a mark
    "\u0f73\u0323",
    "\u0323\u202e\u0301\u0000",  # with what goes between
    "\u0323\u200b\u0301\u00ad",
)
WORKS: list[Callable[[str], object]] = [
    clean_name, clean_text, shortened, device_name, fold, fold_username, skeleton, plain, cleaned,
    lambda text: is_longer(text, NAME_LENGTH), lambda text: normal("NFD", text),
]  # fmt: skip


@pytest.mark.attack
@pytest.mark.parametrize("marks", EXPENSIVE, ids=ascii)
def test_no_text_of_a_frame_is_much_work(marks: str) -> None:
    """Unlimited, each of them was 4 to 15 seconds: normalising grows with the square of a run of marks."""
    text = "a" + marks * (31_400 // len(marks))
    for work in WORKS:
        before = time.process_time()
        work(text)
        assert time.process_time() - before < 0.5, work  # far above what is needed on a slow machine


def test_everything_that_comes_apart_into_marks_is_counted_as_one() -> None:
    """Else a run of those would be as much work as one of marks."""
    for code in range(sys.maxunicode + 1):
        apart = unicodedata.normalize("NFKD", chr(code).casefold())
        if unicodedata.combining(apart[0]):
            run = normal("NFKD", "a" + chr(code) * 2 * MARKS_IN_A_ROW)
            assert len(run) <= MARKS_IN_A_ROW + 1, hex(code)


def test_only_one_place_normalises() -> None:
    found = [
        file.relative_to(SOURCES).as_posix()
        for part in ("relay", "desktop")
        for file in (SOURCES / part).rglob("*.py")
        if re.search(r"unicodedata\.normalize|from unicodedata import|normalized\(Q", file.read_text("utf-8"))
    ]
    assert found == ["relay/protocol/text.py"]


@pytest.mark.parametrize("text", [*NEWER, f"done {NEWER[0]}", f"张{NEWER[1]}", "\ue000x", "𖥂"], ids=ascii)
def test_characters_that_this_python_does_not_know_are_kept(text: str) -> None:
    assert (clean_text(text), clean_name(text)) == (text, text)


@pytest.mark.parametrize(
    "name",
    [
        "葛\U000e0100城",  # as a register of names writes it
        "\u182e\u1823\u1829\u182d\u1823\u182f\u180b",
        "\u0d05\u0d28\u0d3f\u0d32\u0d4d\u200d \u0d15",  # Anil, as most of India still types it
        "ত্\u200d",
        "علی\u200cرضا",
        "❤\ufe0f\u200d🔥 Ana",
        "1\ufe0f\u20e3 first",
        "🏴\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f",
        "👩🏽\u200d🚀",
    ],
    ids=ascii,
)
def test_what_is_unseen_and_yet_part_of_a_letter_or_a_picture_is_kept_in_names(name: str) -> None:
    assert clean_name(name) == name
    assert (fold(name) == fold("葛城")) == (name[0] == "葛")


@pytest.mark.parametrize(
    "name",
    [
        "Ana\ufe0f",
        "A\U000e0100na",
        "Ana\U000e0061\U000e007f",
        "An\u180ba",
        "1\ufe0f2",
        "葛\U000e0100\U000e0101",
    ],
    ids=ascii,
)
def test_anywhere_else_it_goes(name: str) -> None:
    assert clean_name(name) in ("Ana", "12", "葛\U000e0100")


def test_names_are_compared_by_their_vowels_too() -> None:
    """In many scripts vowels are marks."""
    assert resemblance("राम") != resemblance("मीरा")
    assert resemblance("राम कुमार") == resemblance("कुमार राम")


def test_what_parts_words_parts_them_still() -> None:
    assert clean_name("⠓⠑\u2800⠺") == "⠓⠑ ⠺"
    assert clean_text("a\x0bb\x0cc") == "a\nb\nc"


@pytest.mark.parametrize(
    "text",
    [
        "    for i in range(3):\n        print(i)",
        "\tleft\tand right\t",
        "Hello \u05e9\u05dc\u05d5\u05dd\u200f (1)",
        "\u200ea\u061cb\u200f",
        "a \u2066b \u2067c\u2069\u2069 d",
        "one\n\n\ntwo",
        "\u200dfa\u200cmi\u200bly \ufe0f\u00ad",
        "1 + 1  =  2   ",
    ],
    ids=ascii,
)
def test_a_message_is_kept_as_typed(text: str) -> None:
    assert clean_text(text) == text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("\n \t\n  x\n\n \n", "  x"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("a\u202eb\u202c\u202ac\u202d", "abc"),
        ("a\u2066b", "ab"),
        ("a\u2069b\u2067c\u2068d\u2069", "abc\u2068d\u2069"),
        ("a\u2067\nb\u2069", "a\nb"),  # an isolate ends with its paragraph
        ("a\x00\x1b[31m\x7f\x85b", "a[31mb"),
        ("a\ud800\udc00b", "ab"),
        ("a\ufdd0\uffff\U0001fffe\U0010ffffb", "ab"),
        ("A\u0301", "\u00c1"),
        ("\u200f\u200e\n\u2068\u2069 \u200b\ufe0f", ""),
        (" \n\t ", ""),
    ],
    ids=ascii,
)
def test_what_goes_from_a_message(typed: str, kept: str) -> None:
    assert clean_text(typed) == kept


@given(
    st.text(max_size=60)
    | st.text(st.sampled_from("a \n\u2029\u2066\u2069\u0301\u0344\u200f\u202e\u1100\u1161"))
)
def test_clean_once_is_clean(text: str) -> None:
    for clean in (clean_name, clean_text):
        assert clean(clean(text)) == clean(text)


def test_long_runs_of_marks_are_cut_and_no_others() -> None:
    most = "a" + "\u0323" * MARKS_IN_A_ROW
    assert normal("NFD", most) == most
    assert normal("NFD", f"{most}\u0323b") == f"{most}b"
    assert clean_text(clean_text("a" + "\u0344" * 100)) == clean_text("a" + "\u0344" * 100)


def test_how_long_a_text_is() -> None:
    """Looked at before it is cleaned; a name that came apart counts as it is written together."""
    assert not is_longer("e\u0301" * NAME_LENGTH, NAME_LENGTH)
    assert is_longer("e\u0301" * (NAME_LENGTH + 1), NAME_LENGTH)
    assert is_longer(" " * (NAME_LENGTH + 1), NAME_LENGTH)
    assert is_longer("a" + "\u0323" * 2 * NAME_LENGTH, NAME_LENGTH)
    assert is_longer(" " * (MESSAGE_LENGTH + 1), MESSAGE_LENGTH)


def test_a_name_that_nobody_vouches_for_is_shortened() -> None:
    assert shortened("  7b ") == "7b"
    assert shortened("W" * NAME_LENGTH) == "W" * NAME_LENGTH
    assert shortened("W" * 1_000_000) == "W" * (NAME_LENGTH - 1) + "…"
    assert len(shortened("a" + "\u0323" * 200_000)) < 10
