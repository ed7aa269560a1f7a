"""Striking out of a log what looks like a secret, wherever it stands."""

import re

CUT_OFF = "…"

_NAMED = re.compile(
    r"(?i)(bearer\s+|(?:token|password|secret|device_key|code|ticket|proof|old|new)[\"']?\s*"
    r"[:=]\s*(?:bearer\s+)?)(?:\"[^\"]*\"?|'[^']*'?|[^\s\"',;})]+)"
)
"""The name of a secret, and what follows."""
_SECRETS = re.compile(
    r"sb_[\w-]{4,}"  # a token
    r"|\b[2-9A-HJKMNP-Z]{4}(?:-[2-9A-HJKMNP-Z]{4})+\b"  # a one-time code, the first teacher's secret
    r"|(?i:\bauthorization\b.*)"  # a header and what follows
)


def redacted(text: str) -> str:
    """The text with CUT_OFF where a secret stood."""
    return _SECRETS.sub(CUT_OFF, _NAMED.sub(rf"\1{CUT_OFF}", text))
