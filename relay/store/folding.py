"""Text made comparable: for finding (accents and case do not matter) and for user names (case does not)."""

import unicodedata

from relay.protocol.text import normal, without_variants


def fold(text: str) -> str:
    """What searching compares: without case, accents and compatibility forms."""
    apart = normal("NFKD", without_variants(text).casefold())
    return normal("NFC", "".join(c for c in apart if not unicodedata.combining(c)))


def fold_username(username: str) -> str:
    """What makes two user names the same."""
    return normal("NFKC", normal("NFKC", username).strip().casefold())
