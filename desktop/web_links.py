"""Web addresses in what people write: found as plain text, and opened only after their host was read."""

import ipaddress
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile
from urllib.parse import urlsplit

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

MOST_LINKS = 5
"""So many of one message are offered."""
LONGEST = 2_000
_FOUND = re.compile(r"(?<![\w])https?://[^\s<>\"“”«»‹›「」『』【】《》\\^`{|}]+", re.IGNORECASE)
_BEHIND = ".,;:!?…'*_~。，、；：！？؟،؛’‘"
_UNSEEN = ("Cf", "Cc", "Cs", "Co", "Cn", "Zl", "Zp")
_LABEL = re.compile(r"(?!-)[A-Za-z0-9_-]{1,63}(?<!-)")
_TOGETHER = ({"CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA"}, {"CJK", "HANGUL"}, {"CJK", "BOPOMOFO"})
"""Scripts that one language writes in together."""


@dataclass(frozen=True)
class Link:
    """A web address. ``text``: as it was written; ``host``: as shown; ``ascii_host``: as asked for."""

    text: str
    host: str
    ascii_host: str


def halves_of(text: str) -> int:
    """How long Qt takes a text to be: it counts UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


@lru_cache(maxsize=200)
def link_places(text: str) -> tuple[tuple[int, Link], ...]:
    """The web addresses in a text and where each begins, as Python counts.

    Only http and https, only with a host that can be one, and so many different ones at most.
    """
    places: list[tuple[int, Link]] = []
    for match in _FOUND.finditer(text):
        address = _trimmed(match.group())
        link = _link(address) if len(address) <= LONGEST else None
        if link is not None:
            places.append((match.start(), link))
        if len({one for _, one in places}) == MOST_LINKS:
            break
    return tuple(places)


def links_in(text: str) -> list[Link]:
    """The web addresses in a text, each once."""
    return list(dict.fromkeys(link for _, link in link_places(text)))


def link_at(text: str, place: int) -> Link | None:
    """The web address over a place in a text, as Qt counts."""
    for start, length, link in links_marked(text):
        if start <= place < start + length:
            return link
    return None


def links_marked(text: str) -> list[tuple[int, int, Link]]:
    """Where the web addresses stand: start and length as Qt counts."""
    return [(halves_of(text[:start]), halves_of(link.text), link) for start, link in link_places(text)]


def open_link(link: Link) -> bool:
    """Hands the address to the system if Qt reads the same host in it; no other scheme ever."""
    url = QUrl(link.text, QUrl.ParsingMode.StrictMode)
    asked = url.host(QUrl.ComponentFormattingOption.FullyEncoded).strip("[]").lower()
    if not url.isValid() or url.scheme() not in ("http", "https") or asked != link.ascii_host:
        return False
    return QDesktopServices.openUrl(url)


def _trimmed(address: str) -> str:
    """Without what ends the sentence, and without brackets that were opened before it."""
    # up to the first character that is not to be seen: what stands behind it would be hidden
    address = "".join(takewhile(lambda c: unicodedata.category(c) not in _UNSEEN, address))
    while address:
        last = address[-1]
        unopened = (last == ")" and address.count(")") > address.count("(")) or (
            last == "]" and address.count("]") > address.count("[")
        )
        if last not in _BEHIND and not unopened:
            break
        address = address[:-1]
    return address


def _link(address: str) -> Link | None:
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return None
    if not host or "@" in parts.netloc:  # what stands before an @ only looks like a host
        return None
    ascii_host = _ascii(host)
    if not ascii_host:
        return None
    shown = _shown(host, ascii_host)
    bracketed = f"[{shown}]" if ":" in ascii_host else shown
    return Link(address, f"{bracketed}:{port}" if port else bracketed, ascii_host)


def _ascii(host: str) -> str:
    """As a browser asks for it; empty if it can't be a host."""
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        pass
    made = bytes(QUrl.toAce(host).data()).decode("ascii").lower()
    labels = made.removesuffix(".").split(".")
    return made if made and all(_LABEL.fullmatch(label) for label in labels) else ""


def _shown(host: str, ascii_host: str) -> str:
    """The host as a person may trust their eyes: with letters of several alphabets only in its ASCII form."""
    if host.isascii():
        return ascii_host
    if any(_is_mixed(label) for label in host.split(".")):
        return ascii_host
    return f"{host} ({ascii_host})"


def _is_mixed(label: str) -> bool:
    scripts = {unicodedata.name(c, "? ?").split()[0] for c in label if c.isalpha()}
    return len(scripts) > 1 and not any(scripts <= together for together in _TOGETHER)
