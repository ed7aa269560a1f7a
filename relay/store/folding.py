"""Text made comparable: for finding (accents and case do not matter) and for user names (case does not)."""

import unicodedata


def fold(text: str) -> str:
    """What searching compares: without case, accents and compatibility forms."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return unicodedata.normalize("NFC", "".join(c for c in apart if not unicodedata.combining(c)))


def fold_username(username: str) -> str:
    """What makes two user names the same."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", username).strip().casefold())
