"""A relay's key as people and programs check it: the pin for programs, six words for people."""

import base64
import hashlib
import importlib.resources
from functools import cache

WORD_BITS = 11
WORDS = 6


def pin_of(public_key: bytes) -> str:
    """The pin of a DER SubjectPublicKeyInfo: its SHA-256 in base32, 52 characters.

    The key is pinned and not the certificate, which may be renewed.
    """
    return base64.b32encode(hashlib.sha256(public_key).digest()).decode().rstrip("=")


def words_of(pin: str) -> tuple[str, ...]:
    """Six words (66 bits of the pin) that two people can compare by reading them aloud."""
    digest = base64.b32decode(pin + "=" * (-len(pin) % 8))
    number = int.from_bytes(digest, "big") >> (len(digest) * 8 - WORD_BITS * WORDS)
    shifts = range(WORD_BITS * (WORDS - 1), -1, -WORD_BITS)
    return tuple(_word_list()[number >> shift & 2**WORD_BITS - 1] for shift in shifts)


@cache
def _word_list() -> tuple[str, ...]:
    """2,048 English words, the list of BIP-39 (see the note beside the file)."""
    text = importlib.resources.files("resources").joinpath("words/english.txt").read_text("utf-8")
    return tuple(text.split())
