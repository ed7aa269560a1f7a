"""Names, titles and user names: cleaned, limited, and made up where none is given."""

import re
from collections.abc import Callable

from relay.protocol.limits import DECODED, DESCRIPTION_LENGTH, NAME_LENGTH
from relay.protocol.refusals import BAD_VALUE, EMPTY, TOO_LONG, Refusal
from relay.protocol.text import clean_name, clean_text, is_longer, normal

_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "œ": "oe", "ı": "i", "ŋ": "n"}
)


def need_name(raw: str, what: str = "name") -> str:
    """A clean name or title; refused as EMPTY or TOO_LONG with ``what`` as the detail."""
    need_length(raw, NAME_LENGTH, what)
    name = clean_name(raw)
    if not name:
        raise Refusal(EMPTY, detail=what)
    return need_length(name, NAME_LENGTH, what)


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


def username_from(name: str, taken: Callable[[str], bool]) -> str:
    """A user name from a person's name: "Ana Silva" is "ana.silva", and numbered when that is taken."""
    plain = normal("NFKD", name.lower().translate(_LETTERS)).encode("ascii", "ignore").decode()
    base = re.sub(r"[^a-z0-9]+", ".", plain.replace("'", "")).strip(".")[: NAME_LENGTH - 8].strip(".")
    base = base or "user"
    number = 1
    username = base
    while taken(username):
        number += 1
        username = f"{base}{number}"
    return username
