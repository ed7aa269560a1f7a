"""Names, titles and user names: cleaned, limited, and made up where none is given."""

import re
from collections.abc import Callable

from relay.protocol.limits import DECODED, DESCRIPTION_LENGTH, NAME_LENGTH
from relay.protocol.refusals import BAD_VALUE, EMPTY, TOO_LONG, Refusal
from relay.protocol.text import clean_name, clean_text, is_longer, normal

_WRITTEN = """ß ss æ ae ø o đ d ð d ł l þ th œ oe ı i ŋ n ə a
а a б b в v г g д d е e ё e ж zh з z и i й y к k л l м m н n о o п p р r с s т t у u ф f х kh ц ts ч ch
ш sh щ shch ы y э e ю yu я ya і i ї i є ye ґ g ў u ј j љ lj њ nj ћ c ђ dj џ dz қ q ғ g ү u ұ u ө o һ h ң n
α a β v γ g δ d ε e ζ z η i θ th ι i κ k λ l μ m ν n ξ x ο o π p ρ r σ s ς s τ t υ y φ f χ ch ψ ps ω o"""
_PAIRS = iter(_WRITTEN.split())
_LETTERS = str.maketrans({**dict(zip(_PAIRS, _PAIRS, strict=True)), "ъ": "", "ь": "", "ʼ": ""})
"""Letters that are more than a Latin one with an accent, as passports write them."""


def need_name(raw: str, what: str = "name") -> str:
    """A clean name or title; refused as EMPTY or TOO_LONG with ``what`` as the detail."""
    name = need_line(raw, what)
    if not name:
        raise Refusal(EMPTY, detail=what)
    return name


def need_line(raw: str, what: str) -> str:
    """A clean text no longer than a name; it may be empty."""
    need_length(raw, NAME_LENGTH, what)
    return need_length(clean_name(raw), NAME_LENGTH, what)


def need_length(text: str, most: int, what: str) -> str:
    """The text as it is, refused as TOO_LONG before anything is done with it."""
    if is_longer(text, most):
        raise Refusal(TOO_LONG, detail=what)
    return text


def need_description(raw: str) -> str:
    """A clean description; it may be empty."""
    need_length(raw, DESCRIPTION_LENGTH, "description")
    return need_length(clean_text(raw), DESCRIPTION_LENGTH, "description")


def need_username(raw: str) -> str:
    """A clean user name; refused with BAD_VALUE when it has spaces."""
    username = need_length(normal("NFKC", need_name(raw, "username")), NAME_LENGTH, "username")
    if " " in username:
        raise Refusal(BAD_VALUE, detail="username")
    return username


def device_name(raw: str) -> str:
    """What a device calls itself, cut to a sensible length before anything is done with it."""
    return clean_name(raw[: NAME_LENGTH * DECODED])[:NAME_LENGTH]


def username_from(name: str, taken: Callable[[str], bool], otherwise: str = "") -> str:
    """A user name from a person's name: "Ana Silva" is "ana.silva", and numbered when that is taken.

    Of a name that has no Latin letters and none that we can write in them it is ``otherwise``, such as the
    class, and a number: "7b-1".
    """
    base, number = _typable(name), 1
    if base and not taken(base):
        return base
    if not base:
        base, number = (_typable(otherwise) or "user") + "-", 0
    while True:
        number += 1
        if not taken(f"{base}{number}"):
            return f"{base}{number}"


def _typable(text: str) -> str:
    """In small Latin letters, digits and full stops; empty where there are none."""
    apart = normal("NFD", text.lower().translate(_LETTERS))
    plain = normal("NFKD", apart.translate(_LETTERS)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", ".", plain.replace("'", "")).strip(".")[: NAME_LENGTH - 8].strip(".")
