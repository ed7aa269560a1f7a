"""The exchange by code: both sides agree for one code, one lesson and one relay, and for nothing else."""

import hashlib

import pytest
from spake2 import SPAKE2_A, SPAKE2_B
from spake2.ed25519_basic import Base, L, Zero, bytes_to_unknown_group_element

from relay.protocol.joincode import CODE_SYMBOLS, clean_code, proofs
from relay.school.spake import NoMessage, answer
from tests.relay.by_code import OneTry

LESSON, OTHER = "01ARZ3NDEKTSV4RRFFQ69G5FAV", "01ARZ3NDEKTSV4RRFFQ69G5FAW"
PIN, FALSE_PIN = "A" * 52, "B" * 52


def agree(one: tuple[str, str, str], other: tuple[str, str, str]) -> bool:
    client = OneTry(*one)
    code, pin, session = other
    answered = answer(code, session, pin, client.message)
    mine = client.both(answered.message)
    assert (mine.relay == answered.proofs.relay) == (mine.client == answered.proofs.client)
    assert mine.relay != mine.client
    return mine == answered.proofs


def test_the_same_code() -> None:
    assert agree(("K7M2PQ", PIN, LESSON), ("K7M2PQ", PIN, LESSON))


@pytest.mark.parametrize(
    "other", [("K7M2PR", PIN, LESSON), ("K7M2PQ", FALSE_PIN, LESSON), ("K7M2PQ", PIN, OTHER)]
)
def test_another_code_relay_or_lesson(other: tuple[str, str, str]) -> None:
    assert not agree(("K7M2PQ", PIN, LESSON), other)


def test_nothing_repeats() -> None:
    """Neither messages nor proofs tell whether two exchanges were about the same code."""
    first, second = OneTry("K7M2PQ", PIN, LESSON), OneTry("K7M2PQ", PIN, LESSON)
    told = [
        answer("K7M2PQ", LESSON, PIN, message) for message in (first.message, first.message, second.message)
    ]
    assert len({first.message, second.message, *(made.message for made in told)}) == 5
    assert len({made.proofs.relay for made in told}) == 3


FIRST = "4188a6ea747da8d6aeb392935be9150f2d33dc2304b8385a3a4702f74a2733156c"
SECOND = "420e6a111ecdceef442d0b0ba020164adf5cea35048c968abd3e2c0319fc794940"
KEY = "1462b544031a3f37040ea07cb0ae9cdb0ed09c8f12b48c9e22d5d4674e0939dd"
PROOFS = (
    "018d32a334317424f1eac97a8a353fcd8395f0ae311ea5b135261626eb02f564",
    "8436c7be65abb66471626e3ec06d9fc2fdc43a78052623a8f905c8ff2769fe9c",
)
LOW_ORDER = "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"


@pytest.mark.parametrize(
    "message",
    [
        b"",
        b"A",
        b"A" + bytes(31),
        b"A" + bytes(33),
        b"A" + bytes(32),
        b"A" + b"\xff" * 32,
        b"B" + Base.to_bytes(),
        b"S" + Base.to_bytes(),
        b"\x00" + Base.to_bytes(),
        b"A" + Zero.to_bytes(),
        b"A" + bytes.fromhex(LOW_ORDER),
    ],
)
def test_what_is_no_message(message: bytes) -> None:
    with pytest.raises(NoMessage):
        answer("K7M2PQ", LESSON, PIN, message)


def test_the_point_of_low_order_is_one() -> None:
    point = bytes_to_unknown_group_element(bytes.fromhex(LOW_ORDER))
    assert point.scalarmult(8) == Zero
    assert point.scalarmult(L) != Zero


def test_the_library_still_says_the_same() -> None:
    """A program of today comes in to a relay of tomorrow: these random numbers make these messages."""

    def entropy(seed: bytes) -> object:
        return lambda count: hashlib.shake_256(seed).digest(count)

    a = SPAKE2_A(b"password", idA=b"client", idB=b"relay", entropy_f=entropy(b"a"))
    b = SPAKE2_B(b"password", idA=b"client", idB=b"relay", entropy_f=entropy(b"b"))
    first, second = a.start(), b.start()
    key = a.finish(second)
    assert key == b.finish(first)
    assert first.hex() == FIRST
    assert second.hex() == SECOND
    assert key.hex() == KEY
    told = proofs(key, LESSON, first, second)
    assert (told.relay.hex(), told.client.hex()) == PROOFS


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("K7M2PQ", "K7M2PQ"),
        (" k7m-2pq ", "K7M2PQ"),
        ("k7m 2pq", "K7M2PQ"),
        ("K7M2P", ""),
        ("K7M2PQR", ""),
        ("K7M2P0", ""),
        ("", ""),
    ],
)
def test_codes_as_they_are_typed(typed: str, code: str) -> None:
    assert clean_code(typed) == code


def test_symbols_can_not_be_taken_for_one_another() -> None:
    assert len(set(CODE_SYMBOLS)) == len(CODE_SYMBOLS) == 31
    assert not set(CODE_SYMBOLS) & set("0O1IL")
