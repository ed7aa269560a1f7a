"""What no name of a file may be or have in it, on whatever system it comes to lie."""

import re

FORBIDDEN = frozenset('/\\:*?"<>|')
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$)", re.IGNORECASE)


def names_device(stem: str) -> bool:
    """Whether a file of this name, without its ending, would be a device on Windows."""
    return _DEVICES.fullmatch(stem) is not None
