"""Making people's text safe to keep and show: normal form, no control or direction-changing characters."""

import unicodedata

from relay.protocol.limits import NAME_LENGTH

__all__ = ["NAME_LENGTH", "clean_name", "clean_text"]

_KEPT_CONTROLS = frozenset("\n\t")
_DIRECTION = frozenset(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C)))
_NEVER = frozenset(("Cc", "Cs", "Co", "Cn"))


def clean_name(raw: str) -> str:
    """A name or title on one line: NFC, white space folded, no control or direction characters."""
    kept = (" " if c.isspace() else c for c in raw if c.isspace() or not _unwanted(c))
    # Composed last: what stood between a letter and its accent is gone by then.
    return " ".join(unicodedata.normalize("NFC", "".join(kept)).split())


def clean_text(raw: str) -> str:
    """A message: NFC, line breaks and tabs kept, other control and direction overrides removed."""
    if raw.isascii() and raw.isprintable():
        return raw.strip()  # most messages: nothing in them to change
    lines = raw.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(c for c in lines if c in _KEPT_CONTROLS or not _unwanted(c))
    return unicodedata.normalize("NFC", kept).strip()


def _unwanted(c: str) -> bool:
    return c in _DIRECTION or unicodedata.category(c) in _NEVER
