"""Proving a code: with the relay's side of the exchange, and with those who only pretend to be a relay."""

import secrets

import pytest
from hypothesis import given, settings, strategies as st
from spake2 import SPAKE2_B

from desktop.client import CodeProof, WrongProof
from relay.protocol.joincode import CLIENT, CODE_SYMBOLS, Proofs, password, proofs, relay_identity
from tests.examples import many

SESSION = "01JT0000000000000000000000"
OTHER = "01JT0000000000000000000001"
PIN, OTHER_PIN = "A" * 52, "B" * 52
CODES = st.text(CODE_SYMBOLS, min_size=6, max_size=6)


def relay_side(code: str, pin: str, session: str, message: bytes) -> tuple[bytes, Proofs]:
    """What a relay answers: its message, and both proofs as it has them."""
    side = SPAKE2_B(password(code, session), idA=CLIENT, idB=relay_identity(pin))
    mine: bytes = side.start()
    return mine, proofs(side.finish(message), session, message, mine)


def test_both_sides_show_each_other_that_they_know_the_code() -> None:
    client = CodeProof("ABC234", PIN, SESSION)
    message, right = relay_side("ABC234", PIN, SESSION, client.message)
    assert client.answer(message, right.relay) == right.client


@pytest.mark.parametrize(
    ("code", "pin", "session"),
    [("ABC235", PIN, SESSION), ("ABC234", OTHER_PIN, SESSION), ("ABC234", PIN, OTHER)],
    ids=["another code", "a relay with another key", "another lesson"],
)
def test_who_knows_something_else_gets_no_proof_out_of_us(code: str, pin: str, session: str) -> None:
    client = CodeProof("ABC234", PIN, SESSION)
    message, wrong = relay_side(code, pin, session, client.message)
    with pytest.raises(WrongProof):
        client.answer(message, wrong.relay)


def test_a_relay_in_the_middle_cannot_pass_the_exchange_on() -> None:
    """It shows us its own key, and hands everything we say to the true relay, which has another."""
    client = CodeProof("ABC234", OTHER_PIN, SESSION)
    message, from_true_relay = relay_side("ABC234", PIN, SESSION, client.message)
    with pytest.raises(WrongProof):
        client.answer(message, from_true_relay.relay)


@settings(max_examples=many(20), deadline=None)
@given(st.binary(max_size=70), st.binary(min_size=32, max_size=32))
def test_rubbish_is_a_wrong_proof_and_nothing_worse(message: bytes, proof: bytes) -> None:
    for said in (message, b"B" + (message + bytes(32))[:32], b"A" + bytes(32), b"B" + bytes([255] * 32)):
        with pytest.raises(WrongProof):
            CodeProof("ABC234", PIN, SESSION).answer(said, proof)


def test_our_own_message_sent_back_proves_nothing() -> None:
    client = CodeProof("ABC234", PIN, SESSION)
    with pytest.raises(WrongProof):
        client.answer(b"B" + client.message[1:], secrets.token_bytes(32))


def test_one_guess_is_all_there_is() -> None:
    client = CodeProof("ABC234", PIN, SESSION)
    message, wrong = relay_side("ABC235", PIN, SESSION, client.message)
    with pytest.raises(WrongProof):
        client.answer(message, wrong.relay)
    right_message, right = relay_side("ABC234", PIN, SESSION, client.message)
    with pytest.raises(WrongProof):
        client.answer(right_message, right.relay)


@settings(max_examples=many(20), deadline=None)
@given(CODES, CODES)
def test_only_the_same_code_proves_itself(mine: str, theirs: str) -> None:
    client = CodeProof(mine, PIN, SESSION)
    message, said = relay_side(theirs, PIN, SESSION, client.message)
    if mine == theirs:
        assert client.answer(message, said.relay) == said.client
    else:
        with pytest.raises(WrongProof):
            client.answer(message, said.relay)
